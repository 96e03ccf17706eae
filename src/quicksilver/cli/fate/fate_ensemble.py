"""``quicksilver fate ensemble``: ranges of the cycle at the command line."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from quicksilver.cli.fate.fate_options import (
    chart_option,
    echo_notes,
    force_option,
    read_series,
    run_options,
    write_chart,
)
from quicksilver.cli.options import Bounded, counted, echo_json, language, output

if TYPE_CHECKING:
    import xarray as xr

__all__ = ["ensemble"]


@click.command()
@run_options
@click.option(
    "--members",
    type=click.IntRange(1, 1_000_000),
    default=1000,
    show_default=True,
    help="Number of parameter sets; at least 100.",
)
@click.option(
    "--spread",
    type=Bounded(1, 1000, "a factor"),
    default=2.0,
    show_default=True,
    help="Factor by which a coefficient without a published range may be smaller or larger; 1 keeps it fixed.",
)
@click.option(
    "--emission-range",
    type=(Bounded(0, 1000, "a factor"), Bounded(0, 1000, "a factor")),
    default=(1.0, 1.0),
    show_default=True,
    metavar="LOW HIGH",
    help="Smallest and largest factor on each column of the emissions.",
)
@click.option(
    "--method",
    type=click.Choice(["sobol", "lhs"]),
    default="sobol",
    show_default=True,
    help="Sobol points or a Latin hypercube.",
)
@click.option(
    "--seed",
    type=click.IntRange(min=0),
    default=1,
    show_default=True,
    help="The same seed gives the same members.",
)
@click.option(
    "--observed",
    type=click.Path(path_type=Path, dir_okay=False),
    help="CSV with quantity, year, low, high, over and source: observations by which the members are weighted.",
)
@click.option(
    "--way",
    type=click.Choice(["weights", "rejection"]),
    default="weights",
    show_default=True,
    help="How observations are applied.",
)
@click.option(
    "--backend",
    type=click.Choice(["numba", "jax"]),
    default="numba",
    show_default=True,
    help="jax requires the extra 'jax'.",
)
@click.option(
    "--out",
    type=click.Path(path_type=Path, dir_okay=False),
    required=True,
    help="File to write: .csv, .nc or .parquet.",
)
@click.option(
    "--quantity",
    default="atm",
    show_default=True,
    help="What the chart shows: a reservoir, or deposition_land, deposition_ocean.",
)
@chart_option
@language
@force_option
@output
def ensemble(
    model_name: str,
    emissions: str | None,
    interpolation: str,
    unit: str,
    knots: bool,
    start: float,
    end: float,
    members: int,
    spread: float,
    emission_range: tuple[float, float],
    method: Any,
    seed: int,
    observed: Path | None,
    way: Any,
    backend: Any,
    out: Path,
    quantity: str,
    chart: Path | None,
    language: str,
    force: bool,
    as_json: bool,
    quiet: bool,
) -> None:
    """Run thousands of parameter sets, weighted by observations, and give ranges.

    Coefficients and emissions are drawn from their ranges; the file has the quantiles of every reservoir and of
    deposition by year, before and after the observations. Ranges are given only from an effective sample of 100
    members. An interrupted run continues from its last block of years when the same command is entered again.
    """
    from quicksilver.errors import OutputExistsError
    from quicksilver.fate.cycle import load_model
    from quicksilver.fate.ensemble import ensemble as run
    from quicksilver.fate.ensemble import quantile_table, quantities, read_observations
    from quicksilver.outputs import data_bytes, write_files

    if out.exists() and not force:
        raise OutputExistsError(f"{out} exists already; add --force to replace it")
    model = load_model(model_name)
    series = read_series(emissions, model, interpolation, unit, knots)
    seen = read_observations(observed, quantities(model)) if observed else ()
    out.parent.mkdir(parents=True, exist_ok=True)
    with counted("years", quiet=quiet) as step:
        dataset = run(
            model,
            series,
            start,
            end,
            members=members,
            spread=spread,
            emission_range=emission_range,
            method=method,
            seed=seed,
            observed=seen,
            way=way,
            backend=backend,
            resume=out.with_name(out.name + ".part"),
            progress=step,
        )
    write_files(out.parent, {out.name: data_bytes(out.name, quantile_table(dataset), dataset)}, force=force)
    if chart is not None:
        from quicksilver.reports.fate.charts import ensemble_fan

        write_chart(chart, ensemble_fan(dataset, quantity, observed=seen, language=language), force)
    _report(dataset, out, as_json, quiet)


def _report(dataset: xr.Dataset, out: Path, as_json: bool, quiet: bool) -> None:
    names = ("members", "parameters", "effective_sample_size", "not_told_by_the_data")
    summary = {name: dataset.attrs[name] for name in names if name in dataset.attrs}
    notes = dataset.attrs["notes"].split(" | ") if "notes" in dataset.attrs else []
    if as_json:
        echo_json({**summary, "written": str(out), "notes": notes})
    elif not quiet:
        click.echo(
            f"{summary['members']:,} members, {summary['parameters']} uncertain numbers; written to {out}"
        )
        if "not_told_by_the_data" in summary:
            click.echo(
                f"the observations leave an effective sample of {summary['effective_sample_size']:,.0f} members"
            )
            names_left = (
                summary["not_told_by_the_data"].split(", ") if summary["not_told_by_the_data"] else []
            )
            shown = ", ".join(names_left[:6]) + (
                f" and {len(names_left) - 6} more" if len(names_left) > 6 else ""
            )
            click.echo(f"not determined by the observations: {shown or 'none'}")
        echo_notes(notes)
