r"""Texts as people paste them, cleaned once where they come in.

=============================================  ==================================================================
line ends (CR, CR LF, U+000B, U+000C, U+0085,  become LF; in a name a space. Word processors copy a soft line break
U+2028, U+2029)                                as U+000B
control characters U+0080 to U+009F            become the character that Windows-1252 has there, as HTML reads them
other control characters, noncharacters        are removed; no document format has them
lone surrogates                                become U+FFFD, because something was there that is lost
U+FEFF, interlinear annotations                are removed
overrides of direction (U+202D, U+202E)        are removed: they show a text in another order than it has
other invisible marks of direction, U+200B,    stay in a text; are removed from a name or identifier
U+2060, soft hyphens
joiners (U+200C, U+200D)                       stay in a text; in a name only after letters of a script that needs
                                               them (Arabic, Persian, Indic scripts ...) and in emoji
everything                                     is in Unicode's composed form (NFC)
=============================================  ==================================================================

What comes out comes out the same when it is cleaned again.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from typing import Any, Final

from quicksilver.errors import Problem

__all__ = ["clean_data", "clean_name", "clean_text", "cleaning_note"]

_LINE_ENDS: Final = re.compile("\r\n|[\r\x0b\x0c\x85\u2028\u2029]")
_REMOVED: Final = re.compile(
    "[\x00-\x08\x0e-\x1f\x7f\x80-\x9f\ufeff\ufff9-\ufffb\u202d\u202e\ufdd0-\ufdef"
    + "".join(f"{chr(plane * 0x10000 + 0xFFFE)}{chr(plane * 0x10000 + 0xFFFF)}" for plane in range(17))
    + "]"
)
#: What nobody sees and a name does not need.
_INVISIBLE: Final = re.compile("[\xad\u061c\u200b\u200e\u200f\u202a-\u202c\u2060-\u2064\u2066-\u206f]")
_JOINERS: Final = re.compile("[\u200c\u200d]+")
_SURROGATES: Final = re.compile("[\ud800-\udfff]")
#: What Windows-1252 has at the codes of the second block of control characters.
_WINDOWS: Final = {
    code: bytes([code]).decode("cp1252")
    for code in range(0x80, 0xA0)
    if code not in (0x81, 0x85, 0x8D, 0x8F, 0x90, 0x9D)
}
_WINDOWS_CODES: Final = re.compile("[\x80-\x84\x86-\x9f]")
#: First words of the names of letters that joiners shape.
_JOINING: Final = frozenset(
    [
        "ARABIC",
        "SYRIAC",
        "NKO",
        "MANDAIC",
        "MONGOLIAN",
        "DEVANAGARI",
        "BENGALI",
        "GURMUKHI",
        "GUJARATI",
        "ORIYA",
        "TAMIL",
        "TELUGU",
        "KANNADA",
        "MALAYALAM",
        "SINHALA",
        "MYANMAR",
        "KHMER",
        "TIBETAN",
        "BALINESE",
        "JAVANESE",
        "THAANA",
        "EMOJI",
    ]
)


def clean_text(text: str) -> str:
    r"""Return a text with what cannot be written, or shows another text than it is, taken out.

    Parameters
    ----------
    text : str
        Of one or several lines, as it came in.

    Examples
    --------
    >>> clean_text("pasted\x0bfrom a word\x00 processor")
    'pasted\nfrom a word processor'
    >>> clean_text("Me\u0301xico")
    'México'
    """
    # Nothing of what is printable is taken out, which is quickly asked.
    if text.isprintable() and unicodedata.is_normalized("NFC", text):
        return text
    text = _LINE_ENDS.sub("\n", _paired(text))
    text = _WINDOWS_CODES.sub(lambda sign: _WINDOWS.get(ord(sign[0]), ""), text)
    return unicodedata.normalize("NFC", _REMOVED.sub("", text))


def clean_name(text: str) -> str:
    r"""Return a name or identifier: a cleaned text of one line, without what nobody sees.

    Examples
    --------
    >>> clean_name("\u202aUNIDO\u202c\x0b(Vienna)\u200b")
    'UNIDO (Vienna)'
    >>> clean_name("\u0645\u06cc\u200c\u062e\u0648\u0627\u0647\u0645").count("\u200c")
    1
    """
    if text.isascii() and text.isprintable():
        return text.strip()
    text = _INVISIBLE.sub("", clean_text(text))
    text = _JOINERS.sub(_joiner, text)
    text = re.sub(r"[ \t]*\n[ \t\n]*", " ", text).replace("\t", " ")
    return unicodedata.normalize("NFC", text).strip()


def _paired(text: str) -> str:
    """Return a text whose pairs of surrogates are characters, and whose lone ones are U+FFFD."""
    if not _SURROGATES.search(text):
        return text
    return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")


def _joiner(joiner: re.Match[str]) -> str:
    """Return the joiner that is needed after what is before it."""
    before = joiner.string[: joiner.start()][-1:]
    if not before:
        return ""
    if before == "\ufe0f" or unicodedata.category(before) in ("So", "Sk"):
        return "\u200d" if "\u200d" in joiner[0] else ""
    return joiner[0][0] if unicodedata.name(before, "").split(" ")[0] in _JOINING else ""


def clean_data(data: Any) -> Any:
    r"""Return data of a JSON or YAML file with its texts cleaned, keys as names.

    Examples
    --------
    >>> clean_data({"no\u200bte": ["a\x0bb", 1]})
    {'note': ['a\nb', 1]}
    """
    if isinstance(data, str):
        # A text that knows more than its letters keeps what it knows where nothing changes.
        return data if (cleaned := clean_text(data)) == data else cleaned
    if isinstance(data, Mapping):
        return {
            clean_name(key) if isinstance(key, str) else key: clean_data(item) for key, item in data.items()
        }
    if isinstance(data, (list, tuple)):
        return type(data)(map(clean_data, data)) if type(data) in (list, tuple) else data
    return data


def cleaning_note(before: str, after: str, where: str) -> Problem | None:
    r"""Return a warning where cleaning took a character away or replaced it; line ends and composition need none.

    Parameters
    ----------
    before, after : str
        The text as it came in, and cleaned.
    where : str or Place

    Examples
    --------
    >>> cleaning_note("a\x0bb", "a\nb", "a.csv:2") is None
    True
    >>> print(cleaning_note("a\x00b", "ab", "a.csv:2").what)
    characters that no document can hold, or that nobody sees, were taken out of the text: U+0000
    """
    if before == after:
        return None
    whole = _paired(before)
    gone = sorted({sign for sign in whole if _hidden(sign) and whole.count(sign) > after.count(sign)})
    gone += ["\ufffd"] if whole.count("\ufffd") > before.count("\ufffd") else []
    if not gone:
        return None
    codes = ", ".join(f"U+{ord(sign):04X}" for sign in gone[:5]) + (" ..." if len(gone) > 5 else "")
    return Problem(
        f"characters that no document can hold, or that nobody sees, were taken out of the text: {codes}",
        where,
        "letters, numbers, signs and line ends",
        remedy="type the text again if something is missing from it",
        severity="warning",
        code="text.cleaned",
        values={"codes": codes},
    )


def _hidden(sign: str) -> bool:
    """Return whether a character is none that people see, nor a line end or a mark of the order of bytes."""
    return unicodedata.category(sign)[0] == "C" and sign != "\ufeff" and not _LINE_ENDS.fullmatch(sign)
