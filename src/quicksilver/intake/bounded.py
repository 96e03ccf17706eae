"""Reading in a process with limits of time and memory, so that no file can stop the program or fill the machine."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

__all__ = ["bounded"]

Result = TypeVar("Result")


def bounded(
    function: Callable[..., Result],
    /,
    *args: Any,
    seconds: float = 60.0,
    megabytes: int = 1024,
    **kwargs: Any,
) -> Result:
    """Return what a function returns, called in a process of its own with limits.

    Parameters
    ----------
    function : callable
        Importable by name; its arguments and its result can be pickled.
    *args, **kwargs : object
        Its arguments.
    seconds : float
        Time that it may take, in s.
    megabytes : int
        Memory that it may use beyond that of the fresh process, in MiB; without effect where the system has no such limit.

    Raises
    ------
    InputProblems
        Those of the function; or it took too long, or needed too much memory.
    """
    raise NotImplementedError
