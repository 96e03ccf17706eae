"""Units of inputs: what a user writes becomes the unit the method needs, or is refused with the reason.

Inside, activities are in the source's own base unit (t, Nm3, items ...) and mercury is in kilograms per
year. Physical units are pint's; this module adds what the field needs beside them: counts that must not be
mixed (items, inhabitants, vehicles, corpses), the normal cubic metre, and the words after a unit
(``t ore`` is not ``t concentrate``). A word after a unit must be a known material or basis: a unit with
any other word left over (``t per month``, ``t x 1000``) is refused, because dropping it changes the amount.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass
from typing import Any, Final

from quicksilver.errors import UnitError

__all__ = [
    "Activity",
    "Step",
    "accepted_units",
    "base_unit",
    "convert",
    "convert_activity",
    "factor",
    "kg_per_activity_unit",
    "quantity",
]

# Spelling a user may write (folded) -> expression in pint's language. Multiples of counts are spelled out
# because national statistics come in thousands and millions.
_ALIASES: Final = {
    "t": "tonne",
    "tonne": "tonne",
    "tonnes": "tonne",
    "metric ton": "tonne",
    "metric tons": "tonne",
    "metric tonne": "tonne",
    "metric tonnes": "tonne",
    "kt": "kilotonne",
    "mt": "megatonne",
    "gg": "gigagram",
    "tg": "teragram",
    "thousand t": "kilotonne",
    "thousand tonnes": "kilotonne",
    "1000 t": "kilotonne",
    "million t": "megatonne",
    "million tonnes": "megatonne",
    "kg": "kilogram",
    "g": "gram",
    "mg": "milligram",
    "short ton": "short_ton",
    "short tons": "short_ton",
    "st": "short_ton",
    "long ton": "long_ton",
    "long tons": "long_ton",
    "lb": "pound",
    "lbs": "pound",
    "oz t": "troy_ounce",
    "troy oz": "troy_ounce",
    "troy ounce": "troy_ounce",
    "troy ounces": "troy_ounce",
    "nm3": "normal_cubic_metre",
    "thousand nm3": "1e3*normal_cubic_metre",
    "million nm3": "1e6*normal_cubic_metre",
    "billion nm3": "1e9*normal_cubic_metre",
    "sm3": "standard_cubic_metre",
    "million sm3": "1e6*standard_cubic_metre",
    "m3": "meter**3",
    "thousand m3": "1e3*meter**3",
    "million m3": "1e6*meter**3",
    "mcm": "1e6*meter**3",
    "bcm": "1e9*meter**3",
    "billion m3": "1e9*meter**3",
    "km3": "1e9*meter**3",
    "l": "liter",
    "litre": "liter",
    "litres": "liter",
    "liter": "liter",
    "liters": "liter",
    "megalitre": "1e6*liter",
    "ml": "1e6*liter",
    "bbl": "oil_bbl",
    "barrel": "oil_bbl",
    "barrels": "oil_bbl",
    "kj": "kilojoule",
    "mj": "megajoule",
    "gj": "gigajoule",
    "tj": "terajoule",
    "pj": "petajoule",
    "kwh": "kilowatt_hour",
    "mwh": "megawatt_hour",
    "gwh": "gigawatt_hour",
    "twh": "terawatt_hour",
    "toe": "41.868*gigajoule",
    "ktoe": "41.868*terajoule",
    "mtoe": "41.868*petajoule",
    "tce": "29.3076*gigajoule",
    "item": "item",
    "items": "item",
    "piece": "item",
    "pieces": "item",
    "pcs": "item",
    "unit": "item",
    "units": "item",
    "thousand items": "1e3*item",
    "1000 items": "1e3*item",
    "million items": "1e6*item",
    "inhabitant": "inhabitant",
    "inhabitants": "inhabitant",
    "persons": "inhabitant",
    "people": "inhabitant",
    "capita": "inhabitant",
    "thousand inhabitants": "1e3*inhabitant",
    "million inhabitants": "1e6*inhabitant",
    "vehicle": "vehicle",
    "vehicles": "vehicle",
    "thousand vehicles": "1e3*vehicle",
    "cars": "vehicle",
    "corpse": "corpse",
    "corpses": "corpse",
    "bodies": "corpse",
    "cremations": "corpse",
    "burials": "corpse",
    "thousand corpses": "1e3*corpse",
    "site": "site",
    "sites": "site",
}

# Letters whose case decides the unit: MT is not mt in a statistician's table, but Mg, mg and ML, ml are
# different by a factor of a billion, so these are looked up before case is folded.
_CASED: Final = {
    "Mg": "megagram",
    "mg": "milligram",
    "ML": "1e6*liter",
    "ml": "milliliter",
    "Mt": "megatonne",
}
_REFUSED: Final = {
    "ton": "t (1000 kg), short ton (907 kg) or long ton (1016 kg)",
    "tons": "t (1000 kg), short ton (907 kg) or long ton (1016 kg)",
    "mt": "Mt (a million tonnes) or t (metric tons)",
    "ml": "ML (a million litres)",
}


def _clear(word: str) -> dict[str, Any]:
    """Return what to write instead of an ambiguous word, as a sentence of the table of problems."""
    return {"key": f"unit.clear.{word.rstrip('s')}", "values": {}, "table": "problems"}


_TIME: Final = re.compile(
    r"\s*(?:/\s*(?:y|yr|a|year|an|año|год|year\.)|per\s+(?:year|annum|yr|y|a)|p\.?a\.?|\s(?:yr|y|a)\^?-1)(?=$|[\s(])",
    re.IGNORECASE,
)
_BASIS: Final = re.compile(r"\(([^)]*)\)")
_SEPARATORS: Final = re.compile(r"[\s,;]+|(?<=[A-Za-z])-(?=[A-Za-z])")
_SUPERSCRIPT: Final = str.maketrans({"³": "3", "²": "2", "µ": "u", "μ": "u", "\u00a0": " ", "\u202f": " "})

# Kinds of material that must not be exchanged: a factor per tonne of concentrate does not apply to ore.
_MATERIALS: Final = (
    {"ore", "ores", "rock"},
    {"concentrate", "concentrates"},
    {"metal"},
    {"gold"},
    {"zinc"},
    {"copper"},
    {"lead"},
    {"bauxite"},
    {"alumina"},
    {"aluminium", "aluminum"},
    {"coal", "lignite", "anthracite"},
    {"coke"},
    {"charcoal"},
    {"cement"},
    {"clinker"},
    {"crude"},
    {"waste"},
    {"sludge"},
    {"batteries", "battery"},
    {"paint", "paints"},
    {"mercury", "hg"},
    {"biomass", "wood"},
    {"peat"},
    {"lime"},
    {"iron"},
    {"cl2", "chlorine"},
    {"vcm"},
    {"acetaldehyde"},
)
# A mass of dry matter is not the mass as weighed.
_BASES: Final = ({"dry"}, {"wet", "moist", "received"})
# Other materials, what is done with them, and the words that join them. None of these changes an amount.
_PLAIN_WORDS: Final = """
    oil shale petroleum gas natural fuel fuels diesel gasoline petrol kerosene lpg heavy light residual
    product products water wastewater pig steel cream creams soap soaps soil slag ash raw hard brown bituminous
    subbituminous municipal solid medical hazardous household sewage
    combusted burned burnt used use consumed consumption produced production refined processed sold incinerated
    dumped landfilled deposited cremated buried recycled treated supplied
    weight matter substance mass basis of or for as on and
"""
_WORDS: Final = frozenset(_PLAIN_WORDS.split()).union(*_MATERIALS, *_BASES)


@functools.lru_cache(maxsize=1)
def _registry() -> Any:
    """Return the unit registry with the field's own units (built once, on first use)."""
    import pint

    registry: Any = pint.UnitRegistry(cache_folder=None)
    for count in ("item", "inhabitant", "vehicle", "corpse", "site"):
        registry.define(f"{count} = [{count}s]")
    registry.define("normal_cubic_metre = [normal_volume]")
    # Same gas at 15 degC instead of 0 degC, both at 101.325 kPa.
    registry.define("standard_cubic_metre = 0.947943 * normal_cubic_metre")
    # Each currency is a dimension of its own: there is no rate of exchange without a date.
    for currency in ("USD", "EUR", "GBP", "JPY", "CNY", "INR", "CHF"):
        registry.define(f"{currency} = [{currency}]")
    registry.define("IQ_point = [IQ_points]")
    registry.define("flask = 34.5 * kilogram")  # of mercury: 76 lb
    return registry


_MATTER: Final = re.compile(
    r"(?<=[a-z0-9%])\s+(Hg|Au|Cl2|Cl|Zn|Pb|Cu|coal|gold|ore|cement|clinker|mercury|metal|items?)(?=$|[\s/*)])"
)
_ELEMENTS: Final = {"Hg": "mercury", "Au": "gold", "Zn": "zinc", "Pb": "lead", "Cu": "copper"}
_KILOTONNE: Final = re.compile(r"\bkt\b")  # and not the knot
_CUBIC: Final = re.compile(r"\b([mk]?m|cm|dm)([23])\b")
_NORMAL: Final = re.compile(r"\bd?N?scm\b|\bNm3\b|\bNm\^3\b|\bm3N\b")
_SIGNS: Final = re.compile(r"[A-Za-z0-9_/*^(). -]*")
_POWER: Final = re.compile(
    r"(?:\*\*|\^)\s*\(?[+-]?(?:[1-9]|0?\.[1-9]|[1-9]\.[0-9])\)?(?![0-9.]|\s*(?:\*\*|\^))"
)
_NUMBER: Final = re.compile(r"(?<![A-Za-z0-9_])(?!^\s*1(?![0-9.]))[0-9]|\*\*|\^")
_LONGEST: Final = 100
_AMBIGUOUS_TON: Final = re.compile(r"(?<![A-Za-z_])tons?(?![A-Za-z_])")
#: Pure numbers that are units of measurement; pint knows others (turn, count, byte) that only look like words.
_NUMBERS: Final = {"percent", "permille", "ppm"}


def quantity(expression: str) -> Any:
    """Return one of a unit that is written in the language of pint.

    Raises
    ------
    UnitError
        It has a sign or a word that is not a unit of measurement, or contains a number.

    Examples
    --------
    >>> str(quantity("kg/year").dimensionality)
    '[mass] / [time]'
    """
    import pint

    registry = _registry()
    try:
        # Some signs end the text for pint: what follows "#" would be dropped; so would a word to the power of 0. A
        # power of a power would be worked out to its last digit.
        if (
            len(expression) > _LONGEST
            or not _SIGNS.fullmatch(expression)
            or _NUMBER.search(_POWER.sub("", expression))
        ):
            raise ValueError(expression)
        units = registry.parse_units(expression)
        measured = {name: registry.get_dimensionality(name) for name in units._units}
        words = [name for name, dimension in measured.items() if not dimension]
        # "kg/yr %" is a hundredth of a kilogram to pint, and a word left over to everybody else.
        if any(word not in _NUMBERS for word in words) or (
            words and set().union(*measured.values()) - {"[time]"}
        ):
            raise ValueError(expression)
        return registry.Quantity(1.0, units)
    except (
        ArithmeticError,
        pint.errors.PintError,
        AttributeError,
        TypeError,
        ValueError,
        AssertionError,
        SyntaxError,
    ):
        raise UnitError(f"unknown unit {expression!r}", code="unit.unknown", unit=expression) from None


def _plain(text: str) -> tuple[str, set[str]]:
    """Return a unit in the language of pint, and the words of matter that were behind it."""
    plain = _NORMAL.sub("normal_cubic_metre", text.translate(_SUPERSCRIPT).strip())
    matter = {_ELEMENTS.get(word, word).lower() for word in _MATTER.findall(plain)}
    plain = _MATTER.sub("", plain).replace("short ton", "short_ton").replace("long ton", "long_ton")
    plain = _KILOTONNE.sub("kilotonne", _CUBIC.sub(r"\1^\2", plain))
    return re.sub(r"/y$", "/yr", plain.replace("%", "percent").replace("fraction", "1")), matter


@functools.lru_cache(maxsize=1024)
def factor(unit: str, wanted: str) -> float:
    """Return what a number in one unit is multiplied by to be in another.

    Known materials behind a unit (``g Hg/t coal``) do not count: the name of the quantity states what is measured.
    Any other word is refused.

    Parameters
    ----------
    unit, wanted : str
        For example ``g``, ``t/yr``, ``mg/kg``, ``ug/Nm3``, ``USD/kg``, ``%``, ``1``.

    Raises
    ------
    UnitError
        A unit is unknown or ambiguous, or the two do not measure the same thing or the same material.

    Examples
    --------
    >>> factor("t/yr", "kg/yr"), factor("%", "1"), round(factor("mg/kg", "g/t"), 12), round(factor("short ton/yr", "kg/yr"), 3)
    (1000.0, 0.01, 1.0, 907.185)
    """
    if unit == wanted:
        return 1.0
    import pint

    sides, matter = [], []
    for text in (unit, wanted):
        plain, words = _plain(text)
        if _AMBIGUOUS_TON.search(plain):
            raise UnitError(
                f"unit {text!r} is ambiguous: write {_REFUSED['ton']}",
                code="unit.ambiguous",
                unit=text,
                clear=_clear("ton"),
            )
        try:
            sides.append(quantity("" if plain == "1" else plain))
        except UnitError:
            raise UnitError(f"unknown unit {text!r}", code="unit.unknown", unit=text) from None
        matter.append(words)
    if _material_conflict(*matter):
        raise UnitError(
            f"{unit!r} is of another material than {wanted!r}",
            code="unit.material",
            unit=unit,
            other=wanted,
        )
    try:
        ratio = float(sides[0].to(sides[1].units).magnitude)
        # A scale with another zero (degrees Celsius) has no factor.
        if abs(float((sides[0] * 0).to(sides[1].units).magnitude)) > 1e-9:
            raise UnitError(
                f"{unit!r} and {wanted!r} have different zeros", code="unit.zero", unit=unit, other=wanted
            )
    except pint.errors.PintError:
        raise UnitError(
            f"{unit!r} does not measure what {wanted!r} measures",
            code="unit.dimension",
            unit=unit,
            other=wanted,
        ) from None
    return ratio


def convert(value: float, unit: str, wanted: str) -> float:
    """Return a number in another unit; see :func:`factor`.

    Examples
    --------
    >>> convert(100, "g", "kg")
    0.1
    """
    return value * factor(unit, wanted)


@dataclass(frozen=True, slots=True)
class Step:
    """What was done or assumed in a conversion: the key of a sentence, and its values.

    Attributes
    ----------
    key : str
        ``conversion``, ``normal_cubic``, ``calorific`` or ``density``.
    values : mapping of str to str or float
    """

    key: str
    values: Mapping[str, str | float]


@dataclass(frozen=True, slots=True)
class Activity:
    """An activity in the base unit of its source, and how it got there.

    Attributes
    ----------
    value : float
        In ``unit`` per year.
    unit : str
        The source's activity unit as published.
    steps : tuple of Step
        What was done and assumed; empty when the unit was the source's own.
    factor : float
        What one of the user's units is in the base unit.
    """

    value: float
    unit: str
    steps: tuple[Step, ...]
    factor: float


@dataclass(frozen=True, slots=True)
class _Read:
    """A unit as written, taken apart: expression, words behind it, words that are not known, and bare text."""

    expression: str
    words: frozenset[str]
    unknown: tuple[str, ...]
    bare: str


def _fold(text: str) -> _Read:
    """Take ``"t coal combusted/y (dry)"`` apart."""
    plain = text.translate(_SUPERSCRIPT).strip()
    rest, times = _TIME.subn("", _BASIS.sub(" ", plain))
    inside, more = _TIME.subn("", " ".join(_BASIS.findall(plain)))
    bare = re.sub(r"\s+", " ", rest).strip()
    words = bare.split(" ")
    for length in range(min(3, len(words)), 0, -1):
        head = " ".join(words[:length])
        expression = _CASED.get(head) or ("" if head.lower() in _REFUSED else _ALIASES.get(head.lower(), ""))
        if expression:
            break
    else:
        expression, length = "", 1
    behind = _split(" ".join(words[length:])) + _split(inside)
    unknown = tuple(word for word in behind if word.lower() not in _WORDS)
    if times + more > 1:
        unknown = (*unknown, "per year")
    return _Read(expression, frozenset(word.lower() for word in behind), unknown, bare)


def _split(text: str) -> tuple[str, ...]:
    return tuple(word for word in _SEPARATORS.split(text) if word)


def base_unit(activity_unit: str) -> str:
    """Return the bare unit of a published activity unit.

    Examples
    --------
    >>> base_unit("t coal combusted/y")
    't'
    """
    return _TIME.sub("", _BASIS.sub("", activity_unit)).strip().split(" ")[0].split("/")[0]


def accepted_units(activity_unit: str) -> tuple[str, ...]:
    """Return the units accepted in the unit column of a source, its own unit first.

    Examples
    --------
    >>> accepted_units("t coal combusted/y")[:3]
    ('t', 'kt', 'Mt')
    """
    base = base_unit(activity_unit)
    choices = {
        "t": ("t", "kt", "Mt", "kg", "Gg", "short ton", "long ton"),
        "kg": ("kg", "g", "t", "lb", "troy oz"),
        "Nm3": ("Nm3", "thousand Nm3", "million Nm3", "Sm3", "million Sm3", "m3", "million m3", "bcm"),
        "m3": ("m3", "thousand m3", "million m3", "ML"),
        "items": ("items", "thousand items", "million items"),
        "inhabitants": ("inhabitants", "thousand inhabitants", "million inhabitants"),
        "vehicles": ("vehicles", "thousand vehicles"),
        "corpses": ("corpses", "thousand corpses"),
        "MWh": ("MWh", "GWh", "TWh", "kWh"),
        "sites": ("sites",),
    }
    energy = ("TJ", "GJ", "PJ", "GWh", "ktoe") if _is_fuel(activity_unit) else ()
    return choices.get(base, (base,)) + energy


def _is_fuel(activity_unit: str) -> bool:
    """Return whether the source burns or handles a fuel, for which energy with a calorific value will do."""
    words = ("coal", "oil", "gas", "biomass", "charcoal", "peat", "product combusted", "t product/y")
    return any(word in activity_unit for word in words)


def _conflict(kinds: Sequence[Set[str]], given: Set[str], wanted: Set[str]) -> bool:
    given_kinds = [kind for kind in kinds if kind & given]
    wanted_kinds = [kind for kind in kinds if kind & wanted]
    return bool(given_kinds) and bool(wanted_kinds) and not any(kind in wanted_kinds for kind in given_kinds)


def _material_conflict(given: Set[str], wanted: Set[str]) -> bool:
    """Return whether the words name another material than the factor is per."""
    return _conflict(_MATERIALS, given, wanted)


def _refusal(text: str, activity_unit: str, read: _Read, known: Set[str]) -> UnitError | None:
    """Return why a text cannot be used as a unit of an activity, or None."""
    named = {"unit": text, "wanted": activity_unit}
    what = f"unit {text!r} cannot be read as a unit of '{activity_unit}'"
    if not read.expression:
        word = read.bare.split(" ", maxsplit=1)[0].lower() if read.bare else ""
        hint = _REFUSED.get(word, "")
        if not hint:
            return UnitError(what, code="unit.unreadable", **named)
        return UnitError(
            f"{what}. It is ambiguous: write {hint}",
            code="unit.unreadable.ambiguous",
            clear=_clear(word),
            **named,
        )
    unknown = [word for word in read.unknown if word.lower() not in known]
    if unknown:
        words = " ".join(unknown)
        return UnitError(
            f"{what}: {words!r} is not a known material or basis",
            code="unit.unreadable.words",
            words=words,
            **named,
        )
    if _material_conflict(read.words, known):
        return UnitError(
            f"unit {text!r} is of another material than '{activity_unit}', which the factor is per",
            code="unit.activity.material",
            **named,
        )
    if _conflict(_BASES, read.words, known):
        return UnitError(
            f"unit {text!r} is on another basis than '{activity_unit}'", code="unit.activity.basis", **named
        )
    return None


def convert_activity(
    value: float,
    unit: str,
    activity_unit: str,
    *,
    calorific_value: float | None = None,
    density: float | None = None,
) -> Activity:
    """Return an activity in the source's own unit.

    Parameters
    ----------
    value : float
        Amount per year in ``unit``.
    unit : str
        As the user wrote it: ``"kt"``, ``"t coal/y"``, ``"TJ"``, ``"million m3"``, ``"short ton"`` ...
    activity_unit : str
        The source's published unit.
    calorific_value : float, optional
        Net calorific value in MJ per kg (equal to GJ/t and TJ/kt), or MJ per Nm3 for a gas; needed when
        ``unit`` is an energy.
    density : float, optional
        In kg per m3; needed when a volume is given for a mass.

    Returns
    -------
    Activity

    Raises
    ------
    UnitError
        The unit is unknown, ambiguous, of another kind, material or basis, or has an unknown word behind it.

    Examples
    --------
    >>> convert_activity(2.0, "kt", "t coal combusted/y").value
    2000.0
    """
    read, wanted = _fold(unit), _fold(activity_unit)
    refused = _refusal(unit, activity_unit, read, wanted.words)
    if refused:
        raise refused
    registry = _registry()
    quantity = registry.parse_expression(read.expression)
    quantity = quantity if hasattr(quantity, "dimensionality") else registry.Quantity(quantity)
    target = registry.parse_expression(wanted.expression)
    steps: list[Step] = []
    quantity = _bridge(quantity, target, unit, activity_unit, calorific_value, density, steps)
    factor = float((quantity / target).to_base_units().magnitude)
    if factor != 1.0:
        values: dict[str, str | float] = {
            "unit": read.bare,
            "number": factor,
            "target": base_unit(activity_unit),
        }
        steps.insert(0, Step("conversion", values))
    return Activity(value * factor, activity_unit, tuple(steps), factor)


def _bridge(
    quantity: Any,
    target: Any,
    unit: str,
    activity_unit: str,
    calorific_value: float | None,
    density: float | None,
    steps: list[Step],
) -> Any:
    """Carry a unit over to the target's dimension by a stated property of the material."""
    registry = _registry()
    if quantity.dimensionality == target.dimensionality:
        return quantity
    energy = quantity.check("[energy]")
    gas = target.check("[normal_volume]")
    if gas and quantity.check("[volume]"):
        steps.append(Step("normal_cubic", {}))
        return quantity * registry.Quantity(1, "normal_cubic_metre / meter**3")
    if energy and (gas or target.check("[mass]")):
        if calorific_value is None:
            raise UnitError(
                f"unit {unit!r} is an energy; give its calorific value to get '{activity_unit}'",
                code="unit.activity.energy",
                unit=unit,
                wanted=activity_unit,
            )
        per = "megajoule / normal_cubic_metre" if gas else "megajoule / kilogram"
        steps.append(Step("calorific", {"number": calorific_value, "unit": "Nm3" if gas else "kg"}))
        return quantity / registry.Quantity(calorific_value, per)
    if quantity.check("[volume]") and target.check("[mass]"):
        if density is None:
            raise UnitError(
                f"unit {unit!r} is a volume; give the density in kg/m3 to get '{activity_unit}'",
                code="unit.activity.volume",
                unit=unit,
                wanted=activity_unit,
            )
        steps.append(Step("density", {"number": density}))
        return quantity * registry.Quantity(density, "kilogram / meter**3")
    raise UnitError(
        f"unit {unit!r} cannot be converted to '{activity_unit}'",
        code="unit.activity.other",
        unit=unit,
        wanted=activity_unit,
    )


_MASS_IN_FACTOR: Final = {"kg": 1.0, "g": 1e-3, "mg": 1e-6, "ug": 1e-9, "ng": 1e-12, "t": 1e3}
_OF_MERCURY: Final = re.compile(r"\s+(?:of\s+)?(?:Hg|mercury)$", re.IGNORECASE)
_RATIOS: Final = {"ppm": ("mg", "kg"), "ppb": ("ug", "kg")}


def kg_per_activity_unit(value: float, factor_unit: str, activity_unit: str) -> float:
    """Return an input factor in kilograms of mercury per unit of activity.

    Parameters
    ----------
    value : float
        In ``factor_unit``.
    factor_unit : str
        ``"g Hg/t"``, ``"mg/kg"``, ``"ug Hg/Nm3"``, ``"g Hg/inhabitant/y"``, ``"ppm"`` ...
    activity_unit : str
        The source's published activity unit.

    Returns
    -------
    float
        kg Hg per unit of activity.

    Raises
    ------
    UnitError
        The unit cannot be read or is per something else than the activity.

    Examples
    --------
    >>> round(kg_per_activity_unit(0.15, "g Hg/t", "t coal combusted/y"), 12)
    0.00015
    """
    plain, times = _TIME.subn("", factor_unit.translate(_SUPERSCRIPT))
    plain = plain.strip()
    if times > 1:
        raise UnitError(
            f"factor unit {factor_unit!r} is per year twice", code="unit.factor.twice", unit=factor_unit
        )
    if plain.lower() in _RATIOS:
        mass, per = _RATIOS[plain.lower()]
    else:
        if "/" not in plain:
            raise UnitError(
                f"factor unit {factor_unit!r} is not a mass of mercury per unit of activity",
                code="unit.factor.other",
                unit=factor_unit,
            )
        left, per = plain.split("/", 1)
        mass = _OF_MERCURY.sub("", left.strip())
    if mass not in _MASS_IN_FACTOR:
        raise UnitError(
            f"factor unit {factor_unit!r} does not begin with a mass of mercury ({', '.join(_MASS_IN_FACTOR)})",
            code="unit.factor.mass",
            unit=factor_unit,
            masses=list(_MASS_IN_FACTOR),
        )
    try:
        per_base = convert_activity(1.0, per.strip(), activity_unit).factor
    except UnitError as error:
        why = {"key": error.code, "values": error.values, "table": "problems"}
        raise UnitError(
            f"factor unit {factor_unit!r}: {error}", code="unit.factor.activity", unit=factor_unit, why=why
        ) from None
    # One multiplication and one division by powers of ten, in the order that keeps 0.15 g/t at 0.00015.
    return value * _MASS_IN_FACTOR[mass] / per_base
