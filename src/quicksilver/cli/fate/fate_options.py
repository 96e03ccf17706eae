"""What the commands of ``quicksilver fate`` share: options, the emissions they name, notes and charts."""

from __future__ import annotations

import math
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from quicksilver.cli.options import Bounded, reading_options

if TYPE_CHECKING:
    from quicksilver.charts import Chart
    from quicksilver.fate.cycle import CycleModel, Emissions

__all__ = [
    "FURTHEST",
    "chart_option",
    "check_chart",
    "echo_notes",
    "emissions_option",
    "force_option",
    "from_option",
    "interpolation_option",
    "knots_option",
    "model_option",
    "read_series",
    "rounded",
    "run_options",
    "to_option",
    "unit_option",
    "write_chart",
]

model_option = click.option(
    "--model",
    "model_name",
    default="amos2014",
    show_default=True,
    metavar="NAME|FILE",
    help="Shipped model (listed by `quicksilver fate models`) or a model file.",
)
emissions_option = click.option(
    "--emissions",
    metavar="NAME|FILE",
    help="Shipped history (streets2011, horowitz2014, engstrom2014) or a CSV with "
    "year and one column for each receiving reservoir.",
)
unit_option = click.option(
    "--unit", default="Mg/yr", show_default=True, help="Unit of the emissions: Mg/yr, kg/yr, Gg/yr ..."
)
interpolation_option = click.option(
    "--interpolation",
    type=click.Choice(["linear", "step"]),
    default="linear",
    show_default=True,
    help="How emissions run between the years of the CSV.",
)
knots_option = click.option(
    "--knots", is_flag=True, help="The CSV has knots: values for the years between its rows are interpolated."
)


#: Furthest year that can be asked for, before and after our era.
FURTHEST = 100_000
_YEAR = Bounded(-FURTHEST, FURTHEST, "a year")
from_option = click.option("--from", "start", type=_YEAR, required=True, help="First calendar year.")
to_option = click.option("--to", "end", type=_YEAR, required=True, help="Last calendar year (its beginning).")
chart_option = click.option(
    "--chart", type=click.Path(path_type=Path, dir_okay=False), help="Chart to write: .svg or .png."
)
force_option = click.option("--force", is_flag=True, help="Replace existing files.")


def run_options(command: Any) -> Any:
    """Give a command what every run of the cycle takes: model, emissions and years."""
    for option in (
        to_option,
        from_option,
        reading_options("emissions"),
        knots_option,
        unit_option,
        interpolation_option,
        emissions_option,
        model_option,
    ):
        command = option(command)
    return command


def read_series(
    name: str | None,
    model: CycleModel,
    interpolation: Any,
    unit: str,
    knots: bool,
) -> Emissions | None:
    """Return the named emissions: a shipped history, or a CSV for the model; None where no name was given."""
    from quicksilver.fate.verbs import emissions_of

    return emissions_of(name, model, interpolation=interpolation, unit=unit, gaps=knots)


def rounded(value: float) -> str:
    """Return a number with four significant digits and thousands separators.

    Examples
    --------
    >>> rounded(4343.04), rounded(143432.0), rounded(0.012346)
    ('4,343', '143,400', '0.01235')
    """
    from quicksilver.intake.numbers import machine_number

    text = f"{value:.4g}"
    number = machine_number(text) if math.isfinite(value) else value
    return f"{number:,.0f}" if abs(number) >= 1000 else text


def echo_notes(notes: Iterable[object]) -> None:
    """Print what a reader needs to know about a result, one note a line."""
    for note in notes:
        # What was noted of a file is printed with the warnings.
        if getattr(note, "table", "") != "problems":
            click.echo(f"note: {note}")


def check_chart(path: Path | None) -> None:
    """Refuse the name of a chart that is neither SVG nor PNG, before anything is calculated or written.

    Raises
    ------
    InputProblems
        The name ends in something else.
    """
    from quicksilver.errors import InputProblems, Problem

    if path is not None and path.suffix.lower() not in (".svg", ".png"):
        raise InputProblems(
            [Problem(f"{path.name!r} does not name a chart", "--chart", ".svg or .png", f"{path.stem}.svg")]
        )


def write_chart(path: Path, chart: Chart, force: bool) -> None:
    """Write a chart as SVG or PNG, as the name of the file asks for.

    Raises
    ------
    InputProblems
        The name ends in something else.
    """
    from quicksilver.charts import to_png, to_svg
    from quicksilver.outputs import write_files

    kind = path.suffix.lower()
    check_chart(path)
    drawn = to_png(chart) if kind == ".png" else to_svg(chart)
    write_files(path.parent, {path.name: drawn if isinstance(drawn, bytes) else drawn.encode()}, force=force)
