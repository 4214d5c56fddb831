"""The page of one file."""

from collections.abc import Iterable
from functools import cached_property
from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.views.generic import TemplateView

from admission.domain.assessment import NextStep
from admission.domain.findings import FindingCode, Severity
from admission.domain.procedure import ON_DEMAND, STEPS, Nature, Stage, StepCode
from admission.labels import SHORT_STEPS, STAGES
from admission.labels import STEPS as STEP_LABELS
from admission.models import DecisionProposal
from admission.permissions import Act, may, may_in, recordable_steps
from admission.selectors.case_pages import CasePage, DeadlineLine, case_page
from admission.selectors.openings import OPENING
from admission.selectors.recorded_facts import RecordedFact, preparer_of
from admission.templatetags.display import TrafficState, vn_date, vn_datetime
from admission.views.base import CaseMixin
from admission.views.case_events import timeline_parts
from admission.views.case_papers import shown_papers
from admission.views.case_parts import (
    Link,
    Pair,
    ShownFact,
    ShownFinding,
    crumbs_of,
    historical_words,
    identity_of,
    late_ceremony_words,
    organization_acting,
    party_age_of,
    probation_of,
    shown_findings,
    shown_irregularities,
)
from admission.views.case_votes import shown_votes
from admission.views.lights import ShownDeadline, deadline_light, shown_deadline
from admission.views.offers import undo_offer
from members.models.role import COMMITTEE_ROLES

__all__ = [
    "CaseView",
    "Link",
    "Pair",
    "ShownFact",
    "ShownFinding",
    "crumbs_of",
    "identity_of",
    "organization_acting",
    "shown_findings",
    "shown_irregularities",
]
"""What other pages take from here; the pieces themselves are in `case_parts`."""

_TONES = {
    Stage.OFFICIAL: "good",
    Stage.REFUSED: "attention",
    Stage.NAME_REMOVED: "attention",
    Stage.ENDED: "neutral",
    Stage.RETURNED: "attention",
    Stage.RECOGNITION_RETURNED: "attention",
    Stage.ADMISSION_VOTE_FAILED: "attention",
    Stage.RECOGNITION_VOTE_FAILED: "attention",
}


def _waiting_words(waiting: DecisionProposal | None) -> str:
    """Say to the people of the committee that something is prepared; the branch learns of it once it is issued."""
    if waiting is None:
        return ""
    words = gettext("Prepared by %(who)s on %(at)s, waits for a reviewer of %(committee)s: %(step)s.")
    return words % {
        "who": preparer_of(waiting),
        "at": vn_datetime(waiting.prepared_at),
        "committee": waiting.organization.name,
        "step": STEP_LABELS[StepCode(waiting.step)],
    }


class CaseView(CaseMixin, TemplateView):
    template_name = "admission/case/page.html"

    @cached_property
    def page(self) -> CasePage:
        return case_page(self.case, self.today)

    @cached_property
    def waiting(self) -> DecisionProposal | None:
        """What is prepared for this file in a committee of the reader."""
        found, own = self.page.waiting, self.access.organization_ids(COMMITTEE_ROLES)
        return found if found is not None and found.organization_id in own else None

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        page = self.page
        stage = page.assessment.stage
        permitted = recordable_steps(self.access, self.case)
        to_record = [
            code for code in page.assessment.allowed_steps if code in permitted and not _is_used_up(code, page)
        ]
        following = page.assessment.next_step
        next_code = following.step if following else None
        papers = shown_papers(page, to_record)
        deadlines = [(line, shown_deadline(self.case, line, self.today, acting=self.acting)) for line in page.deadlines]
        return super().get_context_data(
            **kwargs,
            case=self.case,
            waiting=self.waiting,
            waiting_words=_waiting_words(self.waiting),
            crumbs=crumbs_of(self.case),
            identity=identity_of(self.case),
            stage=STAGES[stage],
            stage_tone=_TONES.get(stage, "info"),
            tracker=_tracker(page),
            next_step=self._next_step(following, page, to_record) if following else None,
            closed_words=gettext("The file is closed: %(stage)s.") % {"stage": STAGES[stage]},
            other_steps=self._links(code for code in to_record if code not in ON_DEMAND and code is not next_code),
            rare_steps=self._links(code for code in to_record if code in ON_DEMAND),
            probation=probation_of(page),
            party_age=party_age_of(page),
            historical=historical_words(self.case),
            inspection_url=reverse("inspection", args=[self.case.pk]),
            journal_url=f"{reverse('journal')}?subject={self.case.code}" if may(self.access, Act.READ_JOURNAL) else "",
            person_url=reverse("person", args=[self.case.candidate.person_id]),
            sponsors=page.helpers,
            findings=self._findings(page, to_record),
            papers=papers,
            votes=shown_votes(page.votes),
            papers_to_get=sum(paper.is_wanted for paper in papers),
            event_count=len(page.events),
            undo=undo_offer(self.case, page.last_act, by=self.account, now=timezone.now()),
            why_url=reverse("case-why", args=[self.case.pk]),
            open_deadlines=[shown for line, shown in deadlines if line.is_open and not _is_good_paper(line, shown)],
            good_papers=[shown for line, shown in deadlines if _is_good_paper(line, shown)],
            met_deadlines=[shown for line, shown in deadlines if not line.is_open],
            facts=[self._fact(fact, permitted, page) for fact in page.facts],
            **timeline_parts(page.events, self.request.GET.get("events", ""), self.case.get_absolute_url()),
        )

    def _links(self, codes: Iterable[StepCode]) -> list[Link]:
        return [Link(str(STEP_LABELS[code]), reverse("step", args=[self.case.pk, code.value])) for code in codes]

    def _next_step(self, step: NextStep, page: CasePage, to_record: list[StepCode]) -> dict[str, Any]:
        limit = page.deadline(step.deadline) if step.deadline else None
        light = deadline_light(limit, self.today) if limit else None
        who = organization_acting(self.case, step.body)
        may_act = step.step in to_record
        notes = []
        if step.not_before_on and step.not_before_on > self.today:
            notes.append(gettext("Not before %(day)s.") % {"day": vn_date(step.not_before_on)})
        if limit and limit.provisional_reason:
            notes.append(gettext("Provisional: %(reason)s") % {"reason": limit.provisional_reason})
        if step.step is StepCode.CEREMONY and (late := late_ceremony_words(page)):
            notes.append(late)
        if not may_act:
            notes.append(gettext("Only %(who)s can record this.") % {"who": who})
        return {
            "title": STEP_LABELS[step.step],
            "who": who,
            "by_when": light.text if light else gettext("No time limit runs."),
            "state": light.state if light else "",
            "clause": step.clause,
            "why_url": reverse("deadline", args=[self.case.pk, limit.pk]) if limit else "",
            "note": " ".join(notes),
            "url": reverse("step", args=[self.case.pk, step.step.value]) if may_act and not self.waiting else "",
            "button": (gettext("Prepare: %(step)s") if STEPS[step.step].four_eyes else gettext("Record: %(step)s"))
            % {"step": STEP_LABELS[step.step]},
        }

    def _findings(self, page: CasePage, to_record: list[StepCode]) -> list[ShownFinding]:
        """What is to be noted; papers that are still to come stand in the list of papers."""
        noted = (
            one
            for one in page.assessment.findings
            if one.code is not FindingCode.PAPER_MISSING or one.severity is not Severity.MISSING
        )
        return shown_findings(noted, page, to_record)

    def _fact(self, fact: RecordedFact, permitted: frozenset[StepCode], page: CasePage) -> ShownFact:
        url = self._correct_url(fact, permitted) if fact.is_current and fact.is_correctable else ""
        last = page.last_act
        is_last = last is not None and (last.model, last.pk, last.step) == (fact.model, fact.pk, fact.step)
        offer = undo_offer(self.case, last, by=self.account, now=timezone.now()) if is_last else None
        return ShownFact(str(STEP_LABELS[fact.step]), fact, url, offer.url if offer else "")

    def _correct_url(self, fact: RecordedFact, permitted: frozenset[StepCode]) -> str:
        """Where the reader corrects a fact, empty where he may not; the opening, whoever may open files there."""
        if fact.model == OPENING:
            may_open = may_in(self.access, Act.OPEN_CASES, self.case.branch)
            return reverse("correct-opening", args=[self.case.pk]) if may_open else ""
        may_correct = fact.step in permitted and fact.step is not StepCode.OPEN_CASE
        return reverse("correct", args=[self.case.pk, fact.model, fact.pk]) if may_correct else ""


_ONCE = frozenset(
    {
        StepCode.READMISSION_GROUND,
        StepCode.REFUSAL_NOTICE,
        StepCode.REMOVAL_NOTICE,
        StepCode.ANNOUNCEMENT,
        StepCode.PARTY_CARD,
    }
)


_VOTES = {
    StepCode.ADMISSION_RESOLUTION: StepCode.ADMISSION_REPORT,
    StepCode.RECOGNITION_RESOLUTION: StepCode.RECOGNITION_REPORT,
}
"""Votes, and the report that is left to do when there have been enough of them."""


def _is_used_up(code: StepCode, page: CasePage) -> bool:
    """A clock can be extended once, some things are done once or so often, and help that nobody gives cannot end."""
    done = any(fact.step is code and fact.is_current for fact in page.facts)
    if code is StepCode.END_SPONSORSHIP:
        helps = (StepCode.ASSIGN_SPONSOR, StepCode.PROBATION_SUPERVISOR)
        return not any(fact.step in helps and fact.is_current for fact in page.facts)
    if code in _VOTES:
        due = (one for one in page.assessment.findings if one.code is FindingCode.REPORT_DUE)
        return any(one.step is _VOTES[code] and one.value("left") == 0 for one in due)
    return done and (STEPS[code].extends is not None or code in _ONCE)


def _tracker(page: CasePage) -> list[dict[str, Any]]:
    def state(is_next: bool, is_done: bool) -> str:
        if is_next:
            return "current"
        return "done" if is_done else "todo"

    return [
        {"label": SHORT_STEPS[step.step], "state": state(step.is_next, step.on is not None), "on": step.on}
        for step in page.steps
    ]


def _is_good_paper(line: DeadlineLine, shown: ShownDeadline) -> bool:
    """Whether it tells of a paper that is good for long yet: nobody has to do anything about it."""
    return line.is_open and line.nature is Nature.VALIDITY and shown.state == TrafficState.OK
