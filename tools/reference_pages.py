"""Write the reference pages that come from the program itself; ``--check`` reports whether they are up to date.

``python tools/reference_pages.py`` after any change of a command, a column or a factor table.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from quicksilver.cli.lazy import LazyGroup
from quicksilver.cli.main import cli
from quicksilver.factors import PATHWAYS, RangeBasis, shipped
from quicksilver.factors.assumed import with_range
from quicksilver.inventory import fields
from quicksilver.inventory.groups import GROUPS
from quicksilver.inventory.texts import value_units
from quicksilver.language.filling import Value, fill
from quicksilver.language.names import label
from quicksilver.reports.documents_list import DOCUMENTS

if TYPE_CHECKING:
    from quicksilver.areas import Slot
    from quicksilver.reports.documents_list import DocumentRow

DOCS = Path(__file__).parents[1] / "docs" / "reference"
NOTE = "<!-- Written by tools/reference_pages.py; do not edit. -->\n\n"
#: Columns of printed examples.
WIDTH = 96


def _first_sentence(command: click.Command, short: str) -> str:
    """Return what a command does, as its group lists it."""
    text = short or command.get_short_help_str(200)
    return " ".join(text.split())


def _commands(group: LazyGroup, path: tuple[str, ...]) -> list[str]:
    rows, groups = [], []
    for name in group.lazy:
        command = group.get_command(click.Context(group), name)
        assert command is not None
        here = (*path, name)
        rows.append((f"`{' '.join(here)}`", _first_sentence(command, group.lazy[name][1])))
        if isinstance(command, LazyGroup):
            groups += _commands(command, here)
    return [f"## `{' '.join(path)}`\n\n" + _table(("command", "what it does"), rows), *groups]


def command_line() -> str:
    """Return the page of the command line: every command with what it does; its options are printed by ``--help``."""
    head = (
        f"# Command line\n\n{NOTE}"
        "`--help` after a command, such as `quicksilver factors show --help`, prints its arguments and options. Commands that print results take `--json`, for use by "
        "programs; commands that write files refuse to replace files without `--force`.\n"
    )
    return "\n".join([head, *_commands(cli, ("quicksilver",))])


def _table(names: tuple[str, ...], rows: Sequence[tuple[str, ...]]) -> str:
    lines = ["| " + " | ".join(names) + " |", "| " + " | ".join("---" for _ in names) + " |"]
    lines += ["| " + " | ".join(cell.replace("|", "\\|") for cell in row) + " |" for row in rows]
    return "\n".join(lines) + "\n"


def columns() -> str:
    """Return the page of the input columns, from the table that the readers themselves use."""
    parts = [
        f"# Input columns\n\n{NOTE}One table declares the columns for the readers, the workbook, the JSON Schema and this page.\n"
    ]
    for scope, title in (("line", "Lines"), ("general", "General data")):
        rows = [(f"`{f.name}`", f.type, f.unit, f.allowed, f.description) for f in fields(scope).values()]
        parts.append(f"## {title}\n\n" + _table(("name", "type", "unit", "allowed", "what it is"), rows))
    return "\n".join(parts)


def factor_tables() -> str:
    """Return the page of the fact base: how to look at a factor, how many there are by standing, and their documents."""
    from collections import Counter

    from click.testing import CliRunner

    chosen = shipped()
    line = ("factors", "show", "L1-COAL-PP")
    printed = CliRunner().invoke(cli, line, env={"COLUMNS": str(WIDTH)}).output.rstrip()
    counts: Counter[tuple[str, ...]] = Counter()
    for source in chosen.sources.values():
        counts[f"level {source.level}", f"{source.factor.standing} {source.factor.confidence}".strip()] += 1
    for row in chosen.outputs.values():
        counts["output distribution factors", f"{row.standing} {row.confidence}".strip()] += 1
    books = [
        (f"`{key}`", entry["title"], entry["edition"], entry["publisher"], entry["address"])
        for key, entry in chosen.bibliography.items()
    ]
    return "\n".join(
        [
            f"# Factors\n\n{NOTE}```console\nquicksilver {' '.join(line)}\n```\n\nprints\n\n```text\n{printed}\n```\n",
            f"Factor set `{chosen.id}` {chosen.version}, for Toolkit {chosen.toolkit_edition}. *Recalled* means: written down "
            "from memory with the confidence given, not read in the document; replace it by the value of the original "
            "workbook before an official use ([how](../how-to/own-factors.md)). All factors: "
            "[Level 1](factors-level-1.md), [Level 2](factors-level-2.md), "
            "[output distribution factors](factors-outputs.md).\n",
            "## Factors by standing\n\n"
            + _table(
                ("factors", "standing", "number"), [(*key, str(n)) for key, n in sorted(counts.items())]
            ),
            "## Documents\n\n" + _table(("key", "title", "edition", "publisher", "address"), books),
        ]
    )


def facts() -> str:
    """Return the page of the sets of facts: what each has, what refers to what, and what is disputed."""
    from quicksilver.factors.facts import facts as rows_of
    from quicksilver.factors.facts import sets, tables
    from quicksilver.factors.rows import PACKAGE, SOURCES
    from quicksilver.intake.sidecars import sidecar

    listed = []
    for name in sets():
        about = sidecar(PACKAGE, f"data/{name}")
        names = ", ".join(f"`{table}`" for table in about.tables)
        listed.append((f"`{name}`", about.title, about.edition, names, f"`{about.digest[:12]}`"))
    all_rows = [row for table in tables() for row in rows_of(table)]
    same = [
        (f"`{row.id}`", f"`{row.same_as}`", ", ".join(filter(None, row.labels.values())))
        for row in all_rows
        if row.same_as
    ]
    disputed = [
        (f"`{row.id}`", ", ".join(filter(None, row.labels.values())), _numbers(row.number), row.source)
        for row in all_rows
        if row.disputed
    ]
    disputed += [
        (f"`{row.id}`", label("source", row.id), _numbers(row), f"the Toolkit ({row.source_key})")
        for row in SOURCES.rows()
        if row.disputed
    ]
    return "\n".join(
        [
            f"# Facts\n\n{NOTE}"
            "Every number from a source is a row of a table in `src/quicksilver/factors/data`, with source, year, standing and "
            "an id that no other fact has. A set is a folder with a sidecar, `set.yml`: title, edition, licence, standing, its "
            "tables and their digest, which is what `cat *.csv | sha256sum` prints in the folder. The editions of the Toolkit "
            "are folders of `sets/toolkit`. After a change of a table, `python tools/fact_digests.py` writes the digests.\n",
            _table(("set", "title", "edition", "tables", "digest"), listed),
            "## The shape of a table\n\n"
            + _table(
                ("column", "what it has"),
                [
                    ("`id`", "the name of the table and a number"),
                    ("columns of the table", "what the number is of: sector, technology, region ..."),
                    ("`unit`, `value`, `low`, `high`", "as published; an absent number stays empty"),
                    ("`year`, `source`", "of the number, and the document"),
                    ("`standing`", "measured, read, derived, fitted, recalled, assumed; or not_found"),
                    ("`confidence`", "high, medium or low"),
                    ("`disputed`", "yes, where another source or another copy has another number"),
                    ("`same_as`", "the id of the fact that has the number; the row has none itself"),
                    ("`note`", "how a derived number was calculated"),
                ],
            ),
            "## Disputed numbers\n\nBoth are kept, and whoever used one still uses it.\n\n"
            + _table(("fact", "of", "value (range)", "source"), disputed),
            "## Facts that are stated in two tables\n\nThe number is in the row that is referred to.\n\n"
            + _table(("row", "same as", "of"), same),
        ]
    )


def _numbers(quantity: Any) -> str:
    """Return value, range and unit of a number."""
    value = "none" if quantity.value is None or quantity.value != quantity.value else f"{quantity.value:g}"
    ends = "" if quantity.low is None else f" ({quantity.low:g} to {quantity.high:g})"
    return f"{value}{ends} {quantity.unit}".strip()


def factor_sets() -> str:
    """Return the page of the factor sets: what each is, its licence and coverage, its own rows, and what is disputed."""
    from quicksilver.cli.text.factor_text import sets_rows
    from quicksilver.factors import load
    from quicksilver.factors.opinions import disputes
    from quicksilver.factors.sets import REVIEWED
    from quicksilver.inventory.results.opinions import dispute_sentence

    listed, about = [], []
    for row in sets_rows():
        covered = [
            f"{row[f'level_{level}_with_factor']} of {row[f'level_{level}_sources']}" for level in (1, 2)
        ]
        standings = ", ".join(f"{name} {count}" for name, count in row["standings"].items())
        listed.append(
            (
                f"`{row['name']}`",
                row["edition"],
                *covered,
                standings,
                row["pathways"],
                f"`{row['digest'][:12]}`",
            )
        )
        about.append((f"`{row['name']}`", row["title"], row["licence"]))
    disputed = [
        (f"`{ident}`", label("source", ident), item.weight, str(dispute_sentence(item)))
        for ident in shipped().sources
        for item in disputes(shipped(), ident)
    ]
    heads = ("name", "edition", "Level 1", "Level 2", "standings", "pathways", "digest")
    return "\n".join(
        [
            f"# Factor sets\n\n{NOTE}"
            "A factor set is chosen by name: `--factors reviewed-2026`. `quicksilver factors sets` lists them. Coverage is the "
            "number of sources with an input factor (of `emep-eea`: with an emission factor). A file is laid over the "
            "Toolkit set, or over another one: `--factors reviewed-2026+own.csv`.\n",
            _table(heads, listed),
            _table(("name", "title", "licence"), about),
            "The Toolkit set is recalled: values written down from memory, each with a confidence. The reviewed set is "
            "Quicksilver's own, not of UNEP: numbers that were read or derived where a recalled number is disputed or absent; "
            "every other row is inherited from the Toolkit set with its standing. Most readings are secondary and of low "
            "confidence. The emission factors of the EMEP/EEA guidebook are to air, each per its own activity (GJ of fuel, "
            "tonnes of product or waste, corpses); under this set the input and every other pathway are unknown, not 0, so "
            "that an inventory is not calculated with it, only [compared](../how-to/compare.md#under-several-factor-sets).\n",
            f"## Rows of `{REVIEWED}`\n",
            _table(
                ("source", "technology", "value or shares", "standing", "from", "note"),
                _own_rows(load(REVIEWED)),
            ),
            "## Emission factors of `emep-eea`\n\nA tonne of fuel is converted by the calorific value of the line, and where it "
            "has none by the round value that is named.\n",
            _table(("source", "technology", "emission factor to air", "table", "conversion"), _air_rows()),
            "## Disputed rows of the Toolkit set\n\nA row is disputed where the review of the evidence states so, or where it "
            "lies more than three times from the median of two or more opinions in comparable units. `quicksilver factors "
            "show ID` prints the opinions with source and place; a row that carries more than 5 % of a total is a finding of "
            "[check 9](checks.md).\n",
            _table(("id", "source", "weight", "why"), disputed),
        ]
    )


def _own_rows(chosen: Any) -> list[tuple[str, ...]]:
    """Return the rows that are a set's own, factors before shares."""
    from quicksilver.factors import PATHWAYS

    rows = []
    for ident, source in chosen.sources.items():
        if ident in chosen.own:
            factor = source.factor
            number = _numbers(factor.quantity)
            rows.append(
                (
                    f"`{ident}`",
                    "",
                    number,
                    f"{factor.standing} {factor.confidence}",
                    factor.source_key,
                    source.note,
                )
            )
    for (ident, technology), row in chosen.outputs.items():
        if f"{ident}/{technology}" in chosen.own and row.shares:
            shares = "; ".join(
                f"{label('pathway', name)} {share:g}"
                for name, share in zip(PATHWAYS, row.shares, strict=True)
                if share
            )
            grade = f"{row.standing} {row.confidence}"
            rows.append((f"`{ident}`", f"`{technology}`", shares, grade, row.source_key, row.note))
    return rows


def _air_rows() -> list[tuple[str, ...]]:
    """Return the emission factors to air with what they are converted by."""
    from quicksilver.factors.air import air_set

    rows = []
    for (ident, technology), factor in air_set().factors.items():
        numbers = " + ".join(_numbers(fact.number) for fact in factor.facts)
        tables = "; ".join(
            f"{fact.labels['nfr']}, {fact.labels['place'].split(' of ')[0]}" for fact in factor.facts
        )
        conversion = (
            ""
            if factor.conversion is None
            else f"{factor.conversion.labels['of']}: {_numbers(factor.conversion.number)}"
        )
        rows.append((f"`{ident}`", f"`{technology}`" if technology else "any", numbers, tables, conversion))
    return rows


def factor_level(level: int) -> str:
    """Return the page of the input factors of a level."""
    rows = []
    for source in shipped().sources.values():
        if source.level != level:
            continue
        factor = source.factor
        drawn, basis = with_range(factor, source)
        ends = f"{drawn.low:g} to {drawn.high:g}" if drawn.range_known else ""
        ends += {RangeBasis.ASSUMED: " (assumed range)", RangeBasis.EXACT: "exact"}.get(basis, "")
        value = "" if factor.value is None else f"{factor.value:g}"
        grade = f"{factor.standing} {factor.confidence}".strip()
        rows.append(
            (
                label("source", source.id),
                f"`{source.id}`",
                source.activity_unit,
                value,
                ends,
                factor.unit,
                grade,
            )
        )
    names = ("source", "id", "activity unit", "input factor", "range", "unit", "standing")
    return (
        f"# Level {level}: input factors\n\n{NOTE}See [Factors](factors.md) for standings and documents, and "
        "[Uncertainty](../explanation/uncertainty.md) for assumed ranges.\n\n" + _table(names, rows)
    )


#: What the page of ranges compares: the law, and whether what has no published range is drawn over an assumed one.
_WAYS = (
    ("before: triangles, unknown ranges as certain", "triangle", False),
    ("central values as medians", "stated", False),
    ("now: also assumed ranges", "stated", True),
)


def example_ranges() -> str:
    """Return the page with the ranges of the teaching example by the former and by the present law."""
    from importlib.resources import as_file, files

    import numpy as np

    from quicksilver.inventory import run
    from quicksilver.inventory.engine import COLUMNS
    from quicksilver.inventory.results.receipt import missing_ranges, rounded
    from quicksilver.quantities import quantiles

    with as_file(files("quicksilver.inventory.files") / "data" / "example" / "2020") as folder:
        runs = [run(folder, law=law, assumed_ranges=assumed) for _, law, assumed in _WAYS]
    rows = []
    for place, column in enumerate(COLUMNS):
        cells = [label("pathway", column), rounded(runs[0].total(column))]
        for made in runs:
            # From the draws, because a range that leaves out what has none is not given any more.
            draws = np.asarray(made.estimate.total_draws)[0, place]
            low, median, high = map(float, quantiles(draws, (0.025, 0.5, 0.975)))
            cells.append(f"{rounded(low)} to {rounded(high)}, median {rounded(median)}")
        rows.append(tuple(cells))
    missing = [
        (label("source", gap.source), f"{gap.share:.1%}", gap.published) for gap in missing_ranges(runs[-1])
    ]
    heads = ("kg of mercury per year", "central value", *(name for name, _, _ in _WAYS))
    return (
        f"# The example inventory, before and after\n\n{NOTE}95 % ranges of {runs[0].draws:,} draws of the teaching "
        "example (`quicksilver inventory example`, 2020). Central values are the same in all columns. See "
        "[Uncertainty](../explanation/uncertainty.md).\n\n"
        + _table(heads, rows)
        + "\n## What has no published range in it\n\n"
        + _table(("source", "of the total input", "input factor"), missing)
    )


def factor_outputs() -> str:
    """Return the page of the output distribution factors, technologies with the same shares in one row."""
    shares: dict[tuple[str, ...], list[str]] = {}
    for (owner, name), row in shipped().outputs.items():
        values = tuple(f"{share:g}" for share in row.shares) if row.shares else ("",) * 6
        grade = f"{row.standing} {row.confidence}".strip()
        shares.setdefault((label("technology", name), f"`{name}`", *values, row.remainder, grade), []).append(
            owner
        )
    rows = [(*key, ", ".join(f"`{owner}`" for owner in owners)) for key, owners in shares.items()]
    names = (
        "technology",
        "id",
        *(name.replace("_", " ") for name in PATHWAYS),
        "remainder",
        "standing",
        "sources",
    )
    return (
        f"# Output distribution factors\n\n{NOTE}See [Factors](factors.md) for standings and documents.\n\n"
        + _table(names, rows)
    )


def area_index() -> str:
    """Return the page of the areas: how calculators are called, and where each area's are described."""
    from quicksilver.areas import area, areas
    from quicksilver.areas.shared.common import all_verbs

    calls = [(f"`{verb.name}`", verb.about) for verb in all_verbs(area("coal"))[:4]]
    rows = [
        (
            subject.title,
            subject.lead or "none",
            f"[{len(subject.verbs)} calculators](calculators/{subject.id}.md)",
            f"[`{subject.id}`](area-{subject.id}.md)",
        )
        for subject in map(area, areas())
    ]
    text = (
        "```console\nquicksilver area asgm capture --example --out shop.json\n"
        "quicksilver area asgm capture --input shop.json\n```\n\n"
        "The first command writes an example input, the second calculates from it. `--describe` prints every input and result of a "
        "calculator with unit, range and default, `--schema` the same as JSON Schema, `--json` the answer for use by programs.\n\n"
        'A quantity is a number in the unit that `--describe` states, a text such as `"100 g"`, or an object with `value`, '
        "`unit`, `low` and `high`. Results of inputs with ranges have ranges (2.5 to 97.5 per cent of 1,024 draws). Defaults "
        "that were used are listed in the answer with source and standing.\n"
    )
    return "\n".join(
        [
            f"# The areas' calculators\n\n{NOTE}{text}",
            "## Areas\n\n" + _table(("area", "lead", "calculators", "method and defaults"), rows),
            "## Four functions of every area\n\n" + _table(("function", "result"), calls),
        ]
    )


#: Area -> the calculator whose example opens its page.
SHOWN = {
    "coal": "train",
    "chlor-alkali": "balance",
    "asgm": "demand",
    "products": "hospital",
    "waste": "classify",
    "non-ferrous": "balance",
    "supply": "mirror-trade",
    "cross-cutting": "health-cost",
}


def calculators(name: str) -> str:
    """Return the page of an area's calculators: an example that is run here, then what each needs."""
    from quicksilver.areas import area
    from quicksilver.areas.examples import example
    from quicksilver.cli.text.area_text import answer_lines

    subject, shown = area(name), SHOWN[name]
    given = json.dumps(example(name, shown), indent=2, ensure_ascii=False)
    printed = "\n".join(answer_lines(subject.verb(shown).run(example(name, shown)).as_dict(), WIDTH))
    rows = [(f"`{verb.name}`", verb.about, _needs(verb.takes)) for verb in subject.verbs]
    head = (
        f"# {subject.title}: calculators\n\n{NOTE}Method, defaults and gaps are on the page of "
        f"[the area](../area-{name}.md); how inputs are written is on [the overview](../areas.md).\n\n## Example\n\n"
        f"```console\nquicksilver area {name} {shown} --example --out {shown}.json\n"
        f"quicksilver area {name} {shown} --input {shown}.json\n```\n\nThe first line writes `{shown}.json`:\n\n"
        f"```json\n{given}\n```\n\nThe second one prints:\n\n```text\n{printed}\n```\n"
    )
    note = f"`quicksilver area {name} CALCULATOR --describe` prints all inputs and results with units and defaults.\n"
    return "\n".join(
        [
            head,
            f"## Calculators\n\n{note}",
            _table(("calculator", "what it calculates", "required input"), rows),
        ]
    )


def _needs(slots: Sequence[Slot]) -> str:
    """Return the required inputs of a calculator with their units; of a table, its required columns."""
    named = []
    for slot in slots:
        if not slot.required or slot.default is not None:
            continue
        columns = _needs(slot.columns) if slot.columns else ""
        unit = f" ({slot.unit})" if slot.unit not in ("", "1") else f" (rows of {columns})" if columns else ""
        named.append(f"`{slot.name}`{unit}")
    return ", ".join(named)


def scenario_baseline() -> str:
    """Return the page of the world baseline: the shipped world beside the totals it is built from, and how it is divided."""
    from quicksilver.scenarios.published import by_region, side_by_side

    rows = [
        (str(r.year), r.what, f"{r.published:,.2f}", f"{r.shipped:,.2f}", f"{r.difference:+,.2f}")
        for r in side_by_side().itertuples()
    ]
    cells = by_region()
    groups = list(dict.fromkeys(cells["group"]))
    regions = [
        (region, *(f"{r.source:g} / {r.shipped:,.2f}" for r in part.itertuples()))
        for region, part in cells.groupby("region", sort=False)
    ]
    return "\n".join(
        [
            "# The world baseline compared with its sources\n",
            NOTE.rstrip() + "\n",
            "Emissions of mercury to air, t per year. Differences of the regions are the rounding of the published table; printed totals that differ "
            "from the sum of their sectors stay as printed.\n",
            _table(("year", "what", "published", "shipped", "difference"), rows).rstrip() + "\n",
            "## Sectors by region in 2015\n",
            "The Global Mercury Assessment 2018 publishes four groups of sectors by region (recalled, high confidence). In each cell: published / in the "
            "shipped world. The small differences come from the world totals of the sectors, which are kept as published.\n",
            _table(("region", *groups), regions).rstrip() + "\n",
            "Within a group, these rules divide the sectors among the regions:\n",
            "- Small-scale gold mining (`asgm`) is a group: its values by region are *published*.",
            "- Coal, cement, and iron and steel: a fit that keeps the printed totals of regions and sectors, starting from activity (carbon of solid fuels "
            "times the national median of mercury in coal; cement produced; crude steel produced). Derived, low confidence.",
            "- Oil, gas and biomass; other industry (non-ferrous metals, large-scale gold, mercury production, oil refining); other intentional use "
            "(chlor-alkali, waste, incineration, cremation): what the other parts leave of the printed group. Derived, low confidence.",
            "- Vinyl chloride (`vcm`): all of it in East and Southeast Asia (assumed).",
            "- Several sectors of one part, such as coal in power plants, in industry and in households, have the shares of the part.\n",
            "All values of these rules are a *stand-in*, and every output marks them with this word. In 2010 no table of regions by groups was found: the groups are a fit with "
            "the pattern of 2015, and all values by region are a stand-in; contaminated sites have no region. The range of a sector in a region is its relative range in the "
            "world; a single region is less well known. The years 2000 and 2011 to 2014 have totals of 17 regions (Streets et al. 2019) and no sectors.",
            "",
        ]
    )


def visibility() -> str:
    """Return the page of who sees what, from the tables of roles, kinds, states and fields."""
    from quicksilver.register.records import KINDS
    from quicksilver.register.rules.fields import FIELDS, OBJECTS, STATES
    from quicksilver.register.rules.roles import GRANTS, ROLES, sees

    kinds = {name: [row.kind for row in OBJECTS.rows() if row.object == name] for name in KINDS_OF_ROLES}
    kinds["register"] = ["all other kinds"]

    def cell(name: str, role: str) -> str:
        rows = [row for row in GRANTS.rows() if (row.object, row.role) == (name, role)]
        read = [row for row in rows if row.action in ("read", "read totals")]
        scopes = [
            (f"totals of {row.scope}" if row.action == "read totals" else row.scope)
            + ("*" if row.standing == "judgement" else "")
            for row in read
        ]
        return ", ".join(scopes) or "–"

    reads = [
        (", ".join(kinds[name]), *(cell(name, role) for role in ROLES if role != "visitor"))
        for name in KINDS_OF_ROLES
    ]
    everyone = [(", ".join(kinds[name]), cell(name, "visitor")) for name in KINDS_OF_ROLES]
    levels = [(role, ", ".join(sees(role))) for role in ROLES]
    opened: dict[tuple[str, str, str], list[str]] = {}
    for row in STATES.rows():
        opened.setdefault((row.kind, row.scope, row.standing), []).append(row.state)
    states = [(kind, scope, ", ".join(of), standing) for (kind, scope, standing), of in opened.items()]
    named = [(row.kind, f"`{row.field}`", row.means, row.standing, row.reason) for row in FIELDS.rows()]
    defaults = {kind: record.model_fields["visibility"].default for kind, record in KINDS.items()}
    limited = [(kind, str(level)) for kind, level in defaults.items() if level != "by state"]
    return "\n".join(
        [
            f"# Who sees what\n\n{NOTE}{_VISIBILITY}",
            "## What everyone may read\n\n" + _table(("kind of record", "scope"), everyone),
            "## What roles read in addition\n\n"
            + _table(("kind of record", *(role for role in ROLES if role != "visitor")), reads),
            "## Limited records\n\n" + _table(("role", "sees records limited to"), levels),
            "Records of these kinds are limited unless they state otherwise:\n\n"
            + _table(("kind of record", "limited to"), limited),
            "## States that open a record\n\n" + _table(("kind", "scope", "states", "standing"), states),
            "## What fields mean\n\n" + _table(("kind", "field", "meaning", "standing", "reason"), named),
        ]
    )


#: What the table of roles calls kinds of records, in the order of the page.
KINDS_OF_ROLES = (
    "register",
    "application",
    "activity",
    "plan",
    "target",
    "contribution",
    "submission",
    "report",
    "person",
    "comment",
)
_VISIBILITY = """A record is seen where three things agree: its kind and state let a role read it, its visibility is not limited
beyond that role, and the record that it is about is seen. The tables are `kinds.csv`, `roles.csv`, `states.csv` and `fields.csv` in
`quicksilver/register/data`. A star marks a judgement made where the rules of the Partnership are silent.

- **The default of a new record** is *as its kind and state allow* (`by state` in files): a plan that is being drafted opens when it is
  posted. In files of earlier releases a record without a visibility, or with `public`, means the same.
- **What leaves the register** (documents, exports with `--public`, the JSON interface, pages without an account) has no
  names of persons and no names of hidden records. A document is made from the register as its reader may see it.
- **In the administration** a field that names a hidden record states that it is not shown.
- **At the command line** whoever has the database sees everything, except in documents. `report gaps --all` counts all records;
  `report contributions --public` has totals only, while without it the contributions are listed for the advisory group.
- **Totals**: everyone may know sums and numbers of contributions and submissions that are not limited, and no single one.

"""


def reading() -> str:
    """Return the page on how files are read, with the tables of notation keys, limits and bounds."""
    from quicksilver.intake.numbers.notation import MISSING_CODES, notations
    from quicksilver.intake.tables import LIMITS
    from quicksilver.quantities.bounds import BOUNDS

    keys = [(f"`{row.text}`".replace("|", "\\|"), row.state, row.meaning, row.source) for row in notations()]
    limits = [(name, f"{cells:,}") for name, cells in LIMITS.items()]
    bounds = [
        (row.kind, f"{row.low:g} to {row.high:g} {row.unit}".removesuffix(" 1"), row.source)
        for row in BOUNDS.values()
    ]
    codes = ", ".join(f"`{code:.12g}`" for code in sorted(MISSING_CODES))
    return "\n".join(
        [
            f"# How files are read\n\n{NOTE}{_READING}",
            "## Notation keys\n\nA key in place of a number has one of [the states of a datum](../explanation/states.md); none of "
            "them is zero. The key is kept beside the state.\n\n"
            + _table(("key", "state", "meaning", "source"), keys),
            f"Numbers by which programs state that there is none: {codes}. Negative ones are refused where amounts are "
            "expected; in observations a code that is far from all other values is read as missing, with a warning. A column "
            "mapping declares codes under `missing`.\n",
            "## Limits\n\nCells that a table may have, refused from its dimensions before it is read:\n\n"
            + _table(("read for", "cells"), limits),
            "## Bounds\n\nA number outside of these is impossible and is refused; what is within may still be unlikely.\n\n"
            + _table(("kind of quantity", "possible", "source"), bounds),
        ]
    )


_READING = """One reader of numbers, units, tables, places and identities is used by all commands and pages. What it
notes is printed as *please check*; what it cannot know it asks, with both readings.

## Numbers

- The decimal sign is that of the whole file. A cell such as `12.5`, `0.125`, `1,540,000` or `1234.567` shows it; so does
  `--decimal point` or `--decimal comma`, or a column mapping. Only where nothing shows it, a cell such as `450.000` is asked about,
  once for the file.
- Digits may be ASCII, full-width, Arabic or Persian. Thin and no-break spaces and apostrophes separate thousands. An ordinary
  space does not: `5 000` is refused with the number that it can be.
- `5 (3-50)`, `10 ± 2` and `50 - 60` are read as ranges where the field has one; `<0.5` is a limit. `12 kt` is a number with a unit.

## Units

- A unit is read whole: each word is a unit, a material (coal, ore, mercury), a basis (dry, as received, at STP), a multiplier
  (thousand, `x 1000`, `'000`, 万, млн) or a period (per month, `d-1`); any other word is refused by name.
- Case counts where it changes the meaning. `Mg` is a tonne, `mg` a milligram; `MG` and `MT` are asked about.
- An amount per month is counted twelve times a year, one per day 365 times; `inventory explain` prints the conversion.
- Units are known as statistics in six languages write them: 万吨, тыс. т, milliers de tonnes, miles de toneladas, ألف طن.
- Standard conditions (STP) are asked about where the temperature matters.

## Tables

- CSV with commas, semicolons, tabulators or vertical bars, with a byte order mark, `sep=`, comment lines or lines before the
  headings; UTF-8, UTF-16, Latin-1 and GB18030 are recognised and reported. XLSX, ODS and JSON have the same columns.
- Repeated headings, rows longer or shorter than the headings, and unsorted, repeated or missing years are refused with their
  line. All problems are listed at once; the screen shows 40, `--json` has all.
- Headings are known by name in six languages. `--map FILE.yml` states the columns of other files;
  [quicksilver mapping](../how-to/own-tables.md) proposes one.
- Formulas and links are not followed. Their stored results are shown, and used with `--use-cached`. Constants such as `=TRUE()`
  are values. Workbooks with macros or embedded objects are refused.
- JSON and YAML with a repeated key, NaN or infinity are refused with the line.

## Places

- Countries are read by the codes of ISO 3166 (two and three letters, numbers), by name in six languages, by former names and by
  codes that bodies use (UK). A withdrawn code is read as what replaced it; a State that ended is named with its successors.
- A closest guess is made from names only, never from the letters of a code.
- A point that names a region is compared with its outline; exchanged coordinates and lost signs are named.

## Texts

Line breaks of word processors become line ends. Control characters, and invisible marks in names, are taken out with a note;
texts are kept in composed form (NFC).

## Messages

Problems are written in the language of `--language`, of `QUICKSILVER_LANGUAGE`, or of the locale. Translations are drafts.

"""


def documents() -> str:
    """Return the page of the documents: what each contains, for whom, what it is made of, its formats, options and an example."""
    rows = [
        (
            f"[{row.title}](#{'-'.join(row.title.casefold().split())})",
            _contents(row),
            row.made_of,
            ", ".join(row.audience),
            ", ".join(row.endings).upper(),
            f"`{row.page}`" * bool(row.page),
        )
        for row in DOCUMENTS.values()
    ]
    text = (
        "Every document is written in the six languages of the United Nations. A document that has a page is shown to those whom it is "
        "for; what is for the public needs no account.\n\n"
        "All commands of `quicksilver report` take `--out` (a folder), `--force` (replace files), `--language`, `--quiet` and `--json`. "
        "Those for documents made of the register also take `--from` (a directory or a packaged register) and `--database`; "
        "those that read a table also take `--map`, `--decimal` and `--use-cached` ([what they state](../how-to/own-tables.md)).\n"
    )
    python = (
        "## Documents in Python\n\nThe list of documents gives the files of each, by path:\n\n```python\n"
        "from quicksilver.reports.documents_list import DOCUMENTS\n\n"
        'files = DOCUMENTS["leaflet"].files(language="fr")\n'
        "sorted(files)  # leaflet.docx, leaflet.html, leaflet.pdf\n```\n\n"
        "A document that is made of a register or an inventory takes it first, and its options by name: "
        '`DOCUMENTS["gaps"].files(register, as_of=day, language="fr")`.\n'
    )
    return "\n".join(
        [
            f"# Documents\n\n{NOTE}{text}",
            _table(("document", "what it contains", "made of", "for", "formats", "page"), rows),
            *map(_document, DOCUMENTS.values()),
            python,
        ]
    )


def _contents(row: DocumentRow) -> str:
    text = row.purpose.removeprefix("Write ")
    return text[0].upper() + text[1:]


def _document(row: DocumentRow) -> str:
    """Return the section of a document: what its help states, an example, and its options."""
    names = [f"`{row.stem}.{ending}`" for ending in row.formats] + [f"`{name}.csv`" for name in row.tables]
    names += ["the charts in the folder `charts`"] * row.charts
    parts = [
        f"## {row.title}\n",
        f"{_contents(row)} {row.details}".rstrip() + f"\n\nFiles: {', '.join(names)}.\n",
        f"```console\n{row.example}\n```\n",
    ]
    if row.options:
        options = [
            (
                f"`{option.flag or option.metavar}`",
                option.type + ", required" * (option.required or not option.flag),
                option.help,
            )
            for option in row.options
        ]
        parts.append(_table(("option", "value", "what it does"), options))
    return "\n".join(parts)


def text_values() -> str:
    """Return the page of the values that a text can use, from the names that the readers check."""
    units = value_units(shipped())
    endings = [name.removeprefix("total.") for name in units if name.startswith("total.")]
    overall = [name for name in units if not name.startswith(("total.", "group.", "source."))]
    owners = [
        ("total", "the whole inventory, with the double-counting corrections", "95% range of the draws"),
        ("group.GROUP", "a group of Table 1-1, such as `group.crematoria.air`", "bounding interval"),
        ("source.ID", "a source, such as `source.L1-CREM.air`", "bounding interval"),
    ]
    owned = [(f"`{owner}.AMOUNT`", what, spread) for owner, what, spread in owners]
    amounts = [(f"`{name}`", label("pathway", "total" if name == "released" else name)) for name in endings]
    more = [
        ("`source.ID.activity`", "activity of the source, in the base unit of its kind"),
        ("`source.ID.share`", "share of the total input, in per cent"),
        *((f"`{name}`", _OVERALL[name]) for name in overall),
    ]
    groups = ", ".join(f"`{group}`" for group in GROUPS)
    forms = [(f"`{mark}`", f"`{fill(mark, _SAMPLE).text}`", what) for mark, what in _FORMS]
    return "\n".join(
        [
            f"# Values that a text can use\n\n{NOTE}A text of the [officer](../how-to/your-text.md) has a value by its name in double "
            "brackets. `quicksilver inventory values FILE` prints the names with the values of an inventory.\n",
            "Amounts are kilograms of mercury per year. A value that is not known is printed as *not known*, or as why there is "
            "none, and never as 0.\n",
            _table(("name", "of what", "its range"), owned),
            "`AMOUNT` is one of:\n",
            _table(("amount", "what"), amounts),
            f"`ID` is the id of a [source](factors.md). `GROUP` is one of {groups}.\n",
            "Without draws the range of a total is the bounding interval. A sum of releases has no range.\n",
            _table(("name", "what"), more),
            "## How a value is written\n\nAfter the name, separated by commas, in any order:\n",
            _table(("mark", "printed", "what"), forms),
            "A mark that names nothing, or that cannot be written as it asks, is refused with its file and line.\n",
        ]
    )


#: What the values of the whole inventory are.
_OVERALL = {
    "country": "name of the country",
    "year": "base year",
    "level": "level of the inventory",
    "population": "inhabitants, as given",
    "edition": "edition of the Toolkit, as given",
    "factors": "set of factors",
    "run": "identity of the run",
    "draws": "number of draws",
    "lines.read": "lines of the inventory",
    "lines.used": "lines with numbers",
    "sources.quantified": "sources with an amount",
    "sources.zero": "sources with the amount 0",
    "sources.absent": "sources that are known to be absent",
    "sources.unknown": "sources that are unknown",
    "sources.not_given": "sources without an answer",
}
_SAMPLE = {"total.input": Value(6648.917, "kg", 5543.2, 8366.8)}
_FORMS = [
    ("[[total.input]]", "three significant digits and the unit"),
    ("[[total.input, t]]", "another unit of the same kind"),
    ("[[total.input, 2]]", "significant digits, 1 to 10"),
    ("[[total.input, exact]]", "in full"),
    ("[[total.input, number]]", "without the unit"),
    ("[[total.input, range]]", "from the lower to the upper end"),
    ("[[total.input, low]]", "lower end"),
    ("[[total.input, high]]", "upper end"),
    ("[[total.input, es]]", "as another language writes numbers"),
    ("[[own: 300 t]]", "a number that is not from the run, and is not checked"),
]


PAGES: dict[str, Callable[[], str]] = {
    "areas.md": area_index,
    **{f"calculators/{name}.md": partial(calculators, name) for name in SHOWN},
    "scenario-baseline.md": scenario_baseline,
    "command-line.md": command_line,
    "documents.md": documents,
    "visibility.md": visibility,
    "reading.md": reading,
    "columns.md": columns,
    "text-values.md": text_values,
    "facts.md": facts,
    "factors.md": factor_tables,
    "factor-sets.md": factor_sets,
    "factors-level-1.md": partial(factor_level, 1),
    "factors-level-2.md": partial(factor_level, 2),
    "factors-outputs.md": factor_outputs,
    "example-ranges.md": example_ranges,
}


def main() -> int:
    """Write or check the pages; return the exit code."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument(
        "--check", action="store_true", help="change nothing; fail when a page is out of date"
    )
    check = parser.parse_args().check
    stale = [
        name
        for name, page in PAGES.items()
        if not (DOCS / name).exists() or (DOCS / name).read_text("utf-8") != page()
    ]
    if check:
        sys.stdout.write(
            f"out of date: {', '.join(stale)}; run tools/reference_pages.py\n" if stale else "up to date\n"
        )
        return 1 if stale else 0
    for name in stale:
        (DOCS / name).parent.mkdir(parents=True, exist_ok=True)
        (DOCS / name).write_text(PAGES[name](), encoding="utf-8")
    sys.stdout.write(f"wrote {', '.join(stale) or 'nothing; all up to date'}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
