"""Large text files without quotation marks, comments and blank lines: read as columns, in a fraction of the time and memory.

What makes a file simple is checked before and after, so that the rows are those that the general reader would give; a file that
is not simple is left to that reader.
"""

from __future__ import annotations

import csv
import io
import warnings
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any, Final, overload

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["Columns", "simple_rows"]

#: Bytes from which importing pandas and looking for what is not simple is worth it.
LARGE: Final = 4 * 2**20


class Columns(Sequence[list[Any]]):
    """Rows that are kept as columns; a row is made on demand."""

    def __init__(self, frame: pd.DataFrame) -> None:
        self._frame = frame
        self._lists: dict[int, list[Any]] = {}

    def column(self, index: int) -> list[Any]:
        """Return the cells of a column."""
        return list(self._list(index))

    def _list(self, index: int) -> list[Any]:
        if index not in self._lists:
            self._lists[index] = self._frame.iloc[:, index].tolist()
        return self._lists[index]

    def __len__(self) -> int:
        return len(self._frame)

    @overload
    def __getitem__(self, index: int) -> list[Any]: ...

    @overload
    def __getitem__(self, index: slice) -> list[list[Any]]: ...

    def __getitem__(self, index: int | slice) -> list[Any] | list[list[Any]]:
        if isinstance(index, slice):
            return [self[number] for number in range(*index.indices(len(self)))]
        return [self._list(number)[index] for number in range(self._frame.shape[1])]

    def __iter__(self) -> Iterator[list[Any]]:
        return map(list, zip(*(self._list(number) for number in range(self._frame.shape[1])), strict=True))


def simple_rows(data: bytes, separator: str) -> tuple[list[str], Columns] | None:
    """Return the headings and the rows of a simple text in UTF-8; None where it is not simple.

    Parameters
    ----------
    data : bytes
        Without a mark of the encoding.
    separator : str
    """
    import pandas as pd

    lone = data.count(b"\r") - data.count(b"\r\n")
    if b'"' in data or b"#" in data or b"\n\n" in data or b"\n\r\n" in data or lone or data[:1] in b"\r\n":
        return None
    head = data[: data.index(b"\n")].decode("utf-8") if b"\n" in data else ""
    headings = next(csv.reader([head], delimiter=separator), [])
    lines = data.count(b"\n") + (not data.endswith(b"\n"))
    # No row has more cells than the headings (the parser would refuse it), so equal sums mean equal rows.
    if len(headings) < 2 or data.count(separator.encode()) != (len(headings) - 1) * lines:
        return None
    try:
        # A first row that is longer than the headings would only be a warning.
        with warnings.catch_warnings():
            warnings.simplefilter("error")
            frame = pd.read_csv(
                io.BytesIO(data),
                sep=separator,
                header=None,
                names=list(range(len(headings))),
                skiprows=1,
                index_col=False,
                dtype=str,
                na_filter=False,
                quoting=csv.QUOTE_NONE,
                skip_blank_lines=False,
                on_bad_lines="error",
                low_memory=True,
            )
    except (pd.errors.ParserError, pd.errors.ParserWarning, UnicodeDecodeError, ValueError):
        return None
    # A row of blank cells is no row; the general reader leaves it out.
    if len(frame) != lines - 1 or (frame[0].str.strip() == "").any():
        return None
    return headings, Columns(frame)
