"""The teaching example that comes with the package; its data are made up, and marked as such."""

from __future__ import annotations

from quicksilver.intake.packaged import content

__all__ = ["example_files"]


def example_files() -> dict[str, bytes]:
    """Return the files of the teaching example: inventories of a made-up country for 2015 and 2020, and an overlay of factors.

    Examples
    --------
    >>> sorted(example_files())
    ['2015/general.json', '2015/inventory.csv', '2020/general.json', '2020/inventory.csv', 'factors.csv']
    """
    names = [f"{year}/{name}" for year in ("2015", "2020") for name in ("general.json", "inventory.csv")]
    return {
        name: content("quicksilver.inventory.files", f"data/example/{name}")
        for name in (*names, "factors.csv")
    }
