"""Units of inputs: what a user writes becomes the unit the method needs, or is refused with the reason.

There is one grammar, :func:`parse`, for every reader of a unit: a text is cut into words, and each word is a unit, a
material, a basis, a multiplier or a period, or the text is refused with the word (``t per moon``). Case counts where it
changes the meaning. Inside, activities are in the source's own base unit (t, Nm3, items ...) and mercury is in kilograms
per year. Physical units are pint's; beside them are the field's own: counts that must not be mixed (items, inhabitants,
vehicles, corpses), the normal cubic metre, flasks of mercury, and materials (``t ore`` is not ``t concentrate``).
"""

from __future__ import annotations

from quicksilver.quantities.units.activities import (
    Activity,
    Step,
    accepted_units,
    base_unit,
    convert_activity,
    wanted_unit,
)
from quicksilver.quantities.units.grammar import parse
from quicksilver.quantities.units.input_factors import kg_per_activity_unit
from quicksilver.quantities.units.lexicon import known_words
from quicksilver.quantities.units.measures import (
    DAYS,
    convert,
    currencies,
    factor,
    measured,
    per_year,
    quantity,
)
from quicksilver.quantities.units.unit import NORMAL, Unit

__all__ = [
    "DAYS",
    "NORMAL",
    "Activity",
    "Step",
    "Unit",
    "accepted_units",
    "base_unit",
    "convert",
    "convert_activity",
    "currencies",
    "factor",
    "kg_per_activity_unit",
    "known_words",
    "measured",
    "parse",
    "per_year",
    "quantity",
    "wanted_unit",
]
