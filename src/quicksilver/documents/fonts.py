"""Where the fonts are: folders of this machine, and what a language needs."""

from __future__ import annotations

import functools
import os
from pathlib import Path
from typing import Final

from quicksilver.errors import MissingFontError

__all__ = ["body_fonts", "folders", "need", "script_font"]

_PLACES: Final = (
    "/usr/share/fonts",
    "/usr/local/share/fonts",
    "~/.fonts",
    "~/.local/share/fonts",
    "/Library/Fonts",
    "~/Library/Fonts",
    "C:/Windows/Fonts",
)

# Language -> (what files of a suitable font are called, Debian package, family).
_NEEDED: Final = {
    "zh": ("NotoSerifCJK-Regular", "fonts-noto-cjk", "Noto Serif CJK SC"),
    "ar": ("Amiri-Regular", "fonts-hosny-amiri", "Amiri"),
}
_LATIN: Final = ("Noto Serif", "Libertinus Serif")


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
    if language in _NEEDED:
        name, package, family = _NEEDED[language]
        if not _found(name, folders()):
            raise MissingFontError(
                f"documents in '{language}' need the font {family}, which was not found; install it with: "
                f"apt-get install {package} (or name its folder in QUICKSILVER_FONTS)"
            )


def script_font(language: str) -> str:
    """Return the family for the script of a language; empty for Latin and Cyrillic."""
    return _NEEDED[language][2] if language in _NEEDED else ""


def body_fonts(language: str) -> tuple[str, ...]:
    """Return the families to try, in order. The last one comes with the PDF engine and is always there."""
    script = script_font(language)
    if language == "ar":
        # Noto Naskh has no Latin letters and digits; Amiri has both, so one face sets the whole line.
        return (script, *_LATIN)
    return (*_LATIN, script) if script else _LATIN
