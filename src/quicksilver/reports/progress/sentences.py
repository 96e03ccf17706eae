"""What each paragraph of the report says, in the words of one language."""

from __future__ import annotations

import functools
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final

from quicksilver.documents.tree import Footnote, Inline, Number, plain_text
from quicksilver.documents.tree import Text as Run
from quicksilver.language.terms import mentions, state_names
from quicksilver.register.formats.forms.questions import words as form_words
from quicksilver.register.records import (
    Activity,
    Area,
    Claim,
    Document,
    Leadership,
    Mandate,
    Meeting,
    Organisation,
    Output,
    Plan,
    TargetRecord,
    When,
)
from quicksilver.register.records import Text as Told
from quicksilver.reports.progress.choose import Choice
from quicksilver.reports.progress.leading import Lead, opening
from quicksilver.reports.progress.outline import Entry
from quicksilver.reports.words import Inlines, Words, joined

__all__ = ["Sayings"]

_ROLES: Final = (
    "lead",
    "implementer",
    "developer",
    "author",
    "technical partner",
    "host",
    "beneficiary",
    "sponsor",
)


@dataclass(frozen=True)
class Sayings:
    """Makes the content of the entries of an outline.

    Attributes
    ----------
    choice : Choice
    words : Words
    """

    choice: Choice
    words: Words

    def content(self, entry: Entry) -> Inlines:
        """Return what an entry states."""
        if entry.kind == "heading":
            return self.words.say(entry.says)
        if entry.kind == "section":
            return self._name(entry.about[0], f"{entry.code} head")  # type: ignore[arg-type]
        return joined(_MAKERS[entry.says](self, entry))

    def _name(self, area: Area, place: str) -> Inlines:
        return self.words.text(self.choice.named(area, place).name)

    # The note

    def mandates(self, entry: Entry) -> Inlines:
        """Say what the governing body asked for."""
        sentences: list[Inlines] = []
        for mandate in entry.about:
            assert isinstance(mandate, Mandate)
            own = f"mandate.{mandate.id}"
            values: dict[str, Any] = {
                "decision": Number(mandate.symbol),
                "paragraph": Number(mandate.paragraph),
            }
            if self.words.knows(own):
                sentences.append(self.words.say(own, **values))
            else:
                text = self.words.text(mandate.text, closed=True)
                sentences.append(self.words.say("mandate.other", **values, text=text))
        return self.words.sentences(sentences)

    def annexed(self, entry: Entry) -> Inlines:
        """Say what the annex is and who is invited."""
        choice, words = self.choice, self.words
        sentences = [words.say("note.annex")]
        if choice.fact("why annexed"):
            sentences.append(words.say("note.why"))
        if choice.report is not None and choice.report.formally_edited is False:
            sentences.append(words.say("note.unedited"))
        sentences.append(words.say("note.join"))
        if choice.mandates:
            asked = choice.mandates[0]
            sentences.append(
                words.say("note.add", paragraph=Number(asked.paragraph), decision=Number(asked.symbol))
            )
        if choice.information is not None:
            sentences.append(words.say("note.inf", symbol=Number(choice.information.symbol)))
        return words.sentences(sentences)

    def action(self, entry: Entry) -> Inlines:
        """Say whom the suggestion is made to."""
        body = self.choice.note.body.lower() if self.choice.note else ""
        return self.words.say("note.action" if "working group" in body else "note.action.meeting")

    def text(self, entry: Entry) -> Inlines:
        """Say a text of the register."""
        text = entry.about[0]
        assert isinstance(text, Told)
        return self.words.text(text, closed=True)

    # Introduction and framework

    def duty(self, entry: Entry) -> Inlines:
        """Say whose report this is, for when, and on what it is based."""
        choice, words = self.choice, self.words
        sentences = [words.say("intro.duty")] if choice.framework else []
        sentences.append(words.say("intro.this", period=words.period(choice.period)))
        if choice.fact("basis"):
            sentences.append(words.say("intro.basis"))
        elif choice.submissions:
            received = [
                s
                for s in choice.submissions.values()
                if s.received or s.state in ("submitted", "resubmitted", "accepted")
            ]
            sentences.append(
                words.say("intro.submitted", received=str(len(received)), due=str(len(choice.submissions)))
            )
        return words.sentences(sentences)

    def areas(self, entry: Entry) -> Inlines:
        """Say which areas are established, and for what there is none though something is done."""
        choice, words = self.choice, self.words
        areas: list[Area] = [area for area in entry.about if isinstance(area, Area)]
        areas = choice.ordered(areas, entry.code)
        made = [self._name(area, entry.code) for area in areas if choice.established(area)]
        open_ = [
            self._name(a, entry.code) for a in areas if not choice.established(a) and choice.activities(a)
        ]
        sentences = []
        if made:
            sentences.append(
                words.say("intro.areas", n=str(len(made)), list=words.listed(made, semicolons=len(made) > 1))
            )
        if open_:
            sentences.append(words.say("intro.open", list=words.listed(open_, semicolons=len(open_) > 1)))
        return words.sentences(sentences)

    def framework(self, entry: Entry) -> Inlines:
        """Say where the Framework comes from."""
        choice, words = self.choice, self.words
        document = entry.about[0]
        assert isinstance(document, Document)
        asked, met = choice.calls_for_framework, choice.settled_at(document)
        sentences = [words.say("framework.made", decision=Number(asked.symbol))] if asked else []
        if met is not None:
            sentences.append(words.say("framework.settled", when=self._where_and_when(met)))
        return words.sentences(sentences)

    def _where_and_when(self, meeting: Meeting) -> Inlines:
        place = self.words.english(meeting.place)
        when = self.words.when(meeting.date)
        comma: Inlines = (Run(self.words.style.clause),)
        return (*place, *comma, *when) if place and when else (*place, *when)

    def goal(self, entry: Entry) -> Inlines:
        """Say the overall goal."""
        return self.words.say("framework.goal")

    def plans(self, entry: Entry) -> Inlines:
        """Lead in the areas with a business plan."""
        return self.words.say("plans.made")

    def drafts(self, entry: Entry) -> Inlines:
        """Lead in the areas with a draft."""
        asked = self.choice.calls_for_framework
        if asked is None:
            return self.words.say("plans.draft")
        return self.words.say("plans.draft.needs", decision=Number(asked.symbol))

    def area(self, entry: Entry) -> Inlines:
        """Name an area as an item of a list."""
        area = entry.about[0]
        assert isinstance(area, Area)
        mark = "mark.end" if entry.says == "last area" else "mark.item"
        return (*self._name(area, entry.code), Run(self.words.plain(mark)))

    def extent(self, entry: Entry) -> Inlines:
        """Say that only the main activities are listed, and where the rest is."""
        sentences = [self.words.say("extent")]
        web = self.choice.value("where the plans are") or self.choice.value("web")
        if web:
            sentences.append(self.words.say("extent.web", web=self.words.link(web)))
        return self.words.sentences(sentences)

    # Sections

    def leading(self, entry: Entry) -> Inlines:
        """Return who leads an area and to what end, its targets and meetings."""
        area = entry.about[0]
        assert isinstance(area, Area)
        leads = self.choice.leads(area)
        return self.words.sentences([*self._opening(area, leads), *self._about(area)])

    def leaderless(self, entry: Entry) -> Inlines:
        """Return what there is of an area that nobody leads."""
        area = entry.about[0]
        assert isinstance(area, Area)
        return self.words.sentences([*self._opening(area, []), *self._about(area)])

    def _opening(self, area: Area, leads: list[Leadership]) -> list[Inlines]:
        plan = self.choice.plan(area)
        named = [self._lead(lead.organisation or "", lead.since) for lead in leads]
        return opening(self.words, named, plan.objectives if plan is not None else ())

    def _lead(self, identifier: str, since: When | None) -> Lead:
        organisation = self._body(identifier)
        within = self.words.within(organisation) if organisation is not None else (Run(identifier),)
        return Lead(self._organisation(identifier), within, since)

    def _about(self, area: Area) -> list[Inlines]:
        words, plan = self.words, self.choice.plan(area)
        sentences: list[Inlines] = []
        if area.since is not None and self.choice.period.touches(area.since):
            sentences.append(words.say("began", when=words.when(area.since)))
        if plan is not None and self.choice.is_draft(plan):
            sentences += self._draft(plan)
        sentences += self._targets(area)
        for meeting in self.choice.meetings(area):
            sentences.append(
                words.say("meeting", title=words.text(meeting.title), when=self._where_and_when(meeting))
            )
            if meeting.purpose is not None:
                sentences.append(words.say("meeting.purpose", text=words.text(meeting.purpose, closed=True)))
        submission = self.choice.submissions.get(area.id)
        if submission is not None and submission.state == "none received":
            sentences.append(words.say("report.none"))
        return sentences

    def _draft(self, plan: Plan) -> list[Inlines]:
        words = self.words
        sentences = [words.text(plan.summary, closed=True) if plan.summary else words.say("draft")]
        document = self.choice.document(plan.document)
        if document is not None and document.url:
            sentences.append(words.say("draft.web", web=words.link(document.url)))
        return sentences

    def _targets(self, area: Area) -> list[Inlines]:
        words = self.words
        sentences: list[Inlines] = []
        records = self.choice.targets(area)
        grouped: dict[int, list[TargetRecord]] = {}
        for target in records:
            if target.category is not None and target.value is None and target.year is not None:
                grouped.setdefault(target.year, []).append(target)
                continue
            text = (*words.text(target.text, closed=True), *self._studies(target))
            if target.state == "not set":
                # It is a sentence that no target is set, and no target.
                sentences.append(words.sentences([text, words.text(target.note, closed=True)]))
            else:
                sentences.append(words.say("target", text=text))
        for year, targets in sorted(grouped.items()):
            names = [words.text(target.category) for target in _other_last(targets)]
            listed = words.listed(names, semicolons=True)
            sentences.append(words.say("target.categories", year=str(year), list=listed))
        return sentences

    def _studies(self, target: TargetRecord) -> Inlines:
        return tuple(self._footnote(document, note=True) for document in self.choice.cited_at(target))

    def _footnote(self, document: Document, *, note: bool = False) -> Footnote:
        """Return a footnote that names a document: title, body, date, symbol, address."""
        words = self.words
        parts = [words.text(document.title)]
        parts += [words.english(document.body)] if document.body else []
        parts += [words.when(document.date)] if document.date else []
        parts += [(Number(document.symbol),)] if document.symbol else []
        parts += [words.link(document.url)] if document.url else []
        content = (*words.listed(parts, semicolons=True), Run(words.plain("mark.end")))
        if note and document.note is not None:
            content = words.sentences([content, words.text(document.note, closed=True)])
        return Footnote(content)

    def activities(self, entry: Entry) -> Inlines:
        """Lead in the activities of an area."""
        area = entry.about[0]
        assert isinstance(area, Area)
        return self.words.say("activities" if self.choice.established(area) else "activities.initial")

    def more(self, entry: Entry) -> Inlines:
        """Lead in the activities that one alphabet has no letters for."""
        return self.words.say("activities.more")

    def idle(self, entry: Entry) -> Inlines:
        """Say that nothing was done, where that is on record, and else that nothing is on record."""
        area = entry.about[0]
        assert isinstance(area, Area)
        return self.words.say("activities.none" if self.choice.idle(area) else "activities.unknown")

    def vacant(self, entry: Entry) -> Inlines:
        """Say that nobody leads, where that is on record, and else that no lead is on record."""
        area = entry.about[0]
        assert isinstance(area, Area)
        if not self.choice.vacant(area):
            return self.words.say("lead.unknown")
        return self.words.sentences([self.words.say("lead.none"), self.words.say("lead.needed")])

    def idle_and_vacant(self, entry: Entry) -> Inlines:
        """Say that nothing was done and nobody leads."""
        return self.words.sentences([self.idle(entry), self.vacant(entry)])

    def activity(self, entry: Entry) -> Inlines:
        """Tell an activity: by its paragraph, and by its fields where the paragraph is silent or in another language."""
        activity = entry.about[0]
        assert isinstance(activity, Activity)
        words = self.words
        text = activity.text or activity.title
        sentences = [(*words.text(text, closed=True), *self._outputs(activity))]
        paragraph, language = words.chosen(activity.text) if activity.text is not None else ("", "")
        sentences += self._details(activity, paragraph if language == words.language else "")
        if activity.text is None and activity.state != "not stated":
            sentences.append(
                words.say("details.state", state=form_words("state", words.language)[activity.state])
            )
        if activity.results is not None:
            sentences.append(words.say("details.results", text=words.text(activity.results, closed=True)))
        return words.sentences(sentences)

    def _outputs(self, activity: Activity) -> Inlines:
        footnotes: list[Inline] = []
        for identifier in activity.outputs:
            output = self.choice.register.records.get("outputs", {}).get(identifier)
            if not isinstance(output, Output):
                continue
            document = self.choice.document(output.document)
            if document is not None and (document.body or document.symbol or document.url or document.date):
                footnotes.append(self._footnote(document))
        return tuple(footnotes)

    def _details(self, activity: Activity, paragraph: str) -> list[Inlines]:
        """Return what the fields of an activity say that its paragraph does not."""
        words = self.words
        sentences: list[Inlines] = []
        codes = [place.country for place in activity.places if place.country]
        if not all(mentions(paragraph, state_names(code, words.language)) for code in codes):
            key = "including" if any(place.open for place in activity.places) else "countries"
            sentences.append(words.say(f"details.{key}", list=words.states(codes)))
        regions = [words.text(place.region) for place in activity.places if place.region is not None]
        if regions and not paragraph:
            sentences.append(words.say("details.regions", list=words.names(regions)))
        for role in _ROLES:
            organisations = [
                self._organisation(taking.organisation)
                for taking in activity.participants
                if taking.role == role and not self._named(taking.organisation, paragraph)
            ]
            if organisations:
                sentences.append(words.say(f"role.{role}", list=words.names(organisations)))
        for key, when in (("when", activity.actual), ("planned", activity.planned)):
            date = words.when(when)
            if date and not paragraph and (key == "when" or activity.actual is None):
                sentences.append(words.say(f"details.{key}", when=date))
        return sentences

    def _named(self, identifier: str, paragraph: str) -> bool:
        if not paragraph:
            return False
        if identifier not in self._callings:
            organisation = self._body(identifier)
            self._callings[identifier] = self.words.callings(organisation) if organisation is not None else []
        return mentions(paragraph, self._callings[identifier])

    def _organisation(self, identifier: str) -> Inlines:
        if identifier not in self._names:
            organisation = self._body(identifier)
            self._names[identifier] = (
                self.words.organisation(organisation) if organisation is not None else (Run(identifier),)
            )
        return self._names[identifier]

    def _body(self, identifier: str) -> Organisation | None:
        record = self.choice.register.records.get("organisations", {}).get(identifier)
        return record if isinstance(record, Organisation) else None

    @functools.cached_property
    def _callings(self) -> dict[str, list[str]]:
        return {}

    @functools.cached_property
    def _names(self) -> dict[str, Inlines]:
        return {}

    def reported(self, entry: Entry) -> Inlines:
        """Lead in what the area's form states."""
        return self.words.say("reported")

    def claim(self, entry: Entry) -> Inlines:
        """Say an answer of the area's form."""
        claim = entry.about[0]
        assert isinstance(claim, Claim)
        words = self.words
        value: Inlines = words.text(claim.text, closed=True) if claim.text else (Number(claim.value),)
        kind, _, identifier = claim.subject.partition("/")
        if kind == "targets":
            target = self.choice.register.get(TargetRecord, identifier)
            key = "reported.evidence" if claim.field == "evidence" else "reported.target"
            return words.say(key, what=words.text(target.text), value=value)
        if kind == "plans":
            number = int(claim.field.removeprefix("priority action ").partition(":")[0])
            action = self.choice.register.get(Plan, identifier).priority_actions[number - 1]
            state = form_words("progress", words.language).get(claim.value, claim.value)
            return words.say("reported.action", what=words.text(action), value=state)
        return words.say(f"reported.{claim.field}", value=value)

    def partners_heard(self, entry: Entry) -> Inlines:
        """Say how many partners of an area sent a report, of those who were asked."""
        area = entry.about[0]
        assert isinstance(area, Area)
        received, asked = self.choice.partners_heard(area)
        return self.words.say("reported.partners sent", received=str(received), asked=str(asked))

    def plain(self, entry: Entry) -> str:
        """Return what an entry states as plain text."""
        return plain_text(self.content(entry))


def _other_last(targets: list[TargetRecord]) -> list[TargetRecord]:
    """Return targets with what is left over ("other") at the end."""
    return sorted(
        targets, key=lambda t: (t.category is not None and t.category.en.lower().startswith("other"), t.id)
    )


_MAKERS: Final[dict[str, Callable[[Sayings, Entry], Inlines]]] = {
    "mandates": Sayings.mandates,
    "annexed": Sayings.annexed,
    "action": Sayings.action,
    "text": Sayings.text,
    "duty": Sayings.duty,
    "areas": Sayings.areas,
    "framework": Sayings.framework,
    "goal": Sayings.goal,
    "plans": Sayings.plans,
    "drafts": Sayings.drafts,
    "area": Sayings.area,
    "last area": Sayings.area,
    "extent": Sayings.extent,
    "leading": Sayings.leading,
    "leaderless": Sayings.leaderless,
    "activities": Sayings.activities,
    "more activities": Sayings.more,
    "activity": Sayings.activity,
    "reported": Sayings.reported,
    "claim": Sayings.claim,
    "partners heard": Sayings.partners_heard,
    "idle": Sayings.idle,
    "vacant": Sayings.vacant,
    "idle and vacant": Sayings.idle_and_vacant,
}
