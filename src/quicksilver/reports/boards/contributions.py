"""The ledger of contributions as a document: every flow once, what is not stated counted, and what was left out with the reason."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from typing import TYPE_CHECKING, Final

from quicksilver.documents.tree import (
    Block,
    BulletList,
    Column,
    Content,
    Document,
    Heading,
    Number,
    Paragraph,
    Row,
    Table,
    plain_text,
)
from quicksilver.errors import InputProblems, Problem
from quicksilver.language.alphabet import sort_key
from quicksilver.language.numbers import exact
from quicksilver.register.questions.knowledge import Asked, asked, knowledge_end
from quicksilver.register.questions.ledger import (
    STAGES,
    Flow,
    NeedGap,
    Rate,
    Total,
    convert,
    coverage,
    flows,
    left_out,
    need_gaps,
    totals,
)
from quicksilver.register.questions.questions import partnership_areas
from quicksilver.register.records import Contribution, Need
from quicksilver.register.rules.visibility import visible
from quicksilver.reports.boards.frame import Names, Voice, board, money
from quicksilver.reports.words import Inlines
from quicksilver.reports.writing import Progress, written

if TYPE_CHECKING:
    from quicksilver.register.register import Register

__all__ = ["contribution_document", "contribution_files", "document_of"]

_BUCKETS: Final = ("cash", "in kind", "not stated")


def document_of(
    register: Register,
    *,
    as_of: dt.date | None = None,
    rates: Sequence[Rate] = (),
    to: str = "",
    public: bool = False,
    language: str = "en",
) -> Document:
    """Return the ledger on a day.

    Parameters
    ----------
    register : Register
    as_of : date, optional
        If omitted, the day on which the register's knowledge ends, or today where it records none.
    rates : sequence of Rate
        Shown, and used to set converted sums beside the original ones.
    to : str
        Currency of the converted sums; that of the rates, where they all lead to one.
    public : bool
        Whether it has sums and numbers only, as everyone may see them. Otherwise it lists every contribution that is not
        limited to partners or the secretariat: it is for the advisory group, which reads them.
    language : str
        One of :data:`quicksilver.languages.LANGUAGES`.

    Raises
    ------
    InputProblems
        The rates lead to several currencies and ``to`` names none of them.
    ValueError
        There is no such language.
    """
    given = asked(knowledge_end(register), as_of)
    shown = visible(register, totals=True).as_of(given.day)
    return contribution_document(
        shown,
        as_of=given.day,
        rates=rates,
        to=_wanted(rates, to),
        entries=not public,
        language=language,
        given=given,
    )


def contribution_files(
    register: Register,
    *,
    as_of: dt.date | None = None,
    rates: Sequence[Rate] = (),
    to: str = "",
    language: str = "en",
    progress: Progress | None = None,
) -> dict[str, bytes]:
    """Return the ledger on a day as ``contributions.docx``, ``contributions.pdf`` and ``contributions.html``."""
    return written(
        document_of(register, as_of=as_of, rates=rates, to=to, language=language), "contributions", progress
    )


def _wanted(rates: Sequence[Rate], to: str) -> str:
    known = sorted({rate.to for rate in rates})
    if to in known or (not to and len(known) < 2):
        return to or "".join(known)
    raise InputProblems(
        [
            Problem(
                f"the rates lead to {', '.join(known) or 'nothing'}" + (f", not to {to}" if to else ""),
                "--to",
                ", ".join(known) or "a file of rates",
                remedy=f"--to {known[0]}" if known else "--rates FILE.csv",
            )
        ]
    )


def contribution_document(
    register: Register,
    *,
    as_of: dt.date,
    rates: Sequence[Rate] = (),
    to: str = "",
    entries: bool = True,
    language: str = "en",
    given: Asked | None = None,
) -> Document:
    """Return the ledger as a document.

    Parameters
    ----------
    register : Register
        As of the day, and as everyone may see it, with the contributions for totals.
    as_of : date
    rates : sequence of Rate
    to : str
        Currency to convert to; empty for none.
    entries : bool
        Whether contributions are listed, for readers who may read them, or only added up.
    language : str
    given : Asked, optional
        The question, where it may be about a later day.
    """
    words = Voice(language)
    writer = _Ledger(register, words, tuple(rate for rate in rates if rate.to == to), to, listed=entries)
    return board(words.plain("ledger.title"), words, writer.blocks(), as_of, given=given)


class _Ledger:
    """Writes the parts of the ledger."""

    def __init__(
        self, register: Register, words: Voice, rates: Sequence[Rate], to: str, *, listed: bool
    ) -> None:
        self.register, self.words, self.rates, self.to, self.listed = register, words, rates, to, listed
        self.names = Names(register, words, numbered=True)
        self.entries = {entry.id: entry for entry in register.all(Contribution)}
        self.flows = flows(register)

    def blocks(self) -> list[Block]:
        words = self.words
        blocks: list[Block] = [Paragraph(words.say("ledger.intro")), self.counts()]
        if self.flows:
            blocks += [self.total(), *self.by_area(), self.by_stage(), *self.rate_table()]
            if self.listed:
                blocks += [Heading(1, words.say("ledger.flows")), self.flow_table()]
        else:
            blocks.append(Paragraph(words.say("ledger.none")))
        if self.listed:
            blocks += [Heading(1, words.say("ledger.out")), self.out()]
        blocks += [Heading(1, words.say("ledger.needs")), *self.needs()]
        blocks += self.silent()
        return [*blocks, *self.names.references()]

    def counts(self) -> BulletList:
        words, known = self.words, coverage(self.register)
        total = str(known.activities)
        out = str(len(left_out(self.register, self.flows)))
        items: list[Content] = [
            words.say("ledger.count", flows=str(len(self.flows)), entries=str(len(self.entries)), out=out),
            words.say("ledger.funder", n=str(len(known.no_funder)), total=total),
            words.say("ledger.amount", n=str(len(known.no_amount)), total=total),
        ]
        return BulletList(tuple(items))

    # Sums

    def bucket(self, total_or_flow: Total | Flow) -> Inlines:
        named = self.words.say(f"bucket.{total_or_flow.bucket}")
        return self.words.say("bucket.core", bucket=named) if total_or_flow.core else named

    def sum_columns(self, first: str) -> tuple[Column, ...]:
        words = self.words
        converted = (Column(words.say("column.in", currency=self.to), "end", 1.5),) if self.to else ()
        return (
            Column(words.say(first), width=3),
            Column(words.say("column.sum"), "end", 2),
            *converted,
            Column(words.say("column.flows"), "end", 0.9),
        )

    def sums(self, totals: Iterable[Total]) -> list[Row]:
        words, rows = self.words, []
        for converted in convert(totals, self.rates, self.to):
            total = converted.total
            own: Content = words.say("sum.unstated")
            if total.amount is not None:
                own = (money(total.amount, total.currency, words.language),)
            cells: list[Content] = [self.bucket(total), own]
            if self.to:
                converted_sum = (
                    (money(converted.amount, self.to, words.language),)
                    if converted.amount is not None
                    else ""
                )
                cells.append(converted_sum)
            rows.append(Row((*cells, str(len(total.flows)))))
        return rows

    def total(self) -> Table:
        columns = self.sum_columns("column.kind")
        return Table(
            self.words.say("ledger.total"), columns, tuple(self.sums(totals(self.flows))), label="total"
        )

    def by_area(self) -> list[Block]:
        words, rows = self.words, []
        areas = [area.id for area in partnership_areas(self.register)]
        areas += sorted({area for flow in self.flows for area in flow.areas} - set(areas))
        for area in areas:
            sums = self.sums(totals(self.flows, area=area))
            if sums:
                rows += [Row((self.names.area(area),), "section"), *sums]
        free = [flow for flow in self.flows if not flow.areas]
        if free:
            rows += [Row((words.say("ledger.no_area"),), "section"), *self.sums(totals(free))]
        notes = (words.say("ledger.area.note"),)
        return [
            Table(
                words.say("ledger.area"),
                self.sum_columns("column.area"),
                tuple(rows),
                label="by-area",
                notes=notes,
            )
        ]

    def by_stage(self) -> Table:
        words, rows = self.words, []
        for stage in STAGES:
            sums = self.sums(totals(self.flows, stage=stage))
            if sums:
                rows += [Row((words.say(f"stage.{stage}"),), "section"), *sums]
        notes = (words.say("ledger.stage.note"),)
        return Table(
            words.say("ledger.stage"),
            self.sum_columns("column.stage"),
            tuple(rows),
            label="by-stage",
            notes=notes,
        )

    def rate_table(self) -> list[Block]:
        if not self.to:
            return []
        words = self.words
        columns = (
            Column(words.say("column.rate"), width=2.4),
            Column(words.say("column.date"), width=1.2),
            Column(words.say("column.from"), width=3),
        )
        rows = tuple(
            Row(
                (
                    (
                        Number(
                            f"1\u00a0{rate.currency} = {exact(float(rate.value), words.language)}\u00a0{rate.to}"
                        ),
                    ),
                    words.day(rate.day),
                    words.marked(rate.source, "en") if words.language == "en" else rate.source,
                )
            )
            for rate in sorted(self.rates, key=lambda rate: (rate.currency, rate.day))
        )
        return [
            Table(
                words.say("ledger.rates"),
                columns,
                rows,
                label="rates",
                notes=(words.say("ledger.rates.note"),),
            )
        ]

    # Flows, what was left out, what nobody states

    def purpose(self, activity: str | None, areas: Iterable[str]) -> Inlines:
        if activity:
            return self.names.activity(activity)
        named = [self.names.area(area) for area in areas]
        return self.words.listed(named, semicolons=True) if named else self.words.say("word.unstated")

    def flow_table(self) -> Table:
        words = self.words
        columns = (
            Column(words.say("column.provider"), width=2.2),
            Column(words.say("column.receiver"), width=1.6),
            Column(words.say("column.purpose"), width=2.8),
            Column(words.say("column.stage"), width=1.9),
            Column(words.say("column.sum"), width=2),
            Column(words.say("column.from"), width=1.5),
        )
        rows: list[Row] = []
        grouped: Mapping[tuple[bool, int], list[Flow]] = self._grouped()
        for group in (grouped[key] for key in sorted(grouped)):
            rows.append(Row((self.bucket(group[0]),), "section"))
            rows += [self.flow(flow) for flow in sorted(group, key=self._by_provider)]
        return Table(words.say("ledger.flows"), columns, tuple(rows), label="flows")

    def _grouped(self) -> dict[tuple[bool, int], list[Flow]]:
        groups: dict[tuple[bool, int], list[Flow]] = defaultdict(list)
        for flow in self.flows:
            groups[flow.core, _BUCKETS.index(flow.bucket)].append(flow)
        return groups

    def _by_provider(self, flow: Flow) -> tuple[object, str]:
        """Return the order of a list of States and organisations, which is the alphabet's of each language."""
        named = plain_text(self.names.organisation(flow.provider))
        return sort_key(named, self.words.language), flow.id

    def flow(self, flow: Flow) -> Row:
        words = self.words
        parts: list[Inlines] = [
            (money(amount, currency, words.language),) for currency, amount in sorted(flow.amounts.items())
        ]
        if flow.hours is not None:
            parts.append(words.say("sum.hours", hours=Number(exact(float(flow.hours), words.language))))
        amounts = words.listed(parts, semicolons=True) if parts else words.say("sum.unstated")
        sources = dict.fromkeys(source for entry in flow.entries for source in self.entries[entry].sources)
        return Row(
            (
                self.names.organisation(flow.provider),
                self.names.organisation(flow.receiver),
                self.purpose(flow.activity, flow.areas),
                words.say(f"stage.{flow.stage}"),
                amounts,
                self.names.sources(sources),
            )
        )

    def out(self) -> Block:
        words, rows = self.words, []
        for omission in left_out(self.register, self.flows):
            entry = self.entries[omission.entry]
            stated_sum = entry.money
            amount = (
                (money(stated_sum.amount, stated_sum.currency, words.language),)
                if stated_sum is not None and stated_sum.amount is not None
                else words.say("sum.unstated")
            )
            who = words.listed(
                [self.names.organisation(entry.provider), self.names.organisation(entry.receiver)],
                semicolons=True,
            )
            rows.append(
                Row(
                    (
                        (Number(omission.entry),),
                        who,
                        words.say(f"stage.{entry.stage}"),
                        amount,
                        words.say(f"left.{omission.why}"),
                    )
                )
            )
        if not rows:
            return Paragraph(words.say("ledger.out.none"))
        columns = (
            Column(words.say("column.entry"), width=2),
            Column(
                words.listed([words.say("column.provider"), words.say("column.receiver")], semicolons=True),
                width=2.4,
            ),
            Column(words.say("column.stage"), width=1.9),
            Column(words.say("column.sum"), width=1.9),
            Column(words.say("column.why"), width=2.8),
        )
        return Table(words.say("ledger.out"), columns, tuple(rows), label="left-out")

    def silent(self) -> list[Block]:
        words, known = self.words, coverage(self.register)
        no_funder, no_amount = set(known.no_funder), set(known.no_amount)
        if not no_funder | no_amount:
            return []
        columns = (
            Column(words.say("column.activity"), width=5),
            Column(words.say("column.funder"), width=1.6),
            Column(words.say("column.sum"), width=1.6),
        )
        unstated, stated = words.say("word.unstated"), words.say("check.there")
        rows = tuple(
            Row(
                (
                    self.names.activity(activity),
                    unstated if activity in no_funder else stated,
                    unstated if activity in no_amount else stated,
                )
            )
            for activity in sorted(no_funder | no_amount)
        )
        return [
            Heading(1, words.say("ledger.silent")),
            Table(words.say("ledger.silent"), columns, rows, label="silent"),
        ]

    # Needs

    def needs(self) -> list[Block]:
        words = self.words
        gaps = need_gaps(self.register, self.flows)
        if not gaps:
            return [Paragraph(words.say("ledger.needs.none"))]
        columns = (
            Column(words.say("column.purpose"), width=3),
            Column(words.say("column.kind"), width=1.4),
            Column(words.say("column.need"), "end", 1.8),
            Column(words.say("column.committed"), "end", 1.8),
            Column(words.say("column.gap"), "end", 1.8),
        )
        rows = tuple(Row(self.need(gap)) for gap in gaps)
        return [
            Table(
                words.say("ledger.needs"),
                columns,
                rows,
                label="needs",
                notes=(words.say("ledger.needs.note"),),
            )
        ]

    def need(self, need_gap: NeedGap) -> tuple[Content, ...]:
        words, need = self.words, need_gap.need
        wanted = need.money
        money_of = (
            {wanted.currency: wanted.amount} if wanted is not None and wanted.amount is not None else {}
        )
        gap: Inlines
        if need.state != "open":
            gap = words.say(f"gap.{need.state}")
        elif need_gap.gap is None and need_gap.gap_hours is None:
            gap = words.say("gap.unsaid")
        else:
            currency = wanted.currency if wanted is not None else ""
            gap = self.given({currency: need_gap.gap} if need_gap.gap is not None else {}, need_gap.gap_hours)
        return (
            self.subject(need),
            words.say(f"given.{need.kind}"),
            self.given(money_of, need.hours),
            self.given(need_gap.committed, need_gap.committed_hours),
            gap,
        )

    def given(self, sums: Mapping[str, Decimal], hours: Decimal | None) -> Inlines:
        words = self.words
        parts: list[Inlines] = [
            (money(amount, currency, words.language),) for currency, amount in sorted(sums.items())
        ]
        if hours is not None:
            parts.append(words.say("sum.hours", hours=Number(exact(float(hours), words.language))))
        return words.listed(parts, semicolons=True) if parts else words.say("word.unstated")

    def subject(self, need: Need) -> Inlines:
        words = self.words
        if need.text is not None:
            return words.text(need.text)
        if need.plan:
            return self.names.record(f"plans/{need.plan}")
        return self.purpose(need.activity, [need.area] if need.area else [])
