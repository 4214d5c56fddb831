"""Pieces that the pages of a file share: who it is about, the way back, findings in words."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
from datetime import date

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from admission.domain.findings import Finding, FindingCode, Severity
from admission.domain.procedure import STEPS, Body, DeadlineKind, StepCode
from admission.labels import BODIES, finding_message
from admission.labels import STEPS as STEP_LABELS
from admission.models import AdmissionCase
from admission.selectors.case_pages import CasePage, case_page
from admission.selectors.recorded_facts import RecordedFact
from admission.selectors.rule_books import rule_book
from admission.templatetags.display import vn_date
from members.models import Person

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
    """A recorded fact with the addresses of its correction and of taking it back, empty for who may not."""

    label: str
    fact: RecordedFact
    correct_url: str
    undo_url: str = ""


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


def sex_of(person: Person) -> str:
    """Give the sex of a person in words, or that it is not recorded."""
    return str(person.get_sex_display() or gettext("not recorded"))


def identity_of(case: AdmissionCase) -> list[Pair]:
    """What tells one person from a namesake."""
    return [
        Pair(gettext("Day of birth"), vn_date(case.candidate.person.born_on) or gettext("not recorded")),
        Pair(gettext("Sex"), sex_of(case.candidate.person)),
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
    url = _mending_url(finding, page) if may_act else ""
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


def _mending_url(finding: Finding, page: CasePage) -> str:
    """Where what is missing is entered: a history of membership in the list of the branch, all else by its step."""
    if finding.code is FindingCode.SPONSOR_WITHOUT_HISTORY:
        return reverse("branch-members", args=[page.case.branch_id])
    return reverse("step", args=[page.case.pk, finding.step.value])


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


def late_ceremony_words(page: CasePage) -> str:
    """Say who opens the way to a ceremony that is late; empty while it is not, or where the consent is there."""
    missing = {one.code: one for one in page.assessment.findings if one.severity is Severity.MISSING}
    late, limit = missing.get(FindingCode.CEREMONY_LATE_WITHOUT_CONSENT), page.deadline(DeadlineKind.CEREMONY)
    if late is None or limit is None:
        return ""
    words = gettext(
        "The ceremony was due by %(due_on)s. A later one can be recorded only when %(who)s has recorded “%(consent)s”:"
        " ask that committee for it in writing, with the reason."
    )
    who = page.case.organization_acting(STEPS[late.step].recorders[0]).name
    return words % {"due_on": vn_date(limit.due_on), "who": who, "consent": STEP_LABELS[late.step]}


def words_before(case: AdmissionCase, step: StepCode, today: date) -> str:
    """What is better known before the form of a step is filled in; empty for most steps."""
    if step is StepCode.CEREMONY:
        return late_ceremony_words(case_page(case, today))
    extended = STEPS[step].extends
    limit = case_page(case, today).deadline(extended) if extended else None
    if limit is None or limit.due_on is None:
        return ""
    words = gettext("At most %(most)s working days, once. Due now by %(due_on)s.")
    most = rule_book().on(today).limits[limit.kind].max_extension
    return words % {"most": most, "due_on": vn_date(limit.due_on)}


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


def party_age_of(page: CasePage) -> list[Pair]:
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


def probation_of(page: CasePage) -> list[Pair]:
    """The two days at the end of probation, which are never the same."""
    ends, review = page.deadline(DeadlineKind.PROBATION_END), page.deadline(DeadlineKind.RECOGNITION_REVIEW)
    if ends is None or review is None or review.met_on is not None:
        return []
    due = vn_date(review.due_on) if review.due_on else review.provisional_reason
    return [
        Pair(gettext("The %(months)s months of probation end on") % {"months": ends.length}, vn_date(ends.due_on)),
        Pair(gettext("The branch must consider before the end of"), due),
    ]
