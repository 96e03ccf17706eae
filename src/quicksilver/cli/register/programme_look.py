"""``quicksilver programme show`` and ``history``: one record with its claims, comments and history."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

import click

from quicksilver.cli.options import echo_json, output
from quicksilver.cli.register.register_options import at_option, database_option, from_option, read_register

if TYPE_CHECKING:
    from quicksilver.register.register import Register

__all__ = ["history", "show"]

#: Records that are listed before the rest are counted.
_MOST = 20


def _named(register: Register, name: str) -> tuple[str, str]:
    from quicksilver.errors import InputProblems, Problem, closest, similar
    from quicksilver.register.records import KINDS

    kind, _, identifier = name.partition("/")
    if not identifier:
        holding = [other for other, known in register.records.items() if name in known]
        if len(holding) == 1:
            return holding[0], name
        if holding:
            choices = ", ".join(f"{other}/{name}" for other in holding)
            raise InputProblems(
                [Problem(f"there is more than one record {name!r}", name, choices, f"{holding[0]}/{name}")]
            )
    if kind not in KINDS:
        raise InputProblems(
            [
                Problem(
                    f"there is no kind of record {kind!r}",
                    name,
                    ", ".join(KINDS),
                    closest(kind, list(KINDS)),
                    "write kind/id, such as areas/coal",
                )
            ]
        )
    known = sorted(register.records.get(kind, {}))
    if identifier not in known:
        raise InputProblems(
            [
                Problem(
                    f"there is no record {name!r}",
                    name,
                    ", ".join(known[:20]) or f"a record among {kind}",
                    **similar(identifier, known),
                )
            ]
        )
    return kind, identifier


@click.command()
@click.argument("record", metavar="KIND/ID")
@at_option
@from_option
@database_option
@output
def show(
    record: str, at: dt.datetime | None, source: str | None, database: str | None, as_json: bool, quiet: bool
) -> None:
    """Show a record with the claims and comments about it, and the records that refer to it.

    For example areas/coal or targets/asgm-2017. Claims that disagree are listed together; the claim that is shown elsewhere is marked.
    """
    from quicksilver.register.formats.text_form.plain import plain_record, yaml_bytes
    from quicksilver.register.questions.looking import seen

    register = read_register(source, database, at=at)
    view = seen(register, *_named(register, record))
    if as_json:
        echo_json(
            {
                "record": view.record.model_dump(mode="json"),
                "claims": [claim.model_dump(mode="json") for claim in view.claims],
                "comments": [comment.model_dump(mode="json") for comment in view.comments],
                "named_by": list(view.named_by),
            }
        )
        return
    if quiet:
        return
    click.echo(yaml_bytes(plain_record(view.record)).decode("utf-8"), nl=False)
    for claim in view.claims:
        places = ", ".join(f"{source.document} {source.place}".strip() for source in claim.sources)
        mark = " (shown)" if claim.shown else ""
        day = f", as of {claim.as_of.date or claim.as_of.said}" if claim.as_of else ""
        click.echo(f"claim: {claim.field} = {claim.value}{mark}{day} [{places or 'no source'}]")
    for comment in view.comments:
        click.echo(f"{comment.kind} {comment.id} ({comment.state}): {comment.text.in_language('en')[0]}")
    if view.named_by:
        rest = len(view.named_by) - _MOST
        more = f" and {rest} more (all with --json)" if rest > 0 else ""
        click.echo(f"referred to by: {', '.join(view.named_by[:_MOST])}{more}")


@click.command()
@click.argument("record", metavar="KIND/ID")
@database_option
@output
def history(record: str, database: str | None, as_json: bool, quiet: bool) -> None:
    """Show who changed a record, when and why, and what changed."""
    from quicksilver.portal.setup import configure, migrate
    from quicksilver.portal.store.history import history_of

    configure(database)
    migrate()
    steps = history_of(*record.partition("/")[::2])
    if as_json:
        echo_json(
            [
                {
                    "when": step.when.isoformat(),
                    "who": step.who,
                    "why": step.why,
                    "what": step.what,
                    "fields": {
                        name: {"before": _plain(before), "after": _plain(after)}
                        for name, (before, after) in step.fields.items()
                    },
                }
                for step in steps
            ]
        )
        return
    for step in steps if not quiet else ():
        why = f": {step.why}" if step.why else ""
        click.echo(f"{step.when:%Y-%m-%d %H:%M:%S} {step.who or 'unnamed'} {step.what}{why}")
        for name, (before, after) in step.fields.items() if step.what == "changed" else ():
            click.echo(f"  {name}: {_short(before)} -> {_short(after)}")


def _plain(value: Any) -> Any:
    from decimal import Decimal

    if isinstance(value, Decimal):
        return str(value)
    if isinstance(value, dict):
        return {key: _plain(part) for key, part in value.items()}
    return [_plain(part) for part in value] if isinstance(value, list) else value


def _short(value: Any) -> str:
    text = "nothing" if value is None else str(_plain(value))
    return text if len(text) <= 200 else text[:197] + "..."
