"""``quicksilver fate whose``, ``whereto``, ``air`` and ``climate``: whose mercury falls where."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from quicksilver.cli.fate.fate_options import (
    chart_option,
    check_chart,
    echo_notes,
    force_option,
    rounded,
    write_chart,
)
from quicksilver.cli.lazy import LazyGroup
from quicksilver.cli.options import echo_json, echo_table, language, output
from quicksilver.cli.options import seed as seed_option

if TYPE_CHECKING:
    import pandas as pd
    import xarray as xr

    from quicksilver.fate.atmosphere.legacy import Reemission
    from quicksilver.fate.atmosphere.parameters import Parameters

__all__ = ["air", "climate", "whereto", "whose"]

_FILE = click.Path(path_type=Path, dir_okay=False)
#: Rows of a table that fit on a screen.
_ROWS = 30
_HERE = "quicksilver.cli.fate.fate_air:"

by_option = click.option(
    "--by",
    type=click.Choice(["region", "country", "sector", "species"]),
    default="region",
    show_default=True,
    help="What sources are kept apart by; sectors need emissions that have them.",
)
species_option = click.option(
    "--species",
    type=click.Choice(["all", "Hg0", "Hg2", "HgP"]),
    default="all",
    show_default=True,
    help="Emitted species that is followed.",
)
exchange_option = click.option(
    "--exchange",
    type=click.Choice(["gross", "net"]),
    default="gross",
    show_default=True,
    help="Whether Hg0 that the sea takes up counts as deposition (gross) or not (net).",
)
emissions_option = click.option(
    "--emissions",
    type=_FILE,
    help="Gridded emissions (NetCDF, kg m-2 s-1); those of Streets et al. 2019 for 2015 if not given.",
)
strict_option = click.option("--strict", is_flag=True, help="Refuse emissions without species.")
climate_option = click.option(
    "--climate",
    "climate_name",
    default="mean",
    show_default=True,
    metavar="mean|year1|year2|FILE",
    help="Shipped climate, or a packed one with its sidecar.",
)
set_option = click.option(
    "--set",
    "changes",
    multiple=True,
    metavar="NAME=VALUE",
    callback=lambda context, option, given: _changes(option, given),
    help="Change a parameter, such as kox=2.5; see `quicksilver fate air --list`.",
)
parameters_option = click.option(
    "--parameters",
    "set_name",
    default="default",
    show_default=True,
    metavar="default|prototype",
    help="Named set of parameters.",
)
cycle_option = click.option(
    "--cycle",
    "cycle_names",
    multiple=True,
    metavar="NAME|FILE",
    help="Model of the cycle for legacy and natural parts; several are shown beside each other. Three if not given.",
)
history_option = click.option(
    "--history",
    "history_name",
    metavar="NAME|FILE",
    help="History of emissions for --cycle; each column is a source of legacy.",
)
threads_option = click.option(
    "--threads", type=click.IntRange(min=1), help="Cores to run on; all if not given."
)


def _changes(option: click.Parameter, given: tuple[str, ...]) -> dict[str, float]:
    from quicksilver.intake.numbers import machine_number

    changes = {}
    for text in given:
        name, equals, value = text.partition("=")
        try:
            changes[name.strip()] = machine_number(value.strip())
        except ValueError:
            raise click.BadParameter(f"{text!r} is not NAME=VALUE", param=option) from None
        if not equals:
            raise click.BadParameter(f"{text!r} is not NAME=VALUE", param=option)
    return changes


def numbers_of(name: str, changes: dict[str, float]) -> Parameters:
    """Return the requested parameters; what is outside a range is printed with the warnings."""
    from quicksilver.fate.atmosphere.parameters import parameters
    from quicksilver.intake.declared import note

    made = parameters(name, changes)
    note(*made.notes)
    return made


def cycles_of(names: tuple[str, ...], history_name: str | None) -> list[Reemission]:
    """Return what models of the cycle emit again, run with a history; nothing where none are named."""
    from quicksilver.fate.atmosphere.legacy import MODELS, reemission
    from quicksilver.fate.cycle import load_model
    from quicksilver.fate.verbs import emissions_of

    chosen = names or (MODELS if history_name else ())
    models = [load_model(name) for name in chosen]
    return [reemission(model, emissions_of(history_name, model)) for model in models]


@contextmanager
def running(quiet: bool, what: str) -> Iterator[Callable[[int], None]]:
    """Print the progress of a run to the error stream, a dot for every year of a block."""

    def year(count: int) -> None:
        if not quiet:
            click.echo("." * count, nl=False, err=True)
            started.append(count)

    started: list[int] = []
    if not quiet:
        click.echo(what, nl=False, err=True)
    yield year
    # The line of dots is ended where there is one.
    if not quiet and (what or started):
        click.echo("", err=True)


def percent(share: float) -> str:
    """Return a share as a percentage with as many digits as a range of a third allows.

    Examples
    --------
    >>> percent(0.1326), percent(0.0042), percent(0.0)
    ('13.3', '0.42', '0')
    """
    value = 100.0 * share
    return "0" if value == 0 else f"{value:.1f}" if value >= 1 else f"{value:.2g}"


def share_table(answer: xr.Dataset, along: str) -> pd.DataFrame:
    """Return the shares of an answer with their ranges, as they are printed."""
    import pandas as pd

    rows = []
    for number in range(answer.sizes[along]):
        part = answer.isel({along: number})
        ends = f"{percent(float(part['share_low']))} to {percent(float(part['share_high']))}"
        name = str(part[along].values)
        group = str(part["group"].values) if "group" in answer else ""
        mass = rounded(float(part["deposition"]) / 1e3)
        row = (name, group, percent(float(part["share"])), ends, mass)
        rows.append(row if group else (row[0], *row[2:]))
    heads = [along, "group", "share, %", "range (95 %), %", "Mg/yr"]
    return pd.DataFrame(rows, columns=heads if "group" in answer else [heads[0], *heads[2:]])


def print_answer(answer: xr.Dataset, along: str) -> None:
    """Print the shares of an answer, its limits and its receipt."""
    table = share_table(answer, along)
    echo_table(table.head(_ROWS), as_json=False)
    if len(table) > _ROWS:
        click.echo(f"and {len(table) - _ROWS} smaller ones; --out writes all of them")
    for number in range(answer.sizes.get("part", 0)):
        part = answer.isel(part=number)
        ends = percent(float(part["group_share_low"])), percent(float(part["group_share_high"]))
        share = percent(float(part["group_share"]))
        click.echo(f"{part['part'].values}: {share} % ({ends[0]} to {ends[1]})")
    if "cycle" in answer.dims:
        _print_thirds(answer)
    print_receipt(answer)


def _print_thirds(answer: xr.Dataset) -> None:
    """Print direct, legacy and natural parts by model of the cycle: what is called legacy depends on it."""
    import pandas as pd

    click.echo("\nDirect, legacy and natural parts by model of the cycle, % (95 %)")
    rows = []
    for cycle in answer["cycle"].values:
        part = answer.sel(cycle=cycle)
        cells = [
            f"{percent(float(part['third_share'][i]))} ({percent(float(part['third_share_low'][i]))} to "
            f"{percent(float(part['third_share_high'][i]))})"
            for i in range(3)
        ]
        mass = rounded(float(part["third_deposition"].sum()) / 1e3)
        world = rounded(float(part["world_air"])), rounded(float(part["world_cycle"]))
        rows.append((str(cycle), *cells, mass, world[0], "" if world[1] == "nan" else world[1]))
    heads = ["cycle model", *map(str, answer["third"].values), "Mg/yr", "world: air", "world: cycle"]
    echo_table(pd.DataFrame(rows, columns=heads), as_json=False)


def print_receipt(answer: xr.Dataset) -> None:
    """Print the limits of an answer and its receipt."""
    click.echo("")
    echo_notes([f"{sentence.rstrip('.')}." for sentence in str(answer.attrs["limits"]).split(". ")])
    names = ("source", "climate", "parameters", "emissions", "cycle_model", "tolerance", "exchange")
    click.echo("receipt: " + "; ".join(f"{name.replace('_', ' ')}: {answer.attrs[name]}" for name in names))


def write_answer(answer: xr.Dataset, out: Path | None, force: bool) -> None:
    """Write an answer as CSV (with its receipt in every row), NetCDF or Parquet."""
    from quicksilver.outputs import data_bytes, write_files

    if out is None:
        return
    along = "source" if "source" in answer.dims else "receptor"
    columns = [name for name in answer.data_vars if answer[name].dims == (along,)]
    table = answer[columns].to_dataframe().reset_index()
    for name in ("climate", "parameters", "emissions", "cycle_model", "tolerance", "exchange"):
        table[name] = answer.attrs[name]
    write_files(out.parent, {out.name: data_bytes(out.name, table, answer)}, force=force)


def json_answer(answer: xr.Dataset, along: str) -> None:
    """Print an answer as JSON: rows, totals and receipt."""
    columns = answer[[name for name in answer.data_vars if answer[name].dims == (along,)]]
    totals = {str(name): float(answer[name]) for name in answer.data_vars if answer[name].ndim == 0}
    rows = columns.to_dataframe().reset_index().to_dict("records")
    more = {}
    if "cycle" in answer.dims:
        cycles = answer[[name for name in answer.data_vars if "cycle" in answer[name].dims]]
        more["cycles"] = cycles.to_dataframe().reset_index().to_dict("records")
    echo_json({**{str(k): v for k, v in answer.attrs.items()}, **totals, f"{along}s": rows, **more})


@click.command()
@click.argument("receptor")
@by_option
@species_option
@exchange_option
@emissions_option
@strict_option
@climate_option
@parameters_option
@set_option
@cycle_option
@history_option
@threads_option
@seed_option
@chart_option
@click.option(
    "--draw",
    type=click.Choice(["shares", "footprint"]),
    default="shares",
    show_default=True,
    help="What --chart shows: shares with ranges, or from where an emitted tonne reaches the place most.",
)
@click.option("--out", type=_FILE, help="File to write: .csv, .nc or .parquet.")
@language
@force_option
@output
def whose(
    receptor: str,
    by: Any,
    species: str,
    exchange: Any,
    emissions: Path | None,
    strict: bool,
    climate_name: str,
    set_name: str,
    changes: dict[str, float],
    cycle_names: tuple[str, ...],
    history_name: str | None,
    threads: int | None,
    seed: int,
    chart: Path | None,
    draw: str,
    out: Path | None,
    language: str,
    force: bool,
    as_json: bool,
    quiet: bool,
) -> None:
    """State from whom the mercury comes that is deposited on a place, and how sure that is.

    RECEPTOR is a country, a region (Streets et al. 2019, Global Mercury Assessment, United Nations), a sea, "Arctic", a CSV
    with region and country, a NetCDF mask, or a box WEST,SOUTH,EAST,NORTH. Other masks, climates and parameters than the
    shipped ones make a run of about a minute. For years and periods instead of places: `quicksilver fate attribute`.
    """
    from quicksilver.fate.atmosphere.answers import whose as asked
    from quicksilver.intake.declared import note

    check_chart(chart)
    with running(quiet, "") as year:
        answer = asked(
            receptor,
            by=by,
            species=species,
            exchange=exchange,
            emissions=emissions,
            strict=strict,
            climate=climate_name,
            numbers=numbers_of(set_name, changes),
            cycles=cycles_of(cycle_names, history_name),
            seed=seed,
            threads=threads,
            progress=year,
        )
    note(*answer.encoding["problems"])
    write_answer(answer, out, force)
    if chart is not None:
        made = _footprint_chart(receptor, species, exchange, language) if draw == "footprint" else None
        from quicksilver.reports.fate.air_charts import share_bars

        write_chart(chart, share_bars(answer, language=language) if made is None else made, force)
    if as_json:
        json_answer(answer, "source")
    elif not quiet:
        ends = rounded(float(answer["total_low"]) / 1e3), rounded(float(answer["total_high"]) / 1e3)
        click.echo(
            f"{answer.attrs['title']}: {rounded(float(answer['total']) / 1e3)} Mg/yr ({ends[0]} to {ends[1]}), "
            f"{rounded(float(answer['per_area']))} ug/m2/yr, {exchange} exchange with the sea"
        )
        print_answer(answer, "source")


def _footprint_chart(receptor: str, species: str, exchange: Any, language: str) -> Any:
    """Return the map of the footprint of a receptor, of Hg0 unless another species is followed."""
    from quicksilver.fate.atmosphere.footprints import footprint
    from quicksilver.fate.atmosphere.receptors import default_cells, find
    from quicksilver.fate.atmosphere.sources import SPECIES
    from quicksilver.reports.fate.air_charts import footprint_map

    place, cells = find(receptor), default_cells()
    shown = "Hg0" if species == "all" else species
    share = footprint(place, exchange).share[SPECIES.index(shown)]
    return footprint_map(place.name, share, cells.latitude, cells.longitude, species=shown, language=language)


@click.command()
@click.argument("source")
@click.option("--amount", type=float, help="Mg per year in place of what the source emits.")
@click.option(
    "--by",
    type=click.Choice(["region", "country"]),
    default="region",
    show_default=True,
    help="Receptors that are kept apart.",
)
@species_option
@emissions_option
@strict_option
@seed_option
@chart_option
@click.option(
    "--out", type=_FILE, help="File to write: .csv with the table; .nc with the map of deposition too."
)
@language
@force_option
@output
def whereto(
    source: str,
    amount: float | None,
    by: Any,
    species: str,
    emissions: Path | None,
    strict: bool,
    seed: int,
    chart: Path | None,
    out: Path | None,
    language: str,
    force: bool,
    as_json: bool,
    quiet: bool,
) -> None:
    """State where the mercury that a region or country emits is deposited.

    SOURCE is a region or a country that emits. What the sea takes up as Hg0 counts (gross). The map of deposition (--chart,
    or --out with .nc) of a region is shipped; that of a country is a run of about a minute.
    """
    from quicksilver.fate.atmosphere.answers import whereto as asked
    from quicksilver.fate.atmosphere.matrix import deposition_of

    check_chart(chart)
    answer = asked(
        source, amount=amount, by=by, species=species, emissions=emissions, strict=strict, seed=seed
    )
    if chart is not None or (out is not None and out.suffix == ".nc"):
        with running(quiet, "") as year:
            answer = answer.merge(
                deposition_of(source, answer, species=species, emissions=emissions, progress=year),
                combine_attrs="override",
            )
    write_answer(answer, out, force)
    if chart is not None:
        from quicksilver.reports.fate.air_charts import deposition_map

        write_chart(chart, deposition_map(answer, language=language), force)
    if as_json:
        json_answer(answer, "receptor")
    elif not quiet:
        mass = rounded(answer.attrs["amount_kg"] / 1e3)
        click.echo(f"{answer.attrs['title']}: {mass} Mg/yr, gross exchange with the sea")
        print_answer(answer, "receptor")


@click.command()
@climate_option
@parameters_option
@set_option
@click.option(
    "--check", "judged", is_flag=True, help="Compare the run with published values, station by station."
)
@click.option("--list", "listed", is_flag=True, help="List the parameters with range, source and standing.")
@click.option(
    "--tolerance",
    type=float,
    default=1e-5,
    show_default=True,
    help="Change over the year, over the emission.",
)
@threads_option
@click.option("--out", type=_FILE, help="NetCDF to write: surface Hg0 and deposition.")
@force_option
@output
def air(
    climate_name: str,
    set_name: str,
    changes: dict[str, float],
    judged: bool,
    listed: bool,
    tolerance: float,
    threads: int | None,
    out: Path | None,
    force: bool,
    as_json: bool,
    quiet: bool,
) -> None:
    """Run the year of the air that repeats itself: burden, lifetime, surface concentration, deposition.

    With --check, every value of the table of targets is shown inside or outside its range. Parameters are fitted to these
    stations: agreement proves nothing.
    """
    from quicksilver.fate.atmosphere import judge

    numbers = numbers_of(set_name, changes)
    if listed:
        _list(numbers, as_json)
        return
    with running(quiet, "running the year of the air ") as year:
        run = judge.air(climate_name, numbers, tolerance=tolerance, threads=threads, progress=year)
    values = judge.figures(run)
    if judged:
        values |= judge.tracer_figures(climate_name, numbers)
        if climate_name == "mean" and not changes:
            values |= judge.share_figures()
    if out is not None:
        from quicksilver.outputs import data_bytes, write_files

        write_files(
            out.parent, {out.name: data_bytes(out.name, run.to_dataframe().reset_index(), run)}, force=force
        )
    if as_json:
        from quicksilver.outputs import records

        checked = {"targets": records(judge.check(values)), "stations": records(judge.station_table(run))}
        echo_json({"figures": values, **run.attrs, **(checked if judged else {})})
    elif not quiet:
        _print_air(run, values, judged)


def _print_air(run: xr.Dataset, values: dict[str, float], judged: bool) -> None:
    from quicksilver.fate.atmosphere import judge

    click.echo(
        f"burden {values['burden']:.2f} kt, lifetime {values['lifetime']:.1f} months; surface Hg0 "
        f"{values['surface_north']:.2f} north and {values['surface_south']:.2f} south, ng/m3; "
        f"imbalance {run.attrs['imbalance']} of the emission, {run.attrs['years']} years run"
    )
    click.echo(
        f"55 stations: r {values['station_r']:.2f}, rmse {values['station_rmse']:.2f} ng/m3, bias "
        f"{values['station_bias']:.2f}; wet deposition at NADP, EMEP and GMOS sites: "
        + ", ".join(f"{values[f'wet_{name}']:.1f}" for name in ("NADP", "EMEP", "GMOS"))
        + f" ug/m2/yr; pattern over North America r {values['wet_r_NADP']:.2f}"
    )
    if judged:
        table = judge.check(values)
        shown = table.drop(columns=["source", "reason"]).round(3)
        echo_table(shown, as_json=False)
        stations = judge.station_table(run).round(2)
        echo_table(stations, as_json=False)
        counts = table["verdict"].value_counts().to_dict()
        inside = int((stations["verdict"] == "inside").sum())
        click.echo(
            f"targets: {counts.get('inside', 0)} inside, {counts.get('outside', 0)} outside, "
            f"{counts.get('not judged', 0)} not judged; stations: {inside} of {len(stations)} inside"
        )
    print_receipt(run)


def _list(numbers: Parameters, as_json: bool) -> None:
    from dataclasses import asdict

    import pandas as pd

    from quicksilver.fate.atmosphere.parameters import parameter_table

    rows = [{**asdict(row), "used": numbers[name]} for name, row in parameter_table().items()]
    table = pd.DataFrame(rows)[["id", "used", "low", "high", "unit", "process", "standing", "source"]]
    echo_table(table if as_json else table.drop(columns=["source"]), as_json=as_json)


@click.group(
    cls=LazyGroup,
    lazy={
        "show": (
            _HERE + "show",
            "List the shipped climates with their making and licence, and the names of receptors and regions.",
        )
    },
)
def climate() -> None:
    """Show the climates that move the air."""


@click.command()
@output
def show(as_json: bool, quiet: bool) -> None:
    """List the shipped climates with their making and licence, and the names of receptors and regions."""
    from quicksilver.fate.atmosphere.climate import CLIMATES, sidecar
    from quicksilver.fate.atmosphere.receptors import shipped
    from quicksilver.geography.regions import shipped_regions

    stated = {name: sidecar(file) for name, file in CLIMATES.items()}
    if as_json:
        echo_json(
            {"climates": stated, "receptors": shipped(), "regions": list(shipped_regions("streets2019"))}
        )
    elif not quiet:
        for name, row in stated.items():
            click.echo(f"{name}: {row['title']}\n  made: {row['made']}\n  from: {row['source']}")
            click.echo(f"  licence: {row['licence']}; sha256 {row['sha256']}")
        names = shipped()
        click.echo("cells: 96 x 48 columns of 350 to 420 km, 8 layers")
        click.echo("countries: " + " ".join(name for name in names if len(name) == 3))
        click.echo("seas and others: " + "; ".join(name for name in names if len(name) != 3))
        click.echo("regions: " + "; ".join(shipped_regions("streets2019")))
