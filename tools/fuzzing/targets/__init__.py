"""Every reader of the program with a small valid file of every kind that it reads."""

from __future__ import annotations

from typing import Any

from fuzzing.cases import Target

__all__ = ["all_targets"]


def all_targets(*, commands: bool = True) -> list[Target]:
    """Return all readers and kinds of files; commands need a database, which takes some seconds to make."""
    from fuzzing.targets import calculators, fate, intake, inventories, registers, scenarios

    parts: list[Any] = [intake, inventories, fate, scenarios, calculators, registers]
    targets = [target for part in parts for target in part.targets()]
    if commands:
        from fuzzing.targets.commands import targets as of_commands

        targets += of_commands()
    return targets
