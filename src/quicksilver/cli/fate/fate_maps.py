"""``quicksilver fate grid`` and ``observe``: gridded emissions, and observations of stations."""

from __future__ import annotations

import math
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from quicksilver.cli.fate.fate_options import (
    chart_option,
    echo_notes,
    emissions_option,
    force_option,
    rounded,
    write_chart,
)
from quicksilver.cli.options import Bounded, echo_json, echo_table, language, output, reading_options

if TYPE_CHECKING:
    import pandas as pd
    import xarray as xr

    from quicksilver.errors import Problem

__all__ = ["grid", "observe"]

#: Rows of a table that fit on a screen.
_ROWS = 15
_FILE = click.Path(path_type=Path, dir_okay=False)


def _pairs(_: click.Context, option: click.Parameter, given: tuple[str, ...]) -> dict[str, str]:
    """Return ``NAME=VALUE`` options as a mapping."""
    pairs = {}
    for text in given:
        name, equals, value = text.partition("=")
        if not (equals and name and value):
            raise click.BadParameter(f"{text!r} is not NAME=VALUE", param=option)
        pairs[name.strip()] = value.strip()
    return pairs


@click.command()
@click.argument("totals", metavar="TOTALS.csv", type=_FILE)
@click.option(
    "--regions",
    type=_FILE,
    help="CSV with region and country; without it, the regions of the totals are countries or the 17 shipped regions.",
)
@click.option(
    "--resolution",
    type=Bounded(1e-3, 90, "a number of degrees"),
    default=1.0,
    show_default=True,
    help="Degrees.",
)
@click.option("--year", type=click.IntRange(1, 9999), help="Calendar year of totals without a year.")
@click.option(
    "--points",
    type=_FILE,
    help="CSV with name, lon, lat, sector, value, unit; region, year and height where known.",
)
@click.option(
    "--proxy",
    "proxies",
    multiple=True,
    callback=_pairs,
    metavar="SECTOR=FILE.nc",
    help="Field by which a sector is distributed; * for every other sector.",
)
@click.option(
    "--species",
    multiple=True,
    callback=_pairs,
    metavar="SECTOR=PROFILE",
    help="Speciation of a sector; see `--species-list`.",
)
@click.option(
    "--species-list",
    is_flag=True,
    is_eager=True,
    expose_value=False,
    help="List the speciation profiles.",
    callback=lambda c, _, v: _profiles(c) if v else None,
)
@click.option("--heights", type=_FILE, help="CSV of release height classes.")
@click.option(
    "--empty-proxy",
    type=click.Choice(["remainder", "area"]),
    default="remainder",
    show_default=True,
    help="Treatment of a region whose proxy is zero: named remainder, or distribution by area.",
)
@click.option(
    "--astray",
    type=click.Choice(["error", "warning"]),
    default="error",
    show_default=True,
    help="Treatment of a point that lies in another country than the region it names.",
)
@reading_options("totals")
@click.option("--out", type=_FILE, required=True, help="NetCDF to write; the mass ledger goes beside it.")
@chart_option
@language
@force_option
@output
def grid(
    totals: Path,
    regions: Path | None,
    resolution: float,
    year: int | None,
    points: Path | None,
    proxies: dict[str, str],
    species: dict[str, str],
    heights: Path | None,
    empty_proxy: Any,
    astray: Any,
    out: Path,
    chart: Path | None,
    language: str,
    force: bool,
    as_json: bool,
    quiet: bool,
) -> None:
    """Distribute totals of regions and sectors on a grid, as NetCDF that HEMCO reads.

    TOTALS.csv has region, sector, value and unit, and year where there are several. Mass is exact by region and
    sector: it is on the grid or in a named remainder, as the ledger states.
    """
    from quicksilver.errors import OutputExistsError
    from quicksilver.fate import gridding
    from quicksilver.intake.declared import note

    if out.exists() and not force:
        raise OutputExistsError(f"{out} exists already; add --force to replace it")
    notes: list[Problem] = []
    field = gridding.grid(
        totals,
        regions=regions if regions is not None else _regions_of(totals),
        resolution=resolution,
        year=year,
        points=points,
        proxies=proxies or None,
        speciation=gridding.read_speciation(species) if species else None,
        heights=gridding.read_heights(heights) if heights else (),
        empty_proxy=empty_proxy,
        astray=astray,
        notes=notes,
    )
    note(*notes)
    out.parent.mkdir(parents=True, exist_ok=True)
    gridding.write_grid(field, out, force=force)
    if chart is not None:
        _map(field, chart, language, force)
    ledger = gridding.ledger(field)
    if as_json:
        from quicksilver.outputs import records

        echo_json({"written": str(out), "ledger": records(ledger)})
    elif not quiet:
        _print_ledger(ledger)
        click.echo(f"Written to {out}")


def _print_ledger(ledger: pd.DataFrame) -> None:
    """Print what is on the grid and what is in a remainder, the largest rows first; the file of the ledger has all."""
    import pandas as pd

    masses = {name: f"{name}_kg" for name in ("total", "points", "spread", "remainder")}
    sums = {name: float(ledger[column].sum()) for name, column in masses.items()}
    click.echo(
        f"{rounded(sums['total'])} kg of mercury: {rounded(sums['points'])} at points, "
        f"{rounded(sums['spread'])} spread, {rounded(sums['remainder'])} in remainders"
    )
    # What is not on the grid needs attention, then what is large.
    ordered = ledger.sort_values(["remainder_kg", "total_kg"], ascending=False, kind="stable")
    shown = ordered.head(_ROWS)
    rows = shown.assign(**{column: [rounded(value) for value in shown[column]] for column in masses.values()})
    echo_table(
        pd.DataFrame(rows).rename(columns={column: f"{name}, kg" for name, column in masses.items()}),
        as_json=False,
    )
    if len(ledger) > len(shown):
        click.echo(f"and {len(ledger) - len(shown)} more rows in the ledger")


def _profiles(context: click.Context) -> None:
    from quicksilver.fate import gridding

    echo_table(gridding.speciation_profiles(), as_json=False, floats=".3g")
    context.exit()


def _regions_of(totals: Path) -> Any:
    """Return the shipped regions where the totals use their names, and nothing where they name countries.

    Where at least half of what is no country is a name of theirs or a slip of one, the rest are misspelt regions.
    """
    from quicksilver.errors import closest
    from quicksilver.fate import gridding
    from quicksilver.geography import place

    named = list(dict.fromkeys(gridding.named_regions(totals)))
    no_country = [name for name in named if not place(name).taken]
    best: tuple[int, Any] = (0, None)
    for scheme in ("streets2019", "gma2018", "m49"):
        shipped = gridding.shipped_regions(scheme)
        if named and set(named) <= set(shipped):
            return shipped
        theirs = sum(name in shipped or closest(name, shipped) != "" for name in no_country)
        if theirs > best[0]:
            best = theirs, shipped
    return best[1] if 2 * best[0] >= len(no_country) else None


def _map(field: xr.Dataset, chart: Path, language: str, force: bool) -> None:
    """Draw all sectors of the first year together."""
    import xarray as xr

    from quicksilver.geography.outlines import coast
    from quicksilver.reports.fate.charts import emission_map

    names = [
        str(n)
        for n, d in field.data_vars.items()
        if {"lat", "lon"} <= set(d.dims) and str(d.attrs.get("units")) == "kg m-2 s-1"
    ]
    whole = sum(
        (field[n].isel(time=0) if "time" in field[n].dims else field[n] for n in names[1:]),
        start=field[names[0]].isel(time=0) if "time" in field[names[0]].dims else field[names[0]],
    )
    whole.attrs["units"] = "kg m-2 s-1"
    write_chart(
        chart,
        emission_map(
            xr.Dataset({"emission": whole}),
            coast=[[(float(x), float(y)) for x, y in line] for line in coast()],
            language=language,
        ),
        force,
    )


@click.command()
@click.argument("series", metavar="FILE", type=_FILE)
@click.option(
    "--stations",
    type=_FILE,
    help="CSV with station, name, latitude, longitude, elevation and kind, where the series has none.",
)
@click.option("--variable", help="Which variable of the file: gem, tgm, wet_deposition ...")
@click.option("--flags", default="generic", show_default=True, help="Meaning of the flags: generic or ebas.")
@click.option(
    "--below",
    type=click.Choice(["half", "zero", "limit"]),
    default="half",
    show_default=True,
    help="Value used for a measurement below detection; the range is always from zero to the limit.",
)
@click.option(
    "--model",
    "model_name",
    metavar="NAME|FILE",
    help="Compare with the atmosphere of this model of the cycle.",
)
@emissions_option
@reading_options("series")
@click.option("--out", type=_FILE, help="File to write: .nc, .csv or .parquet.")
@click.option(
    "--seed", type=click.IntRange(min=0), default=0, show_default=True, help="Seed of the bootstrap."
)
@click.option(
    "--draw",
    type=click.Choice(["series", "map", "taylor"]),
    default="series",
    show_default=True,
    help="What --chart shows.",
)
@chart_option
@language
@force_option
@output
def observe(
    series: Path,
    stations: Path | None,
    variable: str | None,
    flags: str,
    below: Any,
    model_name: str | None,
    emissions: str | None,
    out: Path | None,
    seed: int,
    draw: str,
    chart: Path | None,
    language: str,
    force: bool,
    as_json: bool,
    quiet: bool,
) -> None:
    """Calculate annual and seasonal means and trends of stations, and compare them with the cycle.

    FILE is a CSV or NetCDF of station series. Means require a minimum coverage, values below detection are included with
    a range, and trends are Theil-Sen slopes with block-bootstrap ranges. With --model, anomalies and trends are compared
    with those of the atmosphere of the cycle, for the years that the emissions cover.
    """
    from quicksilver.fate import observations
    from quicksilver.outputs import data_bytes, write_files

    observed = observations.observe(
        series, stations=stations, variable=variable, flags=flags, below=below, seed=seed
    )
    table = observations.station_table(observed)
    if out is not None:
        write_files(
            out.parent,
            {out.name: data_bytes(out.name, observed.to_dataframe().reset_index(), observed)},
            force=force,
        )
    beside = _beside(observed, model_name, emissions, seed) if model_name else None
    compared = (
        None
        if beside is None
        else beside.drop_dims([d for d in beside.dims if d != "station"]).to_dataframe().reset_index()
    )
    if chart is not None:
        write_chart(chart, _observed_chart(observed, draw, beside, language), force)
    if as_json:
        from quicksilver.outputs import records

        summary: dict[str, Any] = {"stations": records(table)}
        if compared is not None and beside is not None:
            summary["compared"] = records(compared)
            summary["notes"] = _notes(beside)
        echo_json(summary)
    elif not quiet:
        _print_stations(table, str(observed["mean"].attrs.get("units", "")))
        if compared is not None and beside is not None:
            _print_compared(compared)
            echo_notes(_notes(beside))


def _print_stations(table: pd.DataFrame, unit: str) -> None:
    """Print the stations with what a reader compares; the file has all columns."""
    import pandas as pd

    rows = [
        (
            _station(row),
            f"{row['latitude']:.2f}, {row['longitude']:.2f}",
            "no mean" if not row["years"] else f"{row['first']:.0f} to {row['last']:.0f} ({row['years']})",
            _three(row["mean"]),
            _ranged(row, "trend"),
            _three(row.get("trend_relative")),
        )
        for row in table.to_dict("records")
    ]
    heads = [
        "station",
        "latitude, longitude",
        "years (their number)",
        f"mean, {unit}",
        f"trend, {unit} per year",
        "trend, % per year",
    ]
    echo_table(pd.DataFrame(rows, columns=heads), as_json=False)


def _print_compared(table: pd.DataFrame) -> None:
    """Print the trends of the stations beside those of the atmosphere of the cycle, for the years of both."""
    import pandas as pd

    click.echo("\nTrends compared with the atmosphere of the cycle, % per year, for the years of both")
    answers = {0.0: "no", 1.0: "yes"}
    rows = [
        (
            _station(row),
            _ranged(row, "observed_trend"),
            _three(row["model_trend"]),
            answers.get(row["within"], "not known"),
        )
        for row in table.to_dict("records")
    ]
    heads = ["station", "observed", "cycle", "cycle within the observed range"]
    echo_table(pd.DataFrame(rows, columns=heads), as_json=False)


def _station(row: dict[Any, Any]) -> str:
    return f"{row['name']} ({row['station']})" if row["name"] else str(row["station"])


def _three(value: Any) -> str:
    """Return a number with three significant digits; one that is not known says so."""
    return "not known" if value is None or math.isnan(value) else f"{value:.3g}"


def _ranged(row: dict[Any, Any], name: str) -> str:
    value, low, high = (row.get(key) for key in (name, f"{name}_low", f"{name}_high"))
    return (
        _three(value)
        if low is None or math.isnan(low)
        else f"{_three(value)} ({_three(low)} to {_three(high)})"
    )


def _notes(beside: xr.Dataset) -> list[str]:
    return [note for note in str(beside.attrs.get("notes", "")).split(" | ") if note]


def _beside(observed: xr.Dataset, model_name: str, emissions: str | None, seed: int) -> xr.Dataset:
    """Return the comparison with a run over the years observed, as far as the emissions are known."""
    from quicksilver.fate.cycle import load_model
    from quicksilver.fate.observations import compare_atmosphere, run_beside
    from quicksilver.fate.verbs import emissions_of

    model = load_model(model_name)
    past = emissions_of(emissions or "streets2011", model)
    assert past is not None
    result = run_beside(model, past, int(observed["year"].min()), int(observed["year"].max()))
    return compare_atmosphere(observed, result, seed=seed)


def _observed_chart(observed: xr.Dataset, kind: str, compared: xr.Dataset | None, language: str) -> Any:
    """Return the picture asked for: the series of the first station, a map of the means, or the cycle beside the stations."""
    from quicksilver.charts import Station
    from quicksilver.errors import InputProblems, Problem
    from quicksilver.geography.outlines import coast
    from quicksilver.reports.fate.charts import station_series, station_values, taylor

    annual, unit = observed.sel(season="annual"), str(observed["mean"].attrs.get("units", ""))
    if kind == "map":
        mean = annual["mean"].mean("year")
        stations = [
            Station(str(n), float(la), float(lo), float(m))
            for n, la, lo, m in zip(
                observed["station"].values,
                observed["latitude"].values,
                observed["longitude"].values,
                mean.values,
                strict=True,
            )
        ]
        lines = [[(float(x), float(y)) for x, y in line] for line in coast()]
        return station_values(stations, unit=unit, coast=lines, language=language)
    if kind == "taylor":
        if compared is None:
            raise InputProblems(
                [
                    Problem(
                        "a Taylor diagram without a model",
                        "--draw taylor",
                        "a model to compare with",
                        remedy="add --model amos2014",
                    )
                ]
            )
        return taylor(
            {str(compared.attrs.get("model", "model")): compared["model_anomaly_all"].values},
            compared["observed_anomaly_all"].values,
            unit="%",
            language=language,
        )
    name = str(observed["station"].values[0])
    data = annual.sel(station=name)
    years = [int(year) for year in observed["year"].values]
    return station_series(
        name,
        years,
        data["mean"].values,
        low=data["low"].values,
        high=data["high"].values,
        unit=unit,
        language=language,
    )
