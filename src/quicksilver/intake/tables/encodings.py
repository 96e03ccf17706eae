"""In which encoding a text file is written: recognised by rules that anyone can follow, and reported.

Nothing is guessed from frequencies of letters. A mark at the beginning decides; then zero bytes (UTF-16); then whether the
whole file is valid UTF-8, which no other text with letters beyond ASCII is by chance. What remains is Chinese in GB 18030 where
bytes above 127 come in pairs of its common characters, and Western European (Windows-1252, of which Latin-1 is a part) where
they are single letters within words. Anything else is refused: Cyrillic or Arabic code pages cannot be distinguished safely.
"""

from __future__ import annotations

import codecs
import re
from typing import Any, Final

from quicksilver.errors import InputProblems, Place, Problem

__all__ = ["decoded"]

_MARKS: Final = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
#: What an encoding is called in a note; UTF-8 needs none.
NAMES: Final = {
    "utf-16": "UTF-16",
    "utf-16-le": "UTF-16",
    "utf-16-be": "UTF-16",
    "utf-32": "UTF-32",
    "cp1252": "Windows-1252",
    "latin-1": "Latin-1",
    "gb18030": "GB 18030",
}
_HIGH: Final = re.compile(rb"[\x80-\xff]+")
#: Two high bytes beside Latin letters, as in PRODUÇÃO: a pair that is no Chinese character.
_IN_WORD: Final = re.compile(
    rb"(?<=[A-Za-z])(?<![\x80-\xff])[\x80-\xff]{2}(?![\x80-\xff])|(?<![\x80-\xff])[\x80-\xff]{2}(?=[A-Za-z])"
)
#: Letters, signs and punctuation of Western European texts (Windows-1252).
_WESTERN: Final = frozenset(
    "ÀÁÂÃÄÅÆÇÈÉÊËÌÍÎÏÐÑÒÓÔÕÖØÙÚÛÜÝÞßàáâãäåæçèéêëìíîïðñòóôõöøùúûüýþÿŒœŠšŽžŸ"
    "€‚ƒ„…†‡‰‹›‘’“”•–—™\u00a0¡¢£¥§©ª«¬®°±²³´µ¶·¸¹º»¼½¾¿×÷"
)
#: Of the runs of high bytes, how many may be of another kind than the encoding has.
_MOST_ODD: Final = 0.05
_LONGEST_WESTERN: Final = 3
_SAMPLE: Final = 2**20


def decoded(content: bytes, file: str, encoding: str = "") -> tuple[str, str]:
    """Return the text of a file and the name of its encoding.

    Parameters
    ----------
    content : bytes
    file : str
        For messages.
    encoding : str
        The encoding, where the user states it.

    Raises
    ------
    InputProblems
        It is binary, or in none of the encodings that are recognised.

    Examples
    --------
    >>> decoded("année".encode("latin-1"), "a.csv"), decoded("单位,吨".encode("gb18030"), "a.csv")
    (('année', 'cp1252'), ('单位,吨', 'gb18030'))
    """
    name = encoding or recognised(content)
    try:
        text = content.decode(name or "utf-8")
    except (UnicodeDecodeError, LookupError) as wrong:
        byte = getattr(wrong, "start", 0)
        line = content.count(b"\n", 0, byte) + 1
        raise _refused(
            f"byte {byte} is not UTF-8 text",
            Place(file, line=line),
            "UTF-8",
            "save it as 'CSV UTF-8'",
            code="table.encoding",
            byte=byte,
        ) from None
    if "\x00" in text:
        raise _refused(
            "the file contains binary data",
            Place(file),
            "text in UTF-8",
            "save it as 'CSV UTF-8'",
            code="table.binary",
        )
    return text, name.removesuffix("-sig")


def _refused(
    what: str, where: Place, allowed: str, remedy: str, *, code: str, **values: Any
) -> InputProblems:
    return InputProblems([Problem.stated(what, where, allowed, remedy, code=code, **values)])


def recognised(content: bytes) -> str:
    """Return the name of an encoding as Python calls it; empty where none is recognised."""
    for mark, name in _MARKS:
        if content.startswith(mark):
            return name
    zeros = content[:1000].count(0)
    if zeros > len(content[:1000]) // 4:
        return "utf-16-le" if content[1:1000:2].count(0) >= zeros - zeros // 8 else "utf-16-be"
    try:
        content.decode("utf-8")
    except UnicodeDecodeError:
        return _other(content)
    return "utf-8"


def _other(content: bytes) -> str:
    """Return the encoding of a text that is not UTF-8; of long files a part with high bytes is looked at."""
    first = _HIGH.search(content)
    start = content.rfind(b"\n", 0, first.start() if first else 0) + 1
    runs = [match[0] for match in _HIGH.finditer(content, start, start + _SAMPLE)]
    odd = sum(len(run) % 2 for run in runs)
    within = len(_IN_WORD.findall(content, start, start + _SAMPLE))
    if (
        odd <= _MOST_ODD * len(runs)
        and within <= len(runs) // 4
        and _is_chinese(b"".join(run for run in runs if len(run) % 2 == 0))
    ):
        try:
            content.decode("gb18030")
        except UnicodeDecodeError:
            return ""
        return "gb18030"
    return "cp1252" if _is_western(runs) else ""


def _is_chinese(pairs: bytes) -> bool:
    """Return whether pairs of bytes are punctuation (A1 to A3) or common characters (B0 to F7) of GB 2312.

    Characters of the first level (to D7) must prevail: letters of Cyrillic code pages are pairs of the second.
    """
    leads = pairs[::2]
    if not leads or min(pairs[1::2]) < 0xA1:
        return False
    common = sum(0xB0 <= lead <= 0xD7 or 0xA1 <= lead <= 0xA3 for lead in leads)
    second = sum(0xD8 <= lead <= 0xF7 for lead in leads)
    return common >= 0.75 * len(leads) and common + second >= 0.98 * len(leads)


def _is_western(runs: list[bytes]) -> bool:
    texts = [run.decode("cp1252", "replace") for run in runs]
    longer = sum(len(run) > _LONGEST_WESTERN for run in runs)
    return longer <= _MOST_ODD * len(runs) and all(set(text) <= _WESTERN for text in texts)
