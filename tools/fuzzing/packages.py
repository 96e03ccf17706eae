"""Broken workbooks and NetCDF files: the XML inside the zip archive, the archive itself, the content of a dataset."""

from __future__ import annotations

import functools
import io
import random
import re
import zipfile
from typing import Any, Final
from xml.sax.saxutils import escape

from fuzzing.cases import Mutant, Target
from fuzzing.nasty import NOT_FINITE, VALUES, broken_bytes, strange_unit

__all__ = ["break_netcdf", "break_ods", "break_xlsx"]

_CELL: Final = re.compile(r'<c r="([A-Z]+)(\d+)"[^>]*?(?:/>|>.*?</c>)', re.DOTALL)
_ODS_CELL: Final = re.compile(r"<table:table-cell[^>]*?(?:/>|>.*?</table:table-cell>)", re.DOTALL)
_ILLEGAL: Final = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]")
_OTHER_PARTS: Final = (
    *(
        "xl/vbaProject.bin",
        "xl/externalLinks/externalLink1.xml",
        "xl/embeddings/x.bin",
        "../x",
        "xl/sharedStrings.xml",
    ),
)


@functools.lru_cache(maxsize=64)
def _parts(sample: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(sample)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def _archive(parts: dict[str, bytes], more: tuple[tuple[str, bytes], ...] = ()) -> bytes:
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w") as archive:
        for name, content in (*parts.items(), *more):
            archive.writestr(name, content)
    return written.getvalue()


def _inline(ref: str, value: str) -> str:
    # What XML cannot have is written as a reference: some writers do so, and readers have to refuse it.
    text = _ILLEGAL.sub(lambda sign: f"&#{ord(sign[0])};", escape(value))
    return f'<c r="{ref}" t="inlineStr"><is><t xml:space="preserve">{text}</t></is></c>'


def _typed(random_: random.Random, ref: str, value: str) -> str:
    """Return a cell of a random type with a value."""
    text = _ILLEGAL.sub("", escape(value))
    kind = random_.choice(("inline", "inline", "n", "str", "b", "e", "d", "s", "formula", "array"))
    if kind == "inline":
        return _inline(ref, value)
    if kind in ("formula", "array"):
        mark = ' t="array" ref="A1:B2"' if kind == "array" else ""
        return f'<c r="{ref}"><f{mark}>1+1</f><v>{text}</v></c>'
    return f'<c r="{ref}" t="{kind}"><v>{text}</v></c>'


def _sheet_cell(random_: random.Random, target: Target, xml: str) -> tuple[str, str, str] | None:
    """Return what was done to one cell of a sheet, the sheet, and why it must not be accepted."""
    cells = [cell for cell in _CELL.finditer(xml) if int(cell[2]) >= target.first]
    way = random_.choice(("number", "unit", "value", "value", "value"))
    letters = {"number": target.numbers, "unit": target.units}.get(way)
    named = [cell for cell in cells if letters is None or (cell[1] in letters and "<f" not in cell[0])]
    named = [cell for cell in named if way != "number" or "<v>" in cell[0]] if letters else named
    if not named:
        return None
    cell = random_.choice(named)
    ref = cell[1] + cell[2]
    if way == "number":
        value = random_.choice(NOT_FINITE)
        new = random_.choice((_inline(ref, value), f'<c r="{ref}"><v>{value}</v></c>'))
        name, never = f"{value} in {ref}", "not finite"
    elif way == "unit":
        name, never = f"strange unit in {ref}", "unknown word in a unit"
        new = _inline(ref, strange_unit(random_, "t"))
    else:
        value = random_.choice((*VALUES, *NOT_FINITE))
        new, name, never = _typed(random_, ref, value), f"{value[:30]!r} in {ref}", ""
    return name, xml[: cell.start()] + new + xml[cell.end() :], never


def _sheet_shape(random_: random.Random, xml: str) -> tuple[str, str]:
    way = random_.choice(
        ("dimension", "reference", "row twice", "row left out", "doctype", "row number", "merged")
    )
    rows = list(re.finditer(r"<row .*?</row>", xml, re.DOTALL))
    if way == "dimension":
        return way, re.sub(r'<dimension ref="[^"]*"', '<dimension ref="A1:XFD1048576"', xml)
    if way == "doctype":
        return way, xml.replace("<sheetData>", '<!DOCTYPE x [<!ENTITY a "x">]><sheetData>&a;', 1)
    if way == "merged":
        return way, xml.replace(
            "</sheetData>", '</sheetData><mergeCells><mergeCell ref="A1:D4"/></mergeCells>', 1
        )
    if not rows:
        return "shape left", xml
    row = random_.choice(rows)
    if way == "reference":
        ref = random_.choice(("A0", "XFE1", "A1048577", "ZZZZ9", "1A", "", "A1:B2", "Ä1", "A99999999999"))
        return f"cell {ref!r}", xml[: row.start()] + re.sub(
            r'<c r="[^"]*"', f'<c r="{ref}"', row[0], count=1
        ) + xml[row.end() :]
    if way == "row number":
        number = random_.choice(("0", "-1", "x", "1048576", "99999999999", "1.5"))
        changed = re.sub(r'<row r="[^"]*"', f'<row r="{number}"', row[0], count=1)
        return f"row {number}", xml[: row.start()] + changed + xml[row.end() :]
    times = 2 if way == "row twice" else 0
    return way, xml[: row.start()] + row[0] * times + xml[row.end() :]


def break_xlsx(random_: random.Random, target: Target) -> Mutant:
    """Return a broken workbook."""
    parts, draw = dict(_parts(target.sample)), random_.random()
    if draw < 0.15:
        return Mutant(*broken_bytes(random_, target.sample))
    if draw < 0.25:
        part = random_.choice(list(parts))
        name, parts[part] = broken_bytes(random_, parts[part])
        return Mutant(f"{part} {name}", _archive(parts))
    if draw < 0.33:
        return _other_parts(random_, parts)
    sheets = [name for name in parts if name.startswith("xl/worksheets/sheet")]
    for _ in range(20):
        part = random_.choice(sheets)
        xml = parts[part].decode("utf-8")
        if draw < 0.45:
            name, changed = _sheet_shape(random_, xml)
            never = ""
        else:
            done = _sheet_cell(random_, target, xml)
            if done is None:
                continue
            name, changed, never = done
        parts[part] = changed.encode("utf-8", "replace")
        return Mutant(f"{part}: {name}", _archive(parts), never)
    return Mutant(*broken_bytes(random_, target.sample))


def _other_parts(random_: random.Random, parts: dict[str, bytes]) -> Mutant:
    part = random_.choice(list(parts))
    way = random_.choice(("left out", "twice", "bomb", "more"))
    if way == "left out":
        del parts[part]
    elif way == "more":
        part = random_.choice(_OTHER_PARTS)
        parts[part] = b"<x/>"
    elif way == "bomb":
        written = io.BytesIO()
        with zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as archive:
            for name, content in parts.items():
                archive.writestr(name, content + (b" " * 30_000_000 if name == part else b""))
        return Mutant(f"{part} is 30 MB of spaces", written.getvalue())
    else:
        import warnings

        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return Mutant(f"{part} twice", _archive(parts, ((part, parts[part]),)))
    return Mutant(f"{part} {way}", _archive(parts))


def break_ods(random_: random.Random, target: Target) -> Mutant:
    """Return a broken OpenDocument workbook."""
    parts, draw = dict(_parts(target.sample)), random_.random()
    if draw < 0.2:
        return Mutant(*broken_bytes(random_, target.sample))
    if draw < 0.3:
        return _other_parts(random_, parts)
    xml = parts["content.xml"].decode("utf-8")
    if draw < 0.4:
        name, parts["content.xml"] = broken_bytes(random_, parts["content.xml"])
        return Mutant(f"content.xml {name}", _archive(parts))
    cell = random_.choice(list(_ODS_CELL.finditer(xml)))
    if draw < 0.6 and 'value-type="float"' in cell[0]:
        value = random_.choice(NOT_FINITE)
        new, never = re.sub(r'office:value="[^"]*"', f'office:value="{value}"', cell[0]), "not finite"
    elif draw < 0.7:
        value = random_.choice(("0", "-1", "x", "16000", "99999999999", "1000000000000000000000"))
        kind = random_.choice(("columns-repeated", "columns-spanned"))
        new, never = (
            cell[0].replace("<table:table-cell", f'<table:table-cell table:number-{kind}="{value}"', 1),
            "",
        )
    else:
        value, never = random_.choice((*VALUES, *NOT_FINITE)), ""
        text = _ILLEGAL.sub("", escape(value, {'"': "&quot;"}))
        kind = random_.choice(("float", "date", "boolean", "percentage", "time", "currency", "string", "x"))
        new = f'<table:table-cell office:value-type="{kind}" office:value="{text[:9000]}"><text:p>{text}</text:p></table:table-cell>'
    xml = xml[: cell.start()] + new + xml[cell.end() :]
    parts["content.xml"] = xml.encode("utf-8", "replace")
    return Mutant(f"{value[:30]!r} in a cell", _archive(parts), never)


# --- NetCDF

_ATTRIBUTES: Final[tuple[tuple[str, Any], ...]] = (
    *(
        ("units", "t blorp"),
        ("units", ""),
        ("units", "days since 0000-00-00"),
        ("units", "months since 2010-01-01"),
    ),
    *(
        ("units", "days since 99999-01-01"),
        ("units", 5),
        ("units", "kg m-2 s-1"),
        ("units", "1"),
        ("units", "\uffff"),
    ),
    *(
        ("calendar", "360_day"),
        ("calendar", "noleap"),
        ("calendar", "lunar"),
        ("calendar", ""),
        ("calendar", 3),
    ),
    *(
        ("_FillValue", -999.0),
        ("_FillValue", float("nan")),
        ("missing_value", "x"),
        ("missing_value", [1.0, 2.0]),
    ),
    *(("scale_factor", 0.0), ("scale_factor", "x"), ("scale_factor", float("nan")), ("add_offset", 1e308)),
    *(
        ("standard_name", "x"),
        ("coordinates", "nowhere"),
        ("bounds", "nowhere"),
        ("flag_values", "x"),
        ("axis", "Q"),
    ),
    *(
        ("cell_methods", "time: blorp"),
        ("flag_meanings", 5),
        ("cf_role", "x"),
        ("ancillary_variables", "nowhere"),
    ),
    *(
        ("units", "x" * 100_000),
        ("long_name", "a\x0bb"),
        ("valid_min", 1e9),
        ("per", "moon"),
        ("species", "Hg9"),
    ),
)


def _attribute(random_: random.Random, data: Any) -> tuple[Any, str]:
    variable = random_.choice(list(data.variables))
    name, value = random_.choice(_ATTRIBUTES)
    data[variable].attrs[name] = value
    data[variable].encoding.pop(name, None)
    return data, f"{variable}:{name} = {str(value)[:30]}"


def _values(random_: random.Random, data: Any) -> tuple[Any, str]:
    import numpy as np

    variable = random_.choice(
        [name for name in data.variables if data[name].dtype.kind in "fi" and data[name].size]
    )
    values = np.array(data[variable].values, dtype=float)
    value = random_.choice((np.nan, np.inf, -np.inf, -1.0, 1e308, -999.0, 1e20, 0.0))
    values.flat[random_.randrange(values.size) if random_.random() < 0.7 else slice(None)] = value
    return data.assign(
        {variable: (data[variable].dims, values, data[variable].attrs)}
    ), f"{variable} = {value}"


def _shape(random_: random.Random, data: Any) -> tuple[Any, str]:
    variable, dim = random_.choice(list(data.variables)), random_.choice(list(data.sizes))
    way = random_.choice(
        ("left out", "renamed", "single", "text", "reversed", "empty", "transposed", "no attributes")
    )
    if way == "left out":
        return data.drop_vars(variable), f"{variable} left out"
    if way == "renamed":
        return data.rename({variable: "other" if variable != "other" else "another"}), f"{variable} renamed"
    if way in ("single", "text") and variable not in data.sizes:
        kind = "f4" if way == "single" else str
        return data.assign({variable: data[variable].astype(kind)}), f"{variable} as {way}"
    if way == "single":
        return data.assign_coords({variable: data[variable].astype("f4")}), f"{variable} as {way}"
    if way == "reversed":
        return data.isel({dim: slice(None, None, -1)}), f"{dim} reversed"
    if way == "empty":
        return data.isel({dim: slice(0, random_.choice((0, 1)))}), f"{dim} cut"
    if way == "transposed":
        return data.transpose(*sorted(data.sizes, key=lambda _: random_.random())), "transposed"
    data[variable].attrs.clear()
    return data, f"{variable} without attributes"


def break_netcdf(random_: random.Random, target: Target) -> Mutant:
    """Return a broken NetCDF file."""
    import xarray as xr

    if random_.random() < 0.35:
        return Mutant(*broken_bytes(random_, target.sample))
    with xr.open_dataset(io.BytesIO(target.sample), decode_times=False, mask_and_scale=False) as opened:
        data = opened.load()
    names = []
    for _ in range(random_.choice((1, 1, 2))):
        try:
            data, name = random_.choice((_attribute, _attribute, _values, _shape))(random_, data)
        except (ValueError, KeyError, IndexError):
            name = "not possible"
        names.append(name)
    engine = random_.choice(("h5netcdf", "h5netcdf", "scipy"))
    try:
        return Mutant(", ".join(names), bytes(data.to_netcdf(engine=engine)))
    except Exception as cannot:  # What cannot be written at all needs no reader.
        return Mutant(f"not writable: {cannot}"[:60], target.sample)
