"""The gap board straight from the database: a fixed number of queries, and of the many records only whether there are any.

The rules are those of :mod:`quicksilver.register.questions.gaps`; here the facts are gathered that they are put to. Activities,
observations and submissions are requested by area and not read. Of the contributions those are read that can matter for which flows
state a sum of money: those that state one, those that are tied to others, and those that could tell of the same sum.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Mapping, Set
from typing import Any

from quicksilver.intake.paused_gc import without_collection
from quicksilver.portal.setup import configure
from quicksilver.portal.store.mapping import kinds, record_of
from quicksilver.portal.store.visibility_in_sql import closed_rows, hidden_ids
from quicksilver.register.questions.gaps import (
    Facts,
    GapBoard,
    board_of,
    computable,
    latest_ended,
    observed_areas,
)
from quicksilver.register.questions.ledger import Told, stated
from quicksilver.register.questions.questions import partnership_areas
from quicksilver.register.records import Cycle, Indicator, Plan, Record, TargetRecord
from quicksilver.register.register import Register, holds
from quicksilver.register.rules.fields import states
from quicksilver.register.rules.visibility import Hidden, seen

__all__ = ["public_gap_board", "stored_gap_board"]

#: What is read of a kind: its citations tell since when something is lacking.
_CITED = ("areas", "leaderships", "plans", "targets", "cycles")
#: Long texts of these kinds play no part.
_COLUMNS = {
    "leaderships": ("area", "organisation", "role"),
    "plans": ("area", "kind", "state", "document"),
    "cycles": ("title", "period", "state"),
}
_ALWAYS = ("id", "since", "until", "visibility")


@without_collection()
def stored_gap_board(day: dt.date) -> GapBoard:
    """Return the gaps of every partnership area on a day, from the database.

    The same as ``gap_board(load_register(), day)``, in a number of queries that does not depend on the number of records.

    Parameters
    ----------
    day : date
        Cross-cutting topics, closed areas and areas that begin later have no row.
    """
    configure()
    return _Reading(day, None).board()


@without_collection()
def public_gap_board(day: dt.date) -> GapBoard:
    """Return the gaps of every partnership area on a day, from the public records.

    Nobody but those concerned reads contributions and submissions. That sums of money are stated for an area, how many there are,
    and that its report was accepted are totals, which everyone may know; they are those of the records that are public.
    """
    configure()
    return _Reading(day, hidden_ids(totals=True)).board()


class _Reading:
    """One reading of the database: as of a day, of everything or of what is not hidden."""

    def __init__(self, day: dt.date, hidden: Hidden | None) -> None:
        self.day, self.hidden = day, hidden
        self.sources: dict[tuple[str, str], dict[str, list[dict[str, str]]]] = {}
        self.days: dict[str, dt.date | None] = {}

    def board(self) -> GapBoard:
        """Return the board."""
        self._citations()
        areas = partnership_areas(Register({"areas": self._by_id("areas")}, self.day))
        plans, indicators = self._by_id("plans"), self._by_id("indicators")
        targets = self._held("targets")
        named = {
            target.baseline for target in targets if isinstance(target, TargetRecord) and target.baseline
        }
        looked_up = Register(
            {"plans": plans, "indicators": indicators, "baselines": self._by_id("baselines", id__in=named)}
        )
        latest = latest_ended(self._held("cycles"), self.day)
        amounts, paid = self._money({area.id for area in areas})
        return board_of(
            Facts(
                areas=areas,
                leaderships=self._held("leaderships"),
                plans=[plan for plan in plans.values() if isinstance(plan, Plan) and holds(plan, self.day)],
                targets=targets,
                active=self._active(),
                observed=self._observed(indicators.values(), targets),
                reported=self._reported(latest),
                paid=paid,
                latest=latest,
                amounts=amounts,
                computable=lambda target: computable(looked_up, target),
                document_day=lambda source: self.days.get(source.document),
            ),
            self.day,
        )

    # Small kinds, as records

    def _citations(self) -> None:
        """Read who cites which document, and of which day these are."""
        from django.db.models import Q

        from quicksilver.portal.models import Citation
        from quicksilver.register.records import When

        query = Citation.objects.filter(Q(part="") | Q(kind="areas"), kind__in=_CITED).order_by("position")
        if self.hidden is not None:
            query = query.exclude(document__in=closed_rows(kinds()["documents"]).values("pk"))
        columns = ("kind", "owner", "part", "document_id", "place", "document__date")
        for kind, owner, part, document, place, date in query.values_list(*columns):
            cited = self.sources.setdefault((kind, owner), defaultdict(list))
            cited[part].append({"document": document, "place": place})
            if document not in self.days:
                self.days[document] = None if date is None else When.model_validate(date).first

    def _by_id(self, name: str, **only: Any) -> dict[str, Any]:
        """Return records of a kind by identifier, whether they held on the day or not."""
        kind = kinds()[name]
        wanted = _COLUMNS.get(name)
        names = [field for field in kind.columns if wanted is None or field in wanted or field in _ALWAYS]
        columns = [kind.columns[field] for field in names]
        records: dict[str, Any] = {}
        empty: dict[str, Any] = dict.fromkeys(kind.columns.values())
        statuses = self._statuses() if name == "areas" else {}
        for values in kind.model.objects.filter(**only).order_by("id").values_list(*columns):
            row: dict[str, Any] = empty | dict(zip(columns, values, strict=True))
            cited = self.sources.get((name, row["id"]), {})
            record: Record | None = record_of(kind, row, statuses.get(row["id"], {}), cited)
            if self.hidden is not None and record is not None:
                record = seen(name, record, self.hidden)
            if record is not None:
                records[record.id] = record
        return records

    def _statuses(self) -> Mapping[str, dict[str, list[dict[str, Any]]]]:
        from quicksilver.portal.models import AreaStatus

        statuses: dict[str, dict[str, list[dict[str, Any]]]] = defaultdict(lambda: {"statuses": []})
        for row in AreaStatus.objects.order_by("position").values("area_id", "position", "status", "since"):
            statuses[row["area_id"]]["statuses"].append(row)
        return statuses

    def _held(self, name: str) -> list[Any]:
        return [record for record in self._by_id(name).values() if holds(record, self.day)]

    # Large kinds, by area

    def _there(self, kind: str, named_by: Any = None) -> Any:
        """Return the query of the records of a kind that were valid on the day, or of the rows of another table that name them."""
        from quicksilver.portal.models.base import held_on

        of = kinds()[kind]
        name = of.model._meta.model_name if named_by is not None else "pk"
        rows = (named_by or of.model).objects.order_by()
        query = rows.filter(held_on(self.day, f"{name}__" if named_by is not None else ""))
        if self.hidden is None:
            return query
        return query.exclude(**{f"{name}__in": closed_rows(of, totals=True).values("pk")})

    def _active(self) -> set[str]:
        from django.db.models import Exists, OuterRef

        from quicksilver.portal.models import ActivityArea
        from quicksilver.portal.models import Area as Areas

        activities = self._there("activities", ActivityArea).filter(area=OuterRef("pk"))
        return set(Areas.objects.order_by().filter(Exists(activities)).values_list("pk", flat=True))

    def _observed(self, indicators: Iterable[Any], targets: Iterable[TargetRecord]) -> set[str]:
        read = self._there("observations").filter(year__lte=self.day.year)
        current_indicators = (
            indicator
            for indicator in indicators
            if isinstance(indicator, Indicator) and holds(indicator, self.day)
        )
        return observed_areas(
            current_indicators, targets, set(read.values_list("indicator_id", flat=True).distinct())
        )

    def _reported(self, latest: Cycle | None) -> set[str]:
        if latest is None:
            return set()
        accepted = sorted(states("submissions", "reported"))
        sent = self._there("submissions").filter(cycle=latest.id, state__in=accepted, area__isnull=False)
        return set(sent.values_list("area_id", flat=True).distinct())

    def _money(self, areas: Set[str]) -> tuple[int, set[str]]:
        """Return how many flows state a sum of money, and for which of the areas one does."""
        flows = stated(self._told())
        paid = {entry.area for flow in flows for entry in flow if entry.area}
        unpaid = areas - paid
        if unpaid and flows:
            given = {entry.activity for flow in flows for entry in flow}
            paid |= {area for activity, area in self._areas_with_money(unpaid) if activity in given}
        return len(flows), paid

    def _areas_with_money(self, areas: Set[str]) -> list[tuple[str, str]]:
        """Return activity and area, in these areas, of the activities that someone gives to."""
        from django.db.models import Exists, OuterRef

        from quicksilver.portal.models import ActivityArea

        given = Exists(self._there("contributions").filter(activity=OuterRef("activity")))
        activities = self._there("activities", ActivityArea).filter(given, area__in=areas)
        return list(activities.values_list("activity_id", "area_id"))

    def _told(self) -> list[Told]:
        """Return the contributions that can matter, as the ledger compares them."""
        from django.db import connection
        from django.db.models import Case, F, Q, TextField, Value
        from django.db.models import When as If
        from django.db.models.fields.json import KeyTextTransform
        from django.db.models.functions import Coalesce

        from quicksilver.portal.models import Contribution

        money = Q(money__has_key="amount") & (Q(kind__in=("cash", "not stated")) | ~Q(valuation=""))
        named = Contribution.objects.order_by().filter(flow__isnull=False).values("flow")
        tied = money | Q(flow__isnull=False) | Q(relation="passed on") | Q(pk__in=named)
        # What is not tied itself can only tell again what another entry for the same activity, or the same area, tells.
        near = Contribution.objects.order_by().filter(tied, activity__isnull=False).values("activity")
        query = self._there("contributions").filter(tied | Q(activity__in=near) | Q(activity__isnull=True))
        query = query.annotate(
            purpose=Case(If(activity__isnull=True, then=F("area_id"))),
            date=Coalesce(KeyTextTransform("date", "period"), Value(""), output_field=TextField()),
            stated=Case(If(money, then=Value(1)), default=Value(0)),
        )
        columns = (
            "provider_id",
            "receiver_id",
            "activity_id",
            "purpose",
            "kind",
            "stage",
            "date",
            "reference",
            "id",
            "area_id",
            "flow_id",
            "relation",
            "stated",
        )
        sql, values = query.values_list(*columns).query.sql_with_params()
        with connection.cursor() as cursor:
            # Rows as the database gives them: none of the columns is one that Django would turn into something else.
            cursor.execute(sql, values)
            return [Told._make(row) for row in cursor.fetchall()]
