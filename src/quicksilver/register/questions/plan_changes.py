"""What changed between two versions of a plan: fields, objectives and priority actions, word by word.

A plan is a series of dated versions. Two of them are laid side by side in one language; a text that one version has only in
another language is compared in that one, and the comparison states this.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final, Literal

from quicksilver.register.records import Objective, Plan, Text, When

__all__ = ["Piece", "PlanChange", "PlanChanges", "compare_plans", "pieces"]

#: Words with the space after them; each Chinese sign or mark is a word.
_WORD: Final = re.compile(
    r"[{0}]|[^\s{0}]+\s*|\s+".format("\u3000-\u303f\u3400-\u9fff\uf900-\ufaff\uff00-\uffef")
)
#: Below this likeness two texts are not versions of one another.
_ALIKE: Final = 0.5
_TEXTS: Final = ("title", "summary", "evaluation", "resources", "linkages", "note")
_PLAIN: Final = (
    "area",
    "kind",
    "version",
    "date",
    "state",
    "consultation",
    "consultation_url",
    "document",
    "supersedes",
    "since",
    "until",
)

Op = Literal["same", "removed", "added"]


@dataclass(frozen=True, slots=True)
class Piece:
    """A run of words that both versions have, or only one of them."""

    op: Op
    text: str


@dataclass(frozen=True, slots=True)
class PlanChange:
    """One thing in which the versions differ.

    Attributes
    ----------
    field : str
        For example ``state``, ``objectives`` or ``priority_actions``.
    before, after : int or None
        Number in its list, counted from 1; None where it is in no list, or not in that version.
    pieces : tuple of Piece
    language : str
        Of the words; empty for a field that is not a text.
    """

    field: str
    before: int | None
    after: int | None
    pieces: tuple[Piece, ...]
    language: str

    @property
    def moved(self) -> bool:
        """Return whether nothing but its number changed."""
        return all(piece.op == "same" for piece in self.pieces)


@dataclass(frozen=True, slots=True)
class PlanChanges:
    """Two versions of a plan, the earlier one first as they were given, and what changed.

    Attributes
    ----------
    before, after : Plan
    changes : tuple of PlanChange
        In the order of the template.
    silent : tuple of str
        Text fields that neither version has; they cannot be compared.
    """

    before: Plan
    after: Plan
    changes: tuple[PlanChange, ...]
    silent: tuple[str, ...]


def compare_plans(before: Plan, after: Plan, language: str = "en") -> PlanChanges:
    """Return what changed between two versions of a plan.

    Parameters
    ----------
    before, after : Plan
    language : str
        In which texts are compared where both versions have it; else in the original of the later one that both have.

    Examples
    --------
    >>> old = Plan(id="a", area="coal", state="in force", priority_actions=("Write guidance", "Train"))
    >>> new = Plan(id="b", area="coal", state="in force", priority_actions=("Write better guidance", "Train"))
    >>> [(one.field, one.before, one.after) for one in compare_plans(old, new).changes]
    [('priority_actions', 1, 1)]
    """
    changes: list[PlanChange] = []
    for name in _PLAIN:
        old, new = _said(getattr(before, name)), _said(getattr(after, name))
        if old != new:
            changes.append(PlanChange(name, None, None, _swap(old, new), ""))
    for name in _TEXTS:
        changes += _text(name, getattr(before, name), getattr(after, name), language)
    changes += _listed("objectives", _objectives(before), _objectives(after), language)
    changes += _listed("priority_actions", before.priority_actions, after.priority_actions, language)
    silent = tuple(
        name
        for name in (*_TEXTS[1:-1], "objectives", "priority_actions")
        if not getattr(before, name) and not getattr(after, name)
    )
    return PlanChanges(before, after, tuple(changes), silent)


def _said(value: object) -> str:
    if isinstance(value, When):
        return value.said or value.date
    return "" if value is None else str(value)


def _swap(old: str, new: str) -> tuple[Piece, ...]:
    removed = (Piece("removed", old),) if old else ()
    return (*removed, *((Piece("added", new),) if new else ()))


def _common(old: Text | None, new: Text | None, language: str) -> str:
    texts = [text for text in (new, old) if text is not None]
    for tried in (language, *(text.original for text in texts), "en"):
        if all(getattr(text, tried) for text in texts):
            return tried
    return texts[0].original


def _in(text: Text | None, language: str) -> str:
    if text is None:
        return ""
    wording: str = getattr(text, language) or getattr(text, text.original)
    return wording


def _text(name: str, old: Text | None, new: Text | None, language: str) -> list[PlanChange]:
    if old is None and new is None:
        return []
    common = _common(old, new, language)
    before, after = _in(old, common), _in(new, common)
    if before == after:
        return []
    return [PlanChange(name, None, None, pieces(before, after), common)]


def _objectives(plan: Plan) -> tuple[Text, ...]:
    """Return objectives with their means and examples as texts of their own, in order."""
    texts: list[Text] = []
    for objective in plan.objectives:
        assert isinstance(objective, Objective)
        texts += [objective.text, *objective.means, *objective.examples]
    return tuple(texts)


def _listed(
    name: str, old_texts: Sequence[Text], new_texts: Sequence[Text], language: str
) -> list[PlanChange]:
    """Pair the texts of two lists by their words, and return those that are new, gone, changed or moved."""
    pairs = _pairs(old_texts, new_texts, language)
    paired_after = {after: before for before, after in pairs}
    changes: list[PlanChange] = []
    for number, text in enumerate(new_texts):
        before = paired_after.get(number)
        old = old_texts[before] if before is not None else None
        common = _common(old, text, language)
        runs = pieces(_in(old, common), _in(text, common))
        moved = before is not None and _moved(before, number, pairs)
        if any(piece.op != "same" for piece in runs) or moved:
            changes.append(PlanChange(name, None if before is None else before + 1, number + 1, runs, common))
    gone = set(range(len(old_texts))) - {before for before, _ in pairs}
    for number in sorted(gone):
        common = _common(old_texts[number], None, language)
        changes.append(PlanChange(name, number + 1, None, pieces(_in(old_texts[number], common), ""), common))
    return changes


def _moved(before: int, after: int, pairs: Iterable[tuple[int, int]]) -> bool:
    """Return whether another pair crosses this one: what only shifts because something came before it has not moved."""
    return any((old < before) != (new < after) for old, new in pairs if old != before)


def _pairs(old_texts: Sequence[Text], new_texts: Sequence[Text], language: str) -> list[tuple[int, int]]:
    likeness = []
    for i, old in enumerate(old_texts):
        for j, new in enumerate(new_texts):
            common = _common(old, new, language)
            score = difflib.SequenceMatcher(
                None, _words(_in(old, common)), _words(_in(new, common)), autojunk=False
            ).ratio()
            if score >= _ALIKE:
                likeness.append((-score, abs(i - j), i, j))
    pairs: list[tuple[int, int]] = []
    for _, _, i, j in sorted(likeness):
        if all(i != before and j != after for before, after in pairs):
            pairs.append((i, j))
    return sorted(pairs)


def _words(text: str) -> list[str]:
    return [word.strip() for word in _WORD.findall(text)]


def pieces(before: str, after: str) -> tuple[Piece, ...]:
    """Return two texts as runs of words that stayed, went or came; joined without what came it is the one, without what went the other.

    Examples
    --------
    >>> [(piece.op, piece.text) for piece in pieces("Write guidance", "Write better guidance")]
    [('same', 'Write '), ('added', 'better '), ('same', 'guidance')]
    """
    old_words, new_words = _WORD.findall(before), _WORD.findall(after)
    runs: list[Piece] = []
    for tag, i, j, k, l in difflib.SequenceMatcher(None, old_words, new_words, autojunk=False).get_opcodes():  # noqa: E741
        if tag == "equal":
            runs.append(Piece("same", "".join(old_words[i:j])))
            continue
        runs += [Piece("removed", "".join(old_words[i:j]))] if j > i else []
        runs += [Piece("added", "".join(new_words[k:l]))] if l > k else []
    return tuple(runs)
