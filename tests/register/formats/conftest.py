"""Records made at random from a seed: every field of every kind, with texts that files find difficult."""

from __future__ import annotations

import random
import types
import typing
from collections.abc import Callable
from decimal import Decimal

import pytest

from quicksilver import languages
from quicksilver.intake.cleaning import clean_name
from quicksilver.register import records as r
from quicksilver.register.records.references import CHAINS, REFERENCES
from quicksilver.register.register import Register

DIFFICULT = (
    "no",
    "2008",
    "2008-04-01",
    "1e5",
    "1.0",
    "=1+1",
    "'quoted",
    "'=1",
    "- item",
    "a: b # c",
    "null",
    "~",
    "&a *b",
    "汞 – «ртуть» الزئبق",
    "two\nlines",
    "two\n\n  lines ",
    "_x000A_",
    "_x005F_x000A_",
    "@home",
    "{}",
    '{"a": 1}',
    "[",
    "[]",
    "|",
    "\u2028",
    "a\rb",
    "a\r\nb",
    "\x85",
    "a\x0bb",
    "😀",
    "\ufeff",
    "a\ufffe",
    "true",
    "TRUE",
    "a,b;c",
    'say "no"',
    "a  b",
    "\ta",
    "x\x00y",
    "é" * 200,
    "-1",
    "+1",
    "%",
    "<b>&amp;</b>",
    "]]>",
    "\\n",
    "no change",
    "a" * 3000,
    "\xa0a\xa0",
)
NUMBERS = tuple(
    Decimal(text)
    for text in (
        "0",
        "-0",
        "51750",
        "0.10",
        "1E+3",
        "0.1234567890123456789012345",
        "123456789012345.123456789",
        "1E-9",
        "3.0",
    )
)
DATES = ("", "2008", "2008-04", "2008-04-01", "2008-04-01/2008-04-03", "2007/2008")
POOL = ("first", "second.part")
LANGUAGES = tuple(languages.LANGUAGES)


class Drawn:
    """Draws records; the same seed gives the same ones."""

    def __init__(self, seed: int) -> None:
        self._random = random.Random(seed)

    def text(self) -> str:
        if self._random.random() < 0.6:
            return self._random.choice(DIFFICULT)
        signs = (
            self._random.choice((97, 32, 10, 233, 27742, 8364, self._random.randrange(0xD7FF)))
            for _ in range(self._random.randrange(12))
        )
        return "".join(map(chr, signs))

    def _filled(self) -> str:
        return clean_name(self.text()) or "filled"

    def texts(self) -> r.Text:
        original = self._random.choice(LANGUAGES)
        held = {
            original: self._filled(),
            **{
                language: self.text()
                for language in self._random.sample(LANGUAGES, 2)
                if language != original
            },
        }
        state = {
            language: self._random.choice(("machine draft", "draft", "approved", "outdated"))
            for language in self._random.sample(LANGUAGES, self._random.randrange(3))
        }
        return r.Text(original=original, state=state, **held)

    def _special(self, kind: object) -> object:
        pick = self._random.choice
        made: dict[object, Callable[[], object]] = {
            r.Text: self.texts,
            r.When: lambda: r.When(date=pick(DATES), said=pick(("", "", self.text()))),
            r.Amount: lambda: pick(
                (
                    r.Amount(value=pick(NUMBERS)),
                    r.Amount(value=pick(NUMBERS[:6]), unit=pick(("kg/yr", "t/yr"))),
                    r.Amount(low=Decimal(1), high=Decimal(2)),
                )
            ),
            r.Funding: lambda: pick(
                (r.Funding(), r.Funding(amount=abs(pick(NUMBERS)), currency="USD", value_date="2009"))
            ),
            r.Place: lambda: pick(
                (
                    r.Place(country="KHM", open=True),
                    r.Place(region=self.texts(), role="focus", group=self.texts()),
                )
            ),
            r.Serves: lambda: r.Serves(plan=pick(POOL), action=2),
            r.Attendance: lambda: r.Attendance(
                count=pick((0, 12)), kind="ngo", country="KHM", region=self.texts()
            ),
            r.Affiliation: lambda: r.Affiliation(organisation=pick(POOL), function=self.text(), since="2008"),
            r.AgendaItem: lambda: r.AgendaItem(
                number=self.text(), text=self.texts(), document=pick((None, *POOL))
            ),
            r.Decision: lambda: r.Decision(
                text=self.texts(), mandate=pick((None, *POOL)), task=pick((None, *POOL))
            ),
            str: self.text,
            int: lambda: self._random.randrange(-3, 3000),
            bool: lambda: pick((True, False)),
            Decimal: lambda: pick(NUMBERS),
        }
        return made[kind]() if kind in made else self.fields(typing.cast(type, kind), ())

    def _value(self, annotation: object) -> object:
        origin, inside = typing.get_origin(annotation), typing.get_args(annotation)
        if origin is typing.Annotated:
            return self._random.choice(POOL)
        if origin is typing.Literal:
            return self._random.choice(inside)
        if origin in (typing.Union, types.UnionType):
            chosen = self._random.choice(inside)
            return None if chosen is type(None) else self._value(chosen)
        if origin is tuple:
            return tuple(self._value(inside[0]) for _ in range(self._random.randrange(3)))
        return self._special(annotation)

    def fields(self, cls: type, left_out: typing.Collection[str], **fixed: object) -> typing.Any:
        held = {
            name: self._value(field.annotation)
            for name, field in cls.model_fields.items()
            if name not in left_out and name not in fixed
        }
        if cls not in r.KINDS.values():
            held |= {name: "first" for name in ("document", "organisation") if name in held}
        return cls(**held, **fixed)

    def record(self, kind: str) -> r.Record:
        cls = r.KINDS[kind]
        chains = {field for one, field in CHAINS if one == kind}
        fixed: dict[str, object] = {"id": "drawn", **FIXED.get(kind, {})}
        # Identifiers under an annotation that pydantic has taken apart look like any text.
        for path, _ in REFERENCES[kind]:
            name = path.removesuffix("[]")
            if name in cls.model_fields and name not in chains and name not in fixed:
                needed = cls.model_fields[name].is_required()
                many = path.endswith("[]")
                fixed[name] = ("first",) if many else self._random.choice(POOL if needed else (None, *POOL))
        if kind in ("leaderships", "seats"):
            fixed["organisation"] = "first"
        return self.fields(cls, {"until", "not_stated", *chains}, **fixed)


FIXED: dict[str, dict[str, object]] = {
    "claims": {"subject": "documents/first", "shown": False},
    "comments": {"subject": "documents/first"},
    "cycles": {"frozen": "2009-05-01T12:00:00+00:00", "period": "2006"},
    "contributions": {"hours": "0.10"},
    "needs": {"area": "first", "hours": "1E+3"},
    "organisations": {"country": "KHM"},
    "persons": {"visibility": "partners"},
    "leaderships": {"role": "co-lead"},
    "baselines": {"year": 2010},
    "observations": {"year": 2020},
    "targets": {"goal": "level", "year": 2020},
    "submissions": {
        "area": "first",
        "answers": ({"question": "1.4", "value": "=2\n"}, {"question": "2", "special": "not known"}),
    },
}
BASE = {
    "documents": {"title": "D"},
    "mandates": {"body": "B", "symbol": "S", "text": "M"},
    "organisations": {},
    "areas": {},
    "meetings": {"body": "B", "title": "M"},
    "indicators": {"unit": "t/yr", "pathway": "air"},
    "baselines": {"indicator": "first", "amount": {"value": 1}, "year": 2005},
    "plans": {"area": "first", "state": "drafting", "priority_actions": ["One", "Two"]},
    "targets": {"area": "first", "text": "T"},
    "outputs": {"title": "O"},
    "activities": {"title": "A", "kind": "project", "areas": ["first"]},
    "cycles": {"title": "C"},
    "persons": {},
    "action-items": {"text": "T"},
}


def drawn_register(seed: int) -> Register:
    """Return a register in which one record of each kind is drawn, and may name the others."""
    made: list[tuple[str, r.Record]] = []
    for kind, fields in BASE.items():
        cls = r.KINDS[kind]
        for identifier in POOL:
            name = {"name": identifier} if "name" in cls.model_fields else {}
            if kind == "cycles":
                name = {"period": {"first": "2008", "second.part": "2009"}[identifier]}
            made.append((kind, cls(id=identifier, **name, **fields)))
    drawn = Drawn(seed)
    return Register.of([*made, *((kind, drawn.record(kind)) for kind in r.KINDS)])


@pytest.fixture(scope="session")
def draw() -> Callable[[int], Register]:
    """Return what draws a register from a seed."""
    return drawn_register
