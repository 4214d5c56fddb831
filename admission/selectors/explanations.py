""" "Vì sao ngày này?": everything a deadline was counted from, for a person to follow with a calendar in hand."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext, ngettext

from admission.domain.calendar import WorkingCalendar
from admission.domain.deadlines import Explanation, explain_period
from admission.domain.procedure import EXTENSION_STEPS, DeadlineKind, Nature, StepCode
from admission.domain.rules import RuleBook, Unit
from admission.labels import DEADLINES, STEPS, day
from admission.models import CalendarVersion, Deadline, Extension, LevelLimit
from admission.selectors.calendars import build_version, calendar_for, day_names
from admission.selectors.recorded_facts import who_acted
from admission.selectors.rule_books import rule_book
from admission.selectors.trigger_documents import FileDocuments, file_documents


@dataclass(frozen=True, slots=True)
class NamedDay:
    on: date
    name: str


@dataclass(frozen=True, slots=True)
class ExtensionLine:
    """`text`: how long and why; `document`: number, day, who approved and who recorded it; `open_text`: for mail, with
    no name and no reason in it.
    """

    text: str
    document: str
    open_text: str = ""


@dataclass(frozen=True, slots=True)
class DateExplanation:
    """Why a deadline falls on its day, in words.

    `skipped`: days off on a weekday in (start_on, due_on]; `worked`: make-up days counted; `weekend_days`: how many
    Saturdays and Sundays were left out. `due_on` is None while a calendar is missing; `provisional_reason` says which.
    `rule_set`: the regulation it runs under; `notice`: what the calendar rests on; `extensible`: whether it can be
    extended (again). `label` and `anchor`: of the clock, where several stand on one page.
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
    rule_set: str = ""
    notice: str = ""
    extensible: str = ""
    label: str = ""
    anchor: str = ""


def explain_deadline(deadline: Deadline, language: str) -> DateExplanation:
    """Count a deadline of a file again: an open one by the calendar in force, a closed one by that it was met under.

    `deadline` comes with its `calendar_version__calendar`; names of days are in `language`.
    """
    return explain_deadlines([deadline], language)[0]


def explain_deadlines(deadlines: Iterable[Deadline], language: str) -> tuple[DateExplanation, ...]:
    """Count clocks of one file again, each by its calendar version: the same queries for one or twenty, besides two for
    each version. They come with their `calendar_version__calendar` and `organization`.
    """
    rows = list(deadlines)
    put_under_calendar_in_force(rows)
    recorded, book = file_documents(rows[0].case_id if rows else None), rule_book()
    calendars = {version_id: build_version(version_id) for version_id in {row.calendar_version_id for row in rows}}
    counted = {row.pk: count_again(row, calendars[row.calendar_version_id]) for row in rows}
    names: dict[int, dict[date, str]] = {}
    for version_id in calendars:
        own = [counted[row.pk] for row in rows if row.calendar_version_id == version_id]
        days = {on for one in own if one for on in (*one.skipped, *one.make_up_days)}
        names[version_id] = day_names(version_id, tuple(days), language) if days else {}
    limits = _own_limits(rows)
    return tuple(
        _explained(
            row, counted[row.pk], calendars[row.calendar_version_id], names[row.calendar_version_id], recorded, book,
            limits,
        )
        for row in rows
    )  # fmt: skip


def put_under_calendar_in_force(rows: Iterable[Deadline]) -> None:
    """Let the open ones among the clocks of one file, or of one request, name the version they follow from today."""
    running = [row for row in rows if row.is_open and row.unit == Unit.WORKING_DAYS]
    if not running:
        return
    place = running[0].case.branch if running[0].case else running[0].organization
    in_force = calendar_for(place).version_id
    if all(row.calendar_version_id == in_force for row in running):
        return
    version = CalendarVersion.objects.select_related("calendar").get(pk=in_force)
    for row in running:
        row.calendar_version = version


def _explained(
    row: Deadline,
    counted: Explanation | None,
    calendar: WorkingCalendar,
    names: dict[date, str],
    recorded: FileDocuments,
    book: RuleBook,
    limits: list[LevelLimit],
) -> DateExplanation:
    kind = DeadlineKind(row.kind)
    return DateExplanation(
        start_label=_start_label(row),
        start_on=row.triggered_on,
        document=recorded.starts(row),
        rule_text=_rule_text(row, limits),
        clause=row.clause,
        length_text=length_text(row.unit, row.length, row.extension),
        due_on=row.due_on,
        skipped=named_days(counted.skipped, names) if counted else (),
        worked=named_days(counted.make_up_days, names) if counted else (),
        weekend_days=counted.weekend_days if counted else 0,
        extensions=tuple(_extension_line(one, row) for one in recorded.lengthen(row)),
        calendar_version=version_words(row),
        provisional_reason=provisional_reason(row, calendar),
        rule_set=book.by_code(row.rule_set).title,
        notice=notice_of(row),
        extensible=_extensible(row, book.by_code(row.rule_set).limits[kind].max_extension),
        label=row.label,
        anchor=f"deadline-{row.pk}",
    )


def count_again(row: Deadline, calendar: WorkingCalendar) -> Explanation | None:
    """Count the days of a stored clock again; None where months were counted, or the last day is not known."""
    if row.unit != Unit.WORKING_DAYS or row.due_on is None:
        return None
    return explain_period(row.triggered_on, row.due_on, calendar)


def named_days(days: Iterable[date], names: dict[date, str]) -> tuple[NamedDay, ...]:
    """Give days with their names."""
    return tuple(NamedDay(on, names.get(on, "")) for on in days)


def version_words(row: Deadline) -> str:
    """Name the calendar that a clock was counted by; empty where months were counted."""
    if row.unit != Unit.WORKING_DAYS:
        return ""
    version = row.calendar_version
    return gettext("%(calendar)s, version %(number)s") % {"calendar": version.calendar.name, "number": version.number}


def notice_of(row: Deadline) -> str:
    """Name the official notice that the calendar rests on; empty where months were counted."""
    return row.calendar_version.notice if row.unit == Unit.WORKING_DAYS else ""


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


def _own_limits(rows: list[Deadline]) -> list[LevelLimit]:
    """What the committees at which the file waits, or waited, had set for themselves, oldest first."""
    committees = [row.organization_id for row in rows if row.kind == DeadlineKind.LEVEL_WAIT]
    found = LevelLimit.objects.filter(organization__in=committees).order_by("from_on") if committees else []
    return list(found)


def _rule_text(row: Deadline, limits: list[LevelLimit]) -> str:
    words = str(_RULES[DeadlineKind(row.kind)]())
    if row.kind != DeadlineKind.LEVEL_WAIT:
        return words
    own = [one for one in limits if one.organization_id == row.organization_id and one.from_on <= row.triggered_on]
    if not own:
        return words
    told = gettext("%(rule)s %(committee)s set it for files that arrive from %(day)s on.")
    return told % {"rule": words, "committee": row.organization.name, "day": day(own[-1].from_on)}


def _extensible(row: Deadline, most: int) -> str:
    """Say whether the clock can be extended; nothing of what nobody can be late for."""
    if row.nature != Nature.LIMIT or not row.is_open:
        return ""
    if DeadlineKind(row.kind) not in EXTENSION_STEPS or not most:
        return gettext("It cannot be extended: only the competent committee's two decisions can be, in a special case.")
    if row.extension:
        return gettext("It was extended once already and cannot be extended again.")
    words = ngettext(
        "In a special case it can be extended once, by %(days)s working day at most, with the reason and who approved "
        "it, before the time limit ends; later it is recorded as a late extension.",
        "In a special case it can be extended once, by %(days)s working days at most, with the reason and who approved "
        "it, before the time limit ends; later it is recorded as a late extension.",
        most,
    )
    return words % {"days": most}


def _start_label(deadline: Deadline) -> str:
    match deadline.kind:
        case DeadlineKind.SPONSORSHIP:
            return gettext("The last of the sponsors began to work with the candidate")
        case DeadlineKind.RECOGNITION_REVIEW:
            return str(DEADLINES[DeadlineKind.PROBATION_END])
        case _:
            return str(STEPS[StepCode(deadline.trigger)])


def length_text(unit: str, length: int, extension: int) -> str:
    """Say how long a period is: "60 working days + 30 of extension"."""
    if unit == Unit.MONTHS:
        return ngettext("%(months)s month", "%(months)s months", length) % {"months": length}
    if unit == Unit.DAYS:
        days = length + extension
        return ngettext("%(days)s day", "%(days)s days", days) % {"days": days}
    words = ngettext("%(days)s working day", "%(days)s working days", length) % {"days": length}
    if not extension:
        return words
    return gettext("%(length)s + %(extension)s of extension") % {"length": words, "extension": extension}


def _extension_line(row: Extension, deadline: Deadline) -> ExtensionLine:
    """One extension. In mail: how long, by which committee, on which paper; never what somebody typed as its reason."""
    added = ngettext("%(days)s working day added", "%(days)s working days added", row.working_days)
    added %= {"days": row.working_days}
    values = {"day": day(row.granted_on), "who": row.approver, "name": who_acted(row.recorded_by, row.recorded_for)}
    document = gettext("Granted on %(day)s; recorded by %(name)s") % values
    if row.approver:
        document = gettext("Granted on %(day)s, approved by %(who)s; recorded by %(name)s") % values
    committee = {"added": added, "day": day(row.granted_on), "committee": deadline.organization.name}
    open_text = gettext("%(added)s on %(day)s by %(committee)s") % committee
    return ExtensionLine(
        text=f"{added}: {row.reason}",
        document=f"{row.number} · {document}" if row.number else document,
        open_text=f"{open_text} ({row.number})" if row.number else open_text,
    )
