"""A register of any size, the same for the same seed: what the benchmark of the register and its slow test measure.

The texts are sentences of the shipped catalogues in the six languages with numbers put into their places, and names of the table
``register_words.csv`` with the names of countries. They are as long as those of real registers, and say nothing of anybody.
"""

from __future__ import annotations

import csv
import datetime as dt
import random
import re
from collections import defaultdict
from collections.abc import Iterator
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

from quicksilver.geography import country_codes, country_name
from quicksilver.language.catalogue import catalogue
from quicksilver.languages import LANGUAGES
from quicksilver.register import records as r
from quicksilver.register.register import Register

__all__ = ["AREAS", "FIRST", "LAST", "Made", "large_register"]

FIRST, LAST = 2005, 2024
AREAS = (
    "asgm",
    "chlor-alkali",
    "products",
    "fate-transport",
    "coal",
    "waste",
    "supply-storage",
    "cement",
    "non-ferrous",
)
_CATALOGUES = ("inventory_text", "fate_text", "progress_text", "leaflet_text")
_NUMBERS = (
    "1,234.5",
    "12–15 %",
    "0.05 mg/m³",
    "2.3 t/yr",
    "UNEP/MC/COP.3/5",
    "1.6 × 10³",
    "-20 °C",
    "350",
)
_WORKS = ("project", "guidance", "workshop", "training", "pilot", "dataset", "publication", "policy")
_OVER = ("completed", "results published", "evaluated")
#: Of a hundred activities, in which language they were written.
_WRITTEN = ("en",) * 45 + ("fr",) * 14 + ("es",) * 14 + ("zh",) * 9 + ("ru",) * 8 + ("ar",) * 10
_ROLES = ("lead", "implementer", "sponsor", "technical partner", "beneficiary", "host")
_PARTS_OF_A_CYCLE = tuple(f"{part}.{number}" for part in (1, 2, 3) for number in (1, 2, 3))


#: Entries that a flow has at most.
_LONGEST_FLOW = 3


@cache
def _words() -> dict[str, list[dict[str, str]]]:
    words: dict[str, list[dict[str, str]]] = defaultdict(list)
    with (Path(__file__).parent / "register_words.csv").open(encoding="utf-8") as file:
        for row in csv.DictReader(file):
            words[row.pop("key")].append(row)
    return words


@cache
def _sentences() -> tuple[dict[str, str], ...]:
    rows = (row for name in _CATALOGUES for row in catalogue(name).rows.values())
    return tuple(dict(row) for row in rows if len(row["en"].split()) > 8)


class Made:
    """A register and how it grew.

    Parameters
    ----------
    organisations, activities, contributions : int
    translated : float
        Share of the texts that have an approved version in all six languages.
    seed : int

    Attributes
    ----------
    by_year : dict of int to list of (kind, record)
        What was entered in each year, as it stands in the end.
    """

    def __init__(
        self,
        organisations: int = 5000,
        activities: int = 20_000,
        contributions: int = 12_000,
        *,
        translated: float = 0.35,
        seed: int = 1,
    ) -> None:
        self._random = random.Random(seed)
        self._translated = translated
        self._codes = sorted(set(country_codes()) - {"WLD", "QZZ"})
        self.by_year: dict[int, list[tuple[str, r.Record]]] = {year: [] for year in self.years}
        self._everybody = self._bodies()
        self._orgs: list[str] = []
        self._money: list[str] = []
        self._acts: list[r.Activity] = []
        span = len(self.years)
        self._frame(FIRST)
        for index, year in enumerate(self.years):
            self._year = year
            self._organisations(organisations * index // span, organisations * (index + 1) // span)
            self._plans()
            self._reports()
            self._activities(activities * index // span, activities * (index + 1) // span)
            self._contributions(contributions * index // span, contributions * (index + 1) // span)
            self._said()

    @property
    def years(self) -> range:
        """The years in which something was entered."""
        return range(FIRST, LAST + 1)

    def register(self) -> Register:
        """Return the register as it stands in the end."""
        return Register.of([pair for pairs in self.by_year.values() for pair in pairs])

    def editions(self) -> Iterator[tuple[dt.datetime, Register]]:
        """Yield, year by year, when the register was saved and what was new or changed: it grows into :meth:`register`.

        An activity is planned in its year, under way in the next, and what it is in the end after that.
        """
        for year in [*self.years, LAST + 1, LAST + 2]:
            changed = list(self.by_year.get(year, ()))
            changed = [(kind, _earlier(record, 0)) for kind, record in changed]
            for past in (1, 2):
                before = self.by_year.get(year - past, ())
                changed += [(kind, _earlier(record, past)) for kind, record in before if kind == "activities"]
            yield dt.datetime(year, 12, 1, tzinfo=dt.UTC), Register.of(changed)

    def _add(self, kind: str, record: r.Record, year: int | None = None) -> None:
        self.by_year[year or self._year].append((kind, record))

    def _one_of(self, choices: Any) -> Any:
        return choices[self._random.randrange(len(choices))]

    def _day(self, year: int) -> str:
        return f"{year}-{self._random.randrange(1, 13):02}-{self._random.randrange(1, 29):02}"

    # Texts

    def _text(self, many: int, language: str = "") -> r.Text:
        """Return a text of some sentences in the language it was written in, and where there are translations in those."""
        chosen = [self._one_of(_sentences()) for _ in range(many)]
        number = self._one_of(_NUMBERS)

        def text_in(language: str) -> str:
            gap = "" if language == "zh" else " "
            return gap.join(re.sub(r"\{\w+\}", number, sentence[language]) for sentence in chosen)

        return self._translation(text_in, language or self._one_of(_WRITTEN))

    def _translation(self, text_in: Any, original: str) -> r.Text:
        if self._random.random() < self._translated:
            return r.Text(original=original, **{language: text_in(language) for language in LANGUAGES})
        texts = {original: text_in(original)}
        state: dict[str, str] = {}
        if original != "en" and self._random.random() < 0.85:
            texts["en"] = text_in("en")
            if self._random.random() < 0.2:
                state["en"] = "draft"
        return r.Text(original=original, state=state, **texts)

    def _named(self, key: str, code: str, topic: str = "", language: str = "", *, row: int = -1) -> r.Text:
        words = self._one_of(_words()[key]) if row < 0 else _words()[key][row]

        def text_in(language: str) -> str:
            about = _words()[f"area.{topic}"][0][language] if topic else ""
            return words[language].format(place=country_name(code, language), topic=about)

        return self._translation(text_in, language or self._one_of(_WRITTEN))

    # What there is from the beginning

    def _frame(self, year: int) -> None:
        self._year = year
        made = r.Document(id="framework", title="Overarching Framework", kind="framework", date="2005-04")
        self._add("documents", made)
        self._add(
            "mandates",
            r.Mandate(
                id="decision-25-5-34",
                body="Governing Council of UNEP",
                symbol="25/5",
                paragraph="34",
                text=self._text(1, "en"),
            ),
        )
        for letter in "abcdefgh":
            self._add(
                "mandates",
                r.Mandate(
                    id=f"decision-25-5-34-{letter}",
                    body="Governing Council of UNEP",
                    symbol="25/5",
                    paragraph="34",
                    letter=letter,
                    text=self._text(1, "en"),
                    parent="decision-25-5-34",
                ),
            )
        for number, area in enumerate(AREAS, 1):
            name = r.Text(**_words()[f"area.{area}"][0])
            established = (
                r.Status(status="established", since="2006", source=r.Source(document="framework")),
            )
            self._add(
                "areas",
                r.Area(
                    id=area,
                    name=name,
                    scope=self._text(2),
                    order=number,
                    letter="ABCDEFGHI"[number - 1],
                    statuses=established,
                    sources=(r.Source(document="framework", place=f"A{number}"),),
                ),
            )
            for count in range(5):
                self._indicator(area, count)

    def _indicator(self, area: str, count: int) -> None:
        name = f"{area}-{count}"
        measured = (
            {"unit": "t/yr", "pathway": "air", "boundary": area}
            if count < 4
            else {"unit": "t/yr", "pathway": "use"}
        )
        self._add(
            "indicators",
            r.Indicator(
                id=name,
                name=r.Text(**_words()[f"area.{area}"][0]),
                definition=self._text(1, "en"),
                direction="down",
                aggregation="sum",
                area=area if count else None,
                **measured,
            ),
        )
        if count < 3:
            value = Decimal(self._random.randrange(100, 90000)) / 10
            amount = r.Amount(value=value, low=value / 2, high=value * 2, unit="t/yr")
            self._add(
                "baselines",
                r.Baseline(
                    id=f"{name}-2005",
                    indicator=name,
                    amount=amount,
                    year=2005,
                    method="inventory",
                    run="run-1",
                ),
            )

    # Year by year

    def _bodies(self) -> list[tuple[str, str, int]]:
        """Return kind, country and row in the table of words of every body there can be, each once; States first."""
        rows = [
            (key.removeprefix("body."), place)
            for key, sentences in _words().items()
            if key.startswith("body.")
            for place in range(len(sentences))
        ]
        bodies = [(kind, code, row) for kind, row in rows for code in self._codes]
        self._random.shuffle(bodies)
        return [*(("government", code, -1) for code in self._codes), *bodies]

    def _organisations(self, first: int, last: int) -> None:
        for number in range(first, last):
            name = f"o{number:05}"
            kind, code, row = self._everybody[number]
            called = r.Text(en=country_name(code)) if row < 0 else self._named(f"body.{kind}", code, row=row)
            aliases = (self._named(f"body.{kind}", code),) if self._random.random() < 0.3 else ()
            self._add(
                "organisations",
                r.Organisation(
                    id=name,
                    name=called,
                    aliases=aliases,
                    acronym=f"{code}-{number}" if self._random.random() < 0.3 else "",
                    kind=kind,
                    country=code,
                    web=f"https://example.org/{name}",
                    visibility="partners" if self._random.random() < 0.01 else "public",
                ),
            )
            self._orgs.append(name)
            if self._random.random() < 0.9:
                self._membership(name)

    def _membership(self, organisation: str) -> None:
        areas = tuple(self._random.sample(AREAS, self._random.randrange(1, 4)))
        state = self._one_of(("confirmed",) * 8 + ("dormant", "applied"))
        self._add(
            "memberships",
            r.Membership(
                id=f"m-{organisation}",
                organisation=organisation,
                state=state,
                applied=f"{self._year}-01",
                areas=areas,
                confirmed=self._day(self._year) if state != "applied" else None,
                goal_accepted=True,
                stated_contribution=self._text(1),
                since=str(self._year),
            ),
        )

    def _plans(self) -> None:
        year = self._year
        for number, area in enumerate(AREAS):
            if (year - FIRST) % 3 == number % 3:
                self._plan(area)
            if (year - FIRST) % 5 == number % 5:
                self._lead(area, number)
            if (year - FIRST) % 4 == number % 4:
                self._target(area)
            for count in range(5):
                value = Decimal(self._random.randrange(100, 90000)) / 10
                self._add(
                    "observations",
                    r.Observation(
                        id=f"{area}-{count}-{year}",
                        indicator=f"{area}-{count}",
                        amount=r.Amount(value=value, low=value / 2, high=value * 2),
                        year=year,
                        method="inventory",
                        run=f"run-{year}",
                    ),
                )

    def _plan(self, area: str) -> None:
        year = self._year
        document = f"plan-{area}-{year}"
        self._add(
            "documents",
            r.Document(
                id=document,
                title=self._text(1, "en"),
                kind="business plan",
                date=f"{year}-06",
                url=f"https://example.org/{document}",
            ),
        )
        objectives = tuple(
            r.Objective(text=self._text(1), means=(self._text(1),), sources=(r.Source(document=document),))
            for _ in range(3)
        )
        self._add(
            "plans",
            r.Plan(
                id=document,
                area=area,
                state="in force" if self._random.random() < 0.8 else "drafting",
                title=self._text(1),
                date=f"{year}-06",
                summary=self._text(4),
                objectives=objectives,
                priority_actions=tuple(self._text(1) for _ in range(4)),
                document=document,
                since=f"{year}-06",
                until=f"{year + 2}-12-31" if year + 3 <= LAST else None,
                sources=(r.Source(document=document),),
            ),
        )

    def _lead(self, area: str, number: int) -> None:
        year = self._year
        vacant = number % 4 == 3 or self._random.random() < 0.2
        until = f"{year + 4}-12-31" if year + 5 <= LAST else None
        who: dict[str, Any] = {"role": "vacant"} if vacant else {"organisation": self._one_of(self._orgs)}
        offers = (r.Offer(organisation=self._one_of(self._orgs), date=str(year)),) if vacant else ()
        self._add(
            "leaderships",
            r.Leadership(
                id=f"lead-{area}-{year}",
                area=area,
                since=f"{year}-01-01",
                until=until,
                offers=offers,
                sources=(r.Source(document="framework", place=f"A{number + 1}"),),
                **who,
            ),
        )

    def _target(self, area: str) -> None:
        year, count = self._year, self._random.randrange(5)
        known = (
            {
                "indicator": f"{area}-{count}",
                "goal": "relative",
                "value": Decimal(50),
                "unit": "%",
                "year": year + 10,
            }
            if self._random.random() < 0.6
            else {}
        )
        if known and count < 3:
            known |= {"baseline": f"{area}-{count}-2005", "geography": "World", "supplier": "secretariat"}
        self._add(
            "targets",
            r.TargetRecord(
                id=f"target-{area}-{year}",
                area=area,
                text=self._text(1),
                sources=(r.Source(document="framework", place="A4"),),
                kind=self._one_of(("partnership target", "partnership target", "pledge", "estimate")),
                **known,
            ),
        )

    def _reports(self) -> None:
        year = self._year
        for area in AREAS:
            cited = r.Document(
                id=f"form-{area}-{year}",
                title=self._text(1, "en"),
                kind="reporting form",
                date=f"{year}-03-01",
            )
            self._add("documents", cited)
            self._add(
                "meetings",
                r.Meeting(
                    id=f"meeting-{area}-{year}",
                    body="partners",
                    title=self._text(1),
                    date=self._day(year),
                    place="Geneva",
                    area=area,
                    purpose=self._text(1),
                    documents=(cited.id,),
                ),
            )
        if year % 2 == 0:
            return
        cycle = f"cycle-{year}-{year + 1}"
        self._add(
            "cycles",
            r.Cycle(
                id=cycle,
                title=f"{year}-{year + 1}",
                period=f"{year}/{year + 1}",
                due=f"{year + 2}-03",
                call=self._text(2, "en"),
                state="open" if year + 1 == LAST else "published",
                frozen="",
            ),
        )
        senders = [("area", area) for area in AREAS]
        senders += [
            ("organisation", organisation)
            for organisation in self._random.sample(self._orgs, min(len(self._orgs), 100))
        ]
        for count, (kind, sender) in enumerate(senders):
            answers = tuple(
                r.Answer(question=question, value=self._one_of(_sentences())["en"])
                for question in _PARTS_OF_A_CYCLE
            )
            state = self._one_of(("accepted", "accepted", "submitted", "none received"))
            self._add(
                "submissions",
                r.Submission(
                    id=f"{cycle}-{count}",
                    cycle=cycle,
                    state=state,
                    answers=answers if state != "none received" else (),
                    received=None if state == "none received" else f"{year + 2}-02",
                    language="en",
                    **{kind: sender},
                ),
            )

    def _activities(self, first: int, last: int) -> None:
        for number in range(first, last):
            self._activity(number)

    def _activity(self, number: int) -> None:
        year, name = self._year, f"a{number:06}"
        areas = tuple(self._random.sample(AREAS, self._one_of((1, 1, 1, 1, 2, 3))))
        language, kind = self._one_of(_WRITTEN), self._one_of(_WORKS)
        places = [
            r.Place(country=code, role=self._one_of(("focus", "included", "location")))
            for code in self._random.sample(self._codes, self._one_of((1, 1, 2, 3)))
        ]
        if self._random.random() < 0.15:
            region = self._one_of([key for key in _words() if key.startswith("region.")])
            places.append(r.Place(region=r.Text(**_words()[region][0])))
        cited = (
            r.Source(
                document=f"form-{areas[0]}-{year}", place=f"A{number % 40 + 1}({self._one_of('abcdef')})"
            ),
        )
        who = self._random.sample(self._orgs, min(len(self._orgs), self._one_of((1, 1, 2, 2, 3, 4))))
        taking = tuple(
            r.Participation(
                organisation=organisation,
                role=_ROLES[place],
                sources=cited if self._random.random() < 0.5 else (),
            )
            for place, organisation in enumerate(who)
        )
        parts = tuple(
            r.Part(letter=str(count + 1), text=self._text(1, language), sources=cited)
            for count in range(self._one_of((0, 0, 0, 0, 0, 2, 3)))
        )
        outputs = []
        if self._random.random() < 0.2:
            outputs.append(f"output-{number:06}")
            self._add(
                "outputs",
                r.Output(
                    id=outputs[0],
                    title=self._named("work.publication", places[0].country, areas[0], language),
                    authors=(who[0],),
                    date=str(year),
                    url=f"https://example.org/{outputs[0]}",
                    access="open",
                ),
            )
        state = "under way" if year == LAST else self._one_of(_OVER)
        ends = year + self._random.randrange(1, 4)
        made = r.Activity(
            id=name,
            title=self._named(f"work.{kind}", places[0].country, areas[0], language),
            text=self._text(self._one_of((1, 1, 2, 2)), language),
            kind=kind,
            state=state,
            areas=areas,
            planned=str(year),
            actual=f"{year}/{ends}",
            places=tuple(places),
            participants=taking,
            mandates=(f"decision-25-5-34-{self._one_of('abcdefgh')}",),
            articles=(str(self._random.randrange(3, 20)),),
            parts=parts,
            parent=self._one_of(self._acts).id if self._acts and self._random.random() < 0.05 else None,
            outputs=tuple(outputs),
            results=self._text(1, language) if self._random.random() < 0.4 else None,
            since=self._day(year),
            sources=cited,
        )
        self._acts.append(made)
        self._add("activities", made)

    def _contributions(self, first: int, last: int) -> None:
        made = first
        while made < last:
            made += self._flow(made, last - made)

    def _flow(self, number: int, room: int) -> int:
        """Add the entries of one flow: its first, and often further stages, the other end, or a passing-on; return how many."""
        activity = self._one_of(self._acts)
        sponsors = [participant.organisation for participant in activity.participants]
        provider, receiver = self._one_of(sponsors), self._one_of(sponsors)
        kind = self._one_of(("cash",) * 5 + ("staff time", "expertise", "not stated"))
        stated = self._random.random() < 0.6
        amount = Decimal(self._random.randrange(1, 9000) * 1000)
        currency = self._one_of(("USD", "EUR", "CHF", "JPY"))

        def entry(place: int, **more: Any) -> None:
            fields: dict[str, Any] = {
                "provider": provider,
                "receiver": receiver if receiver != provider else None,
                "activity": activity.id,
                "area": activity.areas[0] if self._random.random() < 0.5 else None,
                "kind": kind,
                "stage": "commitment",
                "period": str(self._year),
                "valuation": "salary" if kind == "expertise" else "",
                "hours": Decimal(self._random.randrange(8, 2000)) if kind == "staff time" else None,
                "since": self._day(self._year),
            }
            if stated:
                fields["money"] = r.Funding(amount=amount, currency=currency, value_date=str(self._year))
            self._add("contributions", r.Contribution(id=f"c{number + place:06}", **fields | more))

        entry(0)
        # The last flow of a year has no further entries for which there are no numbers left.
        chance = self._random.random() if room >= _LONGEST_FLOW else 1.0
        head, count = f"c{number:06}", 1
        if chance < 0.2:
            entry(1, stage="disbursement", flow=head, relation="further stage")
            entry(2, stage="expenditure", flow=f"c{number + 1:06}", relation="further stage")
            count = 3
        elif chance < 0.35:
            entry(1, flow=head, relation="told by the other end", money=None)
            count = 2
        elif chance < 0.42:
            entry(1, provider=receiver, receiver=self._one_of(self._orgs), flow=head, relation="passed on")
            count = 2
        elif chance < 0.5:
            entry(1, stage="pledge", reference=f"grant-{number}")
            entry(2, stage="disbursement", reference=f"grant-{number}")
            count = 3
        return count

    def _said(self) -> None:
        year = self._year
        for count in range(len(self._acts) // 400):
            about = self._one_of(self._acts)
            key = f"{year}-{count}"
            self._add(
                "claims",
                r.Claim(
                    id=f"claim-{key}",
                    subject=f"activities/{about.id}",
                    field="state",
                    value=about.state,
                    as_of=str(year),
                    certainty="medium",
                ),
            )
            self._add(
                "comments",
                r.Comment(
                    id=f"comment-{key}",
                    subject=f"activities/{about.id}",
                    text=self._text(1),
                    made=self._day(year),
                    organisation=self._one_of(self._orgs),
                    visibility=self._one_of(("public", "partners")),
                    state=self._one_of(("open", "answered")),
                    reply=self._text(1),
                ),
            )
            self._add(
                "needs",
                r.Need(
                    id=f"need-{key}",
                    activity=about.id,
                    area=about.areas[0],
                    text=self._text(1),
                    kind="cash",
                    period=str(year + 1),
                    money=r.Funding(amount=Decimal(self._random.randrange(1, 900) * 1000), currency="USD"),
                ),
            )


def _earlier(record: r.Record, years: int) -> r.Record:
    if not isinstance(record, r.Activity) or years > 1:
        return record
    if years:
        return record.model_copy(update={"state": "under way", "results": None, "until": None})
    return record.model_copy(
        update={"state": "planned", "actual": None, "results": None, "until": None, "outputs": ()}
    )


def large_register(**size: Any) -> Register:
    """Return a register of 5,000 organisations, 20,000 activities and 12,000 contributions over 20 years; see :class:`Made`."""
    return Made(**size).register()
