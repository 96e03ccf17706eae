"""Draw the picture of README: the Partnership's areas by nine questions, from the packaged register of 2007-2008.

``python tools/area_board.py`` writes ``docs/images/areas.svg`` and ``areas.png``; ``--check`` reports whether the
picture is that of the register.
"""

from __future__ import annotations

import argparse
import datetime as dt
import io
import sys
from pathlib import Path

from PIL import Image

from quicksilver.charts import Chart, to_png, to_svg
from quicksilver.charts.scene import INK, LINE, SOFT, Scene, wrap
from quicksilver.cli.register.register_options import packaged
from quicksilver.register.formats.text_form import load_directory
from quicksilver.register.questions.gaps import LACKS, gap_board
from quicksilver.reports.boards.frame import Voice

IMAGES = Path(__file__).parents[1] / "docs" / "images"
DAY = dt.date(2009, 5, 1)
TITLE = "What the register states about each partnership area as of 1 May 2009"
SOURCE = "From the packaged register of the progress report 2007-2008."
TEAL, PALE, MIDDLE = "#0d5c6b", "#f4f6f7", "#9fc3ca"
NAMES, CELL, ROW, TOP = 262, 84, 30, 86


def picture() -> Chart:
    """Return the areas as rows and the questions as columns."""
    words = Voice("en")
    board = gap_board(load_directory(packaged("2007-2008")), DAY)
    scene = Scene(NAMES + CELL * len(LACKS), TOP + ROW * len(board.rows) + 44)
    scene.text(0, 10, TITLE, size=15, bold=True)
    for column, lack in enumerate(LACKS):
        lines = wrap(words.plain(f"gaps.{lack}"), CELL - 8, 10, bold=True)
        for place, line in enumerate(lines):
            scene.text(
                NAMES + CELL * (column + 0.5),
                TOP - 12 - 13 * (len(lines) - 1 - place),
                line,
                size=10,
                align="middle",
                bold=True,
            )
    answered = 0
    for place, row in enumerate(board.rows):
        top = TOP + ROW * place
        scene.rule(0, top, scene.width, top)
        scene.text(0, top + ROW / 2, row.area.name.en, size=12)
        for column, lack in enumerate(LACKS):
            start = NAMES + CELL * column
            complete = row.lacks(lack) is None
            draft = not complete and lack == "plan" and row.draft
            answered += complete
            fill = TEAL if complete else MIDDLE if draft else PALE
            scene.rect(start + 3, top + 4, CELL - 6, ROW - 8, fill)
            label, colour = (
                ("yes", "#ffffff") if complete else ("draft only", INK) if draft else ("none", SOFT)
            )
            scene.text(
                start + CELL / 2,
                top + ROW / 2,
                label,
                size=10.5,
                align="middle",
                colour=colour,
                bold=complete,
            )
    bottom = TOP + ROW * len(board.rows)
    scene.rule(0, bottom, scene.width, bottom, LINE)
    total = len(board.rows) * len(LACKS)
    scene.text(
        0,
        bottom + 18,
        f"Yes: {answered} of {total}. None: the register contains nothing of the kind as of that day.",
        size=11,
        colour=SOFT,
    )
    scene.text(0, bottom + 36, SOURCE, size=11, colour=SOFT)
    return scene.chart(TITLE)


def main() -> int:
    """Write the picture, or check it."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--check", action="store_true", help="report whether the picture is up to date")
    chart = picture()
    svg = to_svg(chart)
    if parser.parse_args().check:
        stale = (IMAGES / "areas.svg").read_bytes() != svg
        print("docs/images/areas.svg is out of date: python tools/area_board.py" if stale else "up to date")
        return int(stale)
    (IMAGES / "areas.svg").write_bytes(svg)
    drawn = Image.open(io.BytesIO(to_png(chart))).convert("RGB").quantize(64)
    drawn.save(IMAGES / "areas.png", optimize=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
