"""What a text is found by: its words, and of Chinese each sign and each pair of neighbours.

Chinese has no spaces. Pairs in their order stand for any run of signs, so that what is requested need not be a word of a dictionary.
"""

from __future__ import annotations

from itertools import pairwise
from typing import Final

from quicksilver.register.search.folding import LONGEST, fold, is_chinese, runs, without_article

__all__ = ["BREAK", "Words", "in_order", "tokens"]

#: Stands between two texts, so that no phrase is found across them. No word holds this sign.
BREAK: Final = "·"


class Words:
    """Words in the order of a text, and forms of them whose order does not matter.

    Attributes
    ----------
    ordered : list of str
        Words, and pairs of Chinese signs.
    others : set of str
        Single Chinese signs, and Arabic words with their article.
    """

    __slots__ = ("ordered", "others")

    def __init__(self) -> None:
        self.ordered: list[str] = []
        self.others: set[str] = set()

    def add_word(self, run: str) -> None:
        """Add a word as it was folded."""
        word = without_article(run)
        self.ordered.append(word)
        if word != run:
            self.others.add(run[:LONGEST])

    def add_chinese(self, run: str, pairs: list[str]) -> None:
        """Add a run of Chinese characters, given as its pairs in order."""
        # A pair shares a sign with its neighbour. Two runs that are parted by a stop must not look like one.
        if self.ordered and self.ordered[-1][-1] == run[0]:
            self.ordered.append(BREAK)
        self.ordered += pairs
        self.others.update(run)


def in_order(run: str) -> list[str]:
    """Return the pairs of a run of Chinese characters in their order.

    Examples
    --------
    >>> in_order("汞电池"), in_order("汞")
    (['汞电', '电池'], ['汞'])
    """
    return [first + second for first, second in pairwise(run)] or [run]


def tokens(text: str) -> list[str]:
    """Return what a text is found by: words and Chinese pairs in their order, then the forms without one.

    Examples
    --------
    >>> tokens("Émissions de mercure")
    ['emissions', 'de', 'mercure']
    >>> tokens("汞电池")
    ['汞电', '电池', '汞', '池', '电']
    >>> tokens("UNEP(DTIE)/Hg/WG.Prep/1")
    ['unep', 'dtie', 'hg', 'wg', 'prep', '1']
    >>> tokens("إدارة الزئبق")
    ['اداره', 'زيبق', 'الزيبق']
    """
    words = Words()
    for run in runs(fold(text)):
        if is_chinese(run):
            words.add_chinese(run, in_order(run))
        else:
            words.add_word(run)
    return [*(word for word in words.ordered if word != BREAK), *sorted(words.others)]
