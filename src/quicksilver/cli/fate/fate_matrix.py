"""``quicksilver fate matrix`` and ``deposit``: source-receptor tables, and what given emissions deposit."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from quicksilver.cli.fate.fate_air import (
    exchange_option,
    percent,
    print_receipt,
    running,
    strict_option,
    threads_option,
)
from quicksilver.cli.fate.fate_options import chart_option, check_chart, force_option, rounded, write_chart
from quicksilver.cli.options import echo_json, echo_table, language, output, reading_options
from quicksilver.cli.options import seed as seed_option

if TYPE_CHECKING:
    import xarray as xr

__all__ = ["deposit", "matrix"]

_FILE = click.Path(path_type=Path, dir_okay=False)
#: Sources of a receptor that are printed.
_FIRST = 4


def _write(answer: xr.Dataset, columns: list[str], out: Path | None, force: bool) -> None:
    from quicksilver.outputs import data_bytes, write_files

    if out is None:
        return
    table = answer[columns].to_dataframe().reset_index()
    for name in ("climate", "parameters", "emissions", "cycle_model", "tolerance", "exchange"):
        table[name] = answer.attrs[name]
    write_files(out.parent, {out.name: data_bytes(out.name, table, answer)}, force=force)


@click.command()
@click.option("--sources", type=_FILE, help="CSV with region and country; 17 regions if not given.")
@click.option(
    "--receptors",
    type=_FILE,
    help="CSV with region and country, or NetCDF of masks; 17 regions, land, ocean and Arctic if not given.",
)
@click.option("--partition", is_flag=True, help="Refuse receptors that overlap.")
@click.option(
    "--members",
    type=click.IntRange(1, 16),
    help="Runs that ranges are made of; those that are not shipped take some minutes each.",
)
@exchange_option
@threads_option
@seed_option
@chart_option
@click.option("--out", type=_FILE, help="File to write: .csv, .nc or .parquet.")
@language
@force_option
@output
def matrix(
    sources: Path | None,
    receptors: Path | None,
    partition: bool,
    members: int | None,
    exchange: Any,
    threads: int | None,
    seed: int,
    chart: Path | None,
    out: Path | None,
    language: str,
    force: bool,
    as_json: bool,
    quiet: bool,
) -> None:
    """State the share of each source in the deposition on each receptor, with ranges."""
    from quicksilver.fate.atmosphere.matrix import matrix as made

    check_chart(chart)
    with running(quiet, "") as year:
        table = made(
            sources=sources,
            receptors=receptors,
            exchange=exchange,
            members=members,
            seed=seed,
            partition=partition,
            threads=threads,
            progress=year,
        )
    names = ["share", "share_low", "share_high", "deposition"]
    _write(table, names, out, force)
    if chart is not None:
        from quicksilver.reports.fate.air_charts import matrix_heat

        write_chart(chart, matrix_heat(table, language=language), force)
    if as_json:
        rows = table[names].to_dataframe().reset_index().to_dict("records")
        echo_json({**{str(k): v for k, v in table.attrs.items()}, "shares": rows})
    elif not quiet:
        _print_matrix(table)


def _print_matrix(table: xr.Dataset) -> None:
    """Print the first sources of each receptor with their ranges; the file has all."""
    import pandas as pd

    rows = []
    for number, place in enumerate(table["receptor"].values):
        row = table.isel(receptor=number)
        order = (-row["share"].values).argsort(kind="stable")[:_FIRST]
        cells = [
            f"{row['source'].values[i]} {percent(float(row['share'].values[i]))} "
            f"({percent(float(row['share_low'].values[i]))} to {percent(float(row['share_high'].values[i]))})"
            for i in order
        ]
        rows.append((str(place), rounded(float(row["deposition"].sum()) / 1e3), ", ".join(cells)))
    heads = ["receptor", "Mg/yr", "first sources, % (95 %)"]
    echo_table(pd.DataFrame(rows, columns=heads), as_json=False)
    print_receipt(table)


@click.command()
@click.argument("emissions", type=_FILE, metavar="EMISSIONS.nc|TOTALS.csv")
@click.option("--years", default="", help="Years, such as 2025,2035; all if not given.")
@click.option(
    "--receptors",
    type=_FILE,
    help="CSV with region and country, or NetCDF of masks; 17 regions, land, ocean and Arctic if not given.",
)
@strict_option
@threads_option
@seed_option
@chart_option
@reading_options("emissions")
@click.option("--out", type=_FILE, help="File to write: .csv with the table, .nc with the map too.")
@language
@force_option
@output
def deposit(
    emissions: Path,
    years: str,
    receptors: Path | None,
    strict: bool,
    threads: int | None,
    seed: int,
    chart: Path | None,
    out: Path | None,
    language: str,
    force: bool,
    as_json: bool,
    quiet: bool,
) -> None:
    """State what given emissions deposit on receptors, year by year; with .nc or --chart as a map.

    EMISSIONS is a gridded inventory (NetCDF, kg m-2 s-1, as `quicksilver fate grid` writes it, points included), or a
    table with region, sector, value, unit and year: regions of Streets et al. 2019 or countries, of which only the amount
    changes; their pattern and species stay those of 2015. The map is a run of about a minute.
    """
    from quicksilver.fate.atmosphere.matrix import deposit as made
    from quicksilver.intake.numbers import machine_number

    check_chart(chart)
    try:
        wanted = [int(machine_number(text)) for text in years.split(",") if text.strip()]
    except ValueError:
        raise click.BadParameter(
            f"{years!r} is not a list of years such as 2025,2035", param_hint="--years"
        ) from None
    with running(quiet, "") as year:
        answer = made(
            emissions,
            years=wanted,
            receptors=receptors,
            strict=strict,
            with_map=chart is not None or (out is not None and out.suffix == ".nc"),
            seed=seed,
            threads=threads,
            progress=year,
        )
    names = ["deposition", "deposition_low", "deposition_high"]
    _write(answer, names, out, force)
    if chart is not None:
        from quicksilver.reports.fate.air_charts import deposition_map

        first = answer[["deposited"]].isel(year=0, drop=True).assign_attrs(emitter=emissions.name)
        write_chart(chart, deposition_map(first, language=language), force)
    if as_json:
        rows = answer[names].to_dataframe().reset_index().to_dict("records")
        echo_json({**{str(k): v for k, v in answer.attrs.items()}, "deposition": rows})
    elif not quiet:
        _print_deposit(answer)


def _print_deposit(answer: xr.Dataset) -> None:
    import pandas as pd

    rows = []
    for place in answer["receptor"].values:
        part = answer.sel(receptor=place)
        cells = [
            f"{rounded(float(part['deposition'][i]) / 1e3)} ({rounded(float(part['deposition_low'][i]) / 1e3)} to "
            f"{rounded(float(part['deposition_high'][i]) / 1e3)})"
            for i in range(answer.sizes["year"])
        ]
        rows.append((str(place), *cells))
    heads = ["receptor", *(f"{year}, Mg/yr (95 %)" for year in answer["year"].values)]
    echo_table(pd.DataFrame(rows, columns=heads), as_json=False)
    click.echo("The range is of transport and chemistry; the emissions are taken as given.")
    if answer.attrs["notes"]:
        click.echo(f"note: {answer.attrs['notes']}")
    print_receipt(answer)
