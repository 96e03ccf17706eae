"""``quicksilver programme compare-plans``: two versions of a plan, word by word."""

from __future__ import annotations

import click

from quicksilver.cli.options import echo_json, language, output
from quicksilver.cli.register.register_options import database_option, from_option, read_register

__all__ = ["compare_plans"]


@click.command()
@click.argument("before", metavar="PLAN")
@click.argument("after", metavar="PLAN")
@from_option
@database_option
@language
@output
def compare_plans(
    before: str,
    after: str,
    source: str | None,
    database: str | None,
    language: str,
    as_json: bool,
    quiet: bool,
) -> None:
    """Show what changed between two versions of a plan, word by word.

    For example coal-plan-2010-08 coal-plan-2011-10. Removed text is shown in [-these-] and added text in {+these+}.
    """
    from quicksilver.reports.boards import find_changes, plan_change_lines

    changes = find_changes(read_register(source, database), before, after, language)
    if as_json:
        echo_json(
            {
                "before": before,
                "after": after,
                "changes": [
                    {
                        "field": change.field,
                        "before": change.before,
                        "after": change.after,
                        "language": change.language,
                        "pieces": [{"op": piece.op, "text": piece.text} for piece in change.pieces],
                    }
                    for change in changes.changes
                ],
                "silent": list(changes.silent),
            }
        )
    elif not quiet:
        for line in plan_change_lines(changes, language):
            click.echo(line)
