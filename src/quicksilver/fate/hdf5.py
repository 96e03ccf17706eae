"""Whether a file of HDF5 can be walked to its end, found out in another process.

The library of HDF5 goes round for ever in some damaged files, in code that no signal and no thread can stop. So a file that
somebody brings is first walked by a helper process, which is started once and can be ended: what it does not answer in time is
damaged. A file that it can walk is then read here as any other.
"""

from __future__ import annotations

import atexit
import json
import queue
import subprocess
import sys
import threading
from pathlib import Path
from typing import Any, Final

__all__ = ["SECONDS", "can_be_walked"]

#: What a helper may take for one file. Walking reads names, sizes and attributes, and no values.
SECONDS: Final = 5.0
_PROGRAM: Final = r"""
import json, sys
import h5py

def walk(name, node):
    dict(node.attrs)
    if isinstance(node, h5py.Dataset):
        [list(scale) for scale in node.dims]

for line in sys.stdin:
    try:
        with h5py.File(json.loads(line), "r") as file:
            walk("", file)
            file.visititems(walk)
    except BaseException:
        pass  # what is wrong with it is stated by the one who reads it
    sys.stdout.write("walked\n")
    sys.stdout.flush()
"""


class _Helper:
    """A process that walks one file after the other."""

    def __init__(self) -> None:
        self._process = subprocess.Popen(  # noqa: S603 - this program itself
            [sys.executable, "-c", _PROGRAM],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
        )
        self._answers: queue.Queue[str] = queue.Queue()
        threading.Thread(target=self._listen, daemon=True).start()

    def _listen(self) -> None:
        assert self._process.stdout is not None
        for line in self._process.stdout:
            self._answers.put(line)
        self._answers.put("")

    def walks(self, path: Path, seconds: float) -> bool:
        """Return whether it comes to the end of a file in time; it is ended where it does not."""
        assert self._process.stdin is not None
        try:
            self._process.stdin.write(json.dumps(str(path.resolve())) + "\n")
            self._process.stdin.flush()
            answer = self._answers.get(timeout=seconds)
        except queue.Empty:
            self.end()
            return False
        except OSError:
            answer = ""
        if answer:
            return True
        # A helper that a file has killed is as good an answer as none; one that could not start states nothing.
        is_killed = self._process.wait() < 0
        self.end()
        return not is_killed

    @property
    def is_alive(self) -> bool:
        """Return whether it can be asked again."""
        return self._process.poll() is None

    def end(self) -> None:
        """End the process."""
        self._process.kill()
        self._process.wait()
        for stream in (self._process.stdin, self._process.stdout):
            if stream is not None:
                stream.close()


_HELPERS: list[Any] = []


def _end_all() -> None:
    while _HELPERS:
        _HELPERS.pop().end()


def can_be_walked(path: str | Path, seconds: float | None = None) -> bool:
    """Return whether the library comes to the end of a file; one of another kind always does.

    Parameters
    ----------
    path : str or Path
    seconds : float, optional
        After which it is taken to go round indefinitely; :data:`SECONDS` if omitted.

    Examples
    --------
    >>> can_be_walked(__file__)
    True
    """
    file = Path(path)
    with file.open("rb") as start:
        if start.read(8) != b"\x89HDF\r\n\x1a\n":
            return True
    if not _HELPERS:
        _HELPERS.append(_Helper())
        atexit.register(_end_all)
    walked: bool = _HELPERS[0].walks(file, SECONDS if seconds is None else seconds)
    if not _HELPERS[0].is_alive:
        _HELPERS.clear()
    return walked
