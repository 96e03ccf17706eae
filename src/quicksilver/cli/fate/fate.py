"""``quicksilver fate``: the global cycle at the command line."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from quicksilver.cli.fate.fate_options import (
    FURTHEST,
    chart_option,
    echo_notes,
    force_option,
    model_option,
    read_series,
    rounded,
    run_options,
    write_chart,
)
from quicksilver.cli.lazy import LazyGroup
from quicksilver.cli.options import Bounded, echo_json, echo_table, language, output, progress
from quicksilver.reports.documents_list import DOCUMENTS

if TYPE_CHECKING:
    from collections.abc import Mapping

    import pandas as pd

    from quicksilver.fate.cycle import CycleModel, CycleResult

__all__ = ["fate"]

_HERE = "quicksilver.cli.fate.fate:"
_SHORT = {
    "emission_Mg_per_yr": "emission",
    "deposition_Mg_per_yr": "deposition",
    "deposition_land_Mg_per_yr": "to land",
    "deposition_ocean_Mg_per_yr": "to ocean",
    "atmosphere_Mg": "air",
    "surface_ocean_Mg": "surface ocean",
    "avoided_deposition_Mg": "avoided",
}


@click.group(
    cls=LazyGroup,
    lazy={
        "models": (_HERE + "models", "List the shipped models, or show one with its flows and sources."),
        "cycle": (_HERE + "cycle", "Run the global cycle and write masses and deposition by year."),
        "attribute": (
            _HERE + "attribute",
            "Attribute mercury to its sources: shares of reservoirs and of deposition.",
        ),
        "ensemble": (
            "quicksilver.cli.fate.fate_ensemble:ensemble",
            "Run thousands of parameter sets, weighted by observations, and give ranges.",
        ),
        "grid": (
            "quicksilver.cli.fate.fate_maps:grid",
            "Distribute totals of regions and sectors on a grid, as NetCDF that HEMCO reads.",
        ),
        "observe": (
            "quicksilver.cli.fate.fate_maps:observe",
            "Calculate annual and seasonal means and trends of stations, and compare them with the cycle.",
        ),
        "whose": (
            "quicksilver.cli.fate.fate_air:whose",
            "State from whom the mercury comes that is deposited on a place, and how sure that is.",
        ),
        "whereto": (
            "quicksilver.cli.fate.fate_air:whereto",
            "State where the mercury that a region or country emits is deposited.",
        ),
        "matrix": (
            "quicksilver.cli.fate.fate_matrix:matrix",
            "State the share of each source in the deposition on each receptor, with ranges.",
        ),
        "deposit": (
            "quicksilver.cli.fate.fate_matrix:deposit",
            "State what given emissions deposit on receptors, year by year; with .nc or --chart as a map.",
        ),
        "air": (
            "quicksilver.cli.fate.fate_air:air",
            "Run the year of the air that repeats itself: burden, lifetime, surface concentration, deposition.",
        ),
        "climate": ("quicksilver.cli.fate.fate_air:climate", "Show the climates that move the air."),
        "pulse": (_HERE + "pulse", "Follow one tonne of mercury through the cycle."),
        "compare": (
            _HERE + "compare",
            "Compare future emissions in their effect on deposition.",
        ),
    },
)
def fate() -> None:
    """Follow mercury through air, land and ocean."""


@click.command()
@click.argument("name", required=False)
@output
def models(name: str | None, as_json: bool, quiet: bool) -> None:
    """List the shipped models, or show one with its flows and sources."""
    from dataclasses import asdict

    from quicksilver.fate.cycle import load_model
    from quicksilver.fate.cycle import models as shipped

    chosen = [load_model(item) for item in ([name] if name else shipped())]
    if as_json:
        echo_json([asdict(model) for model in chosen])
    elif not quiet:
        for model in chosen:
            click.echo(f"{model.id:<18} {model.title}")
            if name:
                _show(model)


def _show(model: CycleModel) -> None:
    click.echo(f"{model.citation}\n{model.note}".strip())
    if not model.starts_steady:
        click.echo(
            f"initial masses: {'year not stated' if model.initial_year is None else f'of {model.initial_year:g}'}"
        )
    click.echo(
        "reservoirs: " + ", ".join(f"{reservoir.name} ({reservoir.id})" for reservoir in model.reservoirs)
    )
    for flow in model.flows:
        years = f" from {flow.since:g}" if flow.since is not None else ""
        years += f" until {flow.until:g}" if flow.until is not None else ""
        click.echo(
            f"  {flow.origin:<10} -> {flow.target:<20} {flow.rate:>12.4g} /yr  {flow.kind}{years}  [{model.sources.get(flow.source, flow.source)}]"
        )
    for item in model.externals:
        click.echo(
            f"  natural input of {item.value:g} Mg/yr to {item.reservoir}  [{model.sources.get(item.source, item.source)}]"
        )


@click.command()
@run_options
@click.option(
    "--every",
    type=Bounded(1e-3, FURTHEST, "a number of years"),
    default=1.0,
    show_default=True,
    help="Years between rows.",
)
@click.option(
    "--out",
    type=click.Path(path_type=Path, dir_okay=False),
    required=True,
    help="File to write: .csv, .nc or .parquet.",
)
@click.option(
    "--check",
    is_flag=True,
    help="Solve the run again with a general integrator and report the largest difference.",
)
@chart_option
@language
@force_option
@output
def cycle(
    model_name: str,
    emissions: str | None,
    interpolation: str,
    unit: str,
    knots: bool,
    start: float,
    end: float,
    every: float,
    out: Path,
    check: bool,
    chart: Path | None,
    language: str,
    force: bool,
    as_json: bool,
    quiet: bool,
) -> None:
    """Run the global cycle and write masses and deposition by year.

    The file has a row for each year: the mass of every reservoir in Mg, every deposition flux and the deposition to
    land and ocean in Mg/yr, at the beginning of the year. The solution is exact in time and its mass balance is
    checked. The run begins where the emissions begin, so that a later --from leaves nothing out.
    """
    import numpy as np

    from quicksilver.fate.cycle import load_model, run

    model = load_model(model_name)
    series = read_series(emissions, model, interpolation, unit, knots)
    years = np.append(np.arange(start, end - 1e-9, every), end) if end > start else None
    result = run(model, series, start, end, years=years)
    _write(result, out, force)
    if chart is not None:
        from quicksilver.reports.fate.charts import reservoir_history

        write_chart(chart, reservoir_history(result, language=language), force)
    summary: dict[str, Any] = {
        "model": model.id,
        "from": start,
        "to": end,
        "rows": len(result.years),
        "mass_balance": result.imbalance,
        "written": str(out),
        "notes": [str(note) for note in result.notes],
    }
    if check:
        from quicksilver.fate.cycle import disagreement

        summary["general_integrator"] = disagreement(result, series)
    if as_json:
        echo_json(summary)
    elif not quiet:
        _report(result, summary)


def _report(result: CycleResult, summary: dict[str, Any]) -> None:
    """Print what a run gave: the last year in round numbers, the notes, the checks."""
    model, last = result.model, result.years[-1]
    air = model.boxes[0]
    click.echo(f"{model.title}: {summary['from']:g} to {summary['to']:g}, written to {summary['written']}")
    names = {reservoir.id: reservoir.name for reservoir in model.reservoirs}
    click.echo(
        f"at the beginning of {last:g}: {names[air]} {rounded(result.mass(air)[-1])} Mg, "
        f"deposition {rounded(result.deposition()[-1])} Mg/yr "
        f"(land {rounded(result.deposition('land')[-1])}, ocean {rounded(result.deposition('ocean')[-1])})"
    )
    echo_notes(result.notes)
    click.echo(f"mass balance closes to {summary['mass_balance']:.1e}")
    if "general_integrator" in summary:
        click.echo(
            f"a general integrator differs by {summary['general_integrator']:.1e} of each reservoir's largest mass"
        )


def _write(result: CycleResult, out: Path, force: bool) -> None:
    from quicksilver.outputs import data_bytes, write_files

    write_files(out.parent, {out.name: data_bytes(out.name, result.table, result.dataset)}, force=force)


@click.command()
@run_options
@click.option("--of", "what", default="deposition", show_default=True, help="A reservoir, or deposition.")
@click.option(
    "--periods",
    default="1850,1950,1980,2000",
    show_default=True,
    help="Years that divide the emissions into periods.",
)
@chart_option
@language
@force_option
@output
def attribute(
    model_name: str,
    emissions: str | None,
    interpolation: str,
    unit: str,
    knots: bool,
    start: float,
    end: float,
    what: str,
    periods: str,
    chart: Path | None,
    language: str,
    force: bool,
    as_json: bool,
    quiet: bool,
) -> None:
    """Attribute mercury to its sources: shares of reservoirs and of deposition.

    This is about years and sources; about places, from whom the deposition on a country comes: `quicksilver fate whose`.

    Each column of the emissions is a source, divided by the years of emission; natural mercury, with what was in the
    reservoirs at the start, comes first. Where the model prescribes rivers, what they bring beyond the soils' own
    mercury is a source. Shares add up to one.
    """
    import pandas as pd

    from quicksilver.fate.attribution import attribute as attributed
    from quicksilver.fate.cycle import load_model
    from quicksilver.fate.cycle.setting import setting

    model = load_model(model_name)
    series = read_series(emissions, model, interpolation, unit, knots)
    if series is None:
        raise click.UsageError("--emissions is required: without emissions all mercury is natural")
    from quicksilver.intake.numbers import machine_number

    try:
        edges = [machine_number(text) for text in periods.split(",") if text.strip()]
        if not all(abs(edge) <= FURTHEST for edge in edges):  # also nan
            raise ValueError(periods)
    except ValueError:
        raise click.BadParameter(
            f"{periods!r} is not a list of years such as 1850,1950", param_hint="--periods"
        ) from None
    shares = attributed(model, series, start, end, of=what, periods=edges)
    if chart is not None:
        from quicksilver.fate.attribution import parted
        from quicksilver.fate.cycle import run
        from quicksilver.reports.fate.charts import attribution_stack

        apart = run(model, parted(series, edges), start, end, apart=True)
        write_chart(chart, attribution_stack(apart, of=what, language=language), force)
    notes = setting(model, series, start, end).notes
    table = pd.DataFrame({"source": list(shares), "share": list(shares.values())})
    if as_json:
        echo_table(table.assign(note=[" | ".join(map(str, notes)), *[""] * (len(table) - 1)]), as_json=True)
    elif not quiet:
        names = {box.id: box.name for box in model.reservoirs}
        click.echo(f"{names.get(what, what)} at the beginning of {end:g}, {model.title}")
        words = [(_period_words(name, names), f"{share:.1%}") for name, share in shares.items()]
        echo_table(pd.DataFrame(words, columns=["source", "share"]), as_json=False)
        echo_notes(notes)


def _period_words(name: str, boxes: Mapping[str, str]) -> str:
    """Return a source with its period in words: ``atm 1850-1950`` is what was emitted to the atmosphere in that time."""
    match = re.fullmatch(r"(.+) (-?[\d.]+)-([\d.]*)", name)
    if not match:
        return name
    source, begin, end = match.groups()
    if source in boxes:
        source = f"emitted to {boxes[source][:1].lower()}{boxes[source][1:]}"
    return f"{source}, {begin} to {end}" if end else f"{source}, since {begin}"


@click.command()
@model_option
@click.option(
    "--to-reservoir", "box", default="atm", show_default=True, help="Reservoir that receives the tonne."
)
@click.option("--after", default="1,10,100,1000", show_default=True, help="Years after the release.")
@chart_option
@language
@force_option
@output
def pulse(
    model_name: str,
    box: str,
    after: str,
    chart: Path | None,
    language: str,
    force: bool,
    as_json: bool,
    quiet: bool,
) -> None:
    """Follow one tonne of mercury through the cycle.

    Gives the share of it in every reservoir after a number of years, and the share that has left the cycle.
    """
    import pandas as pd

    from quicksilver.fate.attribution import pulse as followed
    from quicksilver.fate.cycle import load_model

    model = load_model(model_name)
    from quicksilver.intake.numbers import machine_number

    try:
        years = [machine_number(text) for text in after.split(",") if text.strip()]
        if not years or not all(0 <= year <= FURTHEST for year in years):  # also nan
            raise ValueError(after)
    except ValueError:
        raise click.BadParameter(
            f"{after!r} is not a list of years from 0 to {FURTHEST:,} such as 1,10,100", param_hint="--after"
        ) from None
    if chart is not None:
        from quicksilver.reports.fate.charts import pulse_response

        write_chart(
            chart, pulse_response(model, box, tuple(range(int(max(years)) + 1)), language=language), force
        )
    rows = [
        {"years": year, **dict(zip([*model.boxes, *model.sinks], shares, strict=True))}
        for year, shares in zip(years, followed(model, box, years), strict=True)
    ]
    if as_json:
        echo_table(pd.DataFrame(rows), as_json=True)
    elif not quiet:
        click.echo(f"share of one tonne released to {box}, by years after; {model.title}")
        echo_table(_by_place(model, rows), as_json=False)


def _by_place(model: CycleModel, rows: list[dict[str, float]]) -> pd.DataFrame:
    """Return shares with a row for each place and a column for each number of years; places that stay empty are left out."""
    import pandas as pd

    names = {reservoir.id: reservoir.name for reservoir in model.reservoirs}
    names |= {sink: f"left to {sink.removeprefix('out:').replace('_', ' ')}" for sink in model.sinks}
    places = [place for place in names if any(row[place] >= 5e-4 for row in rows)]
    columns = {f"{row['years']:g}": [f"{max(row[place], 0.0):.1%}" for place in places] for row in rows}
    return pd.DataFrame({"place": [names[place] for place in places], **columns})


@click.command()
@run_options
@click.option(
    "--future",
    "options",
    multiple=True,
    required=True,
    help="A future in one line: hold, stop, 'cut 50% by 2035', 'delay 5: cut 50% by 2035', a1b, constant, controls, zero, or 'from FILE SCENARIO' of an IAMC file (such as a shared socioeconomic pathway); "
    "may be repeated, the first is the base.",
)
@click.option(
    "--out", type=click.Path(path_type=Path), help="Folder for scenarios.csv, the document and its charts."
)
@force_option
@language
@output
def compare(
    model_name: str,
    emissions: str | None,
    interpolation: str,
    unit: str,
    knots: bool,
    start: float,
    end: float,
    options: tuple[str, ...],
    out: Path | None,
    force: bool,
    language: str,
    as_json: bool,
    quiet: bool,
) -> None:
    """Compare future emissions in their effect on deposition.

    Futures continue the emissions from the first year on. The table has emission, deposition, air and surface ocean
    by scenario and year, and the deposition avoided relative to the first future. With --out, a short document
    "Emission cuts and deposition" is also written, in the chosen language.
    """
    from quicksilver.fate.cycle import load_model
    from quicksilver.fate.scenarios import compare as compared
    from quicksilver.fate.scenarios import future, scenario_table

    model = load_model(model_name)
    past = read_series(emissions or "streets2011", model, interpolation, unit, knots)
    assert past is not None
    # One year more than compared, so that the emission of the last year is that of the whole year.
    scenarios = {words: future(past, words, start, end + 1) for words in options}
    comparison = compared(model, scenarios, start, end)
    table = scenario_table(comparison)
    if out is not None:
        _write_comparison(comparison, table, out, language, force, quiet)
    if as_json:
        echo_table(table, as_json=True)
    elif not quiet:
        shown = table[((table["year"] - start) % 10 == 0) | (table["year"] == table["year"].max())]
        click.echo(
            "emission and deposition in Mg/yr, air and surface ocean in Mg, deposition avoided so far in Mg"
        )
        echo_table(
            shown.rename(columns=_SHORT)[["scenario", "year", *_SHORT.values()]], as_json=False, floats=",.0f"
        )
        echo_notes(comparison.notes)


def _write_comparison(
    comparison: Any, table: Any, out: Path, language: str, force: bool, quiet: bool
) -> None:
    from quicksilver.outputs import csv_bytes, write_files

    brief = DOCUMENTS["brief"]
    with progress(12, quiet=quiet, what=brief.name) as step:
        files = {
            "scenarios.csv": csv_bytes(table),
            **brief.files(comparison, language=language, progress=step),
        }
    write_files(out, files, force=force)
