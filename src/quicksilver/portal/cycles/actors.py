"""Who takes a step: an account with its roles, checked before anything is done, on the pages and at the command line."""

from __future__ import annotations

from dataclasses import dataclass

from quicksilver.errors import InputProblems, Place
from quicksilver.language.problems import problem
from quicksilver.portal.store.mapping import kinds
from quicksilver.portal.store.visibility_in_sql import readable, subject_of
from quicksilver.register import records as r
from quicksilver.register.rules.roles import Role, may, subject

__all__ = ["Actor", "NotYoursError", "actor"]


class NotYoursError(InputProblems):
    """An account tried to take a step that its roles do not allow. Nothing was changed."""


@dataclass(frozen=True, slots=True)
class Actor:
    """An account and its roles of today."""

    name: str
    roles: tuple[Role, ...]

    @property
    def role_names(self) -> tuple[str, ...]:
        """Return the names of the roles, for the life cycles."""
        return tuple(dict.fromkeys(role.name for role in self.roles))

    def may(self, action: str, kind: str, record: r.Record | None = None) -> bool:
        """Return whether the table of roles allows it, for a record or for any of a kind."""
        return may(self.roles, action, subject(kind).object if record is None else subject_of(kind, record))

    def reads(self, kind: str, identifier: str) -> bool:
        """Return whether the account may read a record, with what it is about: one query."""
        rows = kinds()[kind].model.objects.filter(readable(kind, self.roles), pk=identifier)
        return bool(rows.exists())

    def require(self, action: str, kind: str, record: r.Record) -> None:
        """Do nothing where the table of roles allows it.

        Raises
        ------
        NotYoursError
            It does not.
        """
        if not self.may(action, kind, record):
            raise NotYoursError(
                [
                    problem(
                        "account.forbidden",
                        Place(record=f"{kind}/{record.id}"),
                        account=self.name,
                        action=action,
                        record=f"{kind}/{record.id}",
                    )
                ]
            )


def actor(name: str) -> Actor:
    """Return an account.

    Raises
    ------
    NotYoursError
        There is no such account, or it may not sign in.
    """
    from django.contrib.auth import get_user_model

    from quicksilver.portal.models.accounts import roles_of

    user = get_user_model().objects.filter(username=name, is_active=True).first()
    if user is None:
        raise NotYoursError([problem("account.none", "--by", name=name)])
    return Actor(name, tuple(roles_of(user)))
