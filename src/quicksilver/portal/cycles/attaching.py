"""Files sent along with answers: of a few kinds, recognised by name and content, of limited size, kept in the database."""

from __future__ import annotations

import datetime as dt
import hashlib
import re
import unicodedata
from collections.abc import Callable
from typing import Any, Final

from quicksilver.errors import Place
from quicksilver.language.choices import Word
from quicksilver.portal.cycles.calling import submission_of
from quicksilver.portal.cycles.filling import OPEN_TO_WRITE
from quicksilver.portal.cycles.writing import locked, refused, step

__all__ = ["LARGEST", "LARGEST_TOGETHER", "attach", "attached", "detach", "safe_name"]

LARGEST: Final = 10 * 2**20
LARGEST_TOGETHER: Final = 50 * 2**20
_ZIP: Final = b"PK\x03\x04"


def _text(data: bytes) -> bool:
    try:
        return "\x00" not in data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return False


def _begins(*signs: bytes) -> Callable[[bytes], bool]:
    return lambda data: data.startswith(signs)


#: Ending -> media type, and whether a file is what it is called.
_KINDS: Final[dict[str, tuple[str, Callable[[bytes], bool]]]] = {
    "pdf": ("application/pdf", _begins(b"%PDF-")),
    "docx": ("application/vnd.openxmlformats-officedocument.wordprocessingml.document", _begins(_ZIP)),
    "xlsx": ("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", _begins(_ZIP)),
    "odt": ("application/vnd.oasis.opendocument.text", _begins(_ZIP)),
    "ods": ("application/vnd.oasis.opendocument.spreadsheet", _begins(_ZIP)),
    "png": ("image/png", _begins(b"\x89PNG\r\n\x1a\n")),
    "jpg": ("image/jpeg", _begins(b"\xff\xd8\xff")),
    "jpeg": ("image/jpeg", _begins(b"\xff\xd8\xff")),
    "csv": ("text/csv", _text),
    "txt": ("text/plain", _text),
}


def safe_name(name: str) -> str:
    """Return the name of a file without folders and signs that could mislead; at most 120 signs.

    Examples
    --------
    >>> safe_name("../../etc/Report 2008.pdf"), safe_name("报告.pdf")
    ('Report 2008.pdf', '报告.pdf')
    """
    last = re.split(r"[\\/]", unicodedata.normalize("NFC", name))[-1]
    # Marks that turn the direction of writing can show a programme as a picture.
    kept = "".join(sign for sign in last if unicodedata.category(sign)[0] not in "CZ" or sign == " ").strip(
        " ."
    )
    stem, _, ending = kept.rpartition(".")
    return f"{stem[:110]}.{ending[:8]}" if stem else kept[:120]


@step
def attach(submission: str, question: str, name: str, data: bytes, *, by: str) -> Any:
    """Keep a file with an answer and return its row.

    Parameters
    ----------
    submission, question : str
    name : str
        As the sender calls it.
    data : bytes
    by : str
        Name of the account.

    Raises
    ------
    InputProblems
        The file is empty, too large, not of the kind that its name states, or one too many; or the form has been submitted.
    """
    from django.db.models import Sum

    from quicksilver.portal.models import Attachment

    called = safe_name(name)
    ending = called.rpartition(".")[2].lower()
    where = f"{question}, {called or name[:80]!r}"
    if ending not in _KINDS:
        raise refused("attachment.kind", where, kind=ending[:20], allowed=list(_KINDS))
    if not data:
        raise refused("attachment.empty", where)
    if len(data) > LARGEST:
        raise refused("attachment.large", where, size=len(data) >> 20, most=LARGEST >> 20)
    _open(submission)
    media, is_one = _KINDS[ending]
    if not is_one(data):
        raise refused("attachment.other", where, kind=ending)
    stored_bytes = Attachment.objects.filter(submission=submission).aggregate(sum=Sum("size"))["sum"] or 0
    if stored_bytes + len(data) > LARGEST_TOGETHER:
        raise refused("attachment.together", where, most=LARGEST_TOGETHER >> 20)
    return Attachment.objects.create(
        submission=submission,
        question=question,
        name=called,
        media=media,
        size=len(data),
        data=data,
        sha256=hashlib.sha256(data).hexdigest(),
        added=dt.datetime.now(dt.UTC),
        added_by=by,
    )


def attached(submission: str) -> list[Any]:
    """Return the files of a submission without what is in them."""
    from quicksilver.portal.models import Attachment

    return list(Attachment.objects.filter(submission=submission).defer("data"))


@step
def detach(submission: str, number: int) -> None:
    """Remove a file; one of another submission stays.

    Raises
    ------
    InputProblems
        The form has been submitted.
    """
    from quicksilver.portal.models import Attachment

    _open(submission)
    Attachment.objects.filter(submission=submission, pk=number).delete()


def _open(submission: str) -> None:
    """Lock a submission and refuse to change the files of a form that has been submitted."""
    record = submission_of(locked(("submissions", submission)), submission)
    if record.state not in OPEN_TO_WRITE:
        state = Word("submissions.state", record.state)
        raise refused("form.closed", Place(record=f"submissions/{record.id}"), state=state)
