"""The tables of the register: one per kind of record, one per list inside a record, citations, appointments."""

from __future__ import annotations

from quicksilver.portal.models.accounts import Appointment, SignInAttempt
from quicksilver.portal.models.activities import (
    Activity,
    ActivityArea,
    ActivityMandate,
    ActivityOutput,
    ActivityPlace,
    ActivityServes,
    Author,
    Output,
    Part,
    Participation,
)
from quicksilver.portal.models.base import Child, Citation, RecordModel, kind_models
from quicksilver.portal.models.contributions import Contribution, Need
from quicksilver.portal.models.documents import (
    ActionItem,
    AgendaItem,
    Attendance,
    Decision,
    Document,
    Mandate,
    Meeting,
    MeetingDocument,
)
from quicksilver.portal.models.partners import (
    Affiliation,
    Area,
    AreaStatus,
    Leadership,
    Membership,
    MembershipArea,
    Offer,
    Organisation,
    Person,
    Seat,
)
from quicksilver.portal.models.plans import Baseline, Indicator, Objective, Observation, Plan, Target
from quicksilver.portal.models.post import Attachment, Notice
from quicksilver.portal.models.reporting import Answer, Correction, Cycle, Submission
from quicksilver.portal.models.statements import Claim, Comment, Fact

__all__ = [
    "ActionItem",
    "Activity",
    "ActivityArea",
    "ActivityMandate",
    "ActivityOutput",
    "ActivityPlace",
    "ActivityServes",
    "Affiliation",
    "AgendaItem",
    "Answer",
    "Appointment",
    "Area",
    "AreaStatus",
    "Attachment",
    "Attendance",
    "Author",
    "Baseline",
    "Child",
    "Citation",
    "Claim",
    "Comment",
    "Contribution",
    "Correction",
    "Cycle",
    "Decision",
    "Document",
    "Fact",
    "Indicator",
    "Leadership",
    "Mandate",
    "Meeting",
    "MeetingDocument",
    "Membership",
    "MembershipArea",
    "Need",
    "Notice",
    "Objective",
    "Observation",
    "Offer",
    "Organisation",
    "Output",
    "Part",
    "Participation",
    "Person",
    "Plan",
    "RecordModel",
    "Seat",
    "SignInAttempt",
    "Submission",
    "Target",
    "kind_models",
]
