"""Second opinions and disputes as sentences, and which disputed rows carry much of a total."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from quicksilver.factors import Standing
from quicksilver.factors.facts import Fact, fact_by_id, facts
from quicksilver.factors.opinions import Compared, Dispute, compared, disputes
from quicksilver.geography import place
from quicksilver.inventory.engine import COLUMNS
from quicksilver.inventory.model import ResolvedLine, statement
from quicksilver.language.names import Name
from quicksilver.language.sentences import Sentence

if TYPE_CHECKING:
    from quicksilver.inventory.results.result import Result

__all__ = [
    "MUCH",
    "Carried",
    "amount_text",
    "beside_sentence",
    "carried",
    "coal_sentences",
    "dispute_sentence",
    "disputes_of_line",
    "opinion_sentence",
    "opinions_of_line",
    "quantity_words",
    "ratio_text",
]

#: Part of a total above which a disputed row that carries it is a finding.
MUCH: Final = 0.05
#: What an opinion can be of, with a sentence of its own; another quantity is written as the table names it.
_OF: Final = (
    "input",
    "air emission",
    "air",
    "water",
    "land",
    "products",
    "general_waste",
    "sector_waste",
    "removed",
)


@dataclass(frozen=True, slots=True)
class Carried:
    """A disputed row under a line of an inventory.

    Attributes
    ----------
    index : int
        Of the line.
    dispute : Dispute
    column : str
        The total of which it carries most: ``input`` or a pathway.
    share : float
        Part of this total, 0 to 1.
    """

    index: int
    dispute: Dispute
    column: str
    share: float


def _plain(number: float) -> str:
    return f"{number:.3g}"


def amount_text(item: Compared) -> tuple[str, str]:
    """Return the published number with its range, and its unit; empty for a share."""
    number = item.opinion.fact.number
    if number is None:
        return "?", ""
    unit = "" if number.unit == "1" else number.unit
    if math.isnan(number.value):
        low, high = number.low, number.high
        return f"<= {high:g}" if low is None else f"{low:g}-{high:g}", unit
    span = f" ({number.low:g}-{number.high:g})" if number.range_known else ""
    return f"{number.value:g}{span}", unit


def quantity_words(item: Compared) -> str | Sentence:
    """Return what an opinion is of: a sentence where it can be compared, else as the table names it."""
    opinion = item.opinion
    if opinion.quantity == "share" and opinion.term:
        return f"share: {opinion.term}"
    known = opinion.quantity in _OF
    return statement("opinion.of." + opinion.quantity.replace(" ", "_")) if known else opinion.quantity


def ratio_text(ratio: float | None) -> Sentence | None:
    """Return how a row lies to an opinion in words; None where they cannot be compared.

    Examples
    --------
    >>> str(ratio_text(8.64)), str(ratio_text(0.5)), str(ratio_text(1.02))
    ('8.64 times as high here', '2 times lower here', 'within 10 % of it here')
    """
    if ratio is None:
        return None
    if 1 / 1.1 <= ratio <= 1.1:
        return statement("opinion.agrees")
    if ratio > 1:
        return statement("opinion.higher", number=_plain(ratio))
    return statement("opinion.lower", number=_plain(1.0 / ratio))


def beside_sentence(item: Compared) -> Sentence | None:
    """Return how the row lies to an opinion and what was used to convert it; None where they cannot be compared."""
    beside = ratio_text(item.ratio)
    if beside is None or item.opinion.conversion is None:
        return beside
    number = item.opinion.conversion.number
    return statement(
        "opinion.by", beside=beside, by="" if number is None else f"{number.value:g} {number.unit}"
    )


def opinion_sentence(item: Compared) -> Sentence:
    """Return an opinion with its source and place, and how the row lies to it."""
    opinion = item.opinion
    values = {
        "of": quantity_words(item),
        "amount": " ".join(filter(None, amount_text(item))),
        "scenario": opinion.scenario,
        "source": opinion.fact.source,
        "place": opinion.place,
    }
    beside = beside_sentence(item)
    return (
        statement("opinion.alone", **values)
        if beside is None
        else statement("opinion.beside", beside=beside, **values)
    )


def dispute_sentence(dispute: Dispute) -> Sentence:
    """Return why a row is disputed."""
    key = "dispute.reviewed" if dispute.reviewed else "dispute.median"
    row: object = statement("dispute.factor")
    if dispute.technology:
        row = statement("dispute.shares", technology=Name("technology", dispute.technology, bare=True))
    if dispute.ratio is None:
        return statement(key, row=row)
    # The median is said of here, not the row: what is above it in the row is below the row in the median.
    far = "dispute.far.above" if dispute.ratio > 1 else "dispute.far.below"
    beside = statement(far, number=_plain(max(dispute.ratio, 1.0 / dispute.ratio)))
    return statement(f"{key}.ratio", row=row, count=dispute.count, beside=beside)


def coal_sentences(country: str) -> list[Sentence]:
    """Return what could be read of the coals of a country beside the contents that are recalled.

    Parameters
    ----------
    country : str
        Three-letter code.

    Examples
    --------
    >>> print(coal_sentences("UKR")[0])
    national coal (bituminous): recalled 0.07 mg/kg; read median 0.685, mean 2.96 (26 samples); disputed
    """
    read: dict[str, dict[str, Fact]] = {}
    for fact in facts("coal_opinions"):
        if place(fact.labels["country"]).code == country:
            read.setdefault(fact.labels["of"], {})[fact.labels["statistic"]] = fact
    return [_coal(fact_by_id(ident), rows) for ident, rows in read.items()]


def _coal(recalled: Fact, read: Mapping[str, Fact]) -> Sentence:
    values = {name: fact.number.value for name, fact in read.items() if fact.number is not None}
    key = "opinion.coal.disputed" if recalled.disputed else "opinion.coal"
    return statement(
        key,
        rank=recalled.labels["rank"],
        recalled="?" if recalled.number is None else f"{recalled.number.value:g} {recalled.number.unit}",
        median=_plain(values["median"]),
        mean=_plain(values["mean"]),
        count=read["mean"].labels["n_samples"],
    )


def _uses(line: ResolvedLine, technology: str) -> bool:
    """Return whether a line rests on a row of the factor set: its input factor, or the shares of a technology."""
    if not technology:
        return line.line.input_factor is None and line.factor is not None
    # A chain (a > b) and phases (a + b) have the shares of several rows.
    names = [part for row, _ in line.mix for part in row.technology.replace(" + ", " > ").split(" > ")]
    return line.line.shares is None and technology in names


def opinions_of_line(inventory: Result, line: ResolvedLine) -> list[Compared]:
    """Return the opinions on the rows that a line rests on; those of other technologies are left out."""
    rows = compared(inventory.resolution.factors, line.source.id)
    return [item for item in rows if not item.technology or _uses(line, item.technology)]


def disputes_of_line(inventory: Result, line: ResolvedLine) -> list[Dispute]:
    """Return why rows that a line rests on are disputed."""
    rows = disputes(inventory.resolution.factors, line.source.id)
    return [item for item in rows if _uses(line, item.technology)]


def carried(inventory: Result) -> Iterator[Carried]:
    """Yield the disputed rows under the lines with amounts, with the total of which each carries most."""
    totals = inventory.total_values()
    for index in inventory.order:
        line, values = inventory.lines[index], inventory.values(index)
        if values is None or (line.factor and line.factor.standing is Standing.USER and line.line.shares):
            continue
        weights = line.pathway_weights if inventory.resolution.corrections else (1.0,) * 6
        amounts = [
            inventory.contribution(index),
            *(float(value) * weight for value, weight in zip(values[1:], weights, strict=True)),
        ]
        shares = [
            amount / float(total) if float(total) > 0 else 0.0
            for amount, total in zip(amounts, totals, strict=True)
        ]
        for dispute in disputes_of_line(inventory, line):
            # Disputed shares say nothing of the input.
            first = 1 if dispute.technology else 0
            place = max(range(first, len(COLUMNS)), key=lambda column: shares[column])
            yield Carried(index, dispute, COLUMNS[place], shares[place])
