"""The tables of the register: one per kind of record, one per list inside a record, citations, appointments."""

from __future__ import annotations

from quicksilver.programme.models.accounts import Appointment
from quicksilver.programme.models.activities import (
    Activity,
    ActivityArea,
    ActivityMandate,
    ActivityOutput,
    ActivityPlace,
    Author,
    Output,
    Part,
    Participation,
)
from quicksilver.programme.models.base import Child, Citation, RecordModel, kind_models
from quicksilver.programme.models.documents import (
    ActionItem,
    Claim,
    Document,
    Fact,
    Mandate,
    Meeting,
    MeetingDocument,
)
from quicksilver.programme.models.partners import (
    Area,
    AreaStatus,
    Leadership,
    Membership,
    MembershipArea,
    Organisation,
)
from quicksilver.programme.models.plans import Baseline, Indicator, Objective, Observation, Plan, Target
from quicksilver.programme.models.reporting import Answer, Contribution, Cycle, Submission

__all__ = [
    "ActionItem",
    "Activity",
    "ActivityArea",
    "ActivityMandate",
    "ActivityOutput",
    "ActivityPlace",
    "Answer",
    "Appointment",
    "Area",
    "AreaStatus",
    "Author",
    "Baseline",
    "Child",
    "Citation",
    "Claim",
    "Contribution",
    "Cycle",
    "Document",
    "Fact",
    "Indicator",
    "Leadership",
    "Mandate",
    "Meeting",
    "MeetingDocument",
    "Membership",
    "MembershipArea",
    "Objective",
    "Observation",
    "Organisation",
    "Output",
    "Part",
    "Participation",
    "Plan",
    "RecordModel",
    "Submission",
    "Target",
    "kind_models",
]
