"""``quicksilver``: the root command and what happens when something goes wrong."""

from __future__ import annotations

import contextlib
import sys
from typing import TYPE_CHECKING

import click

from quicksilver.cli.failures import close_output, failure, prepare_output
from quicksilver.cli.lazy import LazyGroup
from quicksilver.package import VERSION

if TYPE_CHECKING:
    from quicksilver.errors import QuicksilverError

__all__ = ["cli", "main"]

EXIT_CODES = """\b
Exit codes:
  0  done
  1  the data cannot be used (everything that is wrong is listed), or a check found errors
  2  the command was not understood
  3  a defect of the program
130  interrupted"""


@click.group(
    cls=LazyGroup,
    lazy={
        "programme": (
            "quicksilver.cli.register.programme:programme",
            "Keep the Partnership's register: areas, partners, plans, targets, activities and money.",
        ),
        "report": (
            "quicksilver.cli.report:report",
            "Write documents from the register, in six languages, as DOCX, PDF and HTML.",
        ),
        "inventory": (
            "quicksilver.cli.inventory:inventory",
            "National mercury inventories: template, run, explain, check, compare ...",
        ),
        "area": (
            "quicksilver.cli.area:area",
            "Calculate for a partnership area: flows of mercury, measures, costs and targets.",
        ),
        "scenario": (
            "quicksilver.cli.scenario:scenario",
            "Calculate how drivers and measures change emissions over the years.",
        ),
        "fate": (
            "quicksilver.cli.fate.fate:fate",
            "The global mercury cycle: run, attribute, compare futures.",
        ),
        "factors": (
            "quicksilver.cli.factors:factors",
            "The fact base: show, import and compare factor sets.",
        ),
        "mapping": (
            "quicksilver.cli.mapping:mapping",
            "Propose a column mapping for a table: which heading is read as which column.",
        ),
        "demo": (
            "quicksilver.cli.demo:demo",
            "Write the demo: an example inventory with its report, the register of 2007-2008, and its reports.",
        ),
        "serve": (
            "quicksilver.cli.register.programme:serve",
            "Serve the register's pages, its administration and its JSON API.",
        ),
        "backup": (
            "quicksilver.cli.register.programme:backup",
            "Write a backup of the register's database while it is in use.",
        ),
        "restore": (
            "quicksilver.cli.register.programme:restore",
            "Replace the register's database by a backup.",
        ),
    },
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
    epilog=EXIT_CODES,
)
@click.version_option(VERSION, "-V", "--version", prog_name="quicksilver")
def cli() -> None:
    """Quicksilver: an open-source information system for the UNEP Global Mercury Partnership.

    It keeps the Partnership's register, calculates national inventories, models what becomes of emissions, and drafts
    the progress report in six UN languages.

    Start with `quicksilver demo`, which writes an example inventory, the register of 2007-2008 and its
    reports to the folder out, and `quicksilver serve --demo`,
    which shows the register in a browser.
    """


def main(argv: list[str] | None = None) -> None:
    """Run the command line and leave with its exit code."""
    prepare_output()
    sys.exit(_guarded(argv))


def _guarded(argv: list[str] | None) -> int:
    from quicksilver.errors import QuicksilverError

    arguments = sys.argv[1:] if argv is None else argv
    try:
        result = cli.main(arguments, prog_name="quicksilver", standalone_mode=False)
        # What was printed is written now, where a failure can still be told.
        sys.stdout.flush()
        return result if isinstance(result, int) else 0
    except click.exceptions.Exit as stop:
        return stop.exit_code
    except click.Abort:
        click.echo("interrupted; nothing was written", err=True)
        return 130
    except click.ClickException as wrong:
        wrong.show()
        return wrong.exit_code
    except QuicksilverError as wrong:
        try:
            _tell(wrong, as_json="--json" in arguments)
            sys.stdout.flush()
        except BrokenPipeError:
            close_output()
        except OSError as error:
            return _failed(error, as_json=False)
        return wrong.exit_code
    except BrokenPipeError:
        # Whoever reads the output has seen enough.
        close_output()
        return 0
    except Exception as error:
        return _failed(error, as_json="--json" in arguments)


def _failed(error: Exception, *, as_json: bool) -> int:
    """Tell what the machine or a file refuses as a problem; what is left is a defect of the program."""
    from quicksilver.errors import InputProblems

    refused = failure(error)
    if refused is None:
        return _defect(error)
    if isinstance(error, OSError):
        # The output itself may be what cannot be written.
        with contextlib.suppress(OSError, ValueError):
            sys.stdout.flush()
        close_output()
        as_json = False
    with contextlib.suppress(OSError):
        _tell(InputProblems([refused]), as_json=as_json)
    return 1


def _tell(wrong: QuicksilverError, *, as_json: bool) -> None:
    import os

    from quicksilver.cli.options import MOST_PROBLEMS
    from quicksilver.errors import InputProblems
    from quicksilver.language.problems import in_language, report
    from quicksilver.languages import from_environment

    language = getattr(wrong, "language", None) or from_environment(os.environ).code
    if not as_json:
        click.echo(report(wrong, language, most=MOST_PROBLEMS), err=True)
        return
    import json

    problems = (
        [in_language(problem, language).as_dict() for problem in wrong.problems]
        if isinstance(wrong, InputProblems)
        else []
    )
    message = report(wrong, language)
    kind = type(wrong).__name__
    click.echo(
        json.dumps({"error": kind, "message": message, "problems": problems}, ensure_ascii=False, indent=2)
    )


def _defect(defect: Exception) -> int:
    """Report a defect of the program; the details go to a file and not to the screen."""
    import tempfile
    import traceback

    with tempfile.NamedTemporaryFile(
        "w", encoding="utf-8", errors="backslashreplace", prefix="quicksilver-", suffix=".log", delete=False
    ) as log:
        log.write("".join(traceback.format_exception(defect)))
    click.echo(
        f"This is a defect of Quicksilver, not of your data: {type(defect).__name__}: {defect}\n"
        f"Details are in {log.name}; please report it with that file.",
        err=True,
    )
    return 3
