"""The words of the reports: what each is called and what it counts."""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from admission.domain.reports import AgeGroup, LimitState, Milestone, ReportKey


@dataclass(frozen=True, slots=True)
class ReportWords:
    """`title`; `counts`: a plain sentence of what is counted; `icon`."""

    title: Promise
    counts: Promise
    icon: str


REPORTS: dict[ReportKey, ReportWords] = {
    ReportKey.ADMISSIONS: ReportWords(
        _("Admissions and recognitions by month"),
        _(
            "Decisions to admit, admission ceremonies and decisions to recognise official members, each in the month "
            "of its own day."
        ),
        "calendar",
    ),
    ReportKey.ON_TIME: ReportWords(
        _("Time limits kept"),
        _(
            "Time limits of the regulation whose last day lies in the period. On time: the act was done on the last "
            "day or before it. Late: it was done after it, or is still not done. A limit that is still running is not "
            "counted; a file that ended before its last day is not counted either."
        ),
        "check-circle",
    ),
    ReportKey.OVERDUE: ReportWords(
        _("Overdue and late, by cause"),
        _(
            "Time limits of the regulation that are overdue on the day asked about, and acts of the period that came "
            "after their last day, by the cause that was given when they were recorded. A cause that did not occur is "
            "left out."
        ),
        "exclamation-triangle-fill",
    ),
    ReportKey.DURATIONS: ReportWords(
        _("How long each stage takes"),
        _(
            "Stages closed in the period: working days from the act that opened the stage (not counted) to the act "
            "that closed it (counted). The median is the value in the middle: half of the files took no longer."
        ),
        "clock",
    ),
    ReportKey.COMPOSITION: ReportWords(
        _("Who was admitted"),
        _(
            "People whose admission ceremony was held in the period, by age on that day, by sex, by schooling and by "
            "organisation."
        ),
        "people",
    ),
    ReportKey.NO_CANDIDATE: ReportWords(
        _("Party branches without a candidate"),
        _("Party branches that had no open file on any day of the period."),
        "question-circle",
    ),
}

LIMIT_STATES: dict[LimitState, Promise] = {
    LimitState.ON_TIME: _("On time"),
    LimitState.LATE: _("Late"),
}
MILESTONES: dict[Milestone, Promise] = {
    Milestone.DECISION: _("Decisions to admit"),
    Milestone.CEREMONY: _("Admission ceremonies"),
    Milestone.RECOGNITION: _("Recognised as official members"),
}
AGE_GROUPS: dict[AgeGroup, Promise] = {
    AgeGroup.TO_30: _("Up to 30 years"),
    AgeGroup.TO_40: _("31 to 40 years"),
    AgeGroup.TO_50: _("41 to 50 years"),
    AgeGroup.TO_60: _("51 to 60 years"),
    AgeGroup.ABOVE: _("Over 60 years"),
    AgeGroup.UNKNOWN: _("Day of birth not recorded"),
}
NO_CAUSE_GIVEN = _("No cause recorded")
NOT_DONE_YET = _("No reason given yet: the act is still to be done")
NO_SEX = _("Sex not recorded")
NO_SCHOOLING = _("Schooling not recorded")
