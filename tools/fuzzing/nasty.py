"""Values that have broken readers, here or elsewhere."""

from __future__ import annotations

import random
from typing import Final

__all__ = ["NOT_FINITE", "VALUES", "broken_bytes", "strange_unit"]

#: Numbers that are none; nothing may take them for a number.
NOT_FINITE: Final = ("NaN", "nan", "inf", "-inf", "Infinity", "1e999", "-1e999")

VALUES: Final = (
    *(
        "1,500",
        "450.000",
        "1.234,5",
        "1 500",
        "1'500",
        "0,15",
        "1.5.2",
        "--1",
        "1e3",
        "1e-400",
        "1e308",
        "0x1F",
    ),
    *("1_000", "½", "²", "10^3", "-0", "0", "-1", "-999", "-9999.99", "9999.99", "9" * 5000, "1" * 400),
    *(
        "١٢٣٤",
        "۱۲٫۵",
        "１２３",
        "一千",
        "NE",
        "IE",
        "C",
        "ND",
        "NO",
        "NA",
        "n/a",
        "-",
        "?",
        "<0.5",
        ">5",
        "<",
    ),
    *(
        "5 (3-50)",
        "0.05 - 0.5",
        "10 ± 2",
        "50 - 3",
        "12 kg",
        "100 t blorp",
        "=1+1",
        "=TRUE()",
        "+1",
        "@SUM(A1)",
    ),
    *(
        "=cmd|' /C calc'!A0",
        "\x0b",
        "a\x00b",
        "\x1b[31m",
        "\u202e1.5",
        "\uffff",
        "\ufeff1",
        "\u200b1",
        "\u200e5",
    ),
    *(
        "e\u0301",
        "\U0001f4c8",
        "\ud800",
        "x\udfffy",
        "x" * 100_000,
        "a" * 40_000 + "\n",
        "\u2028",
        "\x85",
        "\r",
    ),
    *(
        "t blorp",
        "MG",
        "MT",
        "Mg/yr",
        "kg s-1",
        "тыс. т",
        "万吨",
        "UK",
        "EU",
        "NA",
        "XKX",
        "YUG",
        "826",
        "World",
    ),
    *(
        "2020-13-45",
        "2020-02-30",
        "0000-01-01",
        "9999-12-31",
        "10000-01-01",
        "202",
        "1500",
        "2020-01-01T25:00",
    ),
    *("01/02/2020", "2020/", "/2020", "true", "false", "null", "~", "", "   ", "\n", "a\nb", '"', "'", "''"),
    *(
        "[]",
        "{}",
        '{"a": 1',
        "[" * 2000,
        "<b>",
        "&amp;",
        "]]>",
        "../../etc/passwd",
        "C:\\x",
        "%s%n",
        "{0}",
        "{x}",
    ),
    *(
        "$x",
        "#REF!",
        "#",
        "# x",
        "sep=;",
        "---",
        "...",
        "!!python/object:os.system",
        "&a",
        "*a",
        "|",
        ">",
        "%YAML 9",
    ),
)

_WORDS: Final = ("blorp", "flurb", "per moon", "x grumph", "(zonk)", "/snark")


def strange_unit(random_: random.Random, unit: str) -> str:
    """Return a unit with a word that no grammar knows."""
    return f"{unit} {random_.choice(_WORDS)}".strip()


def _flipped(random_: random.Random, content: bytes) -> bytes:
    changed = bytearray(content)
    for _ in range(random_.choice((1, 1, 3, 20))):
        changed[random_.randrange(len(changed))] ^= 1 << random_.randrange(8)
    return bytes(changed)


def _overwritten(random_: random.Random, content: bytes) -> bytes:
    start = random_.randrange(len(content))
    noise = random_.choice(
        (b"\x00", b"\xff", b"\xed\xa0\x80", b"\xef\xbf\xbf", b"\xc3", b"\r", b'"', b"\x1a")
    )
    return content[:start] + noise * random_.choice((1, 1, 7, 300)) + content[start + 1 :]


def _exchanged(random_: random.Random, content: bytes) -> bytes:
    a, b, c = sorted(random_.randrange(len(content) + 1) for _ in range(3))
    return content[:a] + content[b:c] + content[a:b] + content[c:]


def broken_bytes(random_: random.Random, content: bytes) -> tuple[str, bytes]:
    """Return what was done to bytes of any kind, and the bytes."""
    if not content:
        return "empty", b""
    name = random_.choice(
        ("flipped", "flipped", "cut", "overwritten", "exchanged", "doubled", "empty", "noise")
    )
    if name == "flipped":
        return name, _flipped(random_, content)
    if name == "cut":
        return name, content[: random_.randrange(len(content))]
    if name == "overwritten":
        return name, _overwritten(random_, content)
    if name == "exchanged":
        return name, _exchanged(random_, content)
    if name == "doubled":
        return name, content * 2
    if name == "empty":
        return name, random_.choice((b"", b"\n", b"\xef\xbb\xbf", b"   ", b"\x00" * 1000))
    return name, random_.randbytes(random_.choice((1, 10, 3000)))
