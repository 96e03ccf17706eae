"""A run: cases are shared among processes, each case has limits of time and memory, and every answer is judged."""

from __future__ import annotations

import contextlib
import multiprocessing
import multiprocessing.connection
import random
import resource
import shutil
import signal
import sys
import time
import traceback
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from fuzzing.cases import Mutant, Target, chance
from fuzzing.packages import break_netcdf, break_ods, break_xlsx
from fuzzing.texts import break_csv, break_text, break_xml
from fuzzing.trees import break_json, break_yaml

__all__ = ["OWN", "Outcome", "broken", "judged", "run"]

#: Seconds that one file may take, and MiB that a process may use on top of what it has at the beginning.
SECONDS: Final = 10.0
MEBIBYTES: Final = 1024
#: A failure of the fuzzer, and of no reader.
OWN: Final = "the fuzzer itself failed"
_CHUNK: Final = 25
_BREAK: Final[dict[str, Callable[[random.Random, Target], Mutant]]] = {
    "csv": break_csv,
    "json": break_json,
    "yaml": break_yaml,
    "xml": break_xml,
    "xlsx": break_xlsx,
    "ods": break_ods,
    "netcdf": break_netcdf,
    "text": break_text,
}


@dataclass(frozen=True)
class Outcome:
    """What became of one broken file.

    Attributes
    ----------
    target, index : int
        Which case.
    verdict : str
        ``accepted``, ``refused`` or ``failed``.
    mutation : str
    fault : str
        Of a failure, in one line; equal faults have equal lines.
    details : str
        Of a failure.
    seconds, mebibytes : float
        What it took, and the peak of memory.
    """

    target: int
    index: int
    verdict: str
    mutation: str = ""
    fault: str = ""
    details: str = ""
    seconds: float = 0.0
    mebibytes: float = 0.0


class TooLongError(BaseException):
    """A file took too long; no handler of a reader catches it."""


def _alarm(*_: Any) -> None:
    raise TooLongError


@contextlib.contextmanager
def _limit(seconds: float) -> Iterator[None]:
    before = signal.signal(signal.SIGALRM, _alarm)
    signal.setitimer(signal.ITIMER_REAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0.0)
        signal.signal(signal.SIGALRM, before)


def broken(target: Target, seed: int, index: int) -> Mutant:
    """Return the broken file of a case; index -1 is the sample itself."""
    if index < 0:
        return Mutant("the sample itself", target.sample)
    return _BREAK[target.form](chance(seed, target, index), target)


def _answer(target: Target, mutant: Mutant, path: Path, index: int) -> tuple[str, str, str]:
    """Return verdict, fault and details for a file that lies at a path."""
    from quicksilver.errors import QuicksilverError
    from quicksilver.languages import LANGUAGES

    languages = tuple(LANGUAGES)
    try:
        target.read(path)
    except QuicksilverError as refusal:
        fault = _fault_of(refusal, languages[index % len(languages)])
        return ("failed", fault, str(refusal)[:2000]) if fault else ("refused", "", "")
    except TooLongError:
        return "failed", f"takes longer than {SECONDS:g} s", ""
    except MemoryError:
        return "failed", f"needs more than {MEBIBYTES} MiB", traceback.format_exc()
    except Exception as defect:
        frames = [
            frame for frame in traceback.extract_tb(defect.__traceback__) if "quicksilver" in frame.filename
        ]
        last = frames[-1] if frames else None
        at = f"{last.filename.rpartition('quicksilver/')[2]}:{last.lineno}" if last else "?"
        return "failed", f"{type(defect).__name__} at {at}: {str(defect)[:80]}", traceback.format_exc()
    return ("failed", f"accepted in silence: {mutant.never}", "") if mutant.never else ("accepted", "", "")


def _fault_of(refusal: Any, language: str) -> str:
    """Return what is wrong with a refusal itself; empty where it is a good one."""
    from quicksilver.errors import InputProblems
    from quicksilver.language.problems import report

    if isinstance(refusal, InputProblems):
        if not refusal.problems:
            return "a refusal without a problem"
        for item in refusal.problems:
            if not str(item.where).strip() or not item.what.strip():
                return f"a problem without a place or a text: {item.what[:60]!r}"
    return "" if report(refusal, language).strip() else "a refusal without a text"


def judged(target: Target, mutant: Mutant, folder: Path, index: int = 0) -> tuple[str, str, str]:
    """Return verdict, fault and details of a broken file, which is written to an empty folder first."""
    shutil.rmtree(folder, ignore_errors=True)
    for name, content in {**target.beside, target.file: mutant.content}.items():
        file = folder / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(content)
    with _limit(SECONDS):
        verdict, fault, details = _answer(target, mutant, folder / target.file, index)
    written = bool(target.writes) and (folder / target.writes).exists()
    if target.writes and verdict == "refused" and written:
        return "failed", "refused, and something was written", ""
    if target.writes and verdict == "accepted" and not written:
        return "failed", "accepted, and nothing was written", ""
    return verdict, fault, details


def _peak() -> float:
    """Return the peak of memory in MiB since :func:`_new_peak` was last called."""
    status = Path("/proc/self/status")
    if not status.exists():
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    peak = next(line for line in status.read_text().splitlines() if line.startswith("VmHWM"))
    return int(peak.split()[1]) / 1024


def _new_peak() -> None:
    """Begin anew with the peak of memory; for every file this would cost more than reading it."""
    with contextlib.suppress(OSError):
        Path("/proc/self/clear_refs").write_text("5")


def _work(targets: Sequence[Target], seed: int, folder: Path, connection: Any) -> None:
    """Judge the chunks of cases that come over the connection, and answer each case as soon as it is judged."""
    import gc
    import warnings

    warnings.simplefilter("ignore")
    # What a library says of an object that it could not make ends up on the screen; it is no answer of a reader.
    sys.unraisablehook = lambda _: None
    gc.freeze()
    base = int(Path("/proc/self/statm").read_text().split()[0]) * resource.getpagesize()
    resource.setrlimit(resource.RLIMIT_AS, (base + MEBIBYTES * 2**20,) * 2)
    for number, start, stop in iter(connection.recv, None):
        _new_peak()
        for index in range(start, stop):
            # Sent at once and by this thread: an answer that waits in a queue is lost with a process that dies.
            connection.send(_case(targets[number], number, seed, index, folder))


def _case(target: Target, number: int, seed: int, index: int, folder: Path) -> Outcome:
    try:
        mutant = broken(target, seed, index)
    except Exception:
        return Outcome(number, index, "failed", "", OWN, traceback.format_exc())
    start = time.perf_counter()
    verdict, fault, details = judged(target, mutant, folder, index)
    return Outcome(number, index, verdict, mutant.name, fault, details, time.perf_counter() - start, _peak())


@dataclass
class _Worker:
    """A process with its connection, what is left of its chunk, and since when it has been at the next case."""

    process: Any
    connection: Any
    left: deque[tuple[int, int]] = field(default_factory=deque)
    since: float = 0.0


class _Pool:
    """Processes that work through chunks; one that dies or hangs is replaced, and its case is a failure.

    Nothing is shared among the processes: one that dies while it holds the lock of a common queue would stop all.
    """

    def __init__(self, targets: Sequence[Target], seed: int, folder: Path, until: float) -> None:
        # Copies of this process have the samples and everything that readers load once.
        self._context = multiprocessing.get_context("fork")
        self._targets, self._seed, self._folder, self._until = targets, seed, folder, until
        self._chunks: deque[tuple[int, int, int]] = deque()
        self._workers: list[_Worker] = []

    def _started(self, slot: int) -> _Worker:
        ours, theirs = self._context.Pipe()
        args = (self._targets, self._seed, self._folder / str(slot), theirs)
        process = self._context.Process(target=_work, args=args, daemon=True)
        process.start()
        # With this end open here too, the death of the process would not end the connection.
        theirs.close()
        return self._fed(_Worker(process, ours))

    def _fed(self, worker: _Worker) -> _Worker:
        """Give a process its next chunk, or the sign to stop."""
        if self._chunks and time.monotonic() < self._until:
            number, start, stop = chunk = self._chunks.popleft()
            worker.left.extend((number, index) for index in range(start, stop))
            worker.since = time.monotonic()
        else:
            chunk = None
        # One that died after its last answer is found out when its next answer does not come.
        with contextlib.suppress(OSError):
            worker.connection.send(chunk)
        return worker

    def outcomes(self, plan: list[tuple[int, int, int]], processes: int) -> Iterator[Outcome]:
        self._chunks.extend(plan)
        self._workers = [self._started(slot) for slot in range(processes)]
        while busy := {worker.connection: slot for slot, worker in enumerate(self._workers) if worker.left}:
            ready = multiprocessing.connection.wait(list(busy), timeout=1.0)
            for connection in ready:
                yield self._answer(busy[connection])
            for slot, worker in enumerate(self._workers):
                if worker.left and not ready and time.monotonic() - worker.since > 4 * SECONDS:
                    yield self._lost(slot, "the process hangs")
        for worker in self._workers:
            worker.process.join()

    def _answer(self, slot: int) -> Outcome:
        worker = self._workers[slot]
        try:
            outcome: Outcome = worker.connection.recv()
        except (EOFError, OSError):
            worker.process.join()
            return self._lost(slot, f"the process died ({worker.process.exitcode})")
        worker.left.popleft()
        worker.since = time.monotonic()
        if not worker.left:
            self._fed(worker)
        return outcome

    def _lost(self, slot: int, fault: str) -> Outcome:
        """Replace a process, and return its case as a failure: answers come in order, so it is the first left."""
        worker = self._workers[slot]
        worker.process.kill()
        worker.process.join()
        number, index = worker.left.popleft()
        if worker.left:
            self._chunks.appendleft((number, worker.left[0][1], worker.left[-1][1] + 1))
        self._workers[slot] = self._started(slot)
        mutation = broken(self._targets[number], self._seed, index).name
        return Outcome(number, index, "failed", mutation, fault)


def run(
    targets: Sequence[Target], seed: int, files: int, seconds: float, folder: Path, processes: int = 2
) -> Iterator[Outcome]:
    """Yield the outcome of every case: the sample of each target as it is, and broken files of it.

    Parameters
    ----------
    targets : sequence of Target
    seed : int
    files : int
        Broken files of each target.
    seconds : float
        After which no further file is begun.
    folder : Path
        For the files.
    processes : int
    """
    plan = []
    for number, target in enumerate(targets):
        count = target.count(files)
        plan += [(number, start, min(start + _CHUNK, count)) for start in range(0, count, _CHUNK)]
        plan.append((number, -1, 0))
    # The samples first: a sample that is refused makes everything else of no use. Then a little of everything.
    plan.sort(key=lambda part: part[1])
    pool = _Pool(targets, seed, folder, time.monotonic() + seconds)
    for outcome in pool.outcomes(plan, processes):
        if outcome.index < 0 and outcome.verdict == "refused":
            yield Outcome(outcome.target, -1, "failed", outcome.mutation, "the sample itself is refused")
        else:
            yield outcome
