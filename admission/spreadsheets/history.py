"""From a row of the sheet to the acts it tells of, and from what the rules say about them back to the cells."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from admission import labels
from admission.domain.assessment import Assessment, assess
from admission.domain.calendar import CalendarNotPublishedError, WorkingCalendar
from admission.domain.checks import find
from admission.domain.course import course_of
from admission.domain.facts import (
    AnyFact,
    CaseFacts,
    Chain,
    OwnLimit,
    SponsorRole,
    clock_of,
    kind_of,
    with_fact,
)
from admission.domain.findings import DATE_FIELDS, Examination, Finding, FindingCode, Severity
from admission.domain.procedure import STEPS, StepCode, StepShape
from admission.domain.rules import RuleBook, RuleSetNotFoundError
from admission.domain.together import Stay
from admission.models import (
    BranchResolution,
    CaseDocument,
    CasePaper,
    Ceremony,
    CommitteeDecision,
    CommitteeResolution,
    Extension,
    Fact,
    Sponsorship,
)
from admission.spreadsheets.errors import SheetError
from admission.spreadsheets.layout import (
    ADMISSION_DECISION,
    CASE,
    CEREMONY,
    PARTS,
    RECEIPT,
    SPONSORS,
    SUPERVISOR,
    TOGETHER,
    Answer,
    Part,
    column_of,
)
from admission.spreadsheets.names import name_form
from admission.spreadsheets.reader import Sheet, SheetRow
from members.models import Person

HELPERS = (*SPONSORS, SUPERVISOR)
"""The parts that name a member who helps."""
_BY_THE_SECTION = frozenset({StepCode.ADMISSION_APPRAISAL, StepCode.RECOGNITION_APPRAISAL})
_BY_THE_GRASSROOTS = frozenset({StepCode.ADMISSION_GRASSROOTS, StepCode.RECOGNITION_GRASSROOTS})
_OF_A_LEVEL = _BY_THE_SECTION | _BY_THE_GRASSROOTS


@dataclass(frozen=True, slots=True)
class RowStays:
    """Where the people of a row belonged and when: the candidate, and each member who helps by his part."""

    candidate: tuple[Stay, ...]
    helpers: Mapping[Part, tuple[Stay, ...]]


@dataclass(frozen=True, slots=True)
class RowBasis:
    """What a row is put before. `chain` and `stays`: None where nothing but the row itself tells of them. `own_limits`:
    how long the committees of the chain let a file wait.
    """

    book: RuleBook
    calendar: WorkingCalendar
    today: date
    chain: Chain | None = None
    stays: RowStays | None = None
    own_limits: tuple[OwnLimit, ...] = ()


@dataclass(frozen=True, slots=True)
class RowHistory:
    """What a sound row tells: the acts as unsaved rows of the tables, by part, and what follows from them."""

    row: SheetRow
    rule_set: str
    acts: tuple[tuple[Part, Fact], ...]
    assessment: Assessment


def examine(sheet: Sheet, row: SheetRow, basis: RowBasis) -> tuple[RowHistory | None, list[SheetError]]:
    """Put a row before the rules. Gives its history, or None with every error that the rules find in it.

    A row with broken parts is examined too, as far as it goes: its author sees all mistakes at once.
    """
    errors = [*_own_errors(sheet, row, basis.today), *_level_errors(sheet, row, basis.chain)]
    if CASE not in row.parts:
        return None, errors
    acts = tuple(_acts(row))
    facts = _facts(row, acts, basis)
    try:
        rule_set = basis.book.on(facts.opened_on).code
        assessment, findings = _assessed(sheet, row, facts, basis, errors)
    except RuleSetNotFoundError as error:
        return None, [*errors, _no_regulation(sheet, row, error)]
    errors += [
        _finding_error(sheet, row, finding)
        for finding in findings
        if finding.severity is Severity.FORBIDDEN
        # What is missing may be what could not be read.
        and not (row.broken and finding.code is FindingCode.PREVIOUS_STEP_MISSING)
        and finding.code is not FindingCode.SPONSOR_IS_CANDIDATE  # told above, of every spelling of the name
    ]
    if errors or row.broken or assessment is None:
        return None, errors
    return RowHistory(row, rule_set, acts, assessment), []


def _assessed(
    sheet: Sheet, row: SheetRow, facts: CaseFacts, basis: RowBasis, errors: list[SheetError]
) -> tuple[Assessment | None, tuple[Finding, ...]]:
    try:
        assessment = assess(facts, basis.book, basis.calendar, basis.today)
    except CalendarNotPublishedError as error:
        errors.append(_unpublished(sheet, row, error))
        course = course_of(facts, basis.book)
        return None, find(Examination(facts, course, (), basis.book, basis.today))
    return assessment, assessment.findings


def _facts(row: SheetRow, acts: tuple[tuple[Part, Fact], ...], basis: RowBasis) -> CaseFacts:
    values: dict[str, Any] = dict(row.parts[CASE])
    stays = basis.stays or told_stays(row)
    facts = CaseFacts(
        opened_on=values["opened_on"],
        name=values["full_name"],
        born_on=_birth(row, basis.today),
        chain=basis.chain or _told_chain(row),
        historical_through_on=values.get("historical_through_on"),
        own_limits=basis.own_limits,
    )
    for part, fact in acts:
        facts = with_fact(facts, _domain_fact(part, fact, stays))
    return facts


def _birth(row: SheetRow, today: date) -> date | None:
    """The birth date; one in the future is told once, and not again at each act."""
    born_on: Any = row.parts.get(CASE, {}).get("born_on")
    return None if born_on is None or born_on >= today else born_on


def _domain_fact(part: Part, fact: Fact, stays: RowStays) -> AnyFact:
    if isinstance(fact, Sponsorship):
        return fact.as_fact(stays.helpers[part], stays.candidate)
    return fact.as_fact()


def works_since(row: SheetRow) -> date:
    """Give the day since when the candidate works in the branch's unit: of the opening and the days together the first.

    `row`: one whose file itself is sound.
    """
    values: dict[str, Any] = dict(row.parts[CASE])
    days: list[date] = [values["opened_on"]]
    days += [helps_since(row, part) for part in SPONSORS if part in row.parts]
    return min(days)


def helps_since(row: SheetRow, part: Part) -> date:
    """Give the day since when a member who helps belongs to the branch: since both work together, or the assignment."""
    values: dict[str, Any] = dict(row.parts[part])
    assigned_on: date = values["assigned_on"]
    together_on: date = values.get(TOGETHER, assigned_on)
    return min(together_on, assigned_on)


def told_stays(row: SheetRow, organization: int = 0) -> RowStays:
    """Give the stays that the row tells of, as if nothing else were known of anybody in it."""
    named = {part: name_form(str(row.parts[part]["sponsor"])) for part in HELPERS if part in row.parts}
    since: dict[str, date] = {}
    for part, name in named.items():
        since[name] = min(since.get(name, date.max), helps_since(row, part))
    return RowStays(
        candidate=(Stay(organization, works_since(row)),),
        helpers={part: (Stay(organization, since[name], is_official=True),) for part, name in named.items()},
    )


def _told_chain(row: SheetRow) -> Chain:
    """Of a branch nobody knows: the committees that acted."""
    steps = {part.step for part in row.parts}
    return Chain(sectional=bool(steps & _BY_THE_SECTION), grassroots=bool(steps & _BY_THE_GRASSROOTS))


# --- what only the sheet can get wrong -------------------------------------------------------------------------------
def _own_errors(sheet: Sheet, row: SheetRow, today: date) -> Iterator[SheetError]:
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
    own: dict[str, Any] = dict(row.parts.get(CASE, {}))
    if "born_on" in own and own["born_on"] >= today:
        message = _("%(day)s lies in the future; this is a birth date.") % {"day": labels.day(own["born_on"])}
        yield sheet.error(row.number, column_of(CASE, "born_on"), message)
    if "historical_through_on" in own and own["historical_through_on"] > today:
        message = _("%(day)s lies in the future.") % {"day": labels.day(own["historical_through_on"])}
        yield sheet.error(row.number, column_of(CASE, "historical_through_on"), message)
    yield from _extension_errors(sheet, row)
    yield from _sponsor_errors(sheet, row)
    for part in SPONSORS:
        yield from _together_errors(sheet, row, part, _birth(row, today))


def _level_errors(sheet: Sheet, row: SheetRow, chain: Chain | None) -> Iterator[SheetError]:
    """A committee that is not there cannot have acted; the rules pass over it, and the fact would never be seen."""
    for part in row.parts:
        if chain is not None and not chain.includes(STEPS[part.step].body) and part.step in _OF_A_LEVEL:
            message = _("There is no such committee above this branch; leave the cells of this act empty.")
            yield sheet.error(row.number, column_of(part, DATE_FIELDS[STEPS[part.step].shape]), message)


def _extension_errors(sheet: Sheet, row: SheetRow) -> Iterator[SheetError]:
    """Whoever extends says who approved it, as on the page; an older sheet has no column for it."""
    for part in row.parts:
        if STEPS[part.step].shape is StepShape.EXTENSION and "approver" not in row.parts[part]:
            column = column_of(part, "approver")
            message = _("An extension is entered, but not who approved it. Fill in the column “%(heading)s”.")
            yield sheet.error(row.number, column, message % {"heading": column.heading})


def _sponsor_errors(sheet: Sheet, row: SheetRow) -> Iterator[SheetError]:
    own = name_form(str(row.parts.get(CASE, {}).get("full_name", "")))
    first = ""
    for part in HELPERS:
        name = name_form(str(row.parts.get(part, {}).get("sponsor", "")))
        column = column_of(part, "sponsor")
        if name and name == own:
            yield sheet.error(row.number, column, _("Nobody can be his own sponsor."))
        elif name and name == first and part in SPONSORS:
            yield sheet.error(row.number, column, _("The same member is written as both sponsors."))
        first = first or name


def _together_errors(sheet: Sheet, row: SheetRow, part: Part, born_on: date | None) -> Iterator[SheetError]:
    """The days together are no fact of the domain: they become histories, which no rule looks at by themselves."""
    values: dict[str, Any] = dict(row.parts.get(part, {}))
    since = values.get(TOGETHER)
    if since is None:
        return
    if since > values["assigned_on"]:
        message = _(
            "The day since when he works with the person (%(since)s) is later than the assignment, %(assigned)s."
        ) % {"since": labels.day(since), "assigned": labels.day(values["assigned_on"])}
        yield sheet.error(row.number, column_of(part, TOGETHER), message)
    elif born_on is not None and since <= born_on:
        message = _("%(since)s lies before the person's birth on %(born)s.") % {
            "since": labels.day(since),
            "born": labels.day(born_on),
        }
        yield sheet.error(row.number, column_of(part, TOGETHER), message)


# --- the acts --------------------------------------------------------------------------------------------------------
def _acts(row: SheetRow) -> Iterator[tuple[Part, Fact]]:
    """The acts in the order of the columns, which is the order of the procedure."""
    for part in PARTS:
        if part in row.parts and part not in {CASE, RECEIPT}:
            values: dict[str, Any] = dict(row.parts[part])
            if part == ADMISSION_DECISION and RECEIPT in row.parts:
                values |= row.parts[RECEIPT]
            yield part, _fact(part.step, values)


def _fact(step: StepCode, values: dict[str, Any]) -> Fact:
    match STEPS[step].shape:
        case StepShape.SPONSORSHIP:
            role = SponsorRole.PROBATION if step is StepCode.PROBATION_SUPERVISOR else SponsorRole.ADMISSION
            return Sponsorship(
                role=role.value, sponsor=Person(full_name=values["sponsor"]), assigned_on=values["assigned_on"]
            )
        case StepShape.PAPER:
            return CasePaper(step=step.value, **values)
        case StepShape.DOCUMENT:
            return CaseDocument(step=step.value, **_plain(values))
        case StepShape.BRANCH_RESOLUTION:
            return BranchResolution(kind=kind_of(step).value, **_plain(values))
        case StepShape.COMMITTEE_RESOLUTION:
            return CommitteeResolution(kind=kind_of(step).value, **_plain(values))
        case StepShape.COMMITTEE_DECISION:
            return CommitteeDecision(kind=kind_of(step).value, **_plain(values))
        case StepShape.EXTENSION:
            return Extension(clock=clock_of(step).value, **values)
        case StepShape.CEREMONY:
            return Ceremony(held_on=values["held_on"], oath_taken=values.get("oath_taken") is not Answer.NO)
        case shape:
            raise AssertionError(f"{shape} is no act of its own")


def _plain(values: dict[str, Any]) -> dict[str, Any]:
    return {name: value.value if hasattr(value, "value") else value for name, value in values.items()}


# --- from the rules back to the cells --------------------------------------------------------------------------------
def _finding_error(sheet: Sheet, row: SheetRow, finding: Finding) -> SheetError:
    """Say a finding at its cell. Of two sponsors it is about the one with the name, or the value, at fault."""
    parts = [part for part in PARTS if part.step is finding.step and part in row.parts] or [CASE]
    values = dict(finding.values)
    part = next((part for part in parts if _is_about(row.parts[part], finding, values)), parts[0])
    field = finding.field if finding.field in row.parts[part] else DATE_FIELDS[STEPS[part.step].shape]
    return sheet.error(row.number, column_of(part, field), labels.finding_message(finding))


def _is_about(cells: Mapping[str, Any], finding: Finding, values: Mapping[str, Any]) -> bool:
    if "name" in values and "sponsor" in cells:
        return name_form(str(cells["sponsor"])) == name_form(str(values["name"]))
    return cells.get(finding.field) == values.get("on")


def _no_regulation(sheet: Sheet, row: SheetRow, error: RuleSetNotFoundError) -> SheetError:
    message = _("No regulation that the product knows was in force on %(day)s.") % {"day": labels.day(error.day)}
    cells = (
        column_of(part, name)
        for part in PARTS
        for name, value in row.parts.get(part, {}).items()
        if value == error.day and name != "born_on"
    )
    return sheet.error(row.number, next(cells, column_of(CASE, "opened_on")), message)


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
    column = next(started, column_of(CEREMONY, "held_on"))
    return sheet.error(row.number, column, message % {"year": error.year})
