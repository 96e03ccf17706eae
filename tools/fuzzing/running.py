"""A run: cases are shared among processes, each case has limits of time and memory, and every answer is judged."""

from __future__ import annotations

import contextlib
import multiprocessing
import queue
import random
import resource
import shutil
import signal
import sys
import time
import traceback
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
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


def _work(
    targets: Sequence[Target], seed: int, folder: Path, chunks: Any, answers: Any, current: Any, until: float
) -> None:
    """Judge chunks of cases until there are none."""
    import gc
    import warnings

    warnings.simplefilter("ignore")
    # What a library says of an object that it could not make ends up on the screen; it is no answer of a reader.
    sys.unraisablehook = lambda _: None
    gc.freeze()
    base = int(Path("/proc/self/statm").read_text().split()[0]) * resource.getpagesize()
    resource.setrlimit(resource.RLIMIT_AS, (base + MEBIBYTES * 2**20,) * 2)
    while time.monotonic() < until:
        try:
            number, start, stop = chunks.get(timeout=1.0)
        except queue.Empty:
            return
        _new_peak()
        for index in range(start, stop):
            current[0], current[1], current[2] = number, index, int(time.time())
            answers.put(_case(targets[number], number, seed, index, folder))
    current[0] = -1


def _case(target: Target, number: int, seed: int, index: int, folder: Path) -> Outcome:
    try:
        mutant = broken(target, seed, index)
    except Exception:
        return Outcome(number, index, "failed", "", OWN, traceback.format_exc())
    start = time.perf_counter()
    verdict, fault, details = judged(target, mutant, folder, index)
    return Outcome(number, index, verdict, mutant.name, fault, details, time.perf_counter() - start, _peak())


class _Pool:
    """Processes that work through chunks; one that dies or hangs is replaced, and its case is a failure."""

    def __init__(self, targets: Sequence[Target], seed: int, folder: Path, until: float) -> None:
        # Copies of this process have the samples and everything that readers load once.
        self._context = multiprocessing.get_context("fork")
        self._targets, self._seed, self._folder, self._until = targets, seed, folder, until
        self.chunks: Any = self._context.Queue()
        self.answers: Any = self._context.Queue()
        self._left: dict[tuple[int, int], int] = {}
        self._workers: list[tuple[Any, Any]] = []

    def begin(self, plan: list[tuple[int, int, int]], processes: int) -> None:
        for number, start, stop in plan:
            self._left.update({(number, index): stop for index in range(start, stop)})
            self.chunks.put((number, start, stop))
        for slot in range(processes):
            self._workers.append(self._started(slot))

    def _started(self, slot: int) -> tuple[Any, Any]:
        current = self._context.Array("l", [-1, 0, 0])
        args = (
            self._targets,
            self._seed,
            self._folder / str(slot),
            self.chunks,
            self.answers,
            current,
            self._until,
        )
        process = self._context.Process(target=_work, args=args, daemon=True)
        process.start()
        return process, current

    def outcomes(self) -> Iterator[Outcome]:
        while self._left:
            try:
                outcome = self.answers.get(timeout=1.0)
                if self._left.pop((outcome.target, outcome.index), None) is not None:
                    yield outcome
            except queue.Empty:
                yield from self._lost()
                if not any(process.is_alive() for process, _ in self._workers) and self.answers.empty():
                    return

    def _lost(self) -> Iterator[Outcome]:
        """Go through the processes that died or hang."""
        for slot, (process, current) in enumerate(self._workers):
            number, index, since = current
            hangs = process.is_alive() and number >= 0 and time.time() - since > 4 * SECONDS
            if hangs:
                process.kill()
                process.join()
            if process.is_alive() or (number, index) not in self._left or process.exitcode == 0:
                continue
            fault = "the process hangs" if hangs else f"the process died ({process.exitcode})"
            stop = self._left.pop((number, index))
            # An answer that the process had not sent yet is lost with it.
            start = max(0, index) // _CHUNK * _CHUNK
            for unanswered in range(start, index):
                if (number, unanswered) in self._left:
                    self.chunks.put((number, unanswered, unanswered + 1))
            if index + 1 < stop:
                self.chunks.put((number, index + 1, stop))
            mutation = broken(self._targets[number], self._seed, index).name
            yield Outcome(number, index, "failed", mutation, fault)
            self._workers[slot] = self._started(slot)


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
    pool.begin(plan, processes)
    for outcome in pool.outcomes():
        if outcome.index < 0 and outcome.verdict == "refused":
            yield Outcome(outcome.target, -1, "failed", outcome.mutation, "the sample itself is refused")
        else:
            yield outcome
