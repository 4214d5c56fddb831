"""From a row of the sheet to the acts it tells of, and from what the rules say about them back to the cells."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from admission import labels
from admission.domain.assessment import Assessment, assess
from admission.domain.calendar import CalendarNotPublishedError, WorkingCalendar
from admission.domain.facts import CaseFacts, SponsorRole, clock_of, kind_of, with_fact
from admission.domain.findings import DATE_FIELDS, Finding, FindingCode, Severity
from admission.domain.procedure import STEPS, StepCode, StepShape
from admission.domain.rules import RuleSet, RuleSetNotFoundError
from admission.domain.rulesets import rule_set_in_force
from admission.models import (
    BranchResolution,
    CasePaper,
    Ceremony,
    CommitteeDecision,
    Extension,
    Fact,
    Sponsorship,
)
from admission.spreadsheets.errors import SheetError
from admission.spreadsheets.layout import ADMISSION_DECISION, CASE, PARTS, RECEIPT, SPONSORS, Part, column_of
from admission.spreadsheets.names import name_form
from admission.spreadsheets.reader import Sheet, SheetRow
from members.models import Person


@dataclass(frozen=True, slots=True)
class RowHistory:
    """What a sound row tells: the acts as unsaved rows of the tables, the same as facts, and what follows from them."""

    row: SheetRow
    rule_set: RuleSet
    acts: tuple[tuple[StepCode, Fact], ...]
    assessment: Assessment


def examine(
    sheet: Sheet, row: SheetRow, calendar: WorkingCalendar, today: date
) -> tuple[RowHistory | None, list[SheetError]]:
    """Put a row before the rules. Gives its history, or None with every error that the rules find in it.

    A row with broken parts is examined too, as far as it goes: its author sees all mistakes at once.
    """
    errors = list(_own_errors(sheet, row, today))
    if CASE not in row.parts:
        return None, errors
    opened_on = row.parts[CASE]["opened_on"]
    assert isinstance(opened_on, date)  # noqa: S101 - the layout says so
    try:
        rule_set = rule_set_in_force(opened_on)
    except RuleSetNotFoundError:
        message = _("No regulation that the product knows was in force on %(day)s.") % {"day": labels.day(opened_on)}
        return None, [*errors, sheet.error(row.number, column_of(CASE, "opened_on"), message)]
    acts = tuple(_acts(row))
    facts = CaseFacts(opened_on=opened_on)
    for _step, fact in acts:
        facts = with_fact(facts, fact.as_fact())
    try:
        assessment = assess(facts, rule_set, calendar, today)
        findings = assessment.findings
    except CalendarNotPublishedError as error:
        errors.append(_unpublished(sheet, row, error))
        assessment, findings = None, find(facts, rule_set, (), today)
    errors += [
        _finding_error(sheet, row, finding)
        for finding in findings
        if finding.severity is Severity.FORBIDDEN
        # What is missing may be what could not be read.
        and not (row.broken and finding.code is FindingCode.PREVIOUS_STEP_MISSING)
    ]
    if errors or row.broken or assessment is None:
        return None, errors
    return RowHistory(row, rule_set, acts, assessment), []


def _own_errors(sheet: Sheet, row: SheetRow, today: date) -> Iterator[SheetError]:
    """What only the sheet can get wrong."""
    if RECEIPT in row.parts and ADMISSION_DECISION not in row.parts and ADMISSION_DECISION not in row.broken:
        # A receipt has no row of its own: it is written on the decision.
        finding = Finding(
            FindingCode.PREVIOUS_STEP_MISSING,
            Severity.FORBIDDEN,
            RECEIPT.step,
            STEPS[RECEIPT.step].clause,
            values=(("previous", ADMISSION_DECISION.step.value),),
        )
        yield sheet.error(row.number, column_of(RECEIPT, "received_on"), labels.finding_message(finding))
    born_on = row.parts.get(CASE, {}).get("born_on")
    if isinstance(born_on, date) and born_on >= today:
        message = _("%(day)s lies in the future; this is a birth date.") % {"day": labels.day(born_on)}
        yield sheet.error(row.number, column_of(CASE, "born_on"), message)
    yield from _sponsor_errors(sheet, row)


def _sponsor_errors(sheet: Sheet, row: SheetRow) -> Iterator[SheetError]:
    own = name_form(str(row.parts.get(CASE, {}).get("full_name", "")))
    first = ""
    for part in (*SPONSORS, Part(StepCode.PROBATION_SUPERVISOR)):
        name = name_form(str(row.parts.get(part, {}).get("sponsor", "")))
        column = column_of(part, "sponsor")
        if name and name == own:
            yield sheet.error(row.number, column, _("Nobody can be his own sponsor."))
        elif name and name == first and part in SPONSORS:
            yield sheet.error(row.number, column, _("The same member is written as both sponsors."))
        first = first or name


def _acts(row: SheetRow) -> Iterator[tuple[StepCode, Fact]]:
    """The acts in the order of the columns, which is the order of the procedure."""
    for part in PARTS:
        if part in row.parts and part not in {CASE, RECEIPT}:
            values: dict[str, Any] = dict(row.parts[part])
            if part == ADMISSION_DECISION and RECEIPT in row.parts:
                values |= row.parts[RECEIPT]
            yield part.step, _fact(part.step, values)


def _fact(step: StepCode, values: dict[str, Any]) -> Fact:
    match STEPS[step].shape:
        case StepShape.SPONSORSHIP:
            role = SponsorRole.PROBATION if step is StepCode.PROBATION_SUPERVISOR else SponsorRole.ADMISSION
            return Sponsorship(
                role=role.value,
                sponsor=Person(full_name=values["sponsor"]),
                assigned_on=values["assigned_on"],
                together_since_on=values.get("together_since_on", values["assigned_on"]),
            )
        case StepShape.PAPER:
            return CasePaper(step=step.value, **values)
        case StepShape.BRANCH_RESOLUTION:
            return BranchResolution(kind=kind_of(step).value, **_plain(values))
        case StepShape.COMMITTEE_DECISION:
            return CommitteeDecision(kind=kind_of(step).value, **_plain(values))
        case StepShape.EXTENSION:
            return Extension(clock=clock_of(step).value, **values)
        case StepShape.CEREMONY:
            return Ceremony(**values)
        case shape:
            raise AssertionError(f"{shape} is no act of its own")


def _plain(values: dict[str, Any]) -> dict[str, Any]:
    return {name: value.value if hasattr(value, "value") else value for name, value in values.items()}


def _finding_error(sheet: Sheet, row: SheetRow, finding: Finding) -> SheetError:
    """Say a finding at its cell. Of two sponsors it is about the one with the value at fault."""
    parts = [part for part in PARTS if part.step is finding.step and part in row.parts]
    on = dict(finding.values).get("on")
    part = next((part for part in parts if row.parts[part].get(finding.field) == on), parts[0])
    field = finding.field if finding.field in row.parts[part] else DATE_FIELDS[STEPS[part.step].shape]
    return sheet.error(row.number, column_of(part, field), labels.finding_message(finding))


def _unpublished(sheet: Sheet, row: SheetRow, error: CalendarNotPublishedError) -> SheetError:
    """Name the year at the cell from which the calendar was asked for it."""
    message = _("No calendar of working days is published for the year %(year)s, so no time limit can be counted.")
    started = (
        column_of(part, name)
        for part in PARTS
        for name, value in row.parts.get(part, {}).items()
        if part != CASE and value == error.day
    )
    # One clock starts on the day of no fact: the branch's, twelve months after the ceremony.
    column = next(started, column_of(Part(StepCode.CEREMONY), "held_on"))
    return sheet.error(row.number, column, message % {"year": error.year})
