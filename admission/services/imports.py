"""Take over tracking sheets: look first (`check_workbook`), then write all of it or nothing (`import_workbook`)."""

import hashlib
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from admission.domain.errors import AdmissionError
from admission.domain.procedure import STEPS, Stage, StepShape
from admission.models import AdmissionCase, Sponsorship
from admission.permissions import NotPermittedError, branches_to_write
from admission.selectors.calendars import (
    CalendarShelf,
    NoCalendarError,
    PublishedCalendar,
    calendar_for,
    calendar_shelf,
)
from admission.services.cases import NoCompetentCommitteeError, competent_committee
from admission.services.histories import History, open_histories
from admission.spreadsheets.errors import SheetError, UnreadableWorkbookError
from admission.spreadsheets.history import RowHistory, examine
from admission.spreadsheets.layout import CASE, column_of, heading_form
from admission.spreadsheets.names import name_form
from admission.spreadsheets.reader import Sheet, SheetRow, read_workbook
from members.models import Account, Organization, Person
from members.models.organization import BRANCH_KINDS
from members.services.journal import record_event
from members.text import normalise, search_form

MAX_ERRORS = 500
"""Errors told one by one; the rest is counted."""
_QUERY_DAYS = 500


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
    cases = open_histories(histories=plan.histories, by=by, now=now)
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
    )
    return ImportResult(event.pk, plan, tuple(cases))


def _branches(by: Account | None, today: date) -> list[Organization]:
    if by is None:
        return list(Organization.objects.filter(kind__in=BRANCH_KINDS).order_by("path"))
    branches = list(branches_to_write(by, today))
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
    _bases: dict[int | None, tuple[PublishedCalendar, Organization | None]] = field(default_factory=dict)
    _sponsors: dict[tuple[int, str], Person] = field(default_factory=dict)
    _shelf: CalendarShelf = field(default_factory=calendar_shelf)

    def __post_init__(self) -> None:
        self._by_id = {branch.pk: branch for branch in self.branches}
        for branch in self.branches:
            for word in (branch.code.casefold(), normalise(branch.name).casefold(), heading_form(branch.name)):
                self._by_word.setdefault(word, set()).add(branch.pk)

    def histories(self) -> list[History]:
        """Examine every row; errors are added to the sheet's."""
        found: list[tuple[SheetRow, Organization, RowHistory]] = []
        named: list[tuple[SheetRow, Organization]] = []
        for row in self.sheet.rows:
            branch = self._branch_of(row)
            basis = self._basis_of(row, branch)
            if basis is None:
                continue
            history, errors = examine(self.sheet, row, basis.calendar, self.today)
            self.sheet.errors += errors
            if branch is not None:
                named.append((row, branch))
            if branch is not None and history is not None:
                found.append((row, branch, history))
        people = self._people(named)
        if self.sheet.errors:
            return []
        self._sponsors = _known_sponsors({branch.pk for _row, branch, _history in found})
        return [self._history(people[row.number], branch, history) for row, branch, history in found]

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

    def _basis_of(self, row: SheetRow, branch: Organization | None) -> PublishedCalendar | None:
        """Give the calendar for the row, None where there is none; say so, and where no committee may decide."""
        key = branch.pk if branch else None
        if key not in self._bases:
            try:
                self._bases[key] = (self._calendar(branch), _committee(branch))
            except NoCalendarError:
                self._error(row, "branch", _("No calendar of working days has been published yet."))
                return None
        published, committee = self._bases[key]
        if branch is not None and committee is None:
            self._error(row, "branch", _("No committee above this branch may decide on admission."))
        return published

    def _calendar(self, branch: Organization | None) -> PublishedCalendar:
        return calendar_for() if branch is None else self._shelf.of(branch)

    def _people(self, named: Sequence[tuple[SheetRow, Organization]]) -> dict[int, Person]:
        """Give the candidate of each row, known or new; say who is there twice or has a file already."""
        earlier = self._earlier_files([row for row, _branch in named])
        seen: dict[tuple[Any, ...], int] = {}
        people = {}
        for row, branch in named:
            values = row.parts[CASE]
            identity = (name_form(str(values["full_name"])), values["born_on"])
            files = earlier.get(identity, [])
            person = files[0].candidate.person if files else None
            who = (person.pk,) if person else (branch.pk, *identity)
            if who in seen:
                message = _("The same person stands in row %(row)s already.")
                self._error(row, "full_name", message % {"row": seen[who]})
                continue
            seen[who] = row.number
            standing = next((file for file in files if file.closed_on is None), None)
            ended = next((file for file in files if file.opened_on == values["opened_on"]), None)
            if standing is not None:
                message = _("This person already has an open file: %(code)s, %(branch)s.")
                self._error(row, "full_name", message % {"code": standing.code, "branch": standing.branch})
            elif ended is not None:
                message = _("This file was entered before and is closed: %(code)s, %(branch)s.")
                self._error(row, "full_name", message % {"code": ended.code, "branch": ended.branch})
            people[row.number] = person or _new_person(str(values["full_name"]), values["born_on"])
        return people

    def _earlier_files(self, rows: Sequence[SheetRow]) -> dict[tuple[str, Any], list[AdmissionCase]]:
        """Files in the same branches' reach, by name and birth date of the person."""
        born: list[Any] = sorted({row.parts[CASE]["born_on"] for row in rows}, key=str)
        files: dict[tuple[str, Any], list[AdmissionCase]] = {}
        for start in range(0, len(born), _QUERY_DAYS):
            cases = AdmissionCase.objects.filter(candidate__person__born_on__in=born[start : start + _QUERY_DAYS])
            for case in cases.select_related("candidate__person", "branch").order_by("pk"):
                if case.branch_id in self._by_id:
                    person = case.candidate.person
                    files.setdefault((name_form(person.full_name), person.born_on), []).append(case)
        return files

    def _history(self, person: Person, branch: Organization, told: RowHistory) -> History:
        published, committee = self._bases[branch.pk]
        assert committee is not None  # noqa: S101 - an error otherwise, and then nobody comes here
        opened_on = told.row.parts[CASE]["opened_on"]
        assert isinstance(opened_on, date)  # noqa: S101 - the layout says so
        for step, fact in told.acts:
            if isinstance(fact, Sponsorship) and STEPS[step].shape is StepShape.SPONSORSHIP:
                name = fact.sponsor.full_name
                fact.sponsor = self._sponsors.setdefault((branch.pk, name_form(name)), _new_person(name, None))
        return History(
            person=person,
            branch=branch,
            competent_committee=committee,
            rule_set=told.rule_set.code,
            opened_on=opened_on,
            published=published,
            acts=told.acts,
            assessment=told.assessment,
        )

    def _error(self, row: SheetRow, field_name: str, message: str) -> None:
        self.sheet.errors.append(self.sheet.error(row.number, column_of(CASE, field_name), message))


def _committee(branch: Organization | None) -> Organization | None:
    if branch is None:
        return None
    try:
        return competent_committee(branch)
    except NoCompetentCommitteeError:
        return None


def _known_sponsors(branch_ids: set[int]) -> dict[tuple[int, str], Person]:
    """Those who help somebody in a branch already: the same name there is the same member."""
    known: dict[tuple[int, str], Person] = {}
    sponsorships = Sponsorship.objects.filter(case__branch__in=branch_ids).select_related("sponsor", "case")
    for sponsorship in sponsorships.order_by("pk"):
        key = (sponsorship.case.branch_id, name_form(sponsorship.sponsor.full_name))
        known.setdefault(key, sponsorship.sponsor)
    return known


def _new_person(full_name: str, born_on: Any) -> Person:
    # Many are written at once, past Person.save(): so the form to search in is made here.
    name = normalise(full_name)
    return Person(full_name=name, name_search=search_form(name), born_on=born_on)
