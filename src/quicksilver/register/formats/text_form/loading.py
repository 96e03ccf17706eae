"""Loading a directory of YAML files: all of it, or a list of everything that is wrong with it."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from quicksilver.errors import InputProblems, Place, Problem, closest
from quicksilver.intake.documents.quick_yaml import Doubtful, TooDeep, quick_lines, quick_yaml
from quicksilver.intake.located import Located, read_yaml
from quicksilver.intake.paused_gc import without_collection
from quicksilver.language.problems import problem, problem_with
from quicksilver.register.formats.text_form.checks import check
from quicksilver.register.formats.text_form.messages import problems_of
from quicksilver.register.records import KINDS, Record
from quicksilver.register.register import Register

__all__ = ["load_directory"]

_LARGEST = 1_000_000


@without_collection()
def load_directory(path: str | Path, *, progress: Callable[[int, int], None] | None = None) -> Register:
    """Load a register from its text form.

    Hidden files, ``README`` and other files that are not YAML are skipped. The register is checked as a whole
    (:func:`quicksilver.register.formats.text_form.check`) when every file by itself is right.

    Parameters
    ----------
    path : str or Path
        The directory; in it one folder per kind of record, and in each one ``<id>.yaml`` per record. Where there are
        many, they may be in folders of any name inside the folder of their kind.
    progress : callable, optional
        Called with the number of files read and of files in all.

    Returns
    -------
    Register

    Raises
    ------
    InputProblems
        Everything that is wrong with all of the files, each with file and line.
    """
    root = Path(path)
    problems: list[Problem] = []
    files = list(_files(root, problems))
    records: list[tuple[str, Record]] = []
    broken: set[tuple[str, str]] = set()
    places: dict[tuple[str, str], str] = {}
    for done, (kind, file) in enumerate(files, 1):
        name = file.relative_to(root).as_posix()
        first = places.setdefault((kind, file.stem), name)
        if first != name:
            problems.append(_twice(file.stem, first, name))
            continue
        try:
            records.append((kind, _read(root, kind, file)))
        except InputProblems as wrong:
            problems += wrong.problems
            broken.add((kind, file.stem))
        if progress is not None:
            progress(done, len(files))
    register = Register.of(records)
    problems += check(register, where=_Places(root, places), also=broken)
    if problems:
        raise InputProblems(problems)
    return register


class _Places:
    """Names file and line of a record's field; a file is only read again when something is wrong in it."""

    def __init__(self, root: Path, places: Mapping[tuple[str, str], str]) -> None:
        self._root, self._places = root, places
        self._read: dict[str, Located] = {}

    def __call__(self, kind: str, identifier: str, *keys: str | int) -> Place:
        """Return the place of a field."""
        name = self._places.get((kind, identifier), f"{kind}/{identifier}.yaml")
        if name not in self._read:
            text = (self._root / name).read_text(encoding="utf-8-sig")
            self._read[name] = Located(None, quick_lines(text), name)
        return self._read[name].where(*keys)


def _files(root: Path, problems: list[Problem]) -> Iterator[tuple[str, Path]]:
    if not root.is_dir():
        code = "register.folder.file" if root.exists() else "register.folder.none"
        raise InputProblems([problem(code, Place(str(root)), name=root.name)])
    for entry in _entries(root):
        if entry.name in KINDS and entry.is_dir(follow_symlinks=False):
            yield from _in_folder(entry.name, entry, entry.name, problems)
        elif entry.is_symlink():
            problems.append(_link(Place(entry.name)))
        elif entry.is_dir():
            guess = closest(entry.name, list(KINDS))
            problems.append(
                problem(
                    "register.folder.unknown",
                    Place(entry.name),
                    name=entry.name,
                    allowed=list(KINDS),
                    guess=guess,
                )
            )
        elif _is_yaml(entry.name):
            problems.append(
                problem("register.file.place", Place(entry.name), name=entry.name, kinds=list(KINDS))
            )


def _in_folder(
    kind: str, folder: os.DirEntry[str], path: str, problems: list[Problem]
) -> Iterator[tuple[str, Path]]:
    for entry in _entries(Path(folder.path)):
        where = Place(f"{path}/{entry.name}")
        if entry.is_symlink():
            problems.append(_link(where))
        elif entry.is_dir() and path == kind:
            yield from _in_folder(kind, entry, where, problems)
        elif entry.is_dir():
            problems.append(problem("register.folder.inside", where, name=entry.name))
        elif entry.name.endswith(".yaml"):
            yield kind, Path(entry.path)
        elif _is_yaml(entry.name):
            guess = f"{Path(entry.name).stem}.yaml"
            problems.append(problem("register.file.name", where, name=entry.name, guess=guess))


def _entries(folder: Path) -> list[os.DirEntry[str]]:
    with os.scandir(folder) as entries:
        return sorted(
            (entry for entry in entries if not entry.name.startswith((".", "__"))),
            key=lambda entry: entry.name,
        )


def _is_yaml(name: str) -> bool:
    return name.lower().endswith((".yaml", ".yml"))


def _link(where: Place) -> Problem:
    # A link could lead out of the directory, and what it leads to would be shown in messages.
    return problem("register.file.link", where)


def _twice(identifier: str, first: str, second: str) -> Problem:
    return problem("register.file.twice", f"{first} and {second}", identifier=identifier)


def _refused(code: str, where: Place, **values: object) -> InputProblems:
    return InputProblems([problem_with(code, where, values)])


def _read(root: Path, kind: str, file: Path) -> Record:
    name = file.relative_to(root).as_posix()
    text = _text(file, name)
    try:
        data = quick_yaml(text)
    except TooDeep as deep:
        raise _refused("register.file.nested", Place(name, line=deep.line), most=deep.most) from None
    except Doubtful as doubt:
        read_yaml(name, text)
        # The reader with lines found nothing wrong.
        raise _refused("register.file.doubtful", Place(name), doubt=str(doubt)) from None
    if not isinstance(data, dict):
        code = "register.file.blank" if data is None else "register.file.fields"
        raise _refused(code, Place(name, line=1))
    return _record(kind, file.stem, data, name, text)


def _text(file: Path, name: str) -> str:
    try:
        content = file.read_bytes()
    except OSError as wrong:
        raise _refused("register.file.unreadable", Place(name), fault=str(wrong.strerror)) from None
    if len(content) > _LARGEST:
        raise _refused("register.file.large", Place(name), most=_LARGEST // 1_000_000)
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as wrong:
        line = content.count(b"\n", 0, wrong.start) + 1
        raise _refused("register.file.encoding", Place(name, line=line)) from None


def _record(kind: str, identifier: str, data: dict[Any, Any], name: str, text: str) -> Record:
    given = data.get("id", identifier)
    if given != identifier:
        where = read_yaml(name, text).where("id")
        raise _refused("register.file.id", where, given=given, name=identifier, guess=identifier)
    try:
        return KINDS[kind].model_validate({**data, "id": identifier})
    except ValidationError as wrong:
        located = read_yaml(name, text)
        problems = problems_of(wrong, KINDS[kind], lambda *keys: located.where(*_as_written(keys)))
    except TypeError:
        problems = [problem("register.file.names", Place(name, line=1))]
    raise InputProblems(problems)


def _as_written(keys: tuple[str | int, ...]) -> tuple[str | int, ...]:
    return keys[:-1] if keys and keys[-1] == "[key]" else keys
