"""Every word a user reads for the numbers of a regulation."""

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from admission.domain.cell_specs import MORE_THAN, YES, CellGroup, CellKind, CellSpec, spec_of
from admission.domain.procedure import Body, DeadlineKind, LeavingCause, StepCode
from admission.domain.rules import Setting, Verification
from admission.labels import STEPS

CLOCKS: Mapping[DeadlineKind, Promise] = {
    DeadlineKind.SPONSORSHIP: _("Working together with the sponsors"),
    DeadlineKind.PAPER_VALIDITY: _("Validity of a paper of the file"),
    DeadlineKind.LEVEL_WAIT: _("A file waits at a level in between"),
    DeadlineKind.ADMISSION_DECISION: _("Admission decision, from the branch's resolution"),
    DeadlineKind.RECEIPT_LOG: _("The receipt of a decision is logged"),
    DeadlineKind.CEREMONY: _("Admission ceremony, from the receipt of the decision"),
    DeadlineKind.PROBATION_END: _("Probation, from the ceremony"),
    DeadlineKind.RECOGNITION_REVIEW: _("The branch considers recognition, from the end of probation"),
    DeadlineKind.RECOGNITION_DECISION: _("Recognition decision, from the branch's resolution"),
}

EXTENSIONS: Mapping[DeadlineKind, Promise] = {
    DeadlineKind.ADMISSION_DECISION: _("Admission decision: may be lengthened by at most"),
    DeadlineKind.RECOGNITION_DECISION: _("Recognition decision: may be lengthened by at most"),
}

VOTERS: Mapping[Body, Promise] = {
    Body.BRANCH: _("Branch"),
    Body.GRASSROOTS_COMMITTEE: _("Grassroots committee"),
    Body.COMPETENT_COMMITTEE: _("Competent committee (standing board)"),
}

SETTINGS: Mapping[Setting, Promise] = {
    Setting.MIN_AGE_MONTHS: _("Lowest age when the branch considers admission"),
    Setting.MAX_AGE_MONTHS: _("Highest age without a written consent"),
    Setting.LOWEST_EDUCATION_GRADE: _("Lowest schooling without a written consent"),
    Setting.SPONSORS_NEEDED: _("Recommendations needed"),
    Setting.YOUTH_UNION_MIN_AGE_MONTHS: _("Lowest age of a Youth Union member"),
    Setting.YOUTH_UNION_MAX_AGE_MONTHS: _("Highest age of a Youth Union member"),
    Setting.RELATIVES_MAY_SPONSOR: _("Close relatives may be sponsors"),
    Setting.REPLACEMENT_STARTS_AGAIN: _("A sponsor who takes another's place starts the months together again"),
    Setting.TRANSFER_STARTS_AGAIN: _("A candidate who moves starts the months together again"),
    Setting.VOTES_ON_ADMISSION: _("Votes of the branch on admission before it reports upwards"),
    Setting.VOTES_ON_RECOGNITION: _("Votes of the branch on recognition before it reports upwards"),
    Setting.FAILED_VOTE_STARTS_CLOCK: _("The committee's clock runs although the vote failed"),
    Setting.EXEMPT_LEFT_OUT: _("Members exempted from Party work are left out of the number entitled, unless present"),
    Setting.ELSEWHERE_LEFT_OUT: _("Members attached elsewhere are left out of the number entitled, unless present"),
    Setting.SUSPENDED_LEFT_OUT: _("Suspended members are left out of the number entitled"),
    Setting.ON_LEAVE_LEFT_OUT: _("Members absent with leave are left out of the number entitled, unless present"),
    Setting.LATE_CEREMONY_NEEDS_CONSENT: _("A late ceremony needs the consent of the committee above"),
    Setting.READMISSION_MONTHS: _("Time out of the Party before an admission again"),
    Setting.READMISSION_MONTHS_AFTER_SENTENCE: _("Time after the record is cleared, for a less serious crime"),
    Setting.READMISSIONS_MOST: _("Admissions again, at most"),
    Setting.JOINED_ON_CEREMONY: _("The day of joining is the day of the ceremony"),
}

LEAVERS: Mapping[LeavingCause, Promise] = {
    LeavingCause.LEFT_FOR_HARDSHIP: _("Barred: asked to leave for a hardship of the family"),
    LeavingCause.NAME_REMOVED: _("Barred: name removed"),
    LeavingCause.EXPELLED: _("Barred: expelled"),
    LeavingCause.LESS_SERIOUS_CRIME: _("Barred: sentenced for a less serious crime"),
    LeavingCause.POPULATION_POLICY: _("Barred: left the Party over the population policy"),
    LeavingCause.NOT_ATTENDING: _("Barred: gave up Party life by not attending"),
    LeavingCause.LEFT_WITHOUT_HARDSHIP: _("Barred: asked to leave without a hardship"),
    LeavingCause.FACTIONALISM: _("Barred: factionalism or harm to unity"),
    LeavingCause.PARTY_HISTORY: _("Barred: a political issue of the person's history"),
    LeavingCause.SERIOUS_CRIME: _("Barred: sentenced for a serious crime"),
}

VERIFICATIONS: Mapping[Verification, Promise] = {
    Verification.VERIFIED: _("Read in the text"),
    Verification.STATED: _("By the training report"),
    Verification.SECONDARY: _("By a committee's guide"),
    Verification.CONTINUED: _("Not verified; read in the regulation before"),
    Verification.UNVERIFIED: _("Not verified"),
    Verification.CONFIRMED: _("Confirmed here"),
    Verification.INTERNAL: _("Rule of the house"),
}

VERIFICATION_TONES: Mapping[Verification, str] = {
    Verification.VERIFIED: "good",
    Verification.STATED: "info",
    Verification.SECONDARY: "info",
    Verification.CONTINUED: "attention",
    Verification.UNVERIFIED: "attention",
    Verification.CONFIRMED: "good",
    Verification.INTERNAL: "neutral",
}
VERIFICATION_ICONS: Mapping[Verification, str] = {
    Verification.VERIFIED: "check-circle",
    Verification.STATED: "file-earmark-text",
    Verification.SECONDARY: "file-earmark-text",
    Verification.CONTINUED: "question-circle",
    Verification.UNVERIFIED: "question-circle",
    Verification.CONFIRMED: "check-lg",
    Verification.INTERNAL: "house",
}

NOTES: Mapping[str, Promise] = {
    "QD20_2026": _(
        "The text of this regulation could not be read, so it has no numbers yet and does not apply to any file. "
        "An administrator who holds the text fills the numbers in and puts it into force from its day."
    ),
}
"""What has to be said about a rule set, by its code, as long as it is not in force."""

_READMISSION = frozenset(
    {Setting.READMISSION_MONTHS, Setting.READMISSION_MONTHS_AFTER_SENTENCE, Setting.READMISSIONS_MOST}
)
_AGES = frozenset(setting for setting in Setting if setting.endswith("_age_months"))
_MONTHS_IN_A_YEAR = 12

SECTIONS: tuple[tuple[str, Promise], ...] = (
    ("clocks", _("Time limits")),
    ("thresholds", _("Votes in favour, of those entitled")),
    ("quorums", _("Present at the meeting, of those entitled")),
    ("settings", _("Conditions and settings")),
    ("readmission", _("Admission again")),
    ("papers", _("Validity of each paper")),
)
"""The parts of a rule set on a page, by a key, in their order."""


def section_of(address: str) -> str:
    """Give the key of the part of the page that a cell stands in."""
    spec = spec_of(address)
    match spec.group:
        case CellGroup.LIMIT | CellGroup.EXTENSION:
            return "clocks"
        case CellGroup.THRESHOLD:
            return "thresholds"
        case CellGroup.QUORUM:
            return "quorums"
        case CellGroup.SETTING:
            return "readmission" if spec.member in _READMISSION else "settings"
        case CellGroup.LEAVER:
            return "readmission"
        case CellGroup.PAPER:
            return "papers"


def cell_label(address: str) -> str:
    """Name a cell, as it reads under the heading of its section."""
    spec = spec_of(address)
    match spec.group:
        case CellGroup.LIMIT:
            return str(CLOCKS[DeadlineKind(spec.member)])
        case CellGroup.EXTENSION:
            return str(EXTENSIONS[DeadlineKind(spec.member)])
        case CellGroup.THRESHOLD | CellGroup.QUORUM:
            return str(VOTERS[Body(spec.member)])
        case CellGroup.SETTING:
            return str(SETTINGS[Setting(spec.member)])
        case CellGroup.LEAVER:
            return str(LEAVERS[LeavingCause(spec.member)])
        case CellGroup.PAPER:
            return str(STEPS[StepCode(spec.member)])


def full_cell_label(address: str) -> str:
    """Name a cell where no heading stands above it."""
    section = gettext("%(section)s: %(cell)s")
    return section % {"section": dict(SECTIONS)[section_of(address)], "cell": cell_label(address)}


def cell_value(address: str, value: str) -> str:
    """Say the value of a cell with its unit."""
    spec = spec_of(address)
    match spec.kind:
        case CellKind.WORKING_DAYS:
            return ngettext("%(number)s working day", "%(number)s working days", int(value)) % {"number": value}
        case CellKind.MONTHS:
            return _months(spec, int(value))
        case CellKind.COUNT:
            return value
        case CellKind.GRADE:
            return gettext("school grade %(grade)s completed") % {"grade": value}
        case CellKind.SHARE:
            words = gettext("more than %(share)s") if value.startswith(MORE_THAN) else gettext("at least %(share)s")
            return words % {"share": value.removeprefix(MORE_THAN)}
        case CellKind.YES_NO:
            return gettext("Yes") if value == YES else gettext("No")


def _months(spec: CellSpec, months: int) -> str:
    words = ngettext("%(number)s month", "%(number)s months", months) % {"number": months}
    if spec.member not in _AGES or months % _MONTHS_IN_A_YEAR:
        return words
    years = months // _MONTHS_IN_A_YEAR
    return ngettext("%(number)s year (%(months)s)", "%(number)s years (%(months)s)", years) % {
        "number": years,
        "months": words,
    }
