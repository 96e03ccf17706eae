"""``quicksilver scenario``: run, compare, cost and judge scenario files at the command line."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from quicksilver.cli.fate.fate_options import force_option
from quicksilver.cli.lazy import LazyGroup
from quicksilver.cli.options import echo_json, echo_table, language, output, reading_options

if TYPE_CHECKING:
    import pandas as pd

    from quicksilver.scenarios import Scenario

__all__ = ["scenario"]

_HERE = "quicksilver.cli.scenario:"
_FILE = click.argument("file", metavar="FILE", type=click.Path(path_type=Path))


@click.group(
    cls=LazyGroup,
    lazy={
        "run": (_HERE + "run", "Run a scenario file: emissions by year, area and region with ranges."),
        "compare": (
            _HERE + "compare",
            "Compare any number of scenario files: emission by run and area in a year.",
        ),
        "curve": (
            _HERE + "curve",
            "Print the marginal abatement curve of a year: measures in the order of their cost.",
        ),
        "mix": (
            _HERE + "mix",
            "Find the cheapest mix of measures that avoids a given emission (a linear programme).",
        ),
        "baseline": (
            _HERE + "baseline",
            "Compare the shipped world with the published totals it is built from.",
        ),
        "example": (_HERE + "example", "Write an example scenario file to start from."),
    },
)
def scenario() -> None:
    """Calculate scenarios: how drivers and measures change emissions over the years."""


@click.command()
@_FILE
@click.option(
    "--out",
    type=click.Path(path_type=Path, file_okay=False),
    help="Folder for the tables (flows.csv, sectors.csv, iamc.csv, targets.csv ...), flows.nc and the charts.",
)
@click.option(
    "--fate",
    "model_name",
    metavar="NAME|FILE",
    help="Model of the global cycle: add the deposition that results from the runs.",
)
@language
@force_option
@reading_options()
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
    """Run a scenario file: emissions by year, area and region with ranges.

    All runs of a file share their draws, so two of them differ by their measures alone. With --fate the runs
    continue the shipped history of emissions in a model of the global cycle and are compared in deposition.
    """
    from quicksilver.cli.text.scenario_text import print_run
    from quicksilver.outputs import write_files
    from quicksilver.scenarios import judge, read_scenario, run_scenario
    from quicksilver.scenarios.evaluate import boundary_remarks

    chosen = read_scenario(file)
    result = run_scenario(chosen)
    judged = judge(chosen, result)
    outcomes = _outcomes(chosen, result, judged)
    tables = {"emissions": _world_table(result)}
    compared = _compared(result, model_name) if model_name else None
    remarks = [*result.attrs["remarks"].splitlines(), *boundary_remarks(chosen, result)]
    if compared is not None:
        from quicksilver.fate.from_scenarios import seam_remark
        from quicksilver.fate.scenarios import scenario_table

        tables["deposition"] = scenario_table(compared)
        remarks += seam_remark(result)
    if out is not None:
        files = _files(chosen, result, tables, outcomes)
        write_files(out, files | _charts(chosen, result, compared, language), force=force)
    if as_json:
        echo_json(
            {
                **{name: table.to_dict("records") for name, table in tables.items()},
                "targets": outcomes.to_dict("records"),
                "moved": _moved(result),
                "remarks": remarks,
            }
        )
    elif not quiet:
        print_run(chosen, result, compared, judged, remarks, out)


def _compared(result: Any, model_name: str) -> Any:
    from quicksilver.fate.cycle import load_model
    from quicksilver.fate.from_scenarios import in_deposition

    return in_deposition(result, load_model(model_name))


def _files(
    chosen: Scenario, result: Any, tables: dict[str, pd.DataFrame], outcomes: pd.DataFrame
) -> dict[str, bytes]:
    """Return the tables of a result; totals that depend on the division among regions are marked."""
    from quicksilver.outputs import csv_bytes, data_bytes
    from quicksilver.scenarios import to_iamc
    from quicksilver.scenarios.division import STAND_IN

    files = {
        "flows.csv": csv_bytes(_flow_table(result)),
        "sectors.csv": csv_bytes(_sector_table(result)),
        "flows.nc": data_bytes("flows.nc", tables["emissions"], result),
        "iamc.csv": csv_bytes(to_iamc(result)),
    }
    for name, table in tables.items():
        marked = table.assign(basis=STAND_IN) if result.attrs["depends_on_division"] else table
        files[f"{name}.csv"] = csv_bytes(marked)
    if len(outcomes):
        files["targets.csv"] = csv_bytes(outcomes)
    return files


def _charts(chosen: Scenario, result: Any, compared: Any, language: str) -> dict[str, bytes]:
    """Return the charts of a result: emission, deposition, and for each run with measures its wedges, flows and the cost curve of the last year."""
    from quicksilver.charts import to_svg
    from quicksilver.cli.text.scenario_text import measure_titles
    from quicksilver.reports.scenarios import charts as made
    from quicksilver.scenarios import cost_curve, potentials

    titles = measure_titles(chosen)
    charts = {"fan.svg": made.emission_fan(result, language=language)}
    for run in chosen.runs:
        if run.measures or run.phase_outs:
            charts[f"wedges-{run.name}.svg"] = made.wedges(result, run.name, titles=titles, language=language)
            charts[f"flows-{run.name}.svg"] = made.flow_chart(
                result, run.name, chosen.years[-1], language=language
            )
    if chosen.applied:
        year = chosen.years[-1]
        table = cost_curve(potentials(chosen, year))
        caption = made.division_caption(result, language=language)
        charts["cost-curve.svg"] = made.cost_curve_chart(
            table, year, titles=titles, caption=caption, language=language
        )
    if compared is not None:
        from quicksilver.fate.from_scenarios import history_end

        charts["deposition.svg"] = made.deposition_chart(
            chosen.title, compared, history_end(), language=language
        )
        if len(compared.names) > 1:
            charts["deposition-avoided.svg"] = made.avoided_chart(chosen.title, compared, language=language)
    return {name: to_svg(chart) for name, chart in charts.items()}


def _world_table(result: Any) -> pd.DataFrame:
    import pandas as pd

    rows = [
        {
            "run": str(run),
            "year": int(year),
            **{
                e: float(result["world"].sel(run=run, year=year, estimate=e)) / 1000
                for e in ("low", "central", "high")
            },
        }
        for run in result["run"].values
        for year in result["year"].values
    ]
    return pd.DataFrame(rows)


def _flow_table(result: Any) -> pd.DataFrame:
    table: pd.DataFrame = result["emission"].to_dataset(dim="estimate").to_dataframe().reset_index()
    table.insert(4, "pathway", "air")
    table.insert(5, "unit", "kg/yr")
    return table.assign(
        basis=table["area"].map(dict(zip(result["area"].values, result["basis"].values, strict=True)))
    )


def _sector_table(result: Any) -> pd.DataFrame:
    """Return the emission of each sector of the baseline, all its regions together, with ranges."""
    from quicksilver.scenarios.division import PUBLISHED, STAND_IN

    table: pd.DataFrame = result["by_sector"].to_dataset(dim="estimate").to_dataframe().reset_index()
    names = result["sector"].values
    table.insert(
        2, "area", table["sector"].map(dict(zip(names, result["area_of_sector"].values, strict=True)))
    )
    table.insert(4, "pathway", "air")
    table.insert(5, "unit", "kg/yr")
    basis = dict(zip(names, result["sector_basis"].values, strict=True))
    if not result.attrs["depends_on_division"]:
        # The total of all regions is the published one, however it is divided among them.
        basis = {name: PUBLISHED if kind == STAND_IN else kind for name, kind in basis.items()}
    return table.assign(basis=table["sector"].map(basis))


def _moved(result: Any) -> list[dict[str, Any]]:
    last = result["moved"].isel(year=-1)
    return [
        {
            "run": str(r),
            "pathway": str(p),
            "year": int(last["year"]),
            "unit": "kg/yr",
            **{e: float(last.sel(run=r, pathway=p, estimate=e)) for e in ("low", "central", "high")},
        }
        for r in result["run"].values
        for p in result["pathway"].values
    ]


def _outcomes(chosen: Scenario, result: Any, judged: list[tuple[str, Any]]) -> pd.DataFrame:
    import pandas as pd

    from quicksilver.scenarios.evaluate import target_basis

    basis = {target.id: target_basis(target, chosen, result) for target in chosen.targets}
    rows = [
        {
            "run": r,
            "target": a.target,
            "outcome": a.outcome,
            "reason": str(a.reason),
            "missing": ", ".join(a.missing),
            "basis": basis[a.target],
        }
        for r, a in judged
    ]
    return pd.DataFrame(rows, columns=["run", "target", "outcome", "reason", "missing", "basis"])


@click.command()
@click.argument("files", nargs=-1, required=True, metavar="FILE...", type=click.Path(path_type=Path))
@click.option("--year", type=int, help="Year to compare in; the last common year by default.")
@reading_options()
@output
def compare(files: tuple[Path, ...], year: int | None, as_json: bool, quiet: bool) -> None:
    """Compare any number of scenario files: emission by run and area in a year."""
    import pandas as pd

    from quicksilver.cli.text.scenario_text import print_comparison
    from quicksilver.scenarios import read_scenario, run_scenario

    results = [(path.stem, run_scenario(read_scenario(path))) for path in files]
    common = set.intersection(*({int(y) for y in result["year"].values} for _, result in results))
    if not common or (year is not None and year not in common):
        raise click.UsageError(
            f"the scenarios have {'the years ' + f'{min(common)} to {max(common)}' if common else 'no year'} in common"
        )
    chosen = max(common) if year is None else year
    rows = []
    for name, result in results:
        for run_name in result["run"].values:
            data = result["world"].sel(run=run_name, year=chosen)
            areas = {
                str(a): float(result["by_area"].sel(run=run_name, year=chosen, area=a, estimate="central"))
                / 1000
                for a in result["area"].values
            }
            rows.append(
                {
                    "scenario": name,
                    "run": str(run_name),
                    "year": chosen,
                    **{e: float(data.sel(estimate=e)) / 1000 for e in ("low", "central", "high")},
                    **areas,
                    "note": result.attrs["remarks"],
                }
            )
    table = pd.DataFrame(rows)
    if as_json:
        echo_table(table, as_json=True)
    elif not quiet:
        print_comparison(results, chosen)


@click.command()
@_FILE
@click.option("--year", type=int, required=True, help="Year of the curve.")
@reading_options()
@output
def curve(file: Path, year: int, as_json: bool, quiet: bool) -> None:
    """Print the marginal abatement curve of a year: measures in the order of their cost."""
    from quicksilver.cli.text.scenario_text import print_curve
    from quicksilver.scenarios import cost_curve, potentials, read_scenario

    chosen = read_scenario(file)
    table = cost_curve(potentials(chosen, year))
    if as_json:
        echo_table(table.assign(note="; ".join(_notes(chosen, year))), as_json=True)
    elif not quiet:
        print_curve(chosen, table, year, _notes(chosen, year))


def _notes(chosen: Scenario, year: int) -> list[str]:
    from quicksilver.scenarios.effect import untimely

    return [*chosen.baseline.remarks, *chosen.remarks, *untimely(chosen, year)]


@click.command()
@_FILE
@click.option("--year", type=int, required=True, help="Year of the target.")
@click.option(
    "--target",
    required=True,
    metavar="MASS",
    help="Emission to be avoided in that year, such as '200 t/yr'.",
)
@reading_options()
@output
def mix(file: Path, year: int, target: str, as_json: bool, quiet: bool) -> None:
    """Find the cheapest mix of measures that avoids a given emission (a linear programme)."""
    from quicksilver.areas import Slot
    from quicksilver.areas.verbs import read_number
    from quicksilver.cli.text.scenario_text import print_mix
    from quicksilver.errors import InputProblems, Problem
    from quicksilver.quantities import Quantity
    from quicksilver.scenarios import least_cost, potentials, read_scenario

    problems: list[Problem] = []
    wanted = read_number(Slot("target", "kg/yr"), target, "--target", problems)
    if problems or not isinstance(wanted, Quantity):
        raise InputProblems(problems)
    chosen = read_scenario(file)
    mix = least_cost(potentials(chosen, year), wanted.central)
    basis = dict(zip(chosen.baseline.sectors, chosen.baseline.basis, strict=True))
    table = mix.table.assign(basis=mix.table["sector"].map(basis))
    if as_json:
        echo_json(
            {
                "abated": {"value": mix.abated, "unit": "kg/yr"},
                "cost": mix.cost,
                "marginal": mix.marginal,
                "currency": mix.currency,
                "left_out": list(mix.left_out),
                "mix": table.to_dict("records"),
                "notes": _notes(chosen, year),
            }
        )
    elif not quiet:
        print_mix(chosen, mix, table, year, _notes(chosen, year))


@click.command()
@output
def baseline(as_json: bool, quiet: bool) -> None:
    """Compare the shipped world with the published totals it is built from."""
    from quicksilver.cli.text.scenario_text import print_baseline
    from quicksilver.scenarios.published import side_by_side

    table = side_by_side()
    if as_json:
        echo_table(table, as_json=True)
    elif not quiet:
        print_baseline(table)


#: Name of an example -> its packaged file.
_EXAMPLES = {"coal": "example.yaml", "gold": "gold.yaml"}


@click.command()
@click.option("--out", type=click.Path(path_type=Path, dir_okay=False), required=True, help="File to write.")
@click.option(
    "--name",
    type=click.Choice(tuple(_EXAMPLES)),
    default="coal",
    show_default=True,
    help="Carbon injection at power plants, or gold without mercury.",
)
@force_option
def example(out: Path, name: str, force: bool) -> None:
    """Write an example scenario file to start from."""
    from quicksilver.intake.packaged import content
    from quicksilver.outputs import write_files

    text = content("quicksilver.scenarios", f"data/{_EXAMPLES[name]}")
    write_files(out.parent, {out.name: text}, force=force)
    click.echo(f"Written to {out}; run it with: quicksilver scenario run {out} --out {out.stem}")
