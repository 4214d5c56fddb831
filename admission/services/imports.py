"""Take over tracking sheets: look first (`check_workbook`), then write all of it or nothing (`import_workbook`)."""

import hashlib
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from admission.domain.assessment import Assessment
from admission.domain.errors import AdmissionError
from admission.domain.facts import Chain, OwnLimit
from admission.domain.findings import Finding, FindingCode
from admission.domain.procedure import Stage, StepCode
from admission.domain.rules import RuleBook
from admission.domain.rulesets.common import PROBATION_PAPERS
from admission.models import AdmissionCase, Fact, Sponsorship
from admission.permissions import NotPermittedError, branches_to_write
from admission.selectors.calendars import (
    CalendarShelf,
    NoCalendarError,
    PublishedCalendar,
    calendar_for,
    calendar_shelf,
)
from admission.selectors.facts import domain_limits, level_limits_of
from admission.selectors.rule_books import rule_book
from admission.services.acts import LATE, ask_no_late_cause, irregularity_keys
from admission.services.cases import Committees, NoCompetentCommitteeError, committees_of
from admission.services.histories import History, open_histories
from admission.services.imported_people import (
    RowPeople,
    earlier_files,
    identity_of,
    listed_people,
    new_person,
    people_of,
)
from admission.spreadsheets.errors import SheetError, UnreadableWorkbookError
from admission.spreadsheets.history import RowBasis, RowHistory, examine
from admission.spreadsheets.layout import CASE, column_of, heading_form
from admission.spreadsheets.reader import Sheet, SheetRow, read_workbook
from members.access import access_of
from members.models import Account, Organization, Person
from members.models.organization import BRANCH_KINDS
from members.services.journal import record_event
from members.text import normalise

MAX_ERRORS = 500
"""Errors told one by one; the rest is counted."""


@dataclass(frozen=True, slots=True)
class ImportPlan:
    """What a sheet would do. With any error it does nothing.

    `errors`: the first ones in the order of the sheet; `error_count`: how many there are. `histories`: one per person.
    """

    file_name: str
    sha256: str
    row_count: int = 0
    histories: tuple[History, ...] = ()
    errors: tuple[SheetError, ...] = ()
    error_count: int = 0

    @property
    def stages(self) -> Mapping[Stage, int]:
        """How many of the people stand at each stage, in the order of the procedure."""
        counted = Counter(history.assessment.stage for history in self.histories)
        return {stage: counted[stage] for stage in Stage if counted[stage]}

    @property
    def errors_untold(self) -> int:
        return self.error_count - len(self.errors)

    @property
    def branch_count(self) -> int:
        return len({history.branch.pk for history in self.histories})


class ImportRefusedError(AdmissionError):
    """The sheet has errors, all of them in `plan`; nothing was written."""

    def __init__(self, plan: ImportPlan) -> None:
        super().__init__(f"{plan.error_count} errors in {plan.file_name}")
        self.plan = plan


@dataclass(frozen=True, slots=True)
class ImportResult:
    """What was written. `event_id`: the event of the journal that tells of it."""

    event_id: int
    plan: ImportPlan
    cases: tuple[AdmissionCase, ...]


def check_workbook(*, content: bytes, file_name: str, by: Account | None, today: date) -> ImportPlan:
    """Read a sheet and examine each row as if it were recorded; write nothing.

    `by`: whose branches it may name, None for all. Raises: NotPermittedError.
    """
    branches = _branches(by, today)
    sha256 = hashlib.sha256(content).hexdigest()
    try:
        sheet = read_workbook(content)
    except UnreadableWorkbookError as error:
        return ImportPlan(file_name, sha256, errors=(SheetError(str(error)),), error_count=1)
    check = _Check(sheet, today, branches)
    histories = check.histories()
    errors = sorted(sheet.errors, key=lambda error: (error.row or 0, len(error.column), error.column))
    return ImportPlan(
        file_name=file_name,
        sha256=sha256,
        row_count=len(sheet.rows),
        histories=() if errors else tuple(histories),
        errors=tuple(errors[:MAX_ERRORS]),
        error_count=len(errors),
    )


@transaction.atomic
def import_workbook(*, content: bytes, file_name: str, by: Account | None, today: date, now: datetime) -> ImportResult:
    """Check a sheet and open the file of everybody in it, with facts and deadlines; all or nothing.

    Raises: ImportRefusedError, NotPermittedError.
    """
    # Locked in order, so that of two imports at once the second sees the files of the first.
    ids = [branch.pk for branch in _branches(by, today)]
    list(Organization.objects.select_for_update(no_key=True).filter(pk__in=ids).order_by("pk").values_list("pk"))
    plan = check_workbook(content=content, file_name=file_name, by=by, today=today)
    if plan.errors:
        raise ImportRefusedError(plan)
    cases = open_histories(histories=plan.histories, by=by, today=today, now=now)
    event = record_event(
        verb="workbook_imported",
        subject=f"workbook:{plan.sha256[:16]}",
        by=by,
        details={
            "file_name": file_name,
            "sha256": plan.sha256,
            "count": len(cases),
            "first": cases[0].pk,
            "last": cases[-1].pk,
        },
        organization=_where(cases),
    )
    return ImportResult(event.pk, plan, tuple(cases))


def _where(cases: Sequence[AdmissionCase]) -> int | None:
    """The one branch of all the files, else the one committee that decides on them."""
    for ids in ({case.branch_id for case in cases}, {case.competent_committee_id for case in cases}):
        if len(ids) == 1:
            return ids.pop()
    return None


def _branches(by: Account | None, today: date) -> list[Organization]:
    if by is None:
        return list(Organization.objects.existing_on(today).filter(kind__in=BRANCH_KINDS).order_by("path"))
    branches = list(branches_to_write(access_of(by, today)))
    if not branches:
        raise NotPermittedError(f"{by.username} may not import sheets")
    return branches


@dataclass(slots=True)
class _Check:
    """One examination of one sheet: what is the same for many rows is looked up once."""

    sheet: Sheet
    today: date
    branches: Sequence[Organization]
    _by_word: dict[str, set[int]] = field(default_factory=dict)
    _by_id: dict[int, Organization] = field(default_factory=dict)
    _bases: dict[int | None, "_Basis"] = field(default_factory=dict)
    _shelf: CalendarShelf = field(default_factory=calendar_shelf)
    _book: RuleBook = field(default_factory=rule_book)

    def __post_init__(self) -> None:
        self._by_id = {branch.pk: branch for branch in self.branches}
        for branch in self.branches:
            for word in (branch.code.casefold(), normalise(branch.name).casefold(), heading_form(branch.name)):
                self._by_word.setdefault(word, set()).add(branch.pk)

    def histories(self) -> list[History]:
        """Examine every row; errors are added to the sheet's."""
        bases: list[tuple[SheetRow, Organization | None, _Basis]] = []
        for row in self.sheet.rows:
            branch = self._branch_of(row)
            basis = self._basis_of(row, branch)
            if basis is not None:
                bases.append((row, branch, basis))
        placed = [(row, branch) for row, branch, _basis in bases if branch is not None]
        people = people_of(placed, self._candidates(placed))
        found = []
        for row, branch, basis in bases:
            own = people.get(row.number)
            told, errors = examine(self.sheet, row, self._row_basis(basis, own))
            self.sheet.errors += errors
            if branch is not None and told is not None and own is not None and basis.committees is not None:
                found.append(_history(own, branch, basis.published, basis.committees, told))
        return [] if self.sheet.errors else found

    def _branch_of(self, row: SheetRow) -> Organization | None:
        if CASE not in row.parts:
            return None
        text = str(row.parts[CASE]["branch"])
        ids: set[int] = set()
        for word in (text.casefold(), heading_form(text)):
            ids = ids or self._by_word.get(word, set())
        if len(ids) == 1:
            return self._by_id[next(iter(ids))]
        if ids:
            message = _("Several branches are called “%(name)s”; write the code.")
        else:
            message = _("“%(name)s” is none of the branches you may enter files for.")
        self._error(row, "branch", message % {"name": text})
        return None

    def _basis_of(self, row: SheetRow, branch: Organization | None) -> "_Basis | None":
        """Give what the row is examined by, None without a calendar; say so, and where no committee may decide."""
        key = branch.pk if branch else None
        if key not in self._bases:
            try:
                committees = _committees(branch, self.today)
                self._bases[key] = _Basis(self._calendar(branch), committees, _own_limits(committees))
            except NoCalendarError:
                self._error(row, "branch", _("No calendar of working days has been published yet."))
                return None
        basis = self._bases[key]
        if branch is not None and basis.committees is None:
            self._error(row, "branch", _("No committee above this branch may decide on admission."))
        return basis

    def _calendar(self, branch: Organization | None) -> PublishedCalendar:
        return calendar_for() if branch is None else self._shelf.of(branch)

    def _row_basis(self, basis: "_Basis", people: RowPeople | None) -> RowBasis:
        return RowBasis(
            book=self._book,
            calendar=basis.published.calendar,
            today=self.today,
            chain=basis.chain,
            stays=people.stays if people else None,
            own_limits=basis.own_limits,
        )

    def _candidates(self, placed: Sequence[tuple[SheetRow, Organization]]) -> dict[int, Person]:
        """Give the candidate of each row, known or new; say who is there twice or has a file already."""
        rows = [row for row, _branch in placed]
        earlier, listed = earlier_files(rows, self._by_id), listed_people(rows, self._by_id)
        seen: dict[tuple[Any, ...], int] = {}
        people = {}
        for row, branch in placed:
            identity = identity_of(row)
            files = earlier.get(identity, [])
            person = files[0].candidate.person if files else listed.get(identity)
            who = (person.pk,) if person else (branch.pk, *identity)
            if who in seen:
                message = _("The same person stands in row %(row)s already.")
                self._error(row, "full_name", message % {"row": seen[who]})
                continue
            seen[who] = row.number
            values = row.parts[CASE]
            standing = next((file for file in files if file.closed_on is None), None)
            ended = next((file for file in files if file.opened_on == values["opened_on"]), None)
            if standing is not None:
                message = _("This person already has an open file: %(code)s, %(branch)s.")
                self._error(row, "full_name", message % {"code": standing.code, "branch": standing.branch})
            elif ended is not None:
                message = _("This file was entered before and is closed: %(code)s, %(branch)s.")
                self._error(row, "full_name", message % {"code": ended.code, "branch": ended.branch})
            sex = str(values.get("sex", ""))
            if person and sex and person.sex not in ("", sex):
                message = _("This person is recorded with the other sex. Correct the sheet, or first the record.")
                self._error(row, "sex", message)
            people[row.number] = person or new_person(str(values["full_name"]), values["born_on"], sex)
        return people

    def _error(self, row: SheetRow, field_name: str, message: str) -> None:
        self.sheet.errors.append(self.sheet.error(row.number, column_of(CASE, field_name), message))


@dataclass(frozen=True, slots=True)
class _Basis:
    """What the files of a branch are examined by; `committees`: None where none may decide, or no branch is known."""

    published: PublishedCalendar
    committees: Committees | None
    own_limits: tuple[OwnLimit, ...]

    @property
    def chain(self) -> Chain | None:
        """The committees as the domain reads them."""
        if self.committees is None:
            return None
        above = self.committees
        return Chain(sectional=above.sectional is not None, grassroots=above.grassroots is not None)


def _committees(branch: Organization | None, today: date) -> Committees | None:
    if branch is None:
        return None
    try:
        return committees_of(branch, today)
    except NoCompetentCommitteeError:
        return None


def _own_limits(committees: Committees | None) -> tuple[OwnLimit, ...]:
    if committees is None:
        return ()
    sectional, grassroots = (one.pk if one else None for one in (committees.sectional, committees.grassroots))
    return domain_limits(level_limits_of([sectional, grassroots]), sectional=sectional, grassroots=grassroots)


def _history(
    people: RowPeople, branch: Organization, published: PublishedCalendar, committees: Committees, told: RowHistory
) -> History:
    values: dict[str, Any] = dict(told.row.parts[CASE])
    for part, fact in told.acts:
        if isinstance(fact, Sponsorship):
            fact.sponsor = people.helpers[part]
    acts = tuple((part.step, fact) for part, fact in told.acts)
    note_irregularities(acts, told.assessment)
    return History(
        person=people.candidate,
        branch=branch,
        committees=committees,
        rule_set=told.rule_set,
        opened_on=values["opened_on"],
        published=published,
        acts=acts,
        assessment=told.assessment,
        historical_through_on=values.get("historical_through_on"),
        sex=str(values.get("sex", "")),
        stay=people.candidate_stay,
        helper_stays=people.helper_stays,
    )


_OF_THE_BRANCH = frozenset({FindingCode.PAPER_MISSING, FindingCode.PAPER_EXPIRED, FindingCode.SPONSOR_MISSING})
_OF_THE_BRANCH |= {FindingCode.SPONSOR_WITHOUT_HISTORY}
"""What is irregular only because the branch considered all the same: it belongs to the resolution."""


def note_irregularities(acts: Sequence[tuple[StepCode, Fact]], assessment: Assessment) -> None:
    """Note on each fact what is irregular about it; the reason is that it was so in the sheet."""
    noted: dict[int, list[Finding]] = {}
    for finding in assessment.irregular:
        noted.setdefault(_fact_with(finding, acts), []).append(finding)
    for place, findings in noted.items():
        fact = acts[place][1]
        fact.irregularities = sorted(set(irregularity_keys(findings)))
        fact.irregular_reason = _("As written in the imported sheet")
        if any(finding.code in LATE for finding in findings):
            ask_no_late_cause(fact)


def _fact_with(finding: Finding, acts: Sequence[tuple[StepCode, Fact]]) -> int:
    """Give the place of the act that a finding belongs to."""
    step = finding.step
    if finding.code in _OF_THE_BRANCH:
        of_probation = step in PROBATION_PAPERS
        step = StepCode.RECOGNITION_RESOLUTION if of_probation else StepCode.ADMISSION_RESOLUTION
    elif step is StepCode.DECISION_RECEIPT:  # written on the decision
        step = StepCode.ADMISSION_DECISION
    name = dict(finding.values).get("name")
    places = [place for place, (code, _fact) in enumerate(acts) if code is step]
    named = (p for p in places if isinstance(f := acts[p][1], Sponsorship) and f.sponsor.full_name == name)
    return next(named, places[0] if places else len(acts) - 1)
