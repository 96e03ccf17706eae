"""Compare what two commits write: run the demo and every shipped example at both, and compare numbers and structure.

``python tools/same_outputs.py OLD NEW`` checks both commits out beside each other, runs the same commands with each,
masks the version, run ids and places, and lists what differs: *structure* (a file, column, key, row, dimension that
is in one of them), *number* (a value in a table, JSON, NetCDF or workbook), *number in text* (in what is printed and
in documents) and *text*. It exits with 1 where a structure or a number differs and no row of ``--expected`` names it.

Rows of the expected differences (``tools/expected_differences``, a file per version) are ``job,file,kind,reason`` with patterns as for file names; texts need no row. Both
commits run in the environment of the Python that runs this tool.
"""

from __future__ import annotations

import argparse
import csv
import fnmatch
import html
import json
import math
import os
import re
import shlex
import shutil
import subprocess
import sys
import tempfile
import zipfile
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from quicksilver.languages import LANGUAGES

ROOT = Path(__file__).parents[1]
AREAS = ("coal", "chlor-alkali", "asgm", "products", "waste", "non-ferrous", "supply", "cross-cutting")
BOARDS = (
    "gaps",
    "mandates",
    "partners",
    "targets",
    "contributions",
    "translations",
    "actions",
    "plan-changes",
)

#: What may differ from run to run and means nothing: versions, hashes and run ids, times of writing, places.
MASKS = [
    (re.compile(r"\b0\.[0-9]+\.[0-9]+(\.dev\d+)?\b"), "VERSION"),
    (re.compile(r"\b[0-9a-f]{12,64}\b"), "HASH"),
    (re.compile(r"\d{4}-\d\d-\d\d[T ]\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:?\d\d)?"), "TIME"),
    (re.compile(r"\b[0-9.]+ (ms|s)\b(?= \(?(elapsed|wall))"), "TIME"),
]
NUMBER = re.compile(r"(?<![\w.])[-+]?\d(?:[\d,]*\d)?(?:\.\d+)?(?:[eE][-+]?\d+)?(?![\w])")
#: Differences that the order of additions makes are none.
ROUNDING = 1e-12
#: Keys and columns whose values are masked whole.
MASKED_KEYS = {"version", "run_id", "digest", "sha256", "hash", "receipt", "software", "quicksilver"}


@dataclass(frozen=True)
class Difference:
    """One thing that differs between the two commits."""

    job: str
    file: str
    kind: str
    what: str


# --- what is run


def _fixed_jobs() -> Iterator[tuple[str, list[str]]]:
    """Yield the name and the commands of each job that needs nothing but the program."""
    run = "quicksilver inventory"
    yield (
        "demo",
        ["make --old-file=.venv/.run --old-file=setup-system -C {tree} demo", "cp -r {tree}/out out"],
    )
    yield (
        "inventory",
        [
            f"{run} example --out example",
            *(f"{run} run example/{year} --out {year} --no-report --seed 1" for year in (2015, 2020)),
            f"{run} run example/2020 --out 2020-level --draws 0 --no-report",
            f"{run} explain example/2020 --source L1-SWITCH --json > explain.json",
            f"{run} check example/2020 --json > check.json",
            f"{run} sensitivity example/2020 --json > sensitivity.json",
            f"{run} compare example/2015 example/2020 --json > compare.json",
            f"{run} template --level 1 --out template.xlsx",
            f"{run} schema > schema.json",
            "quicksilver factors show L1-COAL-PP --json > factor.json",
        ],
    )
    for language in list(LANGUAGES)[1:]:
        yield (
            f"inventory-{language}",
            [
                f"{run} example --out example",
                f"{run} run example/2020 --out 2020 --language {language} --seed 1",
            ],
        )
    for area in AREAS:
        verbs = ("baseline", "options", "project", "indicators")
        yield (
            f"area-{area}",
            [
                "printf '{{\"year\": 2015}}' > year.json",
                *(f"quicksilver area {area} {verb} --json > {verb}.json || true" for verb in verbs),
                f"quicksilver area {area} baseline --input year.json --json > baseline-2015.json || true",
                f"quicksilver area {area} --schema > schema.json",
            ],
        )
    cycle = "--emissions streets2011 --from -2000 --to 2008"
    yield (
        "fate",
        [
            "for m in $(quicksilver fate models | cut -d' ' -f1 | grep -E '^[a-z]+[0-9]'); do"
            " quicksilver fate pulse --model $m --after 1,10,100 --json > pulse-$m.json || true;"
            f" quicksilver fate cycle --model $m {cycle} --every 50 --out cycle-$m.csv || true; done",
            f"quicksilver fate attribute {cycle} --of deposition --periods 1850,1950,2000 --json > attribute.json",
            'quicksilver fate compare --future hold --future "cut 50% by 2035" --from 2010 --to 2030 --out compare',
            f"quicksilver fate ensemble {cycle} --members 200 --seed 1 --out ranges.nc",
        ],
    )
    yield (
        "scenario",
        [
            "quicksilver scenario example --out world.yaml",
            "quicksilver scenario run world.yaml --out world --fate amos2014",
            "quicksilver scenario curve world.yaml --year 2040 --json > curve.json",
            'quicksilver scenario mix world.yaml --year 2040 --target "100 t/yr" --json > mix.json || true',
            "quicksilver scenario baseline --json > baseline.json",
        ],
    )
    for name, day in (("2007-2008", "2009-05-01"), ("after-2009", "2024-01-01")):
        yield (
            f"register-{name}",
            [
                f"quicksilver programme load {name}",
                "quicksilver programme export text",
                "quicksilver programme export csv --as csv",
                "quicksilver programme answer --json > answer.json",
                "quicksilver programme search mercury --json > search.json",
                *(f"quicksilver report {board} --as-of {day} --out {board} || true" for board in BOARDS),
            ],
        )
    progress = "quicksilver report progress --from 2007-2008 --period 2007-2008 --as-of 2009-05-01"
    yield "progress", [f"{progress} --language {language} --out {language}" for language in LANGUAGES]


def _example_jobs(tree: Path) -> Iterator[tuple[str, list[str]]]:
    """Yield the worked examples on the areas' pages of the older commit: input and command."""
    shown = re.compile(r"`quicksilver area (\S+) (\S+) --input \S+ --json`[^`]*```json\n(.*?)```", re.DOTALL)
    for page in sorted((tree / "docs" / "reference").glob("area-*.md")):
        for area, verb, given in shown.findall(page.read_text(encoding="utf-8")):
            compact = json.dumps(json.loads(given)).replace("{", "{{").replace("}", "}}")
            command = f"printf '%s' '{compact}' > given.json"
            yield (
                f"example-{area}-{verb}",
                [command, f"quicksilver area {area} {verb} --input given.json --json > answer.json"],
            )


def _calculator_jobs(tree: Path) -> Iterator[tuple[str, list[str]]]:
    """Yield a job for each area: every calculator on the example that the newer commit packages for it."""
    for path in sorted((tree / "src" / "quicksilver" / "areas" / "examples").glob("*.json")):
        commands = []
        for verb, given in json.loads(path.read_text(encoding="utf-8")).items():
            packed = shlex.quote(json.dumps(given)).replace("{", "{{").replace("}", "}}")
            call = f"quicksilver area {path.stem} {verb} --input - --json > {verb}.json || true"
            commands.append(f"printf '%s' {packed} | {call}")
        yield f"calculators-{path.stem}", commands


def _environment(tree: Path, place: Path) -> dict[str, str]:
    binary = str(Path(sys.executable).parent)
    kept = {key: value for key, value in os.environ.items() if not key.startswith("QUICKSILVER_")}
    return kept | {
        "PATH": f"{binary}{os.pathsep}{kept.get('PATH', '')}",
        "PYTHONPATH": str(tree / "src"),
        "QUICKSILVER_DATA": str(place / "register"),
        "SOURCE_DATE_EPOCH": "1243814400",
        "COLUMNS": "100",
        "LC_ALL": "C.UTF-8",
        "TZ": "UTC",
        "PYTHONHASHSEED": "0",
    }


def check_program(tree: Path, place: Path) -> None:
    """Stop where a commit's program does not start at all: two failures would look like equal outputs.

    Raises
    ------
    SystemExit
    """
    done = subprocess.run(
        ["bash", "-c", "quicksilver --version"],
        env=_environment(tree, place),
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        raise SystemExit(f"{tree}: quicksilver does not start: {done.stderr.strip()[-500:]}")


def run_job(tree: Path, place: Path, commands: list[str]) -> None:
    """Run the commands of a job in a new folder, with one commit's program; keep what is printed."""
    place.mkdir(parents=True)
    printed = []
    for command in commands:
        done = subprocess.run(
            ["bash", "-c", command.format(tree=tree)],
            cwd=place,
            env=_environment(tree, place),
            capture_output=True,
            text=True,
            check=False,
        )
        printed.append(f"$ {command}\n[{done.returncode}]\n{done.stdout}{done.stderr}")
    text = "\n".join(printed).replace(str(place), "PLACE").replace(str(tree), "TREE")
    (place / "printed.txt").write_text(text, encoding="utf-8")


def check_out(commit: str, place: Path) -> Path:
    """Write the files of a commit into a folder, with a link to the environment that runs this tool."""
    place.mkdir(parents=True)
    packed = subprocess.run(["git", "archive", commit], cwd=ROOT, capture_output=True, check=True).stdout
    subprocess.run(["tar", "-xf", "-", "-C", str(place)], input=packed, check=True)
    (place / ".venv").symlink_to(Path(sys.executable).parents[1])
    return place


# --- how it is compared


def masked(text: str) -> str:
    """Return a text without what may differ from run to run."""
    for pattern, name in MASKS:
        text = pattern.sub(name, text)
    return text


def _as_number(value: object) -> float | None:
    if isinstance(value, bool) or value is None:
        return None
    try:
        return float(str(value).replace(",", ""))
    except ValueError:
        return None


def compare_values(old: Any, new: Any, path: str = "") -> Iterator[tuple[str, str]]:
    """Yield kind and description of every difference between two values of JSON or YAML.

    Parameters
    ----------
    old, new : object
        Mappings, sequences, numbers, texts.
    path : str
        Where they are, for the description.
    """
    if isinstance(old, dict) and isinstance(new, dict):
        for key in sorted({*old, *new}, key=str):
            here = f"{path}.{key}" if path else str(key)
            if key not in old or key not in new:
                yield "structure", f"{here}: only in the {'newer' if key in new else 'older'}"
            elif str(key) not in MASKED_KEYS:
                yield from compare_values(old[key], new[key], here)
    elif isinstance(old, list) and isinstance(new, list):
        if len(old) != len(new):
            yield "structure", f"{path}: {len(old)} items, then {len(new)}"
        for index, (before, after) in enumerate(zip(old, new, strict=False)):
            yield from compare_values(before, after, f"{path}[{index}]")
    else:
        yield from _compare_cells(old, new, path)


def _compare_cells(old: Any, new: Any, path: str) -> Iterator[tuple[str, str]]:
    first, second = _as_number(old), _as_number(new)
    if first is not None and second is not None:
        if not (math.isclose(first, second, rel_tol=ROUNDING) or (math.isnan(first) and math.isnan(second))):
            yield "number", f"{path}: {old} -> {new}"
    elif (
        first is not None
        or second is not None
        or isinstance(old, (dict, list)) != isinstance(new, (dict, list))
    ):
        yield "structure", f"{path}: {str(old)[:80]!r} -> {str(new)[:80]!r}"
    else:
        yield from _compare_texts(str(old), str(new), path)


def _compare_texts(old: str, new: str, path: str) -> Iterator[tuple[str, str]]:
    old, new = masked(old), masked(new)
    if old == new:
        return
    before, after = Counter(NUMBER.findall(old)), Counter(NUMBER.findall(new))
    gone, come = sorted((before - after).elements()), sorted((after - before).elements())
    if gone or come:
        yield "number in text", f"{path}: without {gone[:8]}, with {come[:8]}"
    else:
        yield "text", path


def _read_csv(path: Path) -> dict[str, Any]:
    with path.open(encoding="utf-8-sig", newline="") as handle:
        rows = list(csv.reader(handle))
    heads = rows[0] if rows else []
    read = [dict(zip(heads, row, strict=False)) for row in rows[1:]]
    keys = [row[0] for row in rows[1:] if row]
    # Rows with keys are compared by key, so that one more row does not move the others.
    if heads and heads[0] in ("id", "source", "line") and len(set(keys)) == len(read):
        return {"columns": heads, "rows": dict(zip(keys, read, strict=True))}
    return {"columns": heads, "rows": read}


def _read_netcdf(path: Path) -> dict[str, Any]:
    import xarray

    with xarray.open_dataset(path, decode_times=False) as data:
        read: dict[str, Any] = {"attributes": {str(key): str(value) for key, value in data.attrs.items()}}
        for name in sorted(map(str, data.variables)):
            array = data[name]
            read[name] = {
                "dimensions": [*map(str, array.dims)],
                "attributes": {str(key): str(value) for key, value in array.attrs.items()},
                "values": array.values.ravel().tolist(),
            }
    return read


def _read_workbook(path: Path) -> dict[str, Any]:
    from openpyxl import load_workbook

    book = load_workbook(path, read_only=True)
    return {
        sheet.title: [
            [None if cell is None else str(cell) for cell in row] for row in sheet.iter_rows(values_only=True)
        ]
        for sheet in book.worksheets
    }


def _read_yaml(path: Path) -> Any:
    import yaml

    return yaml.safe_load(path.read_text(encoding="utf-8"))


def _read_docx(path: Path) -> list[str]:
    with zipfile.ZipFile(path) as packed:
        document = packed.read("word/document.xml").decode("utf-8")
    return [re.sub(r"<[^>]+>", "", part) for part in document.split("</w:p>")]


def _read_html(path: Path) -> str:
    text = re.sub(r"(?s)<(style|script)\b.*?</\1>|data:[^\"']+", "", path.read_text(encoding="utf-8"))
    return html.unescape(re.sub(r"<[^>]+>", " ", text))


READERS: dict[str, Callable[[Path], Any]] = {
    ".json": lambda path: json.loads(path.read_text(encoding="utf-8")),
    ".csv": _read_csv,
    ".nc": _read_netcdf,
    ".xlsx": _read_workbook,
    ".yaml": _read_yaml,
    ".yml": _read_yaml,
    ".docx": lambda path: "\n".join(_read_docx(path)),
    ".html": _read_html,
    ".txt": lambda path: path.read_text(encoding="utf-8"),
    ".svg": lambda path: " ".join(re.findall(r">([^<>]+)<", path.read_text(encoding="utf-8"))),
}
#: Written from the same content as a file that is compared (PDF as HTML, PNG as SVG), or a database that is exported.
LEFT_OUT = {".pdf", ".png", ".sqlite3", ".sqlite3-wal", ".sqlite3-shm"}


def compare_files(old: Path, new: Path) -> Iterator[tuple[str, str]]:
    """Yield kind and description of every difference between two files of the same name."""
    if old.suffix in LEFT_OUT or old.read_bytes() == new.read_bytes():
        return
    reader = READERS.get(old.suffix)
    if reader is None:
        yield "structure", "the bytes differ, and this tool cannot read what is in them"
        return
    try:
        before, after = reader(old), reader(new)
    except (ValueError, OSError, KeyError) as problem:
        yield "structure", f"cannot be read: {problem}"
        return
    yield from compare_values(before, after)


def compare_folders(job: str, old: Path, new: Path) -> Iterator[Difference]:
    """Yield every difference between two folders that the same commands wrote."""

    def below(place: Path) -> set[str]:
        return {path.relative_to(place).as_posix() for path in place.rglob("*") if path.is_file()}

    before, after = below(old), below(new)
    for name in sorted(before ^ after):
        if Path(name).suffix not in LEFT_OUT:
            where = "newer" if name in after else "older"
            yield Difference(job, name, "structure", f"the file is only in the {where}")
    for name in sorted(before & after):
        for kind, what in compare_files(old / name, new / name):
            yield Difference(job, name, kind, what)


# --- what is reported


def expected_rows(path: Path | None) -> list[dict[str, str]]:
    """Return the rows of the differences that are expected, each with its reason."""
    if path is None:
        return []
    with path.open(encoding="utf-8", newline="") as handle:
        return list(csv.DictReader(handle))


def reason_of(difference: Difference, rows: list[dict[str, str]]) -> str:
    """Return why a difference is expected, or an empty text."""
    for row in rows:
        patterns = (
            (difference.job, row["job"]),
            (difference.file, row["file"]),
            (difference.kind, row["kind"]),
        )
        if all(fnmatch.fnmatch(value, pattern) for value, pattern in patterns):
            return row["reason"]
    return ""


def report(differences: list[Difference], rows: list[dict[str, str]], most: int) -> int:
    """Print the differences by job, file and kind, and return 1 where one that counts is not expected."""
    groups: dict[tuple[str, str, str], list[str]] = {}
    for difference in differences:
        groups.setdefault((difference.job, difference.file, difference.kind), []).append(difference.what)
    open_ones = 0
    for (job, file, kind), places in sorted(groups.items()):
        reason = reason_of(Difference(job, file, kind, ""), rows)
        counts = kind != "text" and not reason
        open_ones += counts
        mark = "DIFFERS" if counts else "expected" if reason else "text"
        print(
            f"{mark:9}{job}/{file}: {kind}, {len(places)} place{'s' if len(places) > 1 else ''} {reason}".rstrip()
        )
        for place in places[:most] if counts else []:
            print(f"           {place[:300]}")
        if counts and len(places) > most:
            print(f"           ... and {len(places) - most} more")
    kinds = Counter(difference.kind for difference in differences)
    summary = ", ".join(f"{count} {kind}" for kind, count in sorted(kinds.items())) or "no difference"
    print(f"{summary}; {open_ones} files with differences that nobody expects")
    return 1 if open_ones else 0


def main() -> int:
    """Run the jobs at both commits and compare them."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n\n", maxsplit=1)[0])
    parser.add_argument("old")
    parser.add_argument("new")
    parser.add_argument("--expected", type=Path, help="CSV of expected differences: job,file,kind,reason")
    parser.add_argument("--only", default="*", help="pattern of the jobs to run")
    parser.add_argument("--keep", type=Path, help="folder to keep what was written in")
    parser.add_argument("--most", type=int, default=5, help="places shown per file")
    given = parser.parse_args()
    work = given.keep or Path(tempfile.mkdtemp())
    differences: list[Difference] = []
    try:
        old, new = check_out(given.old, work / "old" / "tree"), check_out(given.new, work / "new" / "tree")
        for tree in (old, new):
            check_program(tree, work)
        jobs = [*_fixed_jobs(), *_example_jobs(old), *_calculator_jobs(new)]
        for job, commands in jobs:
            if fnmatch.fnmatch(job, given.only):
                print(f"... {job}", file=sys.stderr, flush=True)
                for tree in (old, new):
                    run_job(tree, tree.parent / job, commands)
                differences += compare_folders(job, old.parent / job, new.parent / job)
    finally:
        if given.keep is None:
            shutil.rmtree(work, ignore_errors=True)
    return report(differences, expected_rows(given.expected), given.most)


if __name__ == "__main__":
    sys.exit(main())
