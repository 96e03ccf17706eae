"""Where an installation keeps its own files: database, secret key; asked before any settings are read."""

from __future__ import annotations

import os
import secrets
from pathlib import Path

__all__ = ["data_folder", "private_folder", "secret_key", "user_folder"]


def user_folder() -> Path:
    """Return the folder of this program among the user's data."""
    base = os.environ.get("XDG_DATA_HOME") or Path.home() / ".local" / "share"
    return Path(base) / "quicksilver"


def data_folder() -> Path:
    """Return the folder in which this installation keeps its files."""
    given = os.environ.get("QUICKSILVER_DATA")
    if given:
        return Path(given).expanduser()
    return user_folder()


def private_folder(path: Path) -> None:
    """Make a folder that only its owner may enter, whatever the umask; an empty one that is there already is made so too.

    A folder with files in it that is open to others is left as it is: its owner decides about it.
    """
    path.mkdir(mode=0o700, parents=True, exist_ok=True)
    if os.name == "posix" and path.stat().st_uid == os.geteuid() and not any(path.iterdir()):
        path.chmod(0o700)


def secret_key() -> str:
    """Return the secret key: the environment's, or the one kept in the data folder, made there the first time."""
    given = os.environ.get("QUICKSILVER_SECRET_KEY")
    if given:
        return given
    path = data_folder() / "secret-key"
    private_folder(path.parent)
    try:
        # O_EXCL: of two processes that start at once, one makes it and the other reads it.
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return path.read_text(encoding="ascii").strip()
    with os.fdopen(handle, "w", encoding="ascii") as file:
        file.write(secrets.token_urlsafe(64))
    return path.read_text(encoding="ascii").strip()
