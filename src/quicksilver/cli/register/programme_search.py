"""``quicksilver programme search``: records by words of six languages."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from quicksilver.cli.options import echo_json, language, output
from quicksilver.cli.register.register_options import database_option, from_option, read_register

if TYPE_CHECKING:
    from quicksilver.portal.store.search.finding import Found, Hit

__all__ = ["search"]


def _known(kinds: tuple[str, ...]) -> list[str] | None:
    from quicksilver.errors import InputProblems, Problem, closest
    from quicksilver.register.records import KINDS

    wrong = [kind for kind in kinds if kind not in KINDS]
    if wrong:
        raise InputProblems(
            [
                Problem(
                    f"there is no kind of record {kind!r}",
                    "--kind",
                    ", ".join(KINDS),
                    closest(kind, list(KINDS)),
                )
                for kind in wrong
            ]
        )
    return list(kinds) or None


def _find(
    text: str,
    source: str | None,
    database: str | None,
    kinds: list[str] | None,
    language: str,
    limit: int,
    everything: bool,
) -> Found:
    from quicksilver.portal.setup import configure, migrate
    from quicksilver.portal.store.search.finding import find_in, find_stored

    if source is not None:
        register = read_register(source, None)
        return find_in(register, text, kinds=kinds, language=language, limit=limit, everything=everything)
    configure(database)
    migrate()
    hits = find_stored(text, kinds=kinds, language=language, limit=limit, everything=everything)
    if not hits.count:
        # An empty register is reported as such.
        read_register(None, database)
    return hits


@click.command()
@click.argument("words", nargs=-1, required=True)
@click.option(
    "--kind",
    "kinds",
    multiple=True,
    metavar="KIND",
    help="Only records of this kind, such as areas; may be repeated.",
)
@click.option(
    "--limit",
    type=click.IntRange(1, 10_000),
    default=20,
    show_default=True,
    help="Number of records to show.",
)
@click.option(
    "--all",
    "everything",
    is_flag=True,
    help="Also search records that are not public: hidden records, drafts, persons, contributions.",
)
@from_option
@database_option
@language
@output
def search(
    words: tuple[str, ...],
    kinds: tuple[str, ...],
    limit: int,
    everything: bool,
    source: str | None,
    database: str | None,
    language: str,
    as_json: bool,
    quiet: bool,
) -> None:
    """Find records by words of any of the six languages, with the places where they occur.

    All WORDS must occur; the last may be the beginning of a word. A term of the glossary, such as mercure, is found in every wording
    and language. Words between quotation marks are found in that order: '"WG.Prep/1"'.
    """
    hits = _find(" ".join(words), source, database, _known(kinds), language, limit, everything)
    if as_json:
        from dataclasses import asdict

        echo_json({"count": hits.count, "hits": [asdict(hit) for hit in hits.hits]})
    elif not quiet:
        for hit in hits.hits:
            _show(hit, language)
        rest = hits.count - len(hits.hits)
        click.echo(
            f"{hits.count} found"
            + (f"; {rest} are not shown, add --limit {hits.count} to see all" if rest else "")
        )


def _show(hit: Hit, language: str) -> None:
    other = f" [{hit.language}]" if hit.language not in ("", language) else ""
    click.echo(f"{hit.name}{other} ({hit.kind}/{hit.id})" if hit.name else f"{hit.kind}/{hit.id}")
    for place in hit.places:
        click.echo(f"    {_field(place.field)} ({place.language}): {' '.join(place.text.split())}")


def _field(path: str) -> str:
    """Return the path of a field as a person reads it: items are counted from one, and words have spaces."""
    parts = [f"{int(part) + 1}" if part.isdigit() else part.replace("_", " ") for part in path.split(".")]
    return " ".join(parts)
