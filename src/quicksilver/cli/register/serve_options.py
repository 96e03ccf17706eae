"""Which register the service opens: that of the demo, that of a folder, or the one of this installation."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Final

import click

__all__ = ["DEMO_REGISTER", "chosen_register", "data_option", "demo_option", "is_empty", "refuse_taken"]

#: Where ``quicksilver demo`` puts its register, seen from the folder it was started in.
DEMO_REGISTER: Final = Path("out/demo/register")
_FILE: Final = "register.sqlite3"

data_option = click.option(
    "--data",
    type=click.Path(path_type=Path, file_okay=False),
    metavar="DIR",
    help="Folder of the register to open; if omitted, the folder in QUICKSILVER_DATA or the user's data folder.",
)
demo_option = click.option(
    "--demo",
    is_flag=True,
    help=f"Open the register that `quicksilver demo` wrote: --data {DEMO_REGISTER.as_posix()}.",
)


def chosen_register(data: Path | None, demo: bool, database: str | None) -> str | None:
    """Return the database to open; its folder becomes that of the secret key too.

    Where nothing names a register and the user has none yet, the demo's is opened if it is there, and this is stated.

    Parameters
    ----------
    data : Path or None
        Folder of a register.
    demo : bool
        Whether to open the demo's register.
    database : str or None
        File or URL, as typed.

    Raises
    ------
    UsageError
        More than one of the three is given.
    InputProblems
        The folder contains no register.
    """
    from quicksilver.errors import InputProblems, Problem

    if sum((data is not None, demo, database is not None)) > 1:
        raise click.UsageError("give one of --demo, --data and --database")
    folder = DEMO_REGISTER if demo else data
    if folder is None:
        if database is not None or not _only_the_demo():
            return database
        folder = DEMO_REGISTER
        click.echo(
            f"You have no register yet; opening the demo's, {folder.as_posix()} (as with --demo).", err=True
        )
    if not (folder / _FILE).is_file():
        below = folder / "register"
        guess = below.as_posix() if (below / _FILE).is_file() else ""
        fix = (
            f"write --data {guess}"
            if guess
            else "run `quicksilver demo` first"
            if demo
            else "name the folder of a register, or set QUICKSILVER_DATA to it to start a new one"
        )
        raise InputProblems(
            [
                Problem(
                    f"there is no register in {folder.as_posix()}",
                    "--demo" if demo else "--data",
                    f"a folder that contains {_FILE}",
                    guess,
                    remedy=fix,
                )
            ]
        )
    os.environ["QUICKSILVER_DATA"] = str(folder)
    return str(folder / _FILE)


def _only_the_demo() -> bool:
    """Return whether the environment names no register, the user has none, and the demo's is in this folder."""
    from quicksilver.portal.setup.folders import user_folder

    named = any(os.environ.get(name) for name in ("QUICKSILVER_DATA", "DATABASE_URL"))
    return not named and not (user_folder() / _FILE).exists() and (DEMO_REGISTER / _FILE).is_file()


def refuse_taken(host: str, port: int) -> None:
    """Make sure that a service can listen at an address.

    Raises
    ------
    InputProblems
        It cannot, most often because another program does already.
    """
    import socket

    from quicksilver.errors import InputProblems, Problem

    try:
        kind, _, _, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        with socket.socket(kind, socket.SOCK_STREAM) as tried:
            if os.name == "posix":
                tried.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            tried.bind(address)
    except OSError as wrong:
        reason = wrong.strerror or str(wrong)
        raise InputProblems(
            [
                Problem(
                    f"port {port} of {host} cannot be used: {reason}",
                    "--host, --port",
                    "an address of this machine, and a port that no other program uses",
                    remedy=f"add --port {port + 1 if port < 65535 else port - 1}, or stop the other program",
                )
            ]
        ) from None


def is_empty() -> bool:
    """Return whether nothing was loaded into the open database yet."""
    from quicksilver.portal.store.mapping import kinds

    return not any(kind.model.objects.exists() for kind in kinds().values())
