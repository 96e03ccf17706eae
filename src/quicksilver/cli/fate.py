"""``quicksilver fate``: the global cycle at the command line."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from quicksilver.cli.fate_options import (
    chart_option,
    force_option,
    model_option,
    read_series,
    run_options,
    write_chart,
)
from quicksilver.cli.lazy import LazyGroup
from quicksilver.cli.options import echo_json, echo_table, language, output, progress

if TYPE_CHECKING:
    from quicksilver.fate.cycle import CycleModel, CycleResult

__all__ = ["fate"]

_HERE = "quicksilver.cli.fate:"


@click.group(
    cls=LazyGroup,
    lazy={
        "models": (_HERE + "models", "List the shipped models, or show one with its flows and sources."),
        "cycle": (_HERE + "cycle", "Run the global cycle and write masses and deposition by year."),
        "attribute": (
            _HERE + "attribute",
            "Tell whose mercury is where: shares of reservoirs and deposition by source.",
        ),
        "ensemble": (
            "quicksilver.cli.fate_ensemble:ensemble",
            "Run thousands of members and weigh them by what was observed.",
        ),
        "grid": (
            "quicksilver.cli.fate_maps:grid",
            "Put totals of regions and sectors on a grid, as NetCDF that HEMCO reads.",
        ),
        "observe": (
            "quicksilver.cli.fate_maps:observe",
            "Give annual and seasonal means and trends of stations, and compare them with the cycle.",
        ),
        "pulse": (_HERE + "pulse", "Follow one tonne through the system."),
        "compare": (
            _HERE + "compare",
            "Compare futures in emission and deposition: what a cut buys, and when.",
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
            click.echo(f"{model.id:<18} {model.title}: {', '.join(model.boxes)}")
            if name:
                _show(model)


def _show(model: CycleModel) -> None:
    click.echo(f"{model.citation}\n{model.note}".strip())
    for flow in model.flows:
        years = f" from {flow.since:g}" if flow.since is not None else ""
        years += f" until {flow.until:g}" if flow.until is not None else ""
        click.echo(
            f"  {flow.origin:<10} -> {flow.target:<20} {flow.rate:>14.8g} /yr  {flow.kind}{years}  [{model.sources.get(flow.source, flow.source)}]"
        )
    for item in model.externals:
        click.echo(
            f"  natural input of {item.value:g} Mg/yr to {item.reservoir}  [{model.sources.get(item.source, item.source)}]"
        )


@click.command()
@run_options
@click.option(
    "--every", type=click.FloatRange(min=1e-3), default=1.0, show_default=True, help="Years between rows."
)
@click.option(
    "--out",
    type=click.Path(path_type=Path, dir_okay=False),
    required=True,
    help="File to write: .csv, .nc or .parquet.",
)
@click.option(
    "--check", is_flag=True, help="Solve it again by a general integrator and tell the largest difference."
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
    checked.
    """
    import numpy as np

    from quicksilver.fate.cycle import load_model, run

    model = load_model(model_name)
    series = read_series(emissions, model, interpolation, unit, knots)
    years = np.append(np.arange(start, end - 1e-9, every), end) if end > start else None
    result = run(model, series, start, end, years=years)
    _write(result, out, force)
    if chart is not None:
        from quicksilver.reports.fate_charts import reservoir_history

        write_chart(chart, reservoir_history(result, language=language), force)
    told = {
        "model": model.id,
        "from": start,
        "to": end,
        "rows": len(result.years),
        "mass_balance": result.imbalance,
        "written": str(out),
    }
    if check:
        from quicksilver.fate.cycle import disagreement

        told["general_integrator"] = disagreement(result, series)
    if as_json:
        echo_json(told)
    elif not quiet:
        click.echo(
            f"{model.title}: {start:g} to {end:g}, {len(result.years)} rows; mass balance closes to {result.imbalance:.1e}; written to {out}"
        )
        if check:
            click.echo(
                f"a general integrator differs by {told['general_integrator']:.1e} of each reservoir's largest mass"
            )


def _write(result: CycleResult, out: Path, force: bool) -> None:
    from quicksilver.outputs import data_bytes, write_files

    write_files(out.parent, {out.name: data_bytes(out.name, result.table, result.dataset)}, force=force)


@click.command()
@run_options
@click.option("--of", "what", default="deposition", show_default=True, help="A reservoir, or deposition.")
@click.option(
    "--periods", default="1850,1950,1980,2000", show_default=True, help="Years that part the emissions."
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
    """Tell whose mercury is where: shares of reservoirs and deposition by source.

    Each column of the emissions is a source of its own, parted by the years of emission; natural mercury and what
    was there at the start is the first. Shares add up to one.
    """
    import pandas as pd

    from quicksilver.fate.attribution import attribute as attributed
    from quicksilver.fate.cycle import load_model

    model = load_model(model_name)
    series = read_series(emissions, model, interpolation, unit, knots)
    if series is None:
        raise click.UsageError("--emissions is needed: without them everything is natural")
    try:
        edges = [float(text) for text in periods.split(",") if text.strip()]
    except ValueError:
        raise click.BadParameter(
            f"{periods!r} is not a list of years such as 1850,1950", param_hint="--periods"
        ) from None
    shares = attributed(model, series, start, end, of=what, periods=edges)
    if chart is not None:
        from quicksilver.fate.attribution import parted
        from quicksilver.fate.cycle import run
        from quicksilver.reports.fate_charts import attribution_stack

        apart = run(model, parted(series, edges), start, end, apart=True)
        write_chart(chart, attribution_stack(apart, of=what, language=language), force)
    table = pd.DataFrame({"source": list(shares), "share": list(shares.values())})
    if not quiet or as_json:
        echo_table(table, as_json=as_json, floats=".6f")


@click.command()
@model_option
@click.option("--to-reservoir", "box", default="atm", show_default=True, help="Where the tonne goes in.")
@click.option("--after", default="1,10,100,1000", show_default=True, help="Years after.")
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
    """Follow one tonne through the system.

    The share of it in every reservoir after so many years, and what has left.
    """
    import pandas as pd

    from quicksilver.fate.attribution import pulse as followed
    from quicksilver.fate.cycle import load_model

    model = load_model(model_name)
    try:
        years = [float(text) for text in after.split(",") if text.strip()]
    except ValueError:
        raise click.BadParameter(
            f"{after!r} is not a list of years such as 1,10,100", param_hint="--after"
        ) from None
    if chart is not None:
        from quicksilver.reports.fate_charts import pulse_response

        write_chart(
            chart, pulse_response(model, box, tuple(range(int(max(years)) + 1)), language=language), force
        )
    rows = [
        {"years": year, **dict(zip([*model.boxes, *model.sinks], shares, strict=True))}
        for year, shares in zip(years, followed(model, box, years), strict=True)
    ]
    if not quiet or as_json:
        echo_table(pd.DataFrame(rows), as_json=as_json, floats=".5f")


@click.command()
@run_options
@click.option("--future", "options", multiple=True, required=True,
              help="A future in one line: hold, stop, 'cut 50% by 2035', 'delay 5: cut 50% by 2035', a1b, constant, controls, zero, or 'from FILE SCENARIO' of an IAMC file (such as a shared socioeconomic pathway); "
              "may be repeated, the first is the base.")  # fmt: skip
@click.option(
    "--out", type=click.Path(path_type=Path), help="Folder for scenarios.csv, the brief and its charts."
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
    """Compare futures in emission and deposition: what a cut buys, and when.

    Futures continue the emissions from the first year on. The table has emission, deposition, air and surface ocean
    by scenario and year, and the deposition avoided against the first future. With --out, a short document "What a
    cut buys, and when" is written in the chosen language too.
    """
    from quicksilver.fate.cycle import load_model
    from quicksilver.fate.scenarios import compare as compared
    from quicksilver.fate.scenarios import future, scenario_table

    model = load_model(model_name)
    past = read_series(emissions or "streets2011", model, interpolation, unit, knots)
    assert past is not None
    scenarios = {words: future(past, words, start, end + 1) for words in options}
    found = compared(model, scenarios, start, end)
    table = scenario_table(found)
    if out is not None:
        _write_comparison(found, table, out, language, force, quiet)
    if as_json:
        echo_table(table, as_json=True)
    elif not quiet:
        shown = table[(table["year"] - start) % 10 == 0]
        echo_table(shown, as_json=False, floats=",.1f")


def _write_comparison(found: Any, table: Any, out: Path, language: str, force: bool, quiet: bool) -> None:
    from quicksilver.outputs import csv_bytes, write_files
    from quicksilver.reports.fate_brief import brief_files

    with progress(12, quiet=quiet, what="brief") as step:
        files = {"scenarios.csv": csv_bytes(table), **brief_files(found, language, progress=step)}
    write_files(out, files, force=force)
