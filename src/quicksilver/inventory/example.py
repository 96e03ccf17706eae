"""The teaching example that comes with the package; its activity data are made up and say so."""

from __future__ import annotations

from importlib import resources

__all__ = ["example_files"]


def example_files() -> dict[str, bytes]:
    """Return the files of the teaching example: two inventories of one made-up country, 2015 and 2020.

    Examples
    --------
    >>> sorted(example_files())
    ['2015/general.json', '2015/inventory.csv', '2020/general.json', '2020/inventory.csv']
    """
    root = resources.files("quicksilver.inventory") / "data" / "example"
    return {
        f"{year}/{name}": (root / year / name).read_bytes()
        for year in ("2015", "2020")
        for name in ("general.json", "inventory.csv")
    }
