"""The records of the partnership's register, as they are written in files and handed to documents.

Pure data, checked when made: the database stores them, the documents are built from them, and neither knows the other.
Every record states in which documents, and where, it was read. What a document is silent about is said to be
``not stated``, which is another thing than nothing at all.
"""

from __future__ import annotations

from quicksilver.register.records.activities import Activity, Output, Part, Participation, Place, Serves
from quicksilver.register.records.contributions import Contribution, Need
from quicksilver.register.records.documents import (
    ActionItem,
    AgendaItem,
    Attendance,
    Decision,
    Document,
    Mandate,
    Meeting,
)
from quicksilver.register.records.partners import (
    Affiliation,
    Area,
    Leadership,
    Membership,
    Offer,
    Organisation,
    Person,
    Seat,
    Status,
)
from quicksilver.register.records.plans import Baseline, Indicator, Objective, Observation, Plan, TargetRecord
from quicksilver.register.records.reporting import Answer, Correction, Cycle, Submission
from quicksilver.register.records.statements import Claim, Comment, Fact
from quicksilver.register.records.values import (
    BY_STATE,
    NOT_STATED,
    Amount,
    Funding,
    Language,
    Record,
    Source,
    Strict,
    Text,
    When,
)

__all__ = [
    "BY_STATE",
    "KINDS",
    "NOT_STATED",
    "ActionItem",
    "Activity",
    "Affiliation",
    "AgendaItem",
    "Amount",
    "Answer",
    "Area",
    "Attendance",
    "Baseline",
    "Claim",
    "Comment",
    "Contribution",
    "Correction",
    "Cycle",
    "Decision",
    "Document",
    "Fact",
    "Funding",
    "Indicator",
    "Language",
    "Leadership",
    "Mandate",
    "Meeting",
    "Membership",
    "Need",
    "Objective",
    "Observation",
    "Offer",
    "Organisation",
    "Output",
    "Part",
    "Participation",
    "Person",
    "Place",
    "Plan",
    "Record",
    "Seat",
    "Serves",
    "Source",
    "Status",
    "Strict",
    "Submission",
    "TargetRecord",
    "Text",
    "When",
    "kind_of",
]

#: Folder of the text form -> class of its records, in the order in which they may refer to one another.
KINDS: dict[str, type[Record]] = {
    "documents": Document,
    "mandates": Mandate,
    "organisations": Organisation,
    "persons": Person,
    "areas": Area,
    "leaderships": Leadership,
    "memberships": Membership,
    "seats": Seat,
    "meetings": Meeting,
    "indicators": Indicator,
    "baselines": Baseline,
    "observations": Observation,
    "plans": Plan,
    "targets": TargetRecord,
    "outputs": Output,
    "activities": Activity,
    "contributions": Contribution,
    "needs": Need,
    "cycles": Cycle,
    "submissions": Submission,
    "comments": Comment,
    "action-items": ActionItem,
    "claims": Claim,
    "facts": Fact,
}


def kind_of(record: Record) -> str:
    """Return the kind of a record.

    Examples
    --------
    >>> from quicksilver.register.records import Fact
    >>> kind_of(Fact(id="a", key="k", value="v"))
    'facts'
    """
    return next(name for name, cls in KINDS.items() if type(record) is cls)
