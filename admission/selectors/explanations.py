""" "Vì sao ngày này?": everything a deadline was counted from, for a person to follow with a calendar in hand."""

from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext, ngettext

from admission.domain.calendar import WorkingCalendar
from admission.domain.deadlines import Explanation, explain_period
from admission.domain.facts import ResolutionKind
from admission.domain.procedure import DeadlineKind, StepCode
from admission.domain.rules import Unit
from admission.labels import DEADLINES, FIELDS, STEPS, day
from admission.models import BranchResolution, CasePaper, CommitteeDecision, Deadline, Extension
from admission.selectors.calendars import build_version, day_names
from admission.selectors.recorded_facts import who_acted


@dataclass(frozen=True, slots=True)
class NamedDay:
    on: date
    name: str


@dataclass(frozen=True, slots=True)
class ExtensionLine:
    text: str
    document: str


@dataclass(frozen=True, slots=True)
class DateExplanation:
    """Why a deadline falls on its day, in words.

    `skipped`: days off on a weekday in (start_on, due_on]; `worked`: make-up days counted; `weekend_days`: how many
    Saturdays and Sundays were left out. `due_on` is None while a calendar is missing; `provisional_reason` says which.
    """

    start_label: str
    start_on: date
    document: str
    rule_text: str
    clause: str
    length_text: str
    due_on: date | None
    skipped: tuple[NamedDay, ...]
    worked: tuple[NamedDay, ...]
    weekend_days: int
    extensions: tuple[ExtensionLine, ...]
    calendar_version: str
    provisional_reason: str


def explain_deadline(deadline: Deadline, language: str) -> DateExplanation:
    """Count a deadline again by the calendar version it was computed with.

    `deadline` comes with its `calendar_version__calendar`; names of days are in `language`.
    """
    counted = _counted(deadline)
    version = deadline.calendar_version
    names = day_names(version.pk, (*counted.skipped, *counted.make_up_days), language) if counted else {}
    return DateExplanation(
        start_label=_start_label(deadline),
        start_on=deadline.triggered_on,
        document=_document(deadline),
        rule_text=str(_RULES[DeadlineKind(deadline.kind)]()),
        clause=deadline.clause,
        length_text=_length(deadline),
        due_on=deadline.due_on,
        skipped=tuple(NamedDay(on, names.get(on, "")) for on in counted.skipped) if counted else (),
        worked=tuple(NamedDay(on, names.get(on, "")) for on in counted.make_up_days) if counted else (),
        weekend_days=counted.weekend_days if counted else 0,
        extensions=tuple(_extensions(deadline)),
        calendar_version=gettext("%(calendar)s, version %(number)s")
        % {"calendar": version.calendar.name, "number": version.number}
        if deadline.unit == Unit.WORKING_DAYS
        else "",
        provisional_reason=provisional_reason(deadline, build_version(version.pk)),
    )


def provisional_reason(deadline: Deadline, calendar: WorkingCalendar) -> str:
    """Say why a due date may still move or is not known; empty where it is sure."""
    if deadline.unpublished_year is not None:
        return gettext("The working-day calendar of %(year)s has not been published yet.") % {
            "year": deadline.unpublished_year
        }
    if not deadline.provisional or deadline.due_on is None:
        return ""
    confirmed = calendar.confirmed_through
    if confirmed is not None and deadline.due_on > confirmed:
        return gettext("The days off after %(day)s have not been announced officially yet.") % {"day": day(confirmed)}
    doubtful = sorted(d for d in calendar.unconfirmed_days if deadline.triggered_on < d <= deadline.due_on)
    return gettext("Not confirmed by an official notice yet: %(days)s.") % {"days": ", ".join(map(day, doubtful))}


def _counted(deadline: Deadline) -> Explanation | None:
    if deadline.unit != Unit.WORKING_DAYS or deadline.due_on is None:
        return None
    return explain_period(deadline.triggered_on, deadline.due_on, build_version(deadline.calendar_version_id))


_RULES = {
    DeadlineKind.SPONSORSHIP: lambda: gettext(
        "Each sponsor works together with the candidate for the whole time before the branch proposes admission."
    ),
    DeadlineKind.PAPER_VALIDITY: lambda: gettext("The paper is valid this long from the day written on it."),
    DeadlineKind.LEVEL_WAIT: lambda: gettext(
        "A limit of the house: a file should not lie longer than this at one level. It is not in the regulation."
    ),
    DeadlineKind.RECEIPT_LOG: lambda: gettext(
        "A limit of the house: the branch logs the arrival of the decision within this time of its date."
    ),
    DeadlineKind.ADMISSION_DECISION: lambda: gettext(
        "The competent committee decides on admission within this time of the branch's resolution."
    ),
    DeadlineKind.CEREMONY: lambda: gettext("The branch holds the ceremony within this time of receiving the decision."),
    DeadlineKind.PROBATION_END: lambda: gettext(
        "Probation lasts this long from the day of the ceremony; its last day never moves to a working day."
    ),
    DeadlineKind.RECOGNITION_REVIEW: lambda: gettext(
        "The branch considers recognition within this time of the end of the twelve months."
    ),
    DeadlineKind.RECOGNITION_DECISION: lambda: gettext(
        "The competent committee decides on recognition within this time of the branch's resolution."
    ),
}


def _start_label(deadline: Deadline) -> str:
    match deadline.kind:
        case DeadlineKind.SPONSORSHIP:
            return str(FIELDS["together_since_on"])
        case DeadlineKind.RECOGNITION_REVIEW:
            return str(DEADLINES[DeadlineKind.PROBATION_END])
        case _:
            return str(STEPS[StepCode(deadline.trigger)])


def _length(deadline: Deadline) -> str:
    if deadline.unit == Unit.MONTHS:
        words = ngettext("%(months)s month", "%(months)s months", deadline.length)
        return words % {"months": deadline.length}
    words = ngettext("%(days)s working day", "%(days)s working days", deadline.length) % {"days": deadline.length}
    if not deadline.extension:
        return words
    return gettext("%(length)s + %(extension)s of extension") % {"length": words, "extension": deadline.extension}


def _document(deadline: Deadline) -> str:
    """The number and day of the document that the clock starts from; empty where there is none."""
    match deadline.trigger:
        case StepCode.ADMISSION_RESOLUTION | StepCode.RECOGNITION_RESOLUTION:
            admission = deadline.trigger == StepCode.ADMISSION_RESOLUTION
            kind = ResolutionKind.ADMISSION if admission else ResolutionKind.RECOGNITION
            resolutions = BranchResolution.objects.current().filter(case=deadline.case_id, kind=kind)
            row = resolutions.filter(adopted_on=deadline.triggered_on).order_by("-pk").first()
            return gettext("Resolution %(number)s") % {"number": row.number} if row else ""
        case StepCode.DECISION_RECEIPT:
            decisions = CommitteeDecision.objects.current().filter(case=deadline.case_id)
            row = decisions.filter(kind=ResolutionKind.ADMISSION).first()
            words = gettext("Decision %(number)s of %(day)s")
            return words % {"number": row.number, "day": day(row.decided_on)} if row else ""
        case _ if deadline.subject:
            papers = CasePaper.objects.current().filter(case=deadline.case_id, step=deadline.subject)
            row = papers.filter(made_on=deadline.triggered_on).first()
            return row.number if row else ""
        case _:
            return ""


def _extensions(deadline: Deadline) -> list[ExtensionLine]:
    if not deadline.extension:
        return []
    rows = Extension.objects.current().filter(case=deadline.case_id, clock=deadline.kind)
    rows = rows.select_related("recorded_by", "recorded_for")
    lines = []
    for row in rows.order_by("pk"):
        added = ngettext("%(days)s working day added", "%(days)s working days added", row.working_days)
        by = who_acted(row.recorded_by, row.recorded_for)
        document = gettext("Granted on %(day)s; recorded by %(name)s") % {"day": day(row.granted_on), "name": by}
        lines.append(
            ExtensionLine(
                text=f"{added % {'days': row.working_days}}: {row.reason}",
                document=f"{row.number} · {document}" if row.number else document,
            )
        )
    return lines
