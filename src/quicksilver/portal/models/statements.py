"""What is said about records and by them: claims that may disagree, comments with their reply, statements of a document."""

# ruff: noqa: D106 - a class Meta is Django's and needs no text of its own
from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from quicksilver.portal.models.base import RecordModel, choices, line, maybe, reference
from quicksilver.portal.models.fields import Value
from quicksilver.register import records

__all__ = ["Claim", "Comment", "Fact"]


class Claim(RecordModel):
    """A stated fact that may be in conflict with another."""

    folder = "claims"
    record_class = records.Claim

    subject = line(_("subject"), blank=False)
    field = line(_("field"), blank=False)
    value = models.TextField(_("value"))
    as_of = maybe(_("as of"), "When")
    recorded_by = line(_("recorded by"))
    certainty = line(_("certainty"), 20, default="not stated", choices=choices(records.Claim, "certainty"))
    shown = models.BooleanField(_("shown"), default=False)
    text = maybe(_("text"))

    class Meta(RecordModel.Meta):
        verbose_name = _("claim")
        verbose_name_plural = _("claims")
        indexes: ClassVar[tuple[models.Index, ...]] = (
            *RecordModel.Meta.indexes,
            models.Index(fields=("subject", "field"), name="claim_subject"),
        )


class Fact(RecordModel):
    """A statement about a document itself, or about the whole."""

    folder = "facts"
    record_class = records.Fact

    key = line(_("key"), blank=False)
    value = models.TextField(_("value"))
    text = maybe(_("text"))

    class Meta(RecordModel.Meta):
        verbose_name = _("fact")
        verbose_name_plural = _("facts")


class Comment(RecordModel):
    """What someone states about a record, and the reply."""

    folder = "comments"
    record_class = records.Comment

    visibility = models.CharField(
        _("visible to"), max_length=20, default="partners", choices=choices(records.Comment, "visibility")
    )
    subject = line(_("subject"), blank=False)
    place = line(_("place"))
    kind = line(_("kind"), 20, default="comment", choices=choices(records.Comment, "kind"))
    text = Value("Text", verbose_name=_("text"))
    organisation = reference("Organisation", verbose_name=_("organisation"))
    author = line(_("author"))
    made = maybe(_("made on"), "When")
    state = line(_("state"), 20, default="open", choices=choices(records.Comment, "state"))
    reply = maybe(_("reply"))
    replied = maybe(_("replied on"), "When")
    replied_by = line(_("replied by"))

    class Meta(RecordModel.Meta):
        verbose_name = _("comment")
        verbose_name_plural = _("comments")
        indexes: ClassVar[tuple[models.Index, ...]] = (
            *RecordModel.Meta.indexes,
            models.Index(fields=("subject",), name="comment_subject"),
        )
