"""Every word a user reads for a value of the domain."""

from collections.abc import Callable, Mapping
from datetime import date
from typing import TYPE_CHECKING, Any

from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from admission.domain.facts import ResolutionKind, SponsorRole, VoteMethod
from admission.domain.findings import Finding, FindingCode
from admission.domain.procedure import Body, DeadlineKind, Outcome, Stage, StepCode

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

STAGES: dict[Stage, Promise] = {
    Stage.NOMINATED: _("Nominated, no sponsor yet"),
    Stage.SPONSORED: _("Being helped by the sponsors"),
    Stage.READY_FOR_BRANCH: _("Ready for the branch to consider"),
    Stage.AWAITING_DECISION: _("Awaiting the admission decision"),
    Stage.AWAITING_RECEIPT: _("Decision issued, not yet received"),
    Stage.AWAITING_CEREMONY: _("Awaiting the admission ceremony"),
    Stage.PROBATION: _("On probation"),
    Stage.READY_FOR_RECOGNITION: _("Probation over, the branch must consider"),
    Stage.AWAITING_RECOGNITION: _("Awaiting the recognition decision"),
    Stage.OFFICIAL: _("Official member"),
    Stage.REFUSED: _("Admission refused"),
    Stage.NOT_RECOGNISED: _("Not recognised"),
}

STEPS: dict[StepCode, Promise] = {
    StepCode.OPEN_CASE: _("Open the file"),
    StepCode.ASSIGN_SPONSOR: _("Assign sponsors"),
    StepCode.AWARENESS_COURSE: _("Awareness-course certificate"),
    StepCode.APPLICATION: _("Application to join the Party"),
    StepCode.PERSONAL_HISTORY: _("Personal history"),
    StepCode.SPONSOR_RECOMMENDATION: _("Sponsors' recommendation"),
    StepCode.UNION_RECOMMENDATION: _("Youth Union or trade-union resolution"),
    StepCode.OPINIONS: _("Summary of opinions"),
    StepCode.ADMISSION_RESOLUTION: _("Branch resolution proposing admission"),
    StepCode.ADMISSION_EXTENSION: _("Extension of the admission decision"),
    StepCode.ADMISSION_DECISION: _("Admission decision"),
    StepCode.DECISION_RECEIPT: _("Receipt of the decision by the branch"),
    StepCode.CEREMONY: _("Admission ceremony"),
    StepCode.PROBATION_SUPERVISOR: _("Member who helps during probation"),
    StepCode.RECOGNITION_RESOLUTION: _("Branch resolution proposing recognition"),
    StepCode.RECOGNITION_EXTENSION: _("Extension of the recognition decision"),
    StepCode.RECOGNITION_DECISION: _("Recognition decision"),
}

BODIES: dict[Body, Promise] = {
    Body.CANDIDATE: _("the candidate"),
    Body.BRANCH: _("the branch"),
    Body.SECTIONAL_COMMITTEE: _("the sectional committee"),
    Body.GRASSROOTS_COMMITTEE: _("the grassroots committee"),
    Body.COMPETENT_COMMITTEE: _("the competent committee"),
}

DEADLINES: dict[DeadlineKind, Promise] = {
    DeadlineKind.SPONSORSHIP: _("Sponsors' twelve months complete"),
    DeadlineKind.PAPER_VALIDITY: _("Paper is valid"),
    DeadlineKind.ADMISSION_DECISION: _("Admission decision"),
    DeadlineKind.CEREMONY: _("Admission ceremony"),
    DeadlineKind.PROBATION_END: _("Twelve months of probation end"),
    DeadlineKind.RECOGNITION_REVIEW: _("The branch considers recognition"),
    DeadlineKind.RECOGNITION_DECISION: _("Recognition decision"),
}

OUTCOMES: dict[Outcome, Promise] = {
    Outcome.DONE: _("Done"),
    Outcome.GRANTED: _("Granted"),
    Outcome.REFUSED: _("Refused"),
}

RESOLUTION_KINDS: dict[ResolutionKind, Promise] = {
    ResolutionKind.ADMISSION: _("admission"),
    ResolutionKind.RECOGNITION: _("recognition"),
}

VOTE_METHODS: dict[VoteMethod, Promise] = {
    VoteMethod.SECRET_BALLOT: _("Secret ballot"),
    VoteMethod.RAISED_CARD: _("Raised Party card"),
}

SPONSOR_ROLES: dict[SponsorRole, Promise] = {
    SponsorRole.ADMISSION: _("Sponsor"),
    SponsorRole.PROBATION: _("Helps during probation"),
}

FIELDS: "dict[str, _StrPromise]" = {
    "sponsor": _("Official member who helps"),
    "assigned_on": _("Day of the assignment"),
    "together_since_on": _("Working together in one Party organisation since"),
    "outcome": _("What the committee decided"),
    "working_days": _("Working days added"),
    "made_on": _("Day on the paper"),
    "adopted_on": _("Day of the branch meeting"),
    "decided_on": _("Day on the decision"),
    "granted_on": _("Day the extension was granted"),
    "held_on": _("Day of the ceremony"),
    "place": _("Place"),
    "number": _("Number and symbol"),
    "received_on": _("Day the branch received the decision"),
    "reason": _("Reason for the extension"),
    "vote_method": _("Way of voting"),
    "vote_entitled": _("Official members entitled to vote"),
    "vote_present": _("Members present"),
    "vote_for": _("Votes in favour"),
    "vote_against": _("Votes against"),
    "vote_blank": _("Blank or invalid votes"),
}
"""The columns of the facts that a person types, in the order in which they are read, in forms and in the timeline."""

CAUSES: dict[str, Promise] = {
    "case_opened": _("the file was opened"),
    "fact_recorded": _("an act was recorded"),
    "fact_corrected": _("a recorded act was corrected"),
    "calendar_published": _("a new version of the working-day calendar was published"),
}
"""Why a due date moved, by the verb of the event."""

_MESSAGES: dict[FindingCode, Callable[[], str]] = {
    FindingCode.DATE_IN_FUTURE: lambda: gettext("%(step)s: %(on)s lies in the future; record what has happened."),
    FindingCode.DATE_BEFORE_BIRTH: lambda: gettext("%(on)s lies before the candidate's birth on %(born_on)s."),
    FindingCode.SPONSOR_IS_CANDIDATE: lambda: gettext(
        "Nobody can be his own sponsor; if it is a namesake, tell the two apart, such as “Nguyễn Văn Hùng A”."
    ),
    FindingCode.BEFORE_PREVIOUS_STEP: lambda: gettext(
        "%(step)s on %(on)s cannot come before “%(previous)s” on %(previous_on)s."
    ),
    FindingCode.PREVIOUS_STEP_MISSING: lambda: gettext("%(step)s cannot be recorded before “%(previous)s”."),
    FindingCode.AFTER_REFUSAL: lambda: gettext("%(step)s cannot follow a refusal (“%(previous)s”)."),
    FindingCode.TOGETHER_AFTER_ASSIGNED: lambda: gettext(
        "The day since when he works with the candidate (%(on)s) cannot come after his assignment on %(assigned_on)s."
    ),
    FindingCode.SPONSORSHIP_TOO_SHORT: lambda: gettext(
        "The sponsors' %(months)s months together are complete on %(earliest_on)s; "
        "the branch cannot propose admission on %(on)s."
    ),
    FindingCode.SPONSOR_MISSING: lambda: gettext(
        "%(needed)s recommendations are needed: two official members, or one and the union's resolution; "
        "assigned so far: %(assigned)s."
    ),
    FindingCode.PROBATION_NOT_OVER: lambda: gettext(
        "The %(months)s months of probation end on %(ends_on)s; "
        "the branch's resolution must be dated after that day, not %(on)s."
    ),
    FindingCode.PRESENT_EXCEED_ENTITLED: lambda: gettext(
        "%(present)s present is more than the %(entitled)s entitled to vote."
    ),
    FindingCode.VOTES_EXCEED_PRESENT: lambda: gettext("%(cast)s votes are more than the %(present)s present."),
    FindingCode.VOTE_BELOW_THRESHOLD: lambda: gettext(
        "%(in_favour)s in favour of %(entitled)s is below the %(needed)s needed: "
        "the result is reported in full to the level above, which considers and decides."
    ),
    FindingCode.PAPER_MISSING: lambda: gettext("Not in the file: %(paper)s."),
    FindingCode.PAPER_EXPIRED: lambda: gettext(
        "%(paper)s was valid until %(valid_until_on)s (%(months)s months), before the day the branch considered."
    ),
    FindingCode.EXTENSION_TOO_LONG: lambda: gettext(
        "%(days)s working days is more than the %(most)s that may be added."
    ),
    FindingCode.EXTENSION_REPEATED: lambda: gettext("This time limit can be extended only once."),
    FindingCode.EXTENSION_AFTER_DUE: lambda: gettext(
        "The extension of %(on)s came after the time limit had ended on %(due_on)s."
    ),
    FindingCode.ACT_LATE: lambda: gettext("%(step)s on %(on)s was late: it was due on %(due_on)s."),
    FindingCode.CALENDAR_NOT_PUBLISHED: lambda: gettext(
        "The last day of “%(step)s” cannot be computed yet: the working-day calendar of %(year)s is not published."
    ),
}


def choices(words: Mapping[Any, Promise]) -> list[tuple[str, Promise]]:
    """Give a dictionary of words as the choices of a field."""
    return [(member.value, label) for member, label in words.items()]


def day(on: date | None) -> str:
    """Write a day as dd/mm/yyyy."""
    return date_format(on, "d/m/Y") if on else ""


def finding_message(finding: Finding) -> str:
    """Say a finding in the reader's language."""
    values = {name: _say(name, value) for name, value in finding.values}
    return _MESSAGES[finding.code]() % {"step": STEPS[finding.step], **values}


def recorded_value(name: str, value: object) -> str:
    """Write a value that the journal keeps, by the name of its column."""
    if value in (None, ""):
        return gettext("nothing")
    if name.endswith("_on"):
        return day(date.fromisoformat(str(value)))
    if name == "vote_method":
        return str(VOTE_METHODS[VoteMethod(str(value))])
    if name == "outcome":
        return str(OUTCOMES[Outcome(str(value))])
    return str(value)


def deadline_label(kind: str, subject: str = "") -> str:
    """Name a clock; a paper's clock is named after its paper."""
    if kind == DeadlineKind.PAPER_VALIDITY and subject:
        return gettext("%(paper)s is valid until") % {"paper": STEPS[StepCode(subject)]}
    return str(DEADLINES[DeadlineKind(kind)])


def _say(name: str, value: date | int | str) -> str:
    if isinstance(value, date):
        return day(value)
    if name in {"previous", "paper"}:
        return str(STEPS[StepCode(str(value))])
    return str(value)
