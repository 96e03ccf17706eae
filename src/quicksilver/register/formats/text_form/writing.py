"""Writing a register as text: the same bytes for the same records."""

from __future__ import annotations

from pathlib import Path

from quicksilver.errors import OutputExistsError
from quicksilver.intake.paused_gc import without_collection
from quicksilver.outputs import write_files
from quicksilver.register.formats.text_form.plain import record_bytes
from quicksilver.register.records import KINDS
from quicksilver.register.register import Register

__all__ = ["export_directory"]


@without_collection()
def export_directory(register: Register, path: str | Path, *, force: bool = False) -> Path:
    """Write a register's text form.

    Parameters
    ----------
    register : Register
        All its records are written, whatever day it is asked as of.
    path : str or Path
        The directory; made when it is not there.
    force : bool
        Whether records of a directory that is there may be replaced. Records that the register no longer has are
        then removed, so that loading the directory gives the register again; other files are left alone. A record whose
        file is in a folder inside the folder of its kind stays there.

    Returns
    -------
    Path
        The directory.

    Raises
    ------
    OutputExistsError
        The directory already contains records and ``force`` is not given.
    """
    root = Path(path)
    present = _there(root)
    grouped = {(name.partition("/")[0], name.rpartition("/")[2]): name for name in sorted(present)}
    files = {
        grouped.get((kind, f"{record.id}.yaml"), f"{kind}/{record.id}.yaml"): record_bytes(record)
        for kind, record in register
    }
    if present and not force:
        raise OutputExistsError(
            f"{root} already contains {len(present)} records; add --force to replace them, or name another directory"
        )
    if files:
        write_files(root, files, force=force)
    else:
        root.mkdir(parents=True, exist_ok=True)
    for name in present - set(files):
        (root / name).unlink()
    return root


def _there(root: Path) -> set[str]:
    return {
        file.relative_to(root).as_posix()
        for kind in KINDS
        for pattern in ("*.yaml", "*/*.yaml")
        for file in (root / kind).glob(pattern)
    }
