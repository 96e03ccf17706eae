"""The published cases that need whole reference tables, which this repository does not hold.

Only results leave this module: counts, largest deviations, and the single facts that were found wrong.
"""

from __future__ import annotations

import csv
import json
import math
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

import quicksilver as qs
from published_cases import NO, YES, Row, number, read_rows, refining_cells
from quicksilver.factors import PATHWAYS
from quicksilver.inventory.published import (
    Slip,
    check_shares,
    check_swapped,
    check_table,
    check_totals,
    half_unit,
)
from quicksilver.quantities import kg_per_activity_unit


def shared_results(folder: Path) -> list[Row]:
    """Return the lines that only the whole reference tables can give."""
    inventories = folder / "inventories"
    return [
        *_shared_refining(inventories),
        *_shared_streets(inventories),
        *_shared_hylander(inventories),
        *_shared_regions(inventories),
        *_shared_model(inventories),
        *_shared_tables(folder / "toolkit"),
    ]


def _shared_refining(folder: Path) -> list[Row]:
    periods = json.loads((folder / "wld-1501-1660.json").read_text(encoding="utf-8"))["periods"]
    cells = [cell for period in periods for cell in refining_cells(period)]
    worst = max(abs(published - computed) for _, published, computed in cells)
    return [
        Row(
            "wld-1501-1660",
            f"all {len(periods)} periods x 6 outputs",
            f"{len(cells)} numbers",
            f"largest deviation {worst:.3f} Gg",
            YES if worst <= 0.056 else NO,
        )
    ]


def _shared_streets(folder: Path) -> list[Row]:
    table = read_rows(folder / "global-streets-sector-1510-2010.csv")
    worst = max(
        abs(math.fsum(float(v) for k, v in row.items() if " - " in k) - float(row["published_total"]))
        for row in table
    )
    return [
        Row(
            "streets",
            f"all {len(table)} dates",
            f"{len(table)} totals",
            f"largest deviation {worst:.4f} Mg/y",
            YES if worst <= 0.01 else NO,
        )
    ]


def hylander_slips(folder: Path) -> list[Slip]:
    """Return what the checker finds in the whole table of mined mercury."""
    with (folder / "global-hg-mined-hylander-1501-2000.csv").open(encoding="utf-8", newline="") as file:
        lines = list(csv.reader(file))
    regions, names = lines[1], lines[2]
    header = [
        f"{name} ({region})" if name in ("Other", "North", "S&C") else name
        for region, name in zip(_filled(regions), names, strict=True)
    ]
    values = {
        row[0]: dict(zip(header[1:], (float(cell or 0) for cell in row[1:]), strict=True))
        for row in lines[3:-1]
    }
    sums = values.pop("Sum")
    mined = {name: row.pop(header[-1]) for name, row in values.items()}
    sums.pop(header[-1])
    return check_table(values, mined, sums, 2)


def _filled(cells: Sequence[str]) -> list[str]:
    """Return a header row in which a merged heading stands over each of its columns."""
    result, last = [], ""
    for cell in cells:
        last = cell or last
        result.append(last)
    return result


def _shared_hylander(folder: Path) -> list[Row]:
    return [
        Row(
            "hylander",
            f"whole table: {slip.where}",
            slip.printed,
            f"{slip.recomputed:.0f}",
            NO,
            f"{slip.what}; {slip.guess or 'nothing simple'} was probably meant ({slip.kind})",
        )
        for slip in hylander_slips(folder)
    ]


def region_sector_slips(folder: Path) -> tuple[int, list[str]]:
    """Return how many rows and columns of the 2015 table were held against their totals, and which fail."""
    table = read_rows(folder / "global-air-region-sector-2015.csv")
    sectors = ("fuel_combustion", "industry", "intentional_use_incl_product_waste", "asgm")
    sums = [(row["region"], [row[name] for name in sectors], row["total_t"]) for row in table]
    world = table[-1]
    sums += [(name, [row[name] for row in table[:-1]], world[name]) for name in (*sectors, "total_t")]
    failing = []
    for name, parts, total in sums:
        slack = math.fsum(half_unit(cell, 3) for cell in (*parts, total))
        if check_totals(name, [float(cell) for cell in parts], total, slack):
            failing.append(name)
    return len(sums), failing


def _shared_regions(folder: Path) -> list[Row]:
    count, failing = region_sector_slips(folder)
    regions = read_rows(folder / "global-air-regions.csv")
    total = math.fsum(float(row["t_per_yr"]) for row in regions)
    sectors = [row for row in read_rows(folder / "global-air-sectors.csv") if row["year"] == "2010"]
    summed = math.fsum(float(row["t_per_yr"]) for row in sectors if row["kind"] == "sector")
    return [
        Row(
            "air-2015",
            "11 regions x 4 sectors (recalled): rows and columns close",
            f"{count} sums",
            f"{len(failing)} do not close",
            NO if failing else YES,
            "; ".join(failing),
        ),
        number("air-2015", "2010: 12 regions (recalled), t", "1960", total, 5),
        number("air-2015", "2010: 13 sectors (recalled), t", "1960", summed, 5),
        number(
            "air-2015",
            "2010: percentages of the 12 regions (read)",
            "100",
            math.fsum(float(row["pct"]) for row in regions),
            0.6,
        ),
    ]


# --- the factor library of a global mercury flow model

#: Columns of each table of the library that are shares of one flow.
FATES: dict[str, tuple[tuple[str, ...], ...]] = {
    "aluminium": (("flue_gas", "tailings", "water", "red_sludge"), ("apc_air", "apc_fly_ash")),
    "coal-apcd": (("air", "fly_ash", "gypsum", "water"),),
    "coke": (
        ("air", "coke", "fly_ash", "water", "coke_byproduct", "stabilised"),
        ("to_other_coal", "to_steel", "to_iron", "to_boilers"),
    ),
    "cement": (("air", "fly_ash", "gypsum", "clinker", "active_carbon"),),
    "cremation": (("cremation_air", "cremation_stabilised"), ("burial_land",)),
    "product-manufacture": (("air", "water", "land", "recycle", "stock"),),
    "coal-washing": (("raw_coal_share", "cleaned_coal", "gangue", "middlings_slime", "water"),),
    "oil-gas-biomass": (
        ("refining_air", "refining_water", "refining_waste", "refining_oil"),
        ("oilcomb_air", "oilcomb_flyash"),
        ("gasref_air", "gasref_water", "gasref_gas", "gasref_waste"),
    ),
    "waste": (
        ("recycle_air", "recycle_water", "recycle_recovered"),
        ("cincin_air", "cincin_stabilised"),
        ("uincin_air", "uincin_land"),
        ("clandfill_air", "clandfill_stabilised"),
        ("ulandfill_air", "ulandfill_water", "ulandfill_land"),
    ),
    "asgm": tuple(
        tuple(f"{way}_{fate}" for fate in ("air", "water", "land", "tailings_stock", "recovered_mercury"))
        for way in ("conc_retort", "ore_noretort", "conc_noretort")
    ),
}

# Fractions of long chains were printed to eight decimals.
MODEL_TOLERANCE = 2e-6


def model_name(row: Mapping[str, str]) -> str:
    """Return what a row of the library is about."""
    names = ("sector", "apcd", "rank", "product", "country")
    return " / ".join(row[name] for name in names if row.get(name))


def _shares(row: Mapping[str, str], columns: Iterable[str]) -> list[float | None]:
    return [float(row[column]) if row[column] else None for column in columns]


def model_fates(folder: Path) -> tuple[int, int, list[tuple[str, Slip]]]:
    """Return how many sets of fates were checked, how many repeat another word for word, and what is wrong."""
    count, repeated, slips = 0, 0, []
    for table, groups in FATES.items():
        rows = read_rows(folder / f"global-gmf-{table}.csv")
        for columns in groups:
            named = [(model_name(row), tuple(_shares(row, columns))) for row in rows]
            # A label that comes again with equal shares states nothing twice; with others it is a slip.
            once = list(dict.fromkeys(named))
            count, repeated = count + len(named), repeated + len(named) - len(once)
            slips += [(table, slip) for slip in check_shares(once, MODEL_TOLERANCE)]
    return count, repeated, slips


def model_chains(folder: Path) -> tuple[int, list[Slip]]:
    """Return how many smelter chains the library has, and what is wrong with them."""
    chains: dict[str, list[list[float | None]]] = {}
    seen: dict[str, set[str]] = {}
    for row in read_rows(folder / "global-gmf-metals-apcd.csv"):
        name = " / ".join(row[key] for key in ("metal", "country_or_default", "apcd"))
        # A stream that comes again opens the same chain a second time.
        if name not in chains or row["stream"] in seen[name]:
            chains.setdefault(name, []).append([])
            seen[name] = set()
        seen[name].add(row["stream"])
        chains[name][-1].append(float(row["fraction"]) if row["fraction"] else None)
    rows = [(name, shares) for name, copies in chains.items() for shares in copies]
    return len(rows), check_shares(rows, MODEL_TOLERANCE)


def model_swaps(folder: Path) -> list[tuple[str, Slip]]:
    """Return the tables whose sub-bituminous and lignite columns are exchanged."""
    medians = {
        (row["country"], row["rank"]): row["median"] for row in read_rows(folder / "global-gmf-coal-hg.csv")
    }
    reference = {
        country: (float(medians[country, "subbituminous"]), float(medians[country, "lignite"]))
        for country in {name for name, _ in medians}
        if medians.get((country, "subbituminous")) and medians.get((country, "lignite"))
    }
    slips = []
    for table in ("cement", "steel-hg"):
        rows = {
            row["country"]: (float(row["coal_sub"]), float(row["coal_lig"]))
            for row in read_rows(folder / f"global-gmf-{table}.csv")
            if row["coal_sub"] and row["coal_lig"]
        }
        slips += [(table, slip) for slip in check_swapped(rows, reference, ("coal_sub", "coal_lig"))]
    return slips


def _shared_model(folder: Path) -> list[Row]:
    case = "global-model"
    count, repeated, fates = model_fates(folder)
    chains, slips = model_chains(folder)
    sums = sum(slip.kind == "sum" for slip in (*slips, *(slip for _, slip in fates)))
    rows = [
        Row(
            case,
            "fates of a flow and smelter chains: shares sum to one",
            f"{count + chains} sets",
            f"{sums} sums fail",
            NO if sums else YES,
        )
    ]
    rows.append(
        Row(
            case,
            "coal-apcd: rows with a label and shares that stood before",
            str(repeated),
            "0",
            NO,
            "four device labels come several times with equal shares: harmless",
        )
    )
    rows += [
        Row(case, f"{table}: {slip.where}", slip.printed or "blank", "1", NO, slip.what)
        for table, slip in fates
    ]
    rows += [
        Row(case, f"smelter chain {slip.where}", "twice", "once", NO, f"{slip.what}, with the same device")
        for slip in slips
    ]
    rows += [
        Row(
            case,
            f"{table}: columns {slip.where}",
            slip.printed,
            slip.guess,
            NO,
            f"{slip.what}, against mercury in coal by rank",
        )
        for table, slip in model_swaps(folder)
    ]
    return rows


# --- the shipped tables against the reference

REFERENCE_SHARES = (
    "out_air",
    "out_water",
    "out_land",
    "out_products_impurities",
    "out_general_waste",
    "out_sector_specific",
)


def _number(text: str) -> float | None:
    return float(text) if text.strip() else None


def level1_differences(folder: Path) -> tuple[int, list[str]]:
    """Return how many rows of the Level 1 table were compared, and what differs."""
    factors, differences = qs.factors.shipped(), []
    rows = read_rows(folder / "level1.csv")
    for row in rows:
        differences += _source_differences(row, "input_factor_default", "input_kg_hg_per_activity_unit")
        outputs = factors.outputs[row["id"], row["output_scenario"]]
        differences += _share_differences(row, outputs.shares, row["id"])
    return len(rows), differences


def level2_differences(folder: Path) -> tuple[int, list[str]]:
    """Return how many rows of the Level 2 tables were compared, and what differs."""
    factors, differences = qs.factors.shipped(), []
    inputs, outputs = read_rows(folder / "level2.csv"), read_rows(folder / "level2_outputs.csv")
    for row in inputs:
        differences += _source_differences(row, "input_factor_default", "default_kg_hg_per_activity_unit")
        factor = factors.sources[row["id"]].factor
        if (factor.low, factor.high) != (_number(row["input_factor_min"]), _number(row["input_factor_max"])):
            differences.append(f"{row['id']}: range")
    for row in outputs:
        same = {item.shares for (_, name), item in factors.outputs.items() if name == row["id"]}
        if len(same) != 1:
            differences.append(f"{row['id']}: {len(same)} sets of shares")
        for shares in same:
            differences += _share_differences(row, shares, row["id"])
    return len(inputs) + len(outputs), differences


def _source_differences(row: Mapping[str, str], default: str, converted: str) -> list[str]:
    source = qs.factors.shipped().sources[row["id"]]
    factor, ident = source.factor, row["id"]
    wanted = (row["toolkit_cat_no"], row["activity_unit"], row["input_factor_unit"], _number(row[default]))
    differences = (
        []
        if (source.category, source.activity_unit, factor.unit, factor.value) == wanted
        else [f"{ident}: factor"]
    )
    kilograms = _number(row[converted])
    if factor.value is None:
        return (
            differences
            if kilograms is None
            else [*differences, f"{ident}: converted factor without a factor"]
        )
    computed = kg_per_activity_unit(factor.value, factor.unit, source.activity_unit)
    close = kilograms is not None and math.isclose(computed, kilograms, rel_tol=1e-9)
    return differences if close else [*differences, f"{ident}: converted factor"]


def _share_differences(row: Mapping[str, str], shares: tuple[float, ...] | None, ident: str) -> list[str]:
    printed = [_number(row[name]) for name in REFERENCE_SHARES]
    given = [share for share in printed if share is not None]
    differences = []
    if given and abs(math.fsum(given) - float(row["out_sum"])) > 1e-9:
        differences.append(f"{ident}: printed sum of shares")
    if shares is None:
        return differences if not given else [*differences, f"{ident}: shares"]
    return differences + [
        f"{ident}: {name}"
        for name, share, wanted in zip(PATHWAYS, shares, printed, strict=True)
        if share != (wanted or 0.0)
    ]


_RED_MUD = "the 0.65 of alumina is red mud, a waste of the sector and not of households"
#: The intended differences, with the numbers of the table and of the package, and why.
INTENDED = {
    # What the Toolkit calls a product of coal washing continues to combustion.
    "5.1.1-o-wash: products": (
        "0.8",
        "0",
        "not a product: it continues to combustion, and a chain such as wash > esp follows it",
    ),
    "L1-AL: general_waste": ("0.65", "0", _RED_MUD),
    "L1-AL: sector_waste": ("0.1", "0.75", _RED_MUD),
    "5.2.7-o: general_waste": ("0.65", "0", _RED_MUD),
    "5.2.7-o: sector_waste": ("0.1", "0.75", _RED_MUD),
}


def _shared_tables(folder: Path) -> list[Row]:
    rows = []
    for name, (count, differences) in {
        "Level 1": level1_differences(folder),
        "Level 2": level2_differences(folder),
    }.items():
        other = [item for item in differences if item not in INTENDED]
        rows.append(
            Row(
                "tables",
                f"{name}: factors, units, shares and converted factors",
                f"{count} rows",
                f"{len(other)} differences",
                NO if other else YES,
                "; ".join(other),
            )
        )
        rows += [
            Row("tables", item, INTENDED[item][0], INTENDED[item][1], NO, INTENDED[item][2])
            for item in differences
            if item in INTENDED
        ]
    return rows
