"""Command groups that import a command only when it is called, so that ``--help`` answers at once."""

from __future__ import annotations

import importlib
from collections.abc import Callable, Mapping
from typing import Any

import click

__all__ = ["LazyGroup", "Text"]


class Text(click.ParamType):  # type: ignore[type-arg]
    """A text that is typed or pasted, cleaned as those of files are; the path of a file stays as it is."""

    name = "text"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        """Return the text without what cannot be written, or nobody sees."""
        if not isinstance(value, str) or (value.isascii() and value.isprintable()):
            return value
        from pathlib import Path

        from quicksilver.intake.cleaning import clean_name, clean_text

        try:
            is_file = Path(value).exists()
        except (OSError, ValueError):
            is_file = False
        cleaned = clean_text(value)
        return value if is_file else cleaned if "\n" in cleaned else clean_name(cleaned)


def _with_clean_texts(command: click.Command) -> click.Command:
    """Return a command whose free texts are cleaned where they come in."""
    for param in command.params:
        if param.type is click.STRING:
            param.type = Text()
    return command


class LazyGroup(click.Group):
    """A group whose commands are named as ``module:attribute``, or given as a function that makes one, with a line of help.

    Parameters
    ----------
    lazy : mapping of str to (str or callable, str)
        Command name -> (where it is, help line). The help line is checked against the command's own by a test.
    hidden : mapping of str to str, optional
        Earlier names of commands -> where they are. They run as before and are not listed.
    """

    def __init__(
        self,
        *args: Any,
        lazy: Mapping[str, tuple[str | Callable[[], click.Command], str]],
        hidden: Mapping[str, str] | None = None,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.lazy = dict(lazy)
        self.places = {name: place for name, (place, _) in lazy.items()} | dict(hidden or {})

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Return the names of the commands, in the order they were given."""
        return list(self.lazy)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Return a command, importing its module."""
        place = self.places.get(cmd_name)
        if place is None:
            return None
        if not isinstance(place, str):
            return _with_clean_texts(place())
        module, attribute = place.split(":")
        command = getattr(importlib.import_module(module), attribute)
        assert isinstance(command, click.Command)
        return _with_clean_texts(command)

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Return the command that is called; a misspelt one gets a guess."""
        from quicksilver.errors import closest

        name = args[0] if args else ""
        if name and name not in self.places and not name.startswith("-"):
            guess = closest(name, list(self.lazy))
            hint = f" Did you mean {guess!r}?" if guess else ""
            ctx.fail(f"No such command {name!r}.{hint} Commands: {', '.join(self.lazy)}.")
        return super().resolve_command(ctx, args)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the list of commands without importing them."""
        with formatter.section("Commands"):
            formatter.write_dl([(name, line) for name, (_, line) in self.lazy.items()])
