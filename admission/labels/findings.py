"""What each finding says."""

from collections.abc import Callable
from datetime import date

from django.utils.text import capfirst
from django.utils.translation import gettext

from admission.domain.findings import Finding, FindingCode
from admission.domain.procedure import Body, Choice, LeavingCause, StepCode
from admission.labels.values import day
from admission.labels.words import BODIES, CHOICES, LEAVING_CAUSES, STEPS

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
    FindingCode.SPONSOR_MISSING: lambda: gettext(
        "%(needed)s recommendations are needed: two official members, or one and the union's resolution; "
        "assigned so far: %(assigned)s."
    ),
    FindingCode.PROBATION_NOT_OVER: lambda: gettext(
        "The %(months)s months of probation end on %(ends_on)s; “%(step)s” must be dated after that day, not %(on)s."
    ),
    FindingCode.PRESENT_EXCEED_ENTITLED: lambda: gettext(
        "%(present)s present is more than the %(entitled)s entitled to vote."
    ),
    FindingCode.VOTES_EXCEED_PRESENT: lambda: gettext("%(cast)s votes are more than the %(present)s present."),
    FindingCode.PAPER_MISSING: lambda: gettext("Not in the file: %(paper)s."),
    FindingCode.PAPER_EXPIRED: lambda: gettext(
        "%(paper)s was valid until %(valid_until_on)s (%(months)s months): it has to be made anew or completed."
    ),
    FindingCode.PAPER_EXPIRES_BEFORE_MEETING: lambda: gettext(
        "%(paper)s is valid until %(valid_until_on)s only, and the branch can consider at its regular meeting on "
        "%(meeting_on)s at the earliest: have it made anew before."
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
    FindingCode.AFTER_END: lambda: gettext("%(step)s on %(on)s cannot come after the file ended on %(ended_on)s."),
    FindingCode.TOO_YOUNG: lambda: gettext(
        "The candidate is not yet %(years)s: the branch can consider from %(earliest_on)s on."
    ),
    FindingCode.OLD_WITHOUT_CONSENT: lambda: gettext(
        "The candidate is over %(years)s: written consent of the standing board of a committee directly under "
        "the Centre has to be there first."
    ),
    FindingCode.EDUCATION_WITHOUT_CONSENT: lambda: gettext(
        "The schooling is below grade %(grade)s: written consent has to be there first."
    ),
    FindingCode.POLITICAL_ISSUE_OPEN: lambda: gettext(
        "The vetting found an issue to be examined; the competent level has to conclude on it before the branch "
        "proposes admission."
    ),
    FindingCode.POLITICALLY_INELIGIBLE: lambda: gettext(
        "By the conclusion of %(on)s the candidate does not meet the political standard."
    ),
    FindingCode.READMISSION_EXCLUDED: lambda: gettext("Whoever left for this cause is not admitted again: %(cause)s."),
    FindingCode.READMISSION_TOO_EARLY: lambda: gettext(
        "%(step)s on %(on)s comes too early: %(months)s months have to pass, until %(earliest_on)s."
    ),
    FindingCode.READMISSION_AGAIN: lambda: gettext("A former member is admitted again %(most)s time only."),
    FindingCode.READMISSION_CONSENT_MISSING: lambda: gettext(
        "Written consent of the standing board of the provincial committee (or equal) to admit again has to be "
        "there first."
    ),
    FindingCode.RECORD_NOT_CLEARED: lambda: gettext(
        "The day on which the criminal record was cleared is not recorded, so the time until re-admission cannot "
        "be counted."
    ),
    FindingCode.SPECIAL_RULE_MISSING: lambda: gettext(
        "The document of the special rule for this case is not in the file."
    ),
    FindingCode.SPONSOR_NOT_OFFICIAL: lambda: gettext(
        "%(name)s was not an official member of this branch on %(on)s by the membership history."
    ),
    FindingCode.SPONSOR_WITHOUT_HISTORY: lambda: gettext(
        "The membership histories do not show since when %(name)s works with the candidate; enter them."
    ),
    FindingCode.SPONSOR_IS_RELATIVE: lambda: gettext("%(name)s is a close relative of the candidate."),
    FindingCode.UNION_OUTSIDE_AGES: lambda: gettext(
        "The Youth Union recommends its members, who are %(least)s to %(most)s years old."
    ),
    FindingCode.SPONSOR_PARTED: lambda: gettext(
        "%(name)s and the candidate are not in the same Party organisation from %(on)s on: note the end of the help "
        "and assign another member."
    ),
    FindingCode.SUPERVISOR_MISSING: lambda: gettext("No official member is assigned to help during probation."),
    FindingCode.EXCUSED_EXCEED_ENTITLED: lambda: gettext(
        "%(excused)s absent is more than the %(entitled)s entitled to vote."
    ),
    FindingCode.VOTE_WITHOUT_QUORUM: lambda: gettext(
        "%(present)s present of %(entitled)s counted; the meeting needs %(needed)s."
    ),
    FindingCode.VOTE_BELOW_THRESHOLD: lambda: gettext(
        "%(body)s, vote no. %(nth)s: %(in_favour)s in favour of %(entitled)s is below the %(needed)s needed; the result"
        " is reported in full to the level above, and the competent committee considers and decides."
    ),
    FindingCode.GRANTED_BELOW_THRESHOLD: lambda: gettext(
        "Granted with %(in_favour)s in favour of %(entitled)s; %(needed)s are needed."
    ),
    FindingCode.VOTED_AFTER_PASSED: lambda: gettext(
        "The branch's vote of %(passed_on)s had the needed number; there is no other vote after it, on %(on)s."
    ),
    FindingCode.VOTED_TOO_OFTEN: lambda: gettext(
        "%(votes)s votes are more than the %(most)s allowed; the branch reports to the level above."
    ),
    FindingCode.REPORT_DUE: lambda: gettext(
        "After %(votes)s votes without the needed number the branch reports in full to the level above; it may "
        "vote again %(left)s more times."
    ),
    FindingCode.CEREMONY_LATE_WITHOUT_CONSENT: lambda: gettext(
        "The ceremony was due by %(due_on)s: a later one needs the consent of the directly superior committee first."
    ),
    FindingCode.OATH_MISSING: lambda: gettext("The new member did not take the oath at the ceremony."),
    FindingCode.DISCIPLINED: lambda: gettext("During probation: %(choice)s on %(on)s."),
    FindingCode.SUSPENDED_WHEN_CONSIDERED: lambda: gettext(
        "Suspended from Party life since %(on)s when recognition is considered."
    ),
    FindingCode.AGAINST_PROPOSAL: lambda: gettext("The committee decided otherwise than the branch proposed."),
    FindingCode.NOTICE_MISSING: lambda: gettext("Still to be done: %(step)s."),
    FindingCode.SPONSORSHIP_TOO_SHORT: lambda: gettext(
        "%(name)s: the %(months)s months together are complete on %(earliest_on)s; the branch cannot propose "
        "admission on %(on)s."
    ),
}


def finding_message(finding: Finding) -> str:
    """Say a finding in the reader's language."""
    values = {name: _say(name, value) for name, value in finding.values}
    words = _MESSAGES[finding.code]()
    if finding.code is FindingCode.REPORT_DUE and not finding.value("left"):
        words = gettext(
            "After %(votes)s votes without the needed number the branch does not vote again: it reports in full to the "
            "level above."
        )
    return words % {"step": STEPS[finding.step], **values}


def _say(name: str, value: date | int | str) -> str:
    if isinstance(value, date):
        return day(value)
    match name:
        case "previous" | "paper":
            return str(STEPS[StepCode(str(value))])
        case "choice":
            return str(CHOICES[Choice(str(value))])
        case "body":
            return capfirst(str(BODIES[Body(str(value))]))
        case "cause":
            return str(LEAVING_CAUSES[LeavingCause(str(value))])
        case _:
            return str(value)
