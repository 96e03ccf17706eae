"""Writing results: completely or not at all, never over an existing file, never a formula by accident."""

from __future__ import annotations

import io
import json
import math
import os
import re
import shutil
import tempfile
import zipfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from quicksilver.errors import InputProblems, OutputExistsError, Problem

if TYPE_CHECKING:
    import pandas as pd
    import xarray as xr

__all__ = [
    "csv_bytes",
    "data_bytes",
    "fixed_dates",
    "json_bytes",
    "normalised_zip",
    "records",
    "safe_text",
    "told_of",
    "writable",
    "write_files",
]

# What a spreadsheet interprets as the beginning of a formula, with the full-width signs some of them accept.
_STARTS: Final = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠", "|", "%")


_SURROGATES: Final = re.compile("[\ud800-\udfff]")
# Characters that XML 1.0 forbids or advises against, and with it workbooks and documents; clean texts have none of them.
_FORBIDDEN: Final = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]"
)


def writable(text: str) -> str:
    r"""Return a text without the characters that no format of documents can contain; each becomes U+FFFD.

    It is the last guard of the writers: :mod:`quicksilver.intake.cleaning` cleans texts where they come in.

    Examples
    --------
    >>> writable("a\x00b") == "a\ufffdb"
    True
    """
    # Of what is printable nothing is forbidden, which is quickly asked.
    return text if text.isprintable() else _FORBIDDEN.sub("\ufffd", text)


def safe_text(value: Any) -> Any:
    """Return a value that a spreadsheet can hold and will not run: a text that could start a formula gets an apostrophe.

    Examples
    --------
    >>> safe_text("=1+1"), safe_text("coal"), safe_text(-1.0)
    ("'=1+1", 'coal', -1.0)
    """
    if isinstance(value, str):
        value = writable(value)
    if isinstance(value, str) and value.lstrip(" \u00a0").startswith(_STARTS):
        return "'" + value
    return value


def csv_bytes(table: pd.DataFrame) -> bytes:
    """Return a table as CSV (UTF-8, LF), numbers with all their digits, texts which a spreadsheet opens safely."""
    safe = table.copy()
    for name in safe.columns:
        if safe[name].dtype == object or str(safe[name].dtype).startswith("str"):
            safe[name] = safe[name].map(safe_text)
    return str(safe.to_csv(index=False, lineterminator="\n")).encode("utf-8")


def data_bytes(name: str, table: pd.DataFrame, dataset: xr.Dataset | None = None) -> bytes:
    """Return data in the format given by the name of a file: CSV and Parquet contain the table, NetCDF the data set.

    Parameters
    ----------
    name : str
        Name of the file; ``.csv``, ``.parquet``, ``.nc`` or ``.nc4``.
    table : DataFrame
    dataset : xarray.Dataset, optional
        If omitted, NetCDF contains the table.

    Raises
    ------
    InputProblems
        The name ends in something else.
    """
    kind = Path(name).suffix.lower()
    buffer = io.BytesIO()
    if kind == ".csv":
        return csv_bytes(table)
    if kind == ".parquet":
        table.to_parquet(buffer, index=False)
    elif kind in (".nc", ".nc4"):
        (table.to_xarray() if dataset is None else dataset).to_netcdf(buffer, engine="h5netcdf")
    else:
        raise InputProblems(
            [
                Problem(
                    f"files of the kind of {name!r} cannot be written",
                    "name of the file to write",
                    ".csv, .nc or .parquet",
                    f"{Path(name).stem}.csv",
                )
            ]
        )
    return buffer.getvalue()


def json_bytes(data: Any) -> bytes:
    """Return data as JSON that a person can read; NaN and infinity become null, lone surrogates U+FFFD."""
    return (json.dumps(_finite(data), ensure_ascii=False, indent=2, allow_nan=False) + "\n").encode("utf-8")


def records(table: Any) -> list[dict[str, Any]]:
    """Return the rows of a data frame as plain data for JSON; a value that is missing is None.

    Parameters
    ----------
    table : pandas.DataFrame

    Returns
    -------
    list of dict of str to object

    Examples
    --------
    >>> import pandas as pd
    >>> records(pd.DataFrame({"year": [2010, 2015], "value": [1.5, float("nan")]}))
    [{'year': 2010, 'value': 1.5}, {'year': 2015, 'value': None}]
    """
    rows: list[dict[str, Any]] = json.loads(table.to_json(orient="records"))
    return rows


def _finite(data: Any) -> Any:
    if isinstance(data, str):
        # A name of a file may hold bytes that are no UTF-8, and JSON is UTF-8.
        return data if data.isprintable() else _SURROGATES.sub("\ufffd", data)
    if isinstance(data, float) and not math.isfinite(data):
        return None
    if isinstance(data, Mapping):
        return {_finite(str(key)): _finite(value) for key, value in data.items()}
    if isinstance(data, (list, tuple)):
        return [_finite(value) for value in data]
    return data


def normalised_zip(data: bytes, replace: Mapping[str, bytes] | None = None) -> bytes:
    """Return a zip file (xlsx, docx) with fixed dates and order, so that equal contents are equal bytes.

    Parameters
    ----------
    data : bytes
    replace : mapping of str to bytes, optional
        Members whose contents are replaced.
    """
    source = zipfile.ZipFile(io.BytesIO(data))
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as out:
        for name in source.namelist():
            member = zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0))
            member.compress_type = zipfile.ZIP_DEFLATED
            out.writestr(member, (replace or {}).get(name, source.read(name)))
    return target.getvalue()


def fixed_dates(data: bytes) -> bytes:
    """Return a workbook without the clock: openpyxl replaces any given time by the time of saving."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        core = archive.read("docProps/core.xml")
    stamp = rb"(<dcterms:(?:created|modified)[^>]*>)[^<]*(</dcterms:)"
    return normalised_zip(
        data, {"docProps/core.xml": re.sub(stamp, rb"\g<1>2000-01-01T00:00:00Z\g<2>", core)}
    )


@contextmanager
def told_of(target: Path) -> Iterator[None]:
    """Name the file that is meant where the machine refuses the hidden one that is written first.

    Raises
    ------
    OSError
        As it was, with the name of the target.
    """
    try:
        yield
    except OSError as wrong:
        raise OSError(wrong.errno, wrong.strerror, str(target)) from wrong


def write_files(folder: Path, files: Mapping[str, bytes], *, force: bool = False) -> Path:
    """Write files to a folder, all of them or none, and return the folder.

    Everything is written to a hidden folder first and moved into place when it is complete; other
    files in the folder are not changed. That folder is on the same disk: in the target where there is one, which
    may be another disk, and else beside it.

    Parameters
    ----------
    folder : Path
        Created when it does not exist.
    files : mapping of str to bytes
        Relative paths and contents.
    force : bool
        Whether files of the same name may be replaced.

    Raises
    ------
    OutputExistsError
        A file of the same name exists and ``force`` is not given, or the folder is a file.
    OSError
        The machine refuses it; it names the file, or else the folder.
    """
    if folder.exists() and not folder.is_dir():
        raise OutputExistsError(f"{folder} is a file, not a folder; name another folder with --out")
    present = sorted(name for name in files if (folder / name).exists())
    if present and not force:
        shown = ", ".join(present[:5]) + (" ..." if len(present) > 5 else "")
        raise OutputExistsError(
            f"{folder} already contains {shown}; add --force to replace, or name another place"
        )
    made = [path for path in (folder.absolute(), *folder.absolute().parents) if not path.exists()]
    home = folder.absolute() if folder.exists() else folder.absolute().parent
    staging: Path | None = None
    at = folder
    try:
        home.mkdir(parents=True, exist_ok=True)
        staging = Path(tempfile.mkdtemp(prefix=f".{folder.absolute().name}.", dir=home))
        for name, data in files.items():
            at, path = folder / name, staging / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(data)
        at = folder
        _move(staging, folder, files)
    except BaseException as wrong:
        if staging is not None:
            shutil.rmtree(staging, ignore_errors=True)
        for path in made:
            if path.is_dir() and not any(path.iterdir()):
                path.rmdir()
        if isinstance(wrong, OSError):
            # The name of the hidden folder says nothing to the person, and a full disk names no file.
            raise OSError(wrong.errno, wrong.strerror, str(at)) from wrong
        raise
    shutil.rmtree(staging, ignore_errors=True)
    return folder


def _move(staging: Path, folder: Path, files: Mapping[str, bytes]) -> None:
    if not folder.exists():
        staging.chmod(0o777 & ~_umask())
        staging.replace(folder)
        return
    for name in files:
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (staging / name).replace(folder / name)


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask
