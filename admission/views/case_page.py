"""The page of one file, and why a date is what it is."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _
from django.views.generic import TemplateView

from admission.domain.assessment import NextStep
from admission.domain.findings import Finding, FindingCode, Severity
from admission.domain.procedure import ON_DEMAND, STEPS, Body, DeadlineKind, Nature, Stage, StepCode
from admission.labels import BODIES, SHORT_STEPS, STAGES, finding_message
from admission.labels import STEPS as STEP_LABELS
from admission.models import AdmissionCase, DeadlineStatus, DecisionProposal
from admission.permissions import recordable_steps
from admission.selectors.case_pages import CasePage, DeadlineLine, case_page
from admission.selectors.decisions import waiting_in
from admission.selectors.explanations import explain_deadline
from admission.selectors.recorded_facts import RecordedFact, preparer_of
from admission.selectors.together import sponsors_together
from admission.services.access_events import record_export
from admission.templatetags.display import TrafficState, vn_date, vn_datetime
from admission.views.base import CaseMixin
from admission.views.lights import ShownDeadline, deadline_light, shown_deadline

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
_SEVERITIES: dict[Severity, tuple[str | Promise, str, str]] = {
    Severity.FORBIDDEN: (_("Not permitted"), "attention", "slash-circle"),
    Severity.IRREGULAR: (_("Irregular"), "attention", "exclamation-triangle-fill"),
    Severity.MISSING: (_("Missing"), "info", "clipboard-check"),
    Severity.NOTE: (_("Note"), "neutral", "info-circle"),
}


@dataclass(frozen=True, slots=True)
class Link:
    label: str
    url: str


@dataclass(frozen=True, slots=True)
class Pair:
    label: str
    value: str


@dataclass(frozen=True, slots=True)
class ShownFact:
    """A recorded fact with the address of its correction, empty for who may not correct it."""

    label: str
    fact: RecordedFact
    correct_url: str


@dataclass(frozen=True, slots=True)
class ShownFinding:
    severity: str | Promise
    tone: str
    icon_name: str
    text: str
    clause: str
    url: str
    reason: str
    is_unverified: bool
    parts: list[Link]


def organization_acting(case: AdmissionCase, body: Body) -> str:
    """Name who acts for a body in this file."""
    return str(BODIES[body]) if body is Body.CANDIDATE else case.organization_acting(body).name


def identity_of(case: AdmissionCase) -> list[Pair]:
    """What tells one person from a namesake."""
    return [
        Pair(gettext("Day of birth"), vn_date(case.candidate.person.born_on) or gettext("not recorded")),
        Pair(gettext("Party branch"), case.branch.name),
        *(
            Pair(gettext("On the way"), committee.name)
            for committee in (case.sectional_committee, case.grassroots_committee)
            if committee is not None
        ),
        Pair(gettext("Competent to decide"), case.competent_committee.name),
        Pair(gettext("File number"), case.code),
    ]


def crumbs_of(case: AdmissionCase, here: str = "") -> list[Link]:
    """The way back up from a page of the file."""
    name = case.candidate.person.full_name
    up = [Link(gettext("Files"), reverse("case-list"))]
    return [*up, Link(name, case.get_absolute_url()), Link(here, "")] if here else [*up, Link(name, "")]


def shown_finding(finding: Finding, page: CasePage, to_record: Collection[StepCode] = ()) -> ShownFinding:
    """Put a finding into words; with a link where the reader may record what is missing."""
    severity, tone, icon_name = _SEVERITIES[finding.severity]
    may_act = finding.severity is Severity.MISSING and finding.step in to_record
    url = reverse("step", args=[page.case.pk, finding.step.value]) if may_act else ""
    words = finding_message(finding)
    recorders = STEPS[finding.step].recorders
    if finding.severity is Severity.MISSING and not may_act and Body.BRANCH not in recorders:
        who = page.case.organization_acting(recorders[0]).name
        words = gettext("%(finding)s To be recorded by: %(who)s.") % {"finding": words, "who": who}
    return ShownFinding(
        severity,
        tone,
        icon_name,
        words,
        finding.clause,
        url,
        page.reason_of(finding),
        finding.is_unverified,
        [],
    )


def shown_findings(
    findings: Iterable[Finding], page: CasePage, to_record: Collection[StepCode] = ()
) -> list[ShownFinding]:
    """Put findings into words; the papers that are not there become one line with all their names."""
    shown: list[ShownFinding] = []
    missing: dict[tuple[Severity, str], list[Link]] = {}
    for finding in findings:
        one = shown_finding(finding, page, to_record)
        if finding.code is not FindingCode.PAPER_MISSING:
            shown.append(one)
            continue
        parts = missing.get((finding.severity, one.reason))
        if parts is None:
            parts = missing[finding.severity, one.reason] = []
            words = (
                gettext("Not in the file yet:")
                if finding.severity is Severity.MISSING
                else gettext("Not in the file when the branch considered:")
            )
            shown.append(replace(one, text=words, clause="", url="", parts=parts))
        parts.append(Link(f"{STEP_LABELS[finding.step]} ({finding.clause})", one.url))
    return shown


def shown_irregularities(page: CasePage) -> list[ShownFinding]:
    """What was not as the regulation asks, with the reasons: for the next level, and for the inspection."""
    grave = (Severity.FORBIDDEN, Severity.IRREGULAR)
    return shown_findings((one for one in page.assessment.findings if one.severity in grave), page)


def historical_words(case: AdmissionCase) -> str:
    """Say that a file was entered as it had been; empty for another."""
    if case.historical_through_on is None:
        return ""
    words = gettext("Historical file: acts up to %(day)s were entered as they had been, irregularities included.")
    return words % {"day": vn_date(case.historical_through_on)}


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
    def waiting(self) -> DecisionProposal | None:
        """What is prepared for this file in a committee of the reader."""
        return waiting_in(self.access, [self.case.pk]).get(self.case.pk)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        page = case_page(self.case, self.today)
        stage = page.assessment.stage
        permitted = recordable_steps(self.access, self.case)
        to_record = [
            code for code in page.assessment.allowed_steps if code in permitted and not _is_used_up(code, page)
        ]
        following = page.assessment.next_step
        next_code = following.step if following else None
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
            probation=_probation(page),
            party_age=_party_age(page),
            historical=historical_words(self.case),
            inspection_url=reverse("inspection", args=[self.case.pk]),
            person_url=reverse("person", args=[self.case.candidate.person_id]),
            sponsors=sponsors_together(self.case, self.today),
            findings=self._findings(page, to_record),
            open_deadlines=[shown for line, shown in deadlines if line.is_open and not _is_good_paper(line, shown)],
            good_papers=[shown for line, shown in deadlines if _is_good_paper(line, shown)],
            met_deadlines=[shown for line, shown in deadlines if not line.is_open],
            facts=[self._fact(fact, permitted) for fact in page.facts],
            events=page.events,
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
        if not may_act:
            notes.append(gettext("Only %(who)s can record this.") % {"who": who})
        return {
            "title": STEP_LABELS[step.step],
            "who": who,
            "by_when": light.text if light else gettext("No time limit runs."),
            "state": light.state if light else "",
            "clause": step.clause,
            "note": " ".join(notes),
            "url": reverse("step", args=[self.case.pk, step.step.value]) if may_act and not self.waiting else "",
            "button": (gettext("Prepare: %(step)s") if STEPS[step.step].four_eyes else gettext("Record: %(step)s"))
            % {"step": STEP_LABELS[step.step]},
        }

    def _findings(self, page: CasePage, to_record: list[StepCode]) -> list[ShownFinding]:
        return shown_findings(page.assessment.findings, page, to_record)

    def _fact(self, fact: RecordedFact, permitted: frozenset[StepCode]) -> ShownFact:
        may_correct = (
            fact.is_current and fact.is_correctable and fact.step in permitted and fact.step is not StepCode.OPEN_CASE
        )
        url = reverse("correct", args=[self.case.pk, fact.model, fact.pk]) if may_correct else ""
        return ShownFact(str(STEP_LABELS[fact.step]), fact, url)


class InspectionView(CaseMixin, TemplateView):
    """The inspection pack: what was late or irregular with its reasons, every vote, every paper; to read and print."""

    asks_password_again = True  # it leaves the house: an export

    template_name = "admission/case/inspection.html"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        record_export(by=self.account, case=self.case, what="inspection_pack", now=timezone.now())
        return super().get(request, *args, **kwargs)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        page = case_page(self.case, self.today)
        deadlines = [shown_deadline(self.case, line, self.today) for line in page.deadlines]
        return super().get_context_data(
            **kwargs,
            case=self.case,
            crumbs=crumbs_of(self.case, gettext("Inspection pack")),
            identity=identity_of(self.case),
            stage=STAGES[page.assessment.stage],
            irregularities=shown_irregularities(page),
            notes=shown_findings(
                (one for one in page.assessment.findings if one.severity in (Severity.MISSING, Severity.NOTE)), page
            ),
            deadlines=deadlines,
            facts=[ShownFact(str(STEP_LABELS[fact.step]), fact, "") for fact in page.facts],
            historical=historical_words(self.case),
            party_age=_party_age(page),
            printed_on=self.today,
        )


class DeadlineView(CaseMixin, TemplateView):
    """ "Vì sao ngày này?": a page of its own, and the same piece inside the page of the file."""

    def get_template_names(self) -> list[str]:
        piece = bool(getattr(self.request, "htmx", False))
        return ["admission/deadline/_why.html" if piece else "admission/deadline/page.html"]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        running = self.case.deadlines.exclude(status=DeadlineStatus.VOID)
        row = get_object_or_404(running.select_related("calendar_version__calendar"), pk=self.kwargs["deadline_pk"])
        return super().get_context_data(
            **kwargs,
            case=self.case,
            deadline=row,
            crumbs=crumbs_of(self.case, gettext("Why this date?")),
            identity=identity_of(self.case),
            explanation=explain_deadline(row, get_language() or "vi"),
        )


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


def _party_age(page: CasePage) -> list[Pair]:
    """Day of joining and Party age of a recognised member."""
    age = page.party_age
    if age is None:
        return []
    years, months = divmod(age.months, 12)
    words = gettext("%(years)s years %(months)s months") % {"years": years, "months": months}
    ends = page.deadline(DeadlineKind.PROBATION_END)
    pairs = [
        Pair(gettext("Day of joining the Party"), vn_date(age.joined_on)),
        # As of the twelve-month day, however late branch or committee acted. Source: 29-QĐ/TW, 4.2.
        *([Pair(gettext("Official member as of"), vn_date(ends.due_on))] if ends and ends.due_on else []),
        Pair(gettext("Party age counts from"), vn_date(age.counts_from_on)),
        Pair(gettext("Party age today"), words),
    ]
    if age.outside_months:
        outside = gettext("%(months)s months") % {"months": age.outside_months}
        pairs.append(Pair(gettext("Left out: time outside the Party"), outside))
    return pairs


def _probation(page: CasePage) -> list[Pair]:
    """The two days at the end of probation, which are never the same."""
    ends, review = page.deadline(DeadlineKind.PROBATION_END), page.deadline(DeadlineKind.RECOGNITION_REVIEW)
    if ends is None or review is None or review.met_on is not None:
        return []
    due = vn_date(review.due_on) if review.due_on else review.provisional_reason
    return [
        Pair(gettext("The %(months)s months of probation end on") % {"months": ends.length}, vn_date(ends.due_on)),
        Pair(gettext("The branch must consider before the end of"), due),
    ]
