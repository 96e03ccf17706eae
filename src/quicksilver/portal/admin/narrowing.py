"""What a list may be asked: what its own filters, its search, its pages and its columns make, and nothing else.

Django takes each other parameter of the address for a look-up in the database, with patterns and with the columns of other tables. Here
no text of a visitor is ever a pattern, an order or a look-up: what a list does not offer itself is refused before anything is looked up.
"""

from __future__ import annotations

import re
from typing import Any, Final

from django.core.exceptions import BadRequest

__all__ = ["LONGEST_SEARCH", "only_by_key", "only_what_is_offered"]

#: Of a search by columns each word is a condition, of which a database takes few.
LONGEST_SEARCH: Final = 200
#: Of the lists of records, which are searched by the index of the register.
_LONGEST_QUESTION: Final = 4000
_ORDER: Final = re.compile(r"(-?[0-9]{1,2}(\.-?[0-9]{1,2}){0,20})?")
_PAGE: Final = re.compile(r"[0-9]{1,7}|last")
_FIELD: Final = re.compile(r"[a-z_]{1,40}")
_FLAG: Final = re.compile(r"[01]?")
#: Parameters of every list -> what they may be. The last keeps the filters of a list while a record is opened, and is never looked up.
_OWN: Final = {
    "p": _PAGE,
    "o": _ORDER,
    "all": _FLAG,
    "e": _FLAG,
    "_facets": re.compile(r"True"),
    "_popup": _FLAG,
    "_to_field": _FIELD,
    "_changelist_filters": re.compile(r".{0,2000}", re.DOTALL),
}
_YES_OR_NO: Final = re.compile(r"True|False|[01]?")
_LONGEST_VALUE: Final = 150


def only_by_key(pages_of: Any, request: Any) -> None:
    """Refuse a request that asks to name records by another column than their key, which no reference of the register does.

    Parameters
    ----------
    pages_of : ModelAdmin
    request : HttpRequest

    Raises
    ------
    BadRequest
        Another column is requested.
    """
    asked = [*request.GET.getlist("_to_field"), *request.POST.getlist("_to_field")]
    if not {*asked} <= {"", pages_of.opts.pk.name}:
        raise BadRequest("records are named by their key")


def only_what_is_offered(list_of: Any, request: Any) -> None:
    """Refuse a request for a list that asks what the list does not offer.

    Parameters
    ----------
    list_of : ModelAdmin
    request : HttpRequest

    Raises
    ------
    BadRequest
        A parameter is none of the list's own, is given twice, or is not of the form that the list gives it.
    """
    offered = _offered(list_of, request)
    for name, values in request.GET.lists():
        value = values[-1]
        if len(values) > 1 or not (
            _fits(_OWN[name], value)
            if name in _OWN
            else _is_search(list_of, name, value) or _is_offered(offered, name, value)
        ):
            raise BadRequest("the list does not offer this")


def _fits(form: re.Pattern[str], value: str) -> bool:
    return form.fullmatch(value) is not None


def _is_search(list_of: Any, name: str, value: str) -> bool:
    longest = _LONGEST_QUESTION if hasattr(list_of.model, "folder") else LONGEST_SEARCH
    return name == "q" and len(value) <= longest


def _is_offered(offered: set[str], name: str, value: str) -> bool:
    if name not in offered or len(value) > _LONGEST_VALUE:
        return False
    return not name.endswith("__isnull") or _fits(_YES_OR_NO, value)


def _offered(list_of: Any, request: Any) -> set[str]:
    """Return the parameters that the filters of a list make: the exact value of a column, or whether it has one."""
    from django.contrib.admin.utils import get_fields_from_path

    parameters: set[str] = set()
    for entry in list_of.get_list_filter(request):
        path = entry if isinstance(entry, str) else entry[0] if isinstance(entry, (tuple, list)) else ""
        if not path:
            parameters.add(str(entry.parameter_name))
            continue
        field = get_fields_from_path(list_of.model, path)[-1]
        exact = f"{path}__{field.target_field.name}__exact" if field.is_relation else f"{path}__exact"
        parameters |= {exact, path, f"{path}__isnull"}
    return parameters
