"""What ``quicksilver scenario`` prints: names, ranges and sensible digits."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import click

from quicksilver.language.numbers import shown
from quicksilver.language.sentences import Sentence, number_of

if TYPE_CHECKING:
    import pandas as pd

    from quicksilver.scenarios import Scenario
    from quicksilver.scenarios.costs import Mix
    from quicksilver.scenarios.targets import Assessment, Target

__all__ = [
    "area_name",
    "measure_titles",
    "print_baseline",
    "print_comparison",
    "print_curve",
    "print_mix",
    "print_run",
    "ranged",
    "sector_name",
]

#: Rows of a table and columns beside each other that fit a screen.
_ROWS: Final = 8
_COLUMNS: Final = 4
#: Outcomes that are printed in other words than in files.
_OUTCOME: Final = {"cannot be told": "cannot be determined"}


def area_name(area: str) -> str:
    """Return the name of a partnership area.

    Examples
    --------
    >>> area_name("asgm"), area_name("elsewhere")
    ('Small-scale gold mining', 'elsewhere')
    """
    from quicksilver.language.catalogue import catalogue

    words = catalogue("scenario_text")
    return words.plain(f"area.{area}", "en") if f"area.{area}" in words.rows else area


def sector_name(sector: str, basis: str = "", area: str = "") -> str:
    """Return the name of a sector with its id; a sector of a user's file keeps its own name unless it is a whole area.

    Examples
    --------
    >>> sector_name("coal-power"), sector_name("kilns", "given", "coal"), sector_name("coal", "given", "coal")
    ('Coal power plants (coal-power)', 'kilns', 'Coal combustion (coal)')
    """
    from quicksilver.scenarios.division import GIVEN, sector_titles

    if basis == GIVEN:
        title = area_name(area) if sector == area else sector
    else:
        title = sector_titles().get(sector, sector)
    return f"{title} ({sector})" if title != sector else sector


def measure_titles(chosen: Scenario) -> dict[str, str]:
    """Return the title of each measure of a scenario; with its name where two have the same title."""
    titles = [item.measure.title for item in chosen.applied]
    return {
        item.name: item.measure.title
        if titles.count(item.measure.title) == 1
        else f"{item.measure.title} ({item.name})"
        for item in chosen.applied
    }


def ranged(low: float, central: float, high: float) -> str:
    """Return a number with its range; without one where there is none.

    Examples
    --------
    >>> ranged(2141.96, 2223.56, 2775.4), ranged(0.0, 0.0, 0.0)
    ('2,224 (2,142 to 2,775)', '0')
    """
    if low == central == high:
        return shown(central)
    return f"{shown(central)} ({shown(low)} to {shown(high)})"


def _estimates(data: Any) -> str:
    return ranged(*(float(data.sel(estimate=e)) / 1000 for e in ("low", "central", "high")))


def _print_table(heads: Sequence[str], rows: Iterable[Sequence[str]]) -> None:
    lines = [list(heads), *map(list, rows)]
    widths = [max(len(line[i]) for line in lines) for i in range(len(heads))]
    for line in lines:
        click.echo("  ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)).rstrip())


def _side_by_side(first: str, heads: Sequence[str], rows: Sequence[tuple[str, Sequence[str]]]) -> None:
    """Print a table with at most four columns beside the first; more follow below."""
    for start in range(0, len(heads), _COLUMNS):
        part = slice(start, start + _COLUMNS)
        _print_table([first, *heads[part]], [[name, *cells[part]] for name, cells in rows])


def _print_notes(notes: Iterable[str]) -> None:
    for line in notes:
        click.echo(f"note: {line}")


def _years(chosen: Scenario) -> list[int]:
    ends = {chosen.years[0], chosen.years[-1]}
    return sorted(ends | {year for year in chosen.years if year % 5 == 0})


def print_run(
    chosen: Scenario,
    result: Any,
    compared: Any,
    judged: Sequence[tuple[str, Assessment]],
    remarks: Sequence[str],
    out: Path | None,
) -> None:
    """Print the result of a scenario: emissions by year and by sector, deposition, targets, notes."""
    runs = [str(run) for run in result["run"].values]
    last = chosen.years[-1]
    click.echo(chosen.title)
    click.echo("\nEmission of mercury to air, t per year (range: 95 % of the draws)")
    rows = [
        (str(year), [_estimates(result["world"].sel(run=run, year=year)) for run in runs])
        for year in _years(chosen)
    ]
    _side_by_side("year", runs, rows)
    _print_sectors(result, runs, last)
    if compared is not None:
        _print_deposition(chosen, compared)
    if judged:
        click.echo("\nTargets")
        _print_targets(chosen, judged)
    if remarks or out is not None:
        click.echo("")
    _print_notes(remarks)
    if out is not None:
        click.echo(f"Written to {out}")


def _print_sectors(result: Any, runs: Sequence[str], year: int) -> None:
    names = [str(name) for name in result["sector"].values]
    if len(names) < 2:
        return
    size = {
        name: float(result["by_sector"].sel(run=runs[0], year=year, sector=name, estimate="central"))
        for name in names
    }
    largest = sorted(names, key=lambda name: -size[name])[:_ROWS]
    click.echo(f"\nBy sector in {year}, t per year")
    rows = [
        (
            sector_name(
                name,
                *(str(result[field].sel(sector=name).item()) for field in ("sector_basis", "area_of_sector")),
            ),
            [_estimates(result["by_sector"].sel(run=run, year=year, sector=name)) for run in runs],
        )
        for name in largest
    ]
    _side_by_side("sector", runs, rows)
    if len(names) > len(largest):
        click.echo(f"and {len(names) - len(largest)} more sectors: sectors.csv, with --out FOLDER")


def _print_deposition(chosen: Scenario, compared: Any) -> None:
    click.echo(
        f"\nDeposition of mercury from the air, t per year (model {compared.model.id}, central values)"
    )
    places = {round(year): place for place, year in enumerate(compared.years)}
    base = compared.base
    heads = [base, *(f"{name} (less than {base})" for name in compared.names if name != base)]
    rows = []
    for year in _years(chosen):
        place = places[year]
        first = float(compared.deposition[base][place])
        cells = [shown(first)]
        for name in compared.names:
            if name != base:
                value = float(compared.deposition[name][place])
                cells.append(f"{shown(value)} ({shown(max(0.0, round(first - value, 6)))})")
        rows.append((str(year), cells))
    _side_by_side("year", heads, rows)


def _goal(target: Target) -> str:
    when = f" by {target.year}" if target.year else ""
    if target.goal == "relative" and target.value is not None:
        return f"{-target.value:+.0%}{when}"
    if target.goal == "level" and target.value is not None:
        return f"at most {shown(target.value)} {target.unit}{when}"
    return f"{target.goal or 'goal not stated'}{when}"


def _reason(reason: Sentence) -> str:
    """Return the reason of an outcome as it is printed, with as many digits as a range supports."""
    if reason.key not in ("reason.level", "reason.bare"):
        return str(reason)
    value, low, high, wanted = (shown(number_of(reason, name)) for name in ("value", "low", "high", "wanted"))
    unit = f" {reason.values['unit']}" if reason.values["unit"] else ""
    return f"{value} ({low} to {high}){unit}; the target is at most {wanted}"


def _print_targets(chosen: Scenario, judged: Sequence[tuple[str, Assessment]]) -> None:
    for target in chosen.targets:
        about = f"{target.indicator}, " if target.indicator else ""
        click.echo(f"{target.id}: {about}{_goal(target)}")
        mine = [(run, assessment) for run, assessment in judged if assessment.target == target.id]
        same = (
            len({(assessment.outcome, str(assessment.reason)) for _, assessment in mine}) == 1
            and len(mine) > 1
        )
        for run, assessment in mine[:1] if same else mine:
            outcome = _OUTCOME.get(assessment.outcome, assessment.outcome)
            click.echo(f"  {'all runs' if same else run}: {outcome}: {_reason(assessment.reason)}")
        if mine and mine[0][1].missing:
            from quicksilver.scenarios.targets import item

            click.echo(f"  not stated: {'; '.join(str(item(name)) for name in mine[0][1].missing)}")


def print_comparison(results: Sequence[tuple[str, Any]], year: int) -> None:
    """Print the emission of several scenarios in a year, by area."""
    columns = [(name, result, str(run)) for name, result in results for run in result["run"].values]
    areas = list(dict.fromkeys(str(area) for _, result in results for area in result["area"].values))
    heads = [f"{name}: {run}" for name, _, run in columns]
    rows = [
        ("all", [_estimates(result["world"].sel(run=run, year=year)) for _, result, run in columns]),
        *(
            (
                area_name(area),
                [
                    _estimates(result["by_area"].sel(run=run, year=year, area=area))
                    if area in result["area"].values
                    else ""
                    for _, result, run in columns
                ],
            )
            for area in areas
        ),
    ]
    click.echo(f"Emission of mercury to air in {year}, t per year (range: 95 % of the draws)")
    _side_by_side("area", heads, rows)
    for remark in dict.fromkeys(
        line for _, result in results for line in result.attrs["remarks"].splitlines()
    ):
        owners = [name for name, result in results if remark in result.attrs["remarks"].splitlines()]
        _print_notes([remark if len(owners) == len(results) else f"{', '.join(owners)}: {remark}"])


def _money(value: float) -> str:
    """Return an amount with three digits, in billions or millions where it is large.

    Examples
    --------
    >>> _money(37854437769.6), _money(187200.0)
    ('37.9 billion', '187,000')
    """
    for size, word in ((1e9, "billion"), (1e6, "million")):
        if abs(value) >= size:
            return f"{shown(value / size)} {word}"
    return shown(float(f"{value:.3g}"))


def _cost(chosen: Scenario, name: str, value: float | None) -> str:
    if value is None or math.isnan(value):
        return "not known"
    cost = next((item.measure.cost for item in chosen.applied if item.name == name), None)
    if cost is not None and cost.has_range:
        return f"{_money(value)} ({_money(cost.ends[0])} to {_money(cost.ends[2])})"
    return _money(value)


def print_curve(chosen: Scenario, table: pd.DataFrame, year: int, notes: Sequence[str]) -> None:
    """Print the marginal abatement curve of a year."""
    click.echo(f"{chosen.title}: marginal abatement in {year}, central values")
    if table.empty:
        click.echo("the scenario has no measure that acts in this year")
    else:
        titles = measure_titles(chosen)
        known = table["currency"][table["currency"] != ""]
        unit = str(known.iloc[0]) if len(known) else "cost per kg"
        rows = [
            (
                titles.get(row["measure"], row["measure"]),
                shown(row["abated"] / 1000),
                shown(row["cumulative"] / 1000),
                _cost(chosen, row["measure"], row["cost"]),
            )
            for row in table.to_dict("records")
        ]
        _print_table(["measure", "avoided, t per year", "sum, t per year", unit], rows)
    _print_notes(notes)


def print_mix(chosen: Scenario, mix: Mix, table: pd.DataFrame, year: int, notes: Sequence[str]) -> None:
    """Print the cheapest mix of measures that avoids a given emission."""
    titles = measure_titles(chosen)
    areas = dict(zip(chosen.baseline.sectors, chosen.baseline.areas, strict=True))
    click.echo(f"{chosen.title}: cheapest mix in {year}")
    rows = [
        (
            titles.get(row["measure"], row["measure"]),
            sector_name(row["sector"], row["basis"], areas[row["sector"]]),
            row["region"],
            f"{row['share']:.0%}",
            shown(row["abated"] / 1000),
            row["basis"],
        )
        for row in table.to_dict("records")
    ]
    _print_table(["measure", "sector", "region", "applied to", "avoided, t per year", "by region"], rows)
    currency, _, stated = mix.currency.partition("/kg")
    when = f" of {stated.strip(' ()')}" if stated.strip(" ()") not in ("", "year not stated") else ""
    click.echo(
        f"{shown(round(mix.abated / 1000, 6))} t per year for {_money(mix.cost)} {currency}{when} per year; "
        f"one more kg costs {_money(mix.marginal)} {currency}"
    )
    if mix.left_out:
        click.echo(
            f"left out, because their cost is not known: {', '.join(titles.get(n, n) for n in mix.left_out)}"
        )
    _print_notes(notes)


def print_baseline(table: pd.DataFrame) -> None:
    """Print the shipped world beside the published totals, and its sectors with their published range."""
    from quicksilver.scenarios.baseline import sector_list, world

    click.echo("Emission of mercury to air, t per year: published, and in the shipped world")
    rows = [
        (
            str(row["year"]),
            row["what"],
            f"{row['published']:,.2f}",
            f"{row['shipped']:,.2f}",
            f"{row['difference']:+,.2f}",
        )
        for row in table.to_dict("records")
    ]
    _print_table(["year", "what", "published", "shipped", "difference"], rows)
    base = world(2015)
    click.echo("\nSectors of 2015, t per year (published range), and what their values by region are")
    numbers = [row.number for row in sector_list(2015).values()]
    _print_table(
        ["sector", "emission", "by region"],
        [
            (sector_name(sector), ranged(number.ends[0], number.central, number.ends[2]), basis)
            for sector, number, basis in zip(base.sectors, numbers, base.basis, strict=True)
            if number is not None
        ],
    )
    _print_notes(base.remarks)
