"""Write the reference pages that come from the program itself; ``--check`` says whether they are up to date.

``python tools/reference_pages.py`` after any change of a command, a column or a factor table.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

import click

from quicksilver.cli.lazy import LazyGroup
from quicksilver.cli.main import cli
from quicksilver.factors import PATHWAYS, shipped
from quicksilver.factors.names import label
from quicksilver.inventory import fields

DOCS = Path(__file__).parents[1] / "docs" / "reference"
NOTE = "<!-- Written by tools/reference_pages.py; do not edit. -->\n\n"


def _help(command: click.Command, path: tuple[str, ...]) -> str:
    context = click.Context(command, info_name=" ".join(path), max_content_width=96, terminal_width=96)
    return command.get_help(context).rstrip()


def _commands(group: LazyGroup, path: tuple[str, ...]) -> list[str]:
    parts = []
    for name in group.lazy:
        command = group.get_command(click.Context(group), name)
        assert command is not None
        here = (*path, name)
        parts.append(f"## `{' '.join(here)}`\n\n```text\n{_help(command, here)}\n```\n")
        if isinstance(command, LazyGroup):
            parts += _commands(command, here)
    return parts


def command_line() -> str:
    """Return the page of the command line: the help of every command, word for word."""
    head = f"# Command line\n\n{NOTE}```text\n{_help(cli, ('quicksilver',))}\n```\n"
    return "\n".join([head, *_commands(cli, ("quicksilver",))])  # type: ignore[arg-type]


def _table(names: tuple[str, ...], rows: list[tuple[str, ...]]) -> str:
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
    """Return the page of the fact base: every source, factor, technology and its standing."""
    chosen = shipped()
    parts = [f"# Factors\n\n{NOTE}Factor set `{chosen.id}` {chosen.version}, for Toolkit {chosen.toolkit_edition}. "
             "*Recalled* means: written down from memory with the confidence given, not read in the document; "
             "replace it by the value of the original workbook before an official use.\n"]  # fmt: skip
    for level in (1, 2):
        rows = []
        for source in chosen.sources.values():
            if source.level != level:
                continue
            factor = source.factor
            ends = f"{factor.low:g} to {factor.high:g}" if factor.has_range else ""
            value = "" if factor.value is None else f"{factor.value:g}"
            grade = f"{factor.standing} {factor.confidence}".strip()
            rows.append(
                (
                    f"`{source.id}`",
                    label("source", source.id),
                    source.activity_unit,
                    value,
                    ends,
                    factor.unit,
                    grade,
                )
            )
        names = ("id", "source", "activity unit", "input factor", "range", "unit", "standing")
        parts.append(f"## Level {level}: input factors\n\n" + _table(names, rows))
    shares: dict[tuple[str, ...], list[str]] = {}
    for (owner, name), row in chosen.outputs.items():
        values = tuple(f"{share:g}" for share in row.shares) if row.shares else ("",) * 6
        grade = f"{row.standing} {row.confidence}".strip()
        shares.setdefault((f"`{name}`", label("technology", name), *values, row.remainder, grade), []).append(
            owner
        )
    rows = [(", ".join(f"`{owner}`" for owner in owners), *key) for key, owners in shares.items()]
    names = (
        "sources",
        "technology",
        "name",
        *(name.replace("_", " ") for name in PATHWAYS),
        "remainder",
        "standing",
    )
    parts.append("## Output distribution factors\n\n" + _table(names, rows))
    books = [
        (f"`{key}`", entry["title"], entry["edition"], entry["publisher"], entry["address"])
        for key, entry in chosen.bibliography.items()
    ]
    parts.append(
        "## Where they come from\n\n" + _table(("key", "title", "edition", "publisher", "address"), books)
    )
    return "\n".join(parts)


def area_pages() -> str:
    """Return the page of the areas: what every calculator takes and gives, and the measures with their sources."""
    from quicksilver.areas import area, areas
    from quicksilver.areas.common import all_verbs

    parts = [f"# The areas' calculators\n\n{NOTE}`quicksilver area AREA VERB --input FILE.json --json` reads named quantities and prints named "
             "results. A quantity is a number in the unit below, a text such as `\"100 g\"`, or an object with `value`, `unit`, `low` and `high`; "
             "results of inputs with ranges have ranges (2.5 to 97.5 per cent of 1,024 draws). Defaults that were used are listed in the answer "
             "with source and standing; `quicksilver area AREA VERB --schema` gives the same as JSON Schema.\n"]  # fmt: skip
    for name in areas():
        one = area(name)
        lead = f"lead: {one.lead}" if one.lead else "no lead"
        parts.append(f"## {one.title} (`{name}`, {lead})\n")
        for verb in all_verbs(one):
            source = f" Method: {verb.source}." if verb.source else ""
            parts.append(f"### `{name} {verb.name}`\n\n{verb.about}{source}\n")
            rows = [
                (
                    f"`{slot.name}`",
                    slot.kind,
                    slot.unit,
                    _default_of(slot),
                    slot.about or ", ".join(f"`{c.name}`" for c in slot.columns),
                )
                for slot in verb.takes
            ]
            if rows:
                parts.append(_table(("takes", "kind", "unit", "default", "what it is"), rows))
            parts.append(
                "Gives "
                + ", ".join(
                    f"`{slot.name}`" + (f" ({slot.unit})" if slot.unit not in ("", "1") else "")
                    for slot in verb.gives
                )
                + ".\n"
            )
        rows = [
            (
                f"`{m.id}`",
                m.title,
                f"{m.removal.central:g}",
                f"{m.moves_to}",
                m.removal.standing,
                m.removal.source,
            )
            for m in one.options()
        ]
        if rows:
            parts.append(
                "Measures:\n\n" + _table(("id", "measure", "removal", "moves to", "standing", "source"), rows)
            )
    return "\n".join(parts)


def _default_of(slot: object) -> str:
    from quicksilver.areas import Number, Slot

    assert isinstance(slot, Slot)
    if slot.default is None:
        return "required" if slot.required else ""
    if not isinstance(slot.default, Number):
        return str(slot.default)
    return f"{slot.default.central:g} ({slot.default.standing}; {slot.default.source or 'no source needed'})"


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
    return "\n".join([
        "# The world baseline\n",
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
    ])  # fmt: skip


PAGES = {
    "areas.md": area_pages,
    "scenario-baseline.md": scenario_baseline,
    "command-line.md": command_line,
    "columns.md": columns,
    "factors.md": factor_tables,
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
        (DOCS / name).write_text(PAGES[name](), encoding="utf-8")
    sys.stdout.write(f"wrote {', '.join(stale) or 'nothing; all up to date'}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
