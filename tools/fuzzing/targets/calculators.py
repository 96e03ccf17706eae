"""The calculators of the partnership areas: one input for each, and a file of inputs for all."""

from __future__ import annotations

import json
from typing import Any

from fuzzing.cases import Target

__all__ = ["targets"]


def _calculator(area: str, verb: str) -> Any:
    """Return how a calculator reads its file at the command line."""
    from quicksilver.areas import area as load
    from quicksilver.areas.shared.common import verb_of
    from quicksilver.cli.area import _read

    calculator = verb_of(load(area), verb)
    return lambda path: calculator.run(_read(str(path)), path.name).as_dict()


def targets() -> list[Target]:
    """Return every calculator; the calculators of an area share its number of files."""
    from quicksilver.areas import area as load
    from quicksilver.areas import areas
    from quicksilver.areas.examples import example
    from quicksilver.areas.shared.common import all_verbs

    targets_of_areas = []
    for name in areas():
        inputs = {verb.name: example(name, verb.name) for verb in all_verbs(load(name))}
        readers = {verb: _calculator(name, verb) for verb in inputs}
        for verb, given in inputs.items():
            if given:
                share = 1 / sum(map(bool, inputs.values()))
                sample = json.dumps(given).encode()
                targets_of_areas.append(
                    Target(
                        f"area {name}",
                        "json",
                        "i.json",
                        sample,
                        readers[verb],
                        "json",
                        share=share,
                        part=verb,
                        numbers=("value", "low", "high"),
                    )
                )
    return targets_of_areas
