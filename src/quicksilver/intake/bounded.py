"""Reading in a process with limits of time and memory, so that no file can stop the program or fill the machine."""

from __future__ import annotations

import contextlib
import math
import multiprocessing
from collections.abc import Callable
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any, TypeVar

from quicksilver.errors import InputProblems, Problem, QuicksilverError

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
    """Return what a function returns, called in a separate process with limits.

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
    # A fresh process: a copy of this one would have its threads' locks and its memory.
    context = multiprocessing.get_context("spawn")
    receiver, sender = context.Pipe(duplex=False)
    process = context.Process(
        target=_run, args=(sender, seconds, megabytes, function, args, kwargs), daemon=True
    )
    process.start()
    sender.close()
    try:
        answer: tuple[str, Any] = receiver.recv() if receiver.poll(seconds) else ("time", None)
    except EOFError:
        # The process ended without an answer: the system stopped it.
        answer = ("memory", None)
    finally:
        receiver.close()
        if process.is_alive():
            process.kill()
        process.join()
    kind, content = answer
    if kind == "result":
        return content  # type: ignore[no-any-return]
    if kind == "problems":
        raise InputProblems(content)
    if kind == "error":
        raise content
    raise InputProblems([_too_long(seconds) if kind == "time" else _too_much(megabytes)])


def _too_long(seconds: float) -> Problem:
    return Problem.stated(
        f"reading takes longer than {seconds:g} s",
        "input",
        f"at most {seconds:g} s",
        "split the file, or leave out what is not needed",
        code="bounded.time",
        seconds=seconds,
    )


def _too_much(megabytes: int) -> Problem:
    return Problem.stated(
        f"reading needs more memory than {megabytes} MiB",
        "input",
        f"at most {megabytes} MiB",
        "split the file, or leave out what is not needed",
        code="bounded.memory",
        megabytes=megabytes,
    )


def _run(
    sender: Connection,
    seconds: float,
    megabytes: int,
    function: Callable[..., Any],
    args: tuple[Any, ...],
    kwargs: dict[str, Any],
) -> None:
    """Call the function in the process and send its answer."""
    _limit(seconds, megabytes)
    try:
        answer: tuple[str, Any] = ("result", function(*args, **kwargs))
    except InputProblems as wrong:
        answer = ("problems", wrong.problems)
    except MemoryError:
        answer = ("memory", None)
    except QuicksilverError as wrong:
        answer = ("error", wrong)
    except Exception as wrong:
        answer = ("error", RuntimeError(f"{type(wrong).__name__}: {wrong}"))
    try:
        sender.send(answer)
    except MemoryError:
        sender.send(("memory", None))


def _limit(seconds: float, megabytes: int) -> None:
    try:
        import resource
    except ImportError:
        # Windows: the time is limited from outside, and the memory is not.
        return
    used = _used()
    # Should the process that waits be stopped, this one does not go on for ever.
    processor = math.ceil(seconds) + 5
    for kind, most in ((resource.RLIMIT_AS, used + megabytes * 2**20), (resource.RLIMIT_CPU, processor)):
        # A system may not know a limit, or have a lower one already.
        with contextlib.suppress(ValueError, OSError):
            resource.setrlimit(kind, (most, most))


def _used() -> int:
    """Return the address space of the process in bytes; 0 where the system does not state it."""
    try:
        import resource

        return int(Path("/proc/self/statm").read_text().split()[0]) * resource.getpagesize()
    except (OSError, ValueError):
        return 0
