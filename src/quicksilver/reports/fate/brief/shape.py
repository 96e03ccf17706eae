"""What the brief needs of a comparison of scenarios; the one made by ``quicksilver.fate`` has this shape."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from quicksilver.fate.cycle import CycleModel
from quicksilver.language.sentences import Sentence

__all__ = ["Array", "Comparison"]

Array = NDArray[np.float64]


class Comparison(Protocol):
    """Scenarios side by side, in emission and in what follows from it; the first name is the base."""

    @property
    def model(self) -> CycleModel:
        """Return the model all scenarios were run with."""

    @property
    def base(self) -> str:
        """Return the name of the scenario the others are compared with."""

    @property
    def names(self) -> tuple[str, ...]:
        """Return the names in order, base first."""

    @property
    def years(self) -> Array:
        """Return the years, shape (years,)."""

    @property
    def emission(self) -> Mapping[str, Array]:
        """Return the emission of each year in Mg per year."""

    @property
    def deposition(self) -> Mapping[str, Array]:
        """Return the deposition to land and ocean in Mg per year."""

    @property
    def deposition_land(self) -> Mapping[str, Array]:
        """Return the deposition to land in Mg per year."""

    @property
    def deposition_ocean(self) -> Mapping[str, Array]:
        """Return the deposition to the ocean in Mg per year."""

    @property
    def avoided_deposition(self) -> Mapping[str, Array]:
        """Return the deposition avoided since the first year, against the base, in Mg."""

    @property
    def per_tonne(self) -> Mapping[str, Mapping[int, float]]:
        """Return, by scenario and years after the first, Mg of deposition avoided per Mg of emission avoided."""

    @property
    def legacy_shares(self) -> Mapping[str, float]:
        """Return the shares of the deposition of the first year by origin; empty where not known."""

    @property
    def origins(self) -> Mapping[str, float]:
        """Return the shares of that deposition: ``natural``, ``first_pass`` and ``legacy``; empty where not known."""

    @property
    def notes(self) -> tuple[Sentence, ...]:
        """Return what a reader needs to know about the emissions and the runs."""

    @property
    def assumptions(self) -> tuple[Sentence, ...]:
        """Return what was assumed."""

    @property
    def description(self) -> Mapping[str, str]:
        """Return how each scenario was made."""
