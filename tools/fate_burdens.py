"""Write docs/reference/fate-burdens.md: the burdens of 2008 of every model with every history, beside published and observed ones.

``python tools/fate_burdens.py``; a test keeps the page and the models together.
"""

from __future__ import annotations

import sys
from pathlib import Path

import numpy as np

from quicksilver.fate.cycle import CycleModel, CycleResult, load_model, models, run
from quicksilver.fate.scenarios import compare, future, histories, history

PAGE = Path(__file__).parents[1] / "docs" / "reference" / "fate-burdens.md"
YEAR = 2008
#: Atmosphere in Mg by the program of the publication with the same emissions, and the moment of that value.
PUBLISHED = {
    ("amos2014", "streets2011"): (4378.7, 2008.0),
    ("amos2014", "horowitz2014"): (5250.0, 2008.0),
    ("amos2014", "engstrom2014"): (4253.0, 2008.8),
}
#: Deposition in 2049 over that in 2015, by the same program.
FUTURES = {"a1b": 1.524, "constant": 1.149, "controls": 0.890, "zero": 0.590}
#: What of a publication a model reproduces.
REPRODUCES = {
    "amos2014": "the histories and futures of the program, within 1 % in the atmosphere",
    "amos2014-feedback": "nothing published: a variant of amos2014 in which the soils feed the rivers in all years",
    "feinberg2021": "the series of the program, with its own emissions (4,062 Mg in 2008), which are not shipped",
    "feinberg2022": "the burdens of the atmosphere at 19 reduction rates; it has no land and no ocean",
    "feinberg2024": "the rates and the response to a pulse; not the histories of the program, whose rivers are prescribed",
    "geyman2023": "the natural steady state (580 Mg in the atmosphere); it was published without human emissions",
    "geyman2025": "the series of the program, with its own emissions (4,068 Mg in 2010), which are not shipped",
    "selin2014": "the series of the program from 2012 on",
    "thackray2016": "the rates; not the histories of the program, whose natural inputs were not available",
}
OBSERVED = (
    ("atmosphere, present day", "4,000 to 4,500 Mg", "program of Geyman et al. 2025"),
    ("atmosphere, present day", "4,400 to 5,300 Mg", "Obrist et al. 2018, abstract"),
    ("atmosphere, 2010", "4,570 Mg", "Streets et al. 2017"),
    ("ocean to 1,500 m", "60,000 to 150,000 Mg", "program of Geyman et al. 2025"),
    ("ocean below 1,500 m", "140,000 to 260,000 Mg", "program of Geyman et al. 2025"),
    ("soils", "250,000 to 1,000,000 Mg", "Obrist et al. 2018"),
)
_GROUPS = (("land",), ("ocean",))

HEAD = f"""# Burdens of {YEAR} by model and history

<!-- Written by tools/fate_burdens.py; do not edit. -->

Mercury at the beginning of {YEAR}, by every shipped model with every shipped history of emissions, beside the value that the
program of the publication gives with the same emissions, and beside observed values. A model named after a publication
reproduces only what the column *reproduces* of the last table states.

| model | history | atmosphere (Mg) | published (Mg) | difference | land (Mg) | ocean (Mg) |
| --- | --- | ---: | ---: | ---: | ---: | ---: |
"""


def shown(value: float) -> str:
    """Return a mass with four significant digits."""
    return f"{float(f'{value:.4g}'):,.0f}"


def air(model: CycleModel, result: CycleResult) -> float:
    """Return the mass in all reservoirs of the air in the last year."""
    return of_media(model, result, ("air",))


def of_media(model: CycleModel, result: CycleResult, media: tuple[str, ...]) -> float:
    """Return the mass in the reservoirs of some media in the last year."""
    return float(sum(result.mass(box.id)[-1] for box in model.reservoirs if box.medium in media))


def row(name: str, past: str) -> str:
    """Return the line of a model and a history; where they cannot be run together, the reason."""
    model = load_model(name)
    if not any(box.medium in ("land", "ocean") for box in model.reservoirs):
        return f"| `{name}` | {past} | not run: no land and no ocean | | | | |"
    if model.initial_year is not None and model.initial_year >= YEAR:
        return f"| `{name}` | {past} | not run: its initial masses belong to {model.initial_year:g} | | | | |"
    emissions = history(past)
    first = -2000.0 if model.initial_year is None else model.initial_year
    result = run(model, emissions, first, YEAR, years=np.array([first, YEAR]))
    cells = [f"`{name}`", past, shown(air(model, result))]
    published = PUBLISHED.get((name, past))
    if published is None:
        cells += ["", ""]
    else:
        value, year = published
        same = run(model, emissions, YEAR, year, years=np.array([YEAR, year])) if year > YEAR else result
        when = "" if year == YEAR else f" at {year:g}"
        cells += [f"{value:,.0f}{when}", f"{air(model, same) / value - 1:+.1%}"]
    cells += [shown(of_media(model, result, group)) for group in _GROUPS]
    return "| " + " | ".join(cells) + " |"


def ratios() -> list[str]:
    """Return the lines of the published futures."""
    past = history("streets2011")
    comparison = compare(
        load_model("amos2014"), {name: future(past, name, 2005, 2050) for name in FUTURES}, 2005, 2049
    )
    lines = []
    for name, published in FUTURES.items():
        late, early = (
            float(comparison.deposition[name][comparison.years == year][0]) for year in (2049, 2015)
        )
        lines.append(
            f"| {name} | {late / early:.3f} | {published:.3f} | {late / early / published - 1:+.1%} |"
        )
    return lines


def page() -> str:
    """Return the whole page."""
    rows = [row(name, past) for name in models() for past in histories()]
    parts = [
        HEAD + "\n".join(rows),
        "## Futures of `amos2014`\n\nDeposition at the beginning of 2049 over that of 2015, after `streets2011`.\n\n"
        "| future | here | published | difference |\n| --- | ---: | ---: | ---: |\n" + "\n".join(ratios()),
        "The differences come from the steps of 0.2 years of the program, which applies the emission of a year 0.2 years early "
        "and takes its last rivers from 2008.8; with its own forcing the equations here give its exact solution (see "
        "[Published series](fate-series.md)).",
        "## Observed\n\n| quantity | range | source |\n| --- | --- | --- |\n"
        + "\n".join(f"| {what} | {value} | {source} |" for what, value, source in OBSERVED),
        "## What each model reproduces\n\n| model | reproduces |\n| --- | --- |\n"
        + "\n".join(f"| `{name}` | {REPRODUCES[name]} |" for name in models()),
    ]
    return "\n\n".join(parts) + "\n"


def main() -> int:
    """Write the page."""
    PAGE.write_text(page(), encoding="utf-8")
    sys.stdout.write(f"{PAGE}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
