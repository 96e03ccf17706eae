"""Write docs/reference/published-cases.md and published-cases-all.md: published numbers compared with computed ones.

    python tools/published_cases.py [--shared FOLDER]

The page follows from the facts in ``tests/cases/data`` and from the calculation, so it cannot drift; a test
writes it again and compares. Cases that need whole reference tables, which are not part of this repository,
are computed with ``--shared`` and kept as results in ``tests/cases/data/shared_results.csv``.
"""

from __future__ import annotations

import argparse
import csv
import io
import json
import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import quicksilver as qs
from quicksilver.errors import InputProblems
from quicksilver.inventory import ActivityLine, General, Inventory, InventoryInput, RawInventory
from quicksilver.inventory.engine import COLUMNS
from quicksilver.inventory.files.validate import validate
from quicksilver.inventory.model import Cell
from quicksilver.inventory.published import Slip, check_changes, check_percentages, check_totals
from quicksilver.inventory.results.findings.checks import waste_test

ROOT = Path(__file__).resolve().parents[1]
DATA = ROOT / "tests" / "cases" / "data"
PAGE = ROOT / "docs" / "reference" / "published-cases.md"
ALL = PAGE.with_name("published-cases-all.md")

YES, NO, OPEN = "yes", "no", "cannot be determined"
#: The computation was given the published number, so that it could not have failed.
FITTED = "by construction"


@dataclass(frozen=True)
class Row:
    """One line of the page."""

    case: str
    what: str
    published: str
    computed: str
    agrees: str
    why: str = ""


# --- small helpers


def cases() -> dict[str, Any]:
    """Return the facts of the published cases."""
    return json.loads((DATA / "cases.json").read_text(encoding="utf-8"))


def show(value: float) -> str:
    """Return a number for a reader: at most six digits, with a separator of thousands."""
    if value == 0:
        return "0"
    decimals = max(0, min(4, 5 - math.floor(math.log10(abs(value)))))
    text = f"{value:,.{decimals}f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def as_printed(text: str) -> str:
    """Return a printed number with its thousands apart and its decimals as they are."""
    whole, point, decimals = text.partition(".")
    return f"{int(whole):,}{point}{decimals}" if whole.lstrip("-").isdigit() else text


def one_digit_more(value: float, printed: str, agrees: bool) -> str:
    """Return a computed number to one digit more than printed, or more where a difference would not show."""
    decimals = len(printed.partition(".")[2]) + 1
    while not agrees and decimals < 6 and round(value, decimals - 1) == float(printed):
        decimals += 1
    text = f"{value:,.{decimals}f}".rstrip("0").rstrip(".")
    return text if text != "-0" else "0"


def number(
    case: str, what: str, published: str | float, computed: float, tolerance: float, why: str = ""
) -> Row:
    """Return a line that agrees when two numbers are within a tolerance."""
    agrees = abs(float(published) - computed) <= tolerance + 1e-9
    text = str(published)
    computed_text = one_digit_more(computed, text, agrees)
    return Row(case, what, as_printed(text), computed_text, YES if agrees else NO, "" if agrees else why)


def line(source: str, activity: float, unit: str = "", **more: Any) -> ActivityLine:
    """Return one line of activity data; the unit is the source's own if omitted."""
    unit = unit or qs.factors.shipped().sources[source].activity_unit
    return ActivityLine(source, "published case", presence="Y", activity=activity, unit=unit, **more)


def calculated(
    lines: Iterable[ActivityLine],
    country: str,
    year: int,
    level: int = 1,
    *,
    corrections: bool = True,
    **general: Any,
) -> Inventory:
    """Return an inventory calculated from typed lines."""
    made = InventoryInput("published case", General(country, year, level, **general), tuple(lines), "")
    return qs.inventory.run(made, draws=0, corrections=corrections)


def seven(inventory: Inventory, index: int) -> dict[str, float]:
    """Return input and six releases of a line, kg."""
    values = inventory.values(index)
    assert values is not None
    return dict(zip(COLUMNS, map(float, values), strict=True))


# --- golden vectors


GOLDEN_GENERAL: dict[str, Any] = {
    "population": 5_000_000,
    "electrification_rate": 0.6,
    "dental_personnel_per_1000": 0.2,
    "waste_well_managed": False,
    "waste_separately_collected": False,
}


def golden_table() -> list[dict[str, str]]:
    """Return the golden vectors: 15 lines and their totals."""
    return list(csv.DictReader(io.StringIO((DATA / "golden.csv").read_text(encoding="utf-8"))))


def golden(_: Mapping[str, Any]) -> list[Row]:
    """Compare the invented country of the reference set, cell by cell."""
    case = "golden"
    table = golden_table()
    lines = [line(row["source"], float(row["activity"]), technology=row["technology"]) for row in table[:-1]]
    result = calculated(lines, "CRI", 2015, **GOLDEN_GENERAL)
    computed_rows = [seven(result, index) for index in range(len(lines))]
    computed_rows.append({name: result.total(name) for name in COLUMNS})
    rows = []
    for wanted, got in zip(table, computed_rows, strict=True):
        cells = [wanted[f"{name}_kg"] for name in COLUMNS]
        worst = max(abs(float(cell) - got[name]) for cell, name in zip(cells, COLUMNS, strict=True))
        printed, computed = " / ".join(cells), " / ".join(f"{got[name]:.3f}" for name in COLUMNS)
        rows.append(Row(case, wanted["source"], printed, computed, YES if worst <= 0.0005 + 1e-9 else NO))
    released = math.fsum(computed_rows[-1][name] for name in COLUMNS[1:])
    plain = calculated(lines, "CRI", 2015, corrections=False, **GOLDEN_GENERAL)
    rows.append(number(case, "sum of the six output totals, kg", "5529.847", released, 0.0015))
    rows.append(number(case, "input without DC2-DC4, kg", "9982.147", plain.total("input"), 0.0005))
    return rows


# --- Costa Rica and Turkey


def slips_2008(facts: Mapping[str, Any]) -> list[Slip]:
    """Return the slips of the printed abstract."""
    inputs = check_percentages(
        facts["input_parts_kg"], facts["input_kg"], facts["input_pct"], total_name="total input"
    )
    return inputs + check_percentages(facts["output_parts_kg"], facts["output_kg"], facts["output_pct"])


def implied_2008(facts: Mapping[str, Any]) -> Inventory:
    """Return an inventory with the waste that the printed 3,086 kg implies if it is a tenth of the input."""
    parts = facts["input_parts_kg"]
    waste_t = parts["waste treatment and recycling"] / 0.1 / 5e-3
    general_waste = facts["output_parts_kg"]["general waste"] / parts["products"]
    shares = (1 - general_waste, 0.0, 0.0, 0.0, general_waste, 0.0)
    products = line("L1-THERM-MED", parts["products"] * 1000, shares=shares)
    return calculated([line("L1-OPENBURN", waste_t), products], "CRI", 2008, population=facts["population"])


def cri_2008(facts: Mapping[str, Any]) -> list[Row]:
    """Compare the Costa Rican inventory of 2008: percentages, DC2, plausibility."""
    case = "cri-2008"
    slips = {slip.where: slip for slip in slips_2008(facts)}
    rows = []
    for side in ("input", "output"):
        total = float(facts[f"{side}_kg"])
        for name, printed in facts[f"{side}_pct"].items():
            share = 100 * facts[f"{side}_parts_kg"][name] / total
            slip = slips.get("total input" if side == "input" else name)
            rows.append(number(case, f"{name}, % of {side}", printed, share, 0.01, slip_text(slip)))
    made = implied_2008(facts)
    parts = facts["input_parts_kg"]
    waste, counted = seven(made, 0), made.total("input") - parts["products"]
    test, daily = waste_test(made), made.lines[0].activity * 1000 / facts["population"] / 365  # type: ignore[operator]
    released = facts["output_parts_kg"]["waste treatment and recycling"]
    rows.append(
        Row(
            case,
            "waste input counted by DC2, kg",
            "3,086",
            show(counted),
            FITTED,
            f"of {show(waste['input'])} kg, ten times the printed input, DC2 counts a tenth",
        )
    )
    rows.append(
        Row(
            case,
            "waste outputs over the whole waste input",
            show(released),
            show(waste["input"]),
            OPEN,
            f"ratio {released / waste['input']:.2f}: the group also contains recycling, and landfills keep most of "
            "theirs; 9.19 times the counted input is possible only because of DC2",
        )
    )
    rows.append(
        Row(
            case,
            "waste per inhabitant implied",
            "not printed",
            f"{daily * 0.365:.2f} t/y ({daily:.2f} kg a day)",
            OPEN,
            "quality check 5 fires: waste in two rows or in the wrong unit; population is not from the paper",
        )
    )
    rows.append(
        Row(
            case,
            "waste test A/B (limit 2)",
            "not printed",
            f"{test.general_waste / test.from_products:.1f}",
            OPEN,
            "quality check 4 fires: B is at most the printed general waste of 1,635.10 kg",
        )
    )
    return rows


def slip_text(slip: Slip | None) -> str:
    """Return the remark on a slip for the last column."""
    if slip is None:
        return ""
    return f"printing slip: {slip.where} {slip.printed} was probably {slip.guess} ({slip.kind})"


def cri_2014(facts: Mapping[str, Any]) -> list[Row]:
    """Compare the Costa Rican inventory of 2014: activities implied at default factors, range."""
    case, total = "cri-2014", facts["input_kg"]
    made = calculated(
        [
            line("5.8.5", 151_600),
            line("5.6.1", facts["population"], technology="5.6.1-o-prep + 5.6.1-o-disp"),
        ],
        "CRI",
        2014,
        2,
    )
    burning, dental = seven(made, 0)["input"], seven(made, 1)["input"]
    table = made.table
    low, high = float(table["input_low_kg"][1]), float(table["input_high_kg"][1])
    share = facts["input_pct"]
    implied = share["dental amalgam"] / 100 * total
    return [
        Row(
            case,
            "burning of 151,600 t of waste at 5 g/t, kg (derived)",
            f"{share['informal waste burning'] / 100 * total:.0f}",
            show(burning),
            FITTED,
            "the tonnage was calculated from the number; at 32 kg per inhabitant it is plausible",
        ),
        Row(
            case,
            "dental amalgam, kg",
            show(implied),
            f"{show(dental)} ({show(low)} to {show(high)})",
            YES if low <= implied <= high else NO,
            f"inside the range; {1000 * implied / facts['population']:.3f} g per inhabitant (population is not from the paper), "
            "below the plain default of 0.15 g as a value scaled by dental density would be: consistent, no proof",
        ),
        Row(
            case,
            "range over central value",
            f"{facts['low_kg'] / total:.2f} and {facts['high_kg'] / total:.2f}",
            f"{low / dental:.2f} and {high / dental:.2f} (dental), {table['input_low_kg'][0] / burning:.2f} and "
            f"{table['input_high_kg'][0] / burning:.2f} (burning)",
            OPEN,
            "of one kind with a run at all low and all high factors; activities of the other sources are not printed",
        ),
        Row(
            case,
            "air, water, land, % of releases",
            " / ".join(str(x) for x in facts["output_pct"].values()),
            f"sum {sum(facts['output_pct'].values())}",
            OPEN,
            "the other three pathways, 22 %, are not printed",
        ),
    ]


def tur(facts: Mapping[str, Any]) -> list[Row]:
    """Check that the Turkish percentages close."""
    slips = check_totals("Turkey", facts["output_pct"].values(), "100")
    printed = " + ".join(str(value) for value in facts["output_pct"].values())
    row = Row(
        "tur", "air, land and water, %", printed, str(sum(facts["output_pct"].values())), NO if slips else YES
    )
    return [
        row,
        Row("tur", "released, t/y", show(facts["released_t"]), "none", OPEN, "no activity is printed"),
    ]


# --- 1501-1660


KT = 1e6
SCENARIOS = ("scenario1", "scenario2")
OUTPUTS = {"air": "air", "release": "land", "calomel_stable": "sector_waste"}
LOSS, REFINING = (0.3, 0.0, 0.7, 0.0, 0.0, 0.0), (0.03, 0.0, 0.12, 0.0, 0.0, 0.85)
ALL_TO_LAND = (0.0, 0.0, 1.0, 0.0, 0.0, 0.0)


def refining_period(period: Mapping[str, Any], scenario: str) -> Inventory:
    """Return one period calculated by the package, with the authors' factors as national ones."""
    lines = [
        line(
            "5.2.1",
            gigagrams * 1000,
            "t",
            input_factor=400.0,
            input_factor_unit="kg Hg/t",
            shares=LOSS,
            site=mine,
        )
        for mine, gigagrams in period["production_Gg"].items()
    ]
    used = {name: gigagrams for name, gigagrams in period["market_Gg"].items() if gigagrams is not None}
    kept = 0.95 if scenario == "scenario2" else 0.0
    used["unaccounted, used"] = kept * period["unaccounted_Gg"]
    lines += [_mercury(gigagrams, REFINING, name) for name, gigagrams in used.items()]
    lines.append(_mercury((1 - kept) * period["unaccounted_Gg"], ALL_TO_LAND, "unaccounted, lost"))
    return calculated(lines, "ESP", int(period["period"][-4:]), 2)


def _mercury(gigagrams: float, shares: tuple[float, ...], site: str) -> ActivityLine:
    return line(
        "5.6.5",
        gigagrams * KT,
        "kg",
        input_factor=1.0,
        input_factor_unit="kg Hg/kg",
        shares=shares,
        site=site,
    )


def refining_cells(period: Mapping[str, Any]) -> list[tuple[str, float, float]]:
    """Return (output, published, computed) of the six outputs of a period, Gg."""
    cells = []
    for scenario in SCENARIOS:
        made = refining_period(period, scenario)
        for name, pathway in OUTPUTS.items():
            cells.append((f"{scenario} {name}", period["expected"][scenario][name], made.total(pathway) / KT))
    return cells


def wld(facts: Mapping[str, Any]) -> list[Row]:
    """Compare every output of every period, to 0.056 Gg (printed to 0.1, from inputs printed to 0.01)."""
    rows = []
    for period in facts["periods"]:
        cells = refining_cells(period)
        worst = max(abs(published - computed) for _, published, computed in cells)
        rows.append(
            Row(
                "wld-1501-1660",
                f"{period['period']}: air / release / calomel, two scenarios, Gg",
                " / ".join(f"{published:.1f}" for _, published, _ in cells),
                " / ".join(f"{computed:.3f}" for _, _, computed in cells),
                YES if worst <= 0.056 else NO,
            )
        )
    return rows


# --- world series


def streets(facts: Mapping[str, Any]) -> list[Row]:
    """Check the sums of the series, and keep its two values of 2010 apart."""
    rows = [
        number(
            "streets",
            f"{date}: sum of 4 sectors in 2 media, Mg/y",
            str(item["total"]),
            math.fsum(item["parts"]),
            0.01,
        )
        for date, item in facts["dates"].items()
    ]
    air = math.fsum(facts["dates"]["2010"]["parts"][:4])
    first, second = facts["air_2010"].values()
    rows.append(number("streets", "2010: air, series by sector, t", str(first), air, 0.05))
    why = f"two published values of one year, {100 * (first / second - 1):.1f} % apart: both are kept, no mean is made"
    rows.append(number("streets", "2010: air, other series, t", str(second), air, 0.5, why))
    return rows


def hylander(facts: Mapping[str, Any]) -> list[Row]:
    """Show the two rows that do not add up; the whole table is checked where it is at hand."""
    rows = []
    for decade, cells in facts["rows"].items():
        printed = facts["mined"][decade]
        computed = math.fsum(cells.values())
        rows.append(
            number(
                "hylander",
                f"{decade}: countries, t",
                str(printed),
                computed,
                2,
                f"{printed - computed:,.0f} t are missing in the row: see the cell found by rows and columns together",
            )
        )
    return rows


def air_2015(facts: Mapping[str, Any]) -> list[Row]:
    """Check the sum of the sectors of 2015."""
    total = math.fsum(facts["sectors_t"].values())
    return [
        number("air-2015", "13 sectors, t", facts["total_t"], total, 0.0005),
        number("air-2015", "world as printed, 3 digits, t", facts["printed_world_t"], total, 5),
    ]


# --- Canada


def can_2017(facts: Mapping[str, Any]) -> list[Row]:
    """Check subtotals, totals, changes; keep two vintages apart."""
    case = "can-2017"
    sectors = {item["name"]: item for item in facts["sectors_kg"]}
    rows = [
        _change(
            case, item["name"], f"{item['2007'] / 1000:.2f}", f"{item['2017'] / 1000:.2f}", item["change_pct"]
        )
        for item in sectors.values()
    ]
    why = "rounding of three printed rows (0.89 + 1.41 + 0.32) does not give the last digit of the subtotal"
    for name, item in facts["subtotals"].items():
        for year in ("2007", "2017"):
            parts = math.fsum(sectors[part][year] for part in item["parts"]) / 1000
            rows.append(number(case, f"{name} {year}, t", item[year], parts, 0.005, why))
        rows.append(_change(case, name, item["2007"], item["2017"], item["pct"]))
    for year, printed in facts["totals_t"].items():
        computed = math.fsum(item[year] for item in sectors.values()) / 1000
        rows.append(
            number(
                case,
                f"total {year}, t",
                printed,
                computed,
                0.005,
                "the ten printed rows give 7.83; the missing 0.01 is that of the ore and mineral subtotal",
            )
        )
    rows.append(_change(case, "total", *facts["totals_t"].values(), facts["change_pct"]))
    water = facts["water"]
    rows.append(_change(case, "water 2003 to 2014", water["2003"], water["2014"], water["change_pct"]))
    return rows + _vintages(case, facts)


def _change(case: str, name: str, before: str, after: str, printed: float) -> Row:
    slips = check_changes(name, before, after, printed)
    computed = 100 * (float(after) / float(before) - 1)
    why = "" if abs(printed - computed) <= 0.5 else "only within the rounding of the two numbers"
    return Row(case, f"{name}: change, %", f"{printed:g}", f"{computed:.1f}", NO if slips else YES, why)


def _vintages(case: str, facts: Mapping[str, Any]) -> list[Row]:
    first, second = facts["vintages_2007_t"].values()
    why = (
        f"two vintages of one year, {100 * (first / second - 1):.0f} % apart: both are kept, no mean is made"
    )
    rows = [
        number(case, "2007 in the series of 2016 against the table of 2019, t", f"{first}", second, 0.05, why)
    ]
    series = facts["since_1990"]["series of 2016, t"]
    for year, printed in facts["since_1990"]["published 2019, %"].items():
        computed = 100 * (float(series[year]) / float(series["1990"]) - 1)
        rows.append(
            number(
                case,
                f"{year} against 1990 (percent of 2019, series of 2016)",
                f"{printed}",
                computed,
                0.75,
                "the percentages belong to another vintage than the series",
            )
        )
    return rows


# --- ranges and shares of single countries


def zaf(facts: Mapping[str, Any]) -> list[Row]:
    """Find the mix of shipped technologies that gives the printed air share of coal."""
    rows = []
    for air, waste in zip(facts["coal_air_kg"], facts["coal_waste_kg"], strict=True):
        share = air / (air + waste)
        # Between the two particulate controls of the factor set: 0.9 to air with ESP, 0.5 with fabric filters.
        esp = round((share - 0.5) / 0.4, 3)
        mix = f"5.1.1-o-esp={esp:.3f}; 5.1.1-o-ff={1 - esp:.3f}"
        made = calculated([line("5.1.1-hard", (air + waste) / 0.15e-3, technology=mix)], "ZAF", 2006, 2)
        rows.append(
            Row(
                "zaf-2006",
                f"coal: air share of air and waste ({air:,} kg; derived)",
                f"{share:.3f}",
                f"{made.total('air') / made.total('input'):.3f}",
                FITTED,
                f"fitted with {100 * esp:.0f} % ESP and {100 - 100 * esp:.0f} % fabric filters; no single technology of the set gives it, "
                "and what the paper calls general waste is sector specific here",
            )
        )
    for air in facts["cement_air_kg"]:
        rows.append(
            Row(
                "zaf-2006",
                "cement to air, kg",
                show(air),
                "none",
                OPEN,
                f"no activity is printed; at the Level 1 default it would take {air / 0.11e-3 / 0.6 / 1e6:.0f} Mt of cement",
            )
        )
    return rows


def ind(facts: Mapping[str, Any]) -> list[Row]:
    """Check the balance by difference, the range and the stocks; show the inventories side by side."""
    known = math.fsum(facts["sectors_2019_t"].values())
    released, spread = facts["released_2019_t"], facts["uncertainty_pct"] / 100
    rows = [
        number(
            "ind",
            "2019: fifth sector by difference (derived), t",
            str(facts["fifth_t"]),
            released - known,
            0.05,
        ),
        *(
            number(
                "ind",
                f"2019: {name} end of the range (derived), t",
                str(printed),
                released * (1 + sign * spread),
                0.05,
            )
            for name, sign, printed in zip(("low", "high"), (-1, 1), facts["range_t"], strict=True)
        ),
    ]
    years = facts["stock_years"][1] - facts["stock_years"][0]
    for name, (first, last) in facts["stocks_t"].items():
        rows.append(
            number(
                "ind",
                f"stock in {name}: mean addition 2001-2010 (derived), t/y",
                facts["mean_addition_t"][name],
                (last - first) / years,
                0.05,
            )
        )
    totals = facts["totals_t"]
    rows.append(
        Row(
            "ind",
            "releases or emissions, t",
            "; ".join(f"{k}: {v:g}" for k, v in totals.items()),
            "none",
            OPEN,
            "three inventories of different scope that disagree; shown side by side, not averaged; no activity is printed",
        )
    )
    return rows


def jpn(facts: Mapping[str, Any]) -> list[Row]:
    """Check that the shares can close."""
    low = sum(ends[0] for ends in facts["share_pct"].values())
    high = sum(ends[1] for ends in facts["share_pct"].values())
    return [
        Row(
            "jpn-2005",
            "five shares can sum to 100 %",
            "10-14, 14-19, 2-13, 31-42, 8-12",
            f"{low} to {high}",
            YES if low <= 100 <= high else NO,
            "only if every share is at its high end or other sources exist",
        ),
        Row(
            "jpn-2005",
            "air, t",
            " to ".join(map(str, facts["air_t"])),
            "none",
            OPEN,
            "no activity is printed",
        ),
    ]


def chn(facts: Mapping[str, Any]) -> list[Row]:
    """Check the total against the range of the other text."""
    low, high = facts["range_t"]
    inside = low <= facts["air_t"] <= high
    world = [100 * end / pct for end, pct in zip(facts["range_t"], facts["range_of_world_pct"], strict=True)]
    return [
        Row(
            "chn-2012",
            "total to air inside the other range, t",
            show(facts["air_t"]),
            f"{low} to {high}",
            YES if inside else NO,
        ),
        number("chn-2012", "world total that both ends imply, t", f"{world[0]:.0f}", world[1], 0.5),
    ]


def dnk(facts: Mapping[str, Any]) -> list[Row]:
    """Check the dental amount two ways and against the default."""
    low, high = facts["consumption_kg"]
    first = [low * facts["dental_of_all"], high * facts["dental_of_all"]]
    shares = facts["dental_of_intentional"]
    second = [shares[0] * facts["intentional"] * low, shares[1] * facts["intentional"] * high]
    rows = [
        Row(
            "dnk-2001",
            f"dental amalgam as {name} (derived), kg",
            " to ".join(f"{end:,}" for end in printed),
            " to ".join(f"{end:,.0f}" for end in got),
            YES if all(abs(a - b) <= 0.5 for a, b in zip(printed, got, strict=True)) else NO,
        )
        for (name, printed), got in zip(facts["ways_kg"].items(), (first, second), strict=True)
    ]
    made = calculated([line("L1-DENTAL", facts["population"])], "DNK", 2001, dental_personnel_per_1000=0.82)
    both = (max(first[0], second[0]), min(first[1], second[1]))
    rows.append(
        Row(
            "dnk-2001",
            "dental amalgam where both ways meet, kg",
            f"{both[0]:,.0f} to {both[1]:,.0f}",
            show(made.total()),
            YES if both[0] <= made.total() <= both[1] else NO,
            "Level 1 default at the reference density; the population is not from the report",
        )
    )
    refused = _refused(facts["as_printed"])
    rows.append(
        Row(
            "dnk-2001",
            "lowest consumption as printed, kg",
            facts["as_printed"],
            "refused" if refused else "taken",
            NO,
            f"printing slip: 2,100 is meant; as an input: {refused}",
        )
    )
    return rows


def _refused(activity: str) -> str:
    """Return what the reader states about an activity, or an empty text."""
    general = {"country": "DNK", "year": 2001, "level": 2}
    cells = {"source": "5.5.6", "presence": "Y", "activity": activity, "unit": "kg Hg/y"}
    raw = RawInventory(
        "published case",
        {name: Cell(value, name) for name, value in general.items()},
        ({name: Cell(value, name) for name, value in cells.items()},),
        "",
    )
    try:
        validate(raw, qs.factors.shipped())
    except InputProblems as problems:
        return problems.problems[0].what
    return ""


def deu(facts: Mapping[str, Any]) -> list[Row]:
    """Show that a mass of bodies is not taken for a number of them."""
    refused = ""
    try:
        calculated([line("5.10.1", facts["activity"], facts["unit"])], "DEU", 2023, 2)
    except InputProblems as problems:
        refused = problems.problems[0].what
    return [
        Row(
            "deu-cremation",
            "62.51 kt of bodies as activity of 5.10.1",
            "62.51 kt",
            "refused" if refused else "taken",
            OPEN,
            f"{refused}; a mean mass per body is nobody's to guess, and the German factor is not printed",
        ),
    ]


# --- oddities


def oddities(facts: Mapping[str, Any]) -> list[Row]:
    """Show where the shipped numbers do not agree with one another."""
    factors = qs.factors.shipped()
    case = "oddities"

    def total(source: str, *technologies: str) -> float:
        return math.fsum(math.fsum(factors.outputs[source, name].shares or ()) for name in technologies)

    def default(source: str) -> float:
        return float(factors.sources[source].factor.value or math.nan)

    cells = math.fsum(default(f"5.5.4-{kind}") for kind in ("znair", "alkb", "ago")) / 3
    rows = [
        number(
            case,
            "5.6.1: preparation and disposal, sum of shares",
            "1",
            total("5.6.1", "5.6.1-o-prep", "5.6.1-o-disp"),
            1e-9,
        ),
        number(
            case,
            "5.6.1: the same with use, sum of shares",
            "1",
            total("5.6.1", "5.6.1-o-prep", "5.6.1-o-use", "5.6.1-o-disp"),
            1e-9,
            "release from fillings already in the mouth belongs to the supply of earlier years; a chain of the three is refused",
        ),
        number(
            case,
            "5.2.1: mercury mining, sum of shares",
            "1",
            total("5.2.1", "5.2.1-o"),
            1e-9,
            "rounding fault of a reconstruction; the remainder is named, not lost",
        ),
        number(
            case,
            "large thermometers, Level 1 against Level 2, g per item",
            f"{default('L1-THERM-ENG'):g}",
            default("5.5.1-ind"),
            1e-9,
            "both recalled; Level 2 is the middle of its range",
        ),
        number(
            case,
            "button cells, Level 1 against the mean of Level 2, kg/t",
            f"{default('L1-BATT-BUTTON'):g}",
            cells,
            1e-9,
            "both recalled",
        ),
    ]
    rows += _asgm(case, facts, default)
    return rows


def _asgm(case: str, facts: Mapping[str, Any], default: Any) -> list[Row]:
    rows = []
    for name, source in (("ore", "5.2.2-whole"), ("concentrate", "5.2.2-conc")):
        for who, values in (("flow model", facts["asgm_model"]), ("draft of 2005", facts["asgm_draft_2005"])):
            why = "editions differ; a national estimate overrides all of them, and each keeps its source"
            rows.append(
                number(
                    case,
                    f"ASGM, {name}: {who} against this set, kg Hg per kg gold",
                    str(values[name]),
                    default(source),
                    1e-9,
                    why,
                )
            )
    return rows


#: The cases by name, in the order of the page.
CASES: dict[str, Callable[[Mapping[str, Any]], list[Row]]] = {
    "golden": golden,
    "cri-2008": cri_2008,
    "cri-2014": cri_2014,
    "tur": tur,
    "wld-1501-1660": wld,
    "streets": streets,
    "hylander": hylander,
    "air-2015": air_2015,
    "can-2017": can_2017,
    "zaf-2006": zaf,
    "ind": ind,
    "jpn-2005": jpn,
    "chn-2012": chn,
    "dnk-2001": dnk,
    "deu-cremation": deu,
    "global-model": lambda _: [],
    "tables": lambda _: [],
    "oddities": oddities,
}


def rows_of(name: str) -> list[Row]:
    """Return the lines of one case."""
    return CASES[name](cases().get(name, {}))


# --- results that need whole reference tables (tools/published_shared.py makes them)


def read_rows(path: Path) -> list[dict[str, str]]:
    """Return the rows of a reference table as text."""
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def stored_results() -> list[Row]:
    """Return the kept lines of the cases that need whole reference tables."""
    return [Row(**row) for row in read_rows(DATA / "shared_results.csv")]


def store_results(rows: Iterable[Row]) -> str:
    """Return the text of the file of kept lines."""
    text = io.StringIO()
    writer = csv.DictWriter(
        text, ["case", "what", "published", "computed", "agrees", "why"], lineterminator="\n"
    )
    writer.writeheader()
    writer.writerows(asdict(row) for row in rows)
    return text.getvalue()


# --- the page


INTRO = """\
# Published cases

Published results compared with what the package computes from the same facts, and what does *not* agree. This page and
[all lines](published-cases-all.md) are written by `tools/published_cases.py` from `tests/cases/data` and the
calculation; a test writes them again and compares.

No national Toolkit inventory with both the activity *and* the result of every source was available. The cases
therefore confirm the arithmetic, the rules and the plausibility of results, but not single factors. "Cannot be
determined" means that the publication does not state what the computation needs. "By construction" means that the
published number is an input of the computation, so that it could not disagree. A line marked "derived" is compared with
a number calculated by hand from the publication.

Where a publication contradicts itself, nothing is corrected: the slip is shown with the number that was probably meant
(`quicksilver.inventory.published`). Where two publications contradict each other, both are kept.
"""


def page() -> str:
    """Return the page: how many lines of each case agree, and every line that does not."""
    facts, rows = cases(), {name: _lines(name) for name in CASES}
    everything = [row for case_rows in rows.values() for row in case_rows]
    parts = [INTRO, _tally(everything), _cases(facts, rows), _disagreements(everything)]
    return "\n".join(parts)


def page_of_all() -> str:
    """Return the page of all lines, case by case."""
    facts = cases()
    head = "# Published cases: all lines\n\nWritten by `tools/published_cases.py`; see [Published cases](published-cases.md).\n"
    return "\n".join([head, *(_section(name, facts.get(name, {}), _lines(name)) for name in CASES)])


def _lines(name: str) -> list[Row]:
    return rows_of(name) + [row for row in stored_results() if row.case == name]


def _counts(rows: Sequence[Row]) -> dict[str, int]:
    return {answer: sum(row.agrees == answer for row in rows) for answer in (YES, NO, FITTED, OPEN)}


def _tally(rows: Sequence[Row]) -> str:
    counts = _counts(rows)
    return (
        f"{len(rows)} lines: {counts[YES]} agree; {counts[NO]} do not and are listed "
        f"[below](#what-does-not-agree-and-why); {counts[FITTED]} agree by construction; "
        f"{counts[OPEN]} cannot be determined.\n"
    )


def _cases(facts: Mapping[str, Any], rows: Mapping[str, Sequence[Row]]) -> str:
    """Return a table of the cases with their sources and how many lines agree."""
    lines = [
        "| Case | Source | Agree | Do not | By construction | Cannot be determined |",
        "|" + " --- |" * 6,
    ]
    for name, case_rows in rows.items():
        about = facts.get(name) or GOLDEN_TITLE
        numbers = " | ".join(str(_counts(case_rows)[answer]) for answer in (YES, NO, FITTED, OPEN))
        lines.append(
            f"| {about['title']} | {about['source']} ({about['standing']}) | {numbers} |".replace("\n", " ")
        )
    return "\n".join(lines) + "\n"


GOLDEN_TITLE = {
    "title": "Golden vectors: an invented country",
    "source": "reference set of this project, computed by hand from the Level 1 table; not a published inventory. "
    "Each cell lists kg of input / air / water / land / products / general waste / sector specific",
    "standing": "made up",
}


def _section(name: str, facts: Mapping[str, Any], rows: Sequence[Row]) -> str:
    about = facts or GOLDEN_TITLE
    head = f"## {about['title']}\n\nSource ({about['standing']}): {about['source']}.\n"
    return f"{head}\n{_table(rows)}"


def _table(rows: Iterable[Row]) -> str:
    names = ("Case", "What", "Published", "Computed", "Agrees", "Why not, or what to know")
    lines = ["| " + " | ".join(names) + " |", "|" + " --- |" * len(names)]
    for row in rows:
        cells = [str(cell).replace("|", "\\|") for cell in asdict(row).values()]
        lines.append("| " + " | ".join(cells) + " |")
    return "\n".join(lines) + "\n"


def _disagreements(rows: Iterable[Row]) -> str:
    return "## What does not agree, and why\n\n" + _table(row for row in rows if row.agrees == NO)


def main() -> None:
    """Write the page, and the kept results where the reference tables are at hand."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--shared", type=Path, help="folder with toolkit/ and inventories/")
    folder = parser.parse_args().shared
    if folder:
        from published_shared import shared_results

        (DATA / "shared_results.csv").write_text(store_results(shared_results(folder)), encoding="utf-8")
    PAGE.parent.mkdir(parents=True, exist_ok=True)
    for path, text in ((PAGE, page()), (ALL, page_of_all())):
        path.write_text(text, encoding="utf-8")
        print(f"wrote {path.relative_to(ROOT)}")


if __name__ == "__main__":
    main()
