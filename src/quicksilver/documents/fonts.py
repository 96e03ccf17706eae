"""Where the fonts are: folders of this machine, and what a language needs."""

from __future__ import annotations

import functools
import os
from pathlib import Path
from typing import Final

from quicksilver.errors import MissingFontError
from quicksilver.languages import LANGUAGES

__all__ = ["body_fonts", "folders", "foreign_fonts", "heading_fonts", "need"]

_PLACES: Final = (
    "/usr/share/fonts",
    "/usr/local/share/fonts",
    "~/.fonts",
    "~/.local/share/fonts",
    "/Library/Fonts",
    "~/Library/Fonts",
    "C:/Windows/Fonts",
)

#: For Latin and Cyrillic letters, in order; the last comes with the PDF engine and is always there.
_TEXT: Final = ("Noto Serif", "Libertinus Serif")
_HEADINGS: Final = ("Noto Sans", "Libertinus Serif")


@functools.lru_cache(maxsize=4)
def _folders(extra: str) -> tuple[str, ...]:
    places = [*(part for part in extra.split(os.pathsep) if part), *_PLACES]
    return tuple(str(path) for path in (Path(place).expanduser() for place in places) if path.is_dir())


def folders() -> tuple[str, ...]:
    """Return the font folders of this machine; ``QUICKSILVER_FONTS`` comes first."""
    return _folders(os.environ.get("QUICKSILVER_FONTS", ""))


@functools.lru_cache(maxsize=16)
def _found(name: str, places: tuple[str, ...]) -> bool:
    return any(
        entry.startswith(name) for place in places for _, _, entries in os.walk(place) for entry in entries
    )


def need(language: str) -> None:
    """Make sure that a language can be typeset here.

    Raises
    ------
    MissingFontError
        Its font is not installed; the message names the package.
    """
    fonts = LANGUAGES[language].fonts
    if fonts.file and not _found(fonts.file, folders()):
        raise MissingFontError(
            f"documents in '{language}' need the font {fonts.text}, which was not found; install it with: "
            f"apt-get install {fonts.package} (or name its folder in QUICKSILVER_FONTS)"
        )


def body_fonts(language: str) -> tuple[str, ...]:
    """Return the families for texts to try, in order."""
    fonts = LANGUAGES[language].fonts
    if fonts.sets_latin:
        return (fonts.text, *_TEXT)
    return (*_TEXT, fonts.text) if fonts.text else _TEXT


def heading_fonts(language: str) -> tuple[str, ...]:
    """Return the families for headings to try, in order."""
    fonts = LANGUAGES[language].fonts
    if not fonts.headings:
        return _HEADINGS
    first, *others = _HEADINGS
    return (fonts.headings, first, *others) if fonts.sets_latin else (first, fonts.headings, *others)


def foreign_fonts(language: str, document: str) -> tuple[str, ...]:
    """Return the families for a text in one language within a document in another."""
    fonts, around = LANGUAGES[language].fonts, LANGUAGES[document].fonts
    families = body_fonts(document)
    if fonts.text:
        return (fonts.text, *families)
    # A family that was made for Arabic has Latin letters, but no others.
    return families[1:] if around.sets_latin and LANGUAGES[language].script != "Latn" else families
