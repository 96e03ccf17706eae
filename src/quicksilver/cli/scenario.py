"""``quicksilver scenario``: run, compare, cost and judge scenario files at the command line."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from quicksilver.cli.fate_options import force_option
from quicksilver.cli.lazy import LazyGroup
from quicksilver.cli.options import echo_json, echo_table, language, output

if TYPE_CHECKING:
    import pandas as pd

    from quicksilver.scenarios import Scenario

__all__ = ["scenario"]

_HERE = "quicksilver.cli.scenario:"
_FILE = click.argument("file", metavar="FILE", type=click.Path(path_type=Path))


@click.group(
    cls=LazyGroup,
    lazy={
        "run": (_HERE + "run", "Run a scenario file: flows by year, area and region with ranges."),
        "compare": (
            _HERE + "compare",
            "Compare any number of scenario files: emission by run and area in a year.",
        ),
        "curve": (
            _HERE + "curve",
            "Print the marginal abatement curve of a year: measures from the cheapest on.",
        ),
        "mix": (
            _HERE + "mix",
            "Find the cheapest mix of measures that takes away a mass (a linear programme).",
        ),
        "baseline": (
            _HERE + "baseline",
            "Show the shipped world beside the published totals it is built from.",
        ),
        "example": (_HERE + "example", "Write an example scenario file to begin with."),
    },
)
def scenario() -> None:
    """Follow drivers and measures through the years."""


@click.command()
@_FILE
@click.option(
    "--out",
    type=click.Path(path_type=Path, file_okay=False),
    help="Folder for flows.nc, flows.csv, iamc.csv and targets.csv.",
)
@click.option(
    "--fate",
    "model_name",
    metavar="NAME|FILE",
    help="Model of the cycle: add what the runs mean for deposition.",
)
@language
@force_option
@output
def run(
    file: Path,
    out: Path | None,
    model_name: str | None,
    language: str,
    force: bool,
    as_json: bool,
    quiet: bool,
) -> None:
    """Run a scenario file: flows by year, area and region with ranges.

    All runs of a file share their draws, so two of them differ by their measures alone. With --fate the runs are
    handed to the global cycle and compared in deposition.
    """
    from quicksilver.outputs import csv_bytes, data_bytes, write_files
    from quicksilver.scenarios import judge, read_scenario, run_scenario, to_iamc

    chosen = read_scenario(file)
    found = run_scenario(chosen)
    outcomes = _outcomes(judge(chosen, found))
    tables = {"emissions": _world_table(found)}
    if model_name:
        tables["deposition"] = _deposition(found, model_name)
    if out is not None:
        files = {"flows.csv": csv_bytes(_flow_table(found)), "flows.nc": data_bytes("flows.nc", tables["emissions"], found), "iamc.csv": csv_bytes(to_iamc(found)),
                 **{f"{name}.csv": csv_bytes(table) for name, table in tables.items()}}  # fmt: skip
        if len(outcomes):
            files["targets.csv"] = csv_bytes(outcomes)
        files |= _charts(chosen, found, language)
        write_files(out, files, force=force)
    if as_json:
        echo_json({**{name: table.to_dict("records") for name, table in tables.items()}, "targets": outcomes.to_dict("records"),
                   "moved": _moved(found), "remarks": found.attrs["remarks"].splitlines()})  # fmt: skip
    elif not quiet:
        _tell(chosen, tables, outcomes, found.attrs["remarks"], out)


def _tell(
    chosen: Scenario, tables: dict[str, pd.DataFrame], outcomes: pd.DataFrame, remarks: str, out: Path | None
) -> None:
    click.echo(f"{chosen.title}: emission of mercury to air, t per year")
    shown = tables["emissions"]
    years = {chosen.years[0], chosen.years[-1], *(y for y in chosen.years if y % 5 == 0)}
    echo_table(shown[shown["year"].isin(years)], as_json=False, floats=",.1f")
    if "deposition" in tables:
        click.echo("in the cycle (Mg and Mg per year)")
        table = tables["deposition"]
        echo_table(table[table["year"].isin(years)], as_json=False, floats=",.1f")
    if len(outcomes):
        click.echo("targets")
        echo_table(outcomes, as_json=False)
    for line in remarks.splitlines():
        click.echo(f"note: {line}")
    if out is not None:
        click.echo(f"written to {out}")


def _charts(chosen: Scenario, found: Any, language: str) -> dict[str, bytes]:
    """Return the pictures of a result: fan, and for each run with measures its wedges, flows and the cost curve of the last year."""
    from quicksilver.reports.charts import to_svg
    from quicksilver.reports.scenario_charts import cost_curve_chart, emission_fan, flow_chart, wedges
    from quicksilver.scenarios import cost_curve, potentials

    charts = {"fan.svg": emission_fan(found, language=language)}
    for run in chosen.runs:
        if run.measures or run.phase_outs:
            charts[f"wedges-{run.name}.svg"] = wedges(found, run.name, language=language)
            charts[f"flows-{run.name}.svg"] = flow_chart(found, run.name, chosen.years[-1], language=language)
    if chosen.applied:
        year = chosen.years[-1]
        charts["cost-curve.svg"] = cost_curve_chart(
            cost_curve(potentials(chosen, year)), year, language=language
        )
    return {name: to_svg(chart) for name, chart in charts.items()}


def _world_table(found: Any) -> pd.DataFrame:
    import pandas as pd

    rows = [
        {"run": str(run), "year": int(year), **{e: float(found["world"].sel(run=run, year=year, estimate=e)) / 1000 for e in ("low", "central", "high")}}
        for run in found["run"].values
        for year in found["year"].values
    ]  # fmt: skip
    return pd.DataFrame(rows)


def _flow_table(found: Any) -> pd.DataFrame:
    table: pd.DataFrame = found["emission"].to_dataset(dim="estimate").to_dataframe().reset_index()
    table.insert(4, "pathway", "air")
    table.insert(5, "unit", "kg/yr")
    return table


def _moved(found: Any) -> list[dict[str, Any]]:
    last = found["moved"].isel(year=-1)
    return [
        {"run": str(r), "pathway": str(p), "year": int(last["year"]), "unit": "kg/yr", **{e: float(last.sel(run=r, pathway=p, estimate=e)) for e in ("low", "central", "high")}}
        for r in found["run"].values
        for p in found["pathway"].values
    ]  # fmt: skip


def _deposition(found: Any, model_name: str) -> pd.DataFrame:
    from quicksilver.fate.cycle import load_model
    from quicksilver.fate.from_scenarios import in_deposition
    from quicksilver.fate.scenarios import scenario_table

    return scenario_table(in_deposition(found, load_model(model_name)))


def _outcomes(judged: list[tuple[str, Any]]) -> pd.DataFrame:
    import pandas as pd

    rows = [
        {
            "run": r,
            "target": a.target,
            "outcome": a.outcome,
            "reason": a.reason,
            "missing": ", ".join(a.missing),
        }
        for r, a in judged
    ]
    return pd.DataFrame(rows, columns=["run", "target", "outcome", "reason", "missing"])


@click.command()
@click.argument("files", nargs=-1, required=True, metavar="FILE...", type=click.Path(path_type=Path))
@click.option("--year", type=int, help="Year to compare in; the last common year when left out.")
@output
def compare(files: tuple[Path, ...], year: int | None, as_json: bool, quiet: bool) -> None:
    """Compare any number of scenario files: emission by run and area in a year."""
    import pandas as pd

    from quicksilver.scenarios import read_scenario, run_scenario

    results = [(path.stem, run_scenario(read_scenario(path))) for path in files]
    common = set.intersection(*({int(y) for y in found["year"].values} for _, found in results))
    if not common or (year is not None and year not in common):
        raise click.UsageError(
            f"the scenarios have {'years ' + f'{min(common)} to {max(common)}' if common else 'no year'} in common"
        )
    chosen = max(common) if year is None else year
    rows = []
    for name, found in results:
        for run_name in found["run"].values:
            data = found["world"].sel(run=run_name, year=chosen)
            areas = {
                str(a): float(found["by_area"].sel(run=run_name, year=chosen, area=a, estimate="central"))
                / 1000
                for a in found["area"].values
            }
            rows.append({"scenario": name, "run": str(run_name), "year": chosen, **{e: float(data.sel(estimate=e)) / 1000 for e in ("low", "central", "high")}, **areas})  # fmt: skip
    if not quiet or as_json:
        echo_table(pd.DataFrame(rows), as_json=as_json, floats=",.1f")


@click.command()
@_FILE
@click.option("--year", type=int, required=True, help="Year of the curve.")
@output
def curve(file: Path, year: int, as_json: bool, quiet: bool) -> None:
    """Print the marginal abatement curve of a year: measures from the cheapest on."""
    from quicksilver.scenarios import cost_curve, potentials, read_scenario

    table = cost_curve(potentials(read_scenario(file), year))
    if not quiet or as_json:
        echo_table(table, as_json=as_json, floats=",.1f")


@click.command()
@_FILE
@click.option("--year", type=int, required=True, help="Year of the target.")
@click.option(
    "--target",
    required=True,
    metavar="MASS",
    help="What is to be taken away in that year, such as '200 t/yr'.",
)
@output
def mix(file: Path, year: int, target: str, as_json: bool, quiet: bool) -> None:
    """Find the cheapest mix of measures that takes away a mass (a linear programme)."""
    from quicksilver.areas import Number, Slot
    from quicksilver.areas.verbs import read_number
    from quicksilver.errors import InputProblems, Problem
    from quicksilver.scenarios import least_cost, potentials, read_scenario

    problems: list[Problem] = []
    wanted = read_number(Slot("target", "kg/yr"), target, "--target", problems)
    if problems or not isinstance(wanted, Number):
        raise InputProblems(problems)
    found = least_cost(potentials(read_scenario(file), year), wanted.central)
    if as_json:
        echo_json({"abated": {"value": found.abated, "unit": "kg/yr"}, "cost": found.cost, "marginal": found.marginal, "currency": found.currency,
                   "left_out": list(found.left_out), "mix": found.table.to_dict("records")})  # fmt: skip
    elif not quiet:
        echo_table(found.table, as_json=False, floats=",.3f")
        click.echo(f"{found.abated:,.0f} kg per year for {found.cost:,.0f} {found.currency.replace('/kg', ' per year', 1)}; "
                   f"one more kg costs {found.marginal:,.0f}")  # fmt: skip
        if found.left_out:
            click.echo(f"without a known cost, and so left out: {', '.join(found.left_out)}")


@click.command()
@output
def baseline(as_json: bool, quiet: bool) -> None:
    """Show the shipped world beside the published totals it is built from."""
    from quicksilver.scenarios.published import side_by_side

    if not quiet or as_json:
        echo_table(side_by_side(), as_json=as_json, floats=",.2f")


@click.command()
@click.option("--out", type=click.Path(path_type=Path, dir_okay=False), required=True, help="File to write.")
@force_option
def example(out: Path, force: bool) -> None:
    """Write an example scenario file to begin with."""
    from importlib import resources

    from quicksilver.outputs import write_files

    text = (resources.files("quicksilver.scenarios") / "data" / "example.yaml").read_bytes()
    write_files(out.parent, {out.name: text}, force=force)
    click.echo(f"written to {out}; run it with: quicksilver scenario run {out}")
