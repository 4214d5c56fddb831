"""What a file was on a past day: its facts, its branch and its limits, as they were known before an instant.

Facts and calendars are never changed, only superseded, so that everything can be derived again as the product derived
it then. Why it is done for few files only: docs/adr/0024-reports-as-of-a-date.md.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from copy import copy
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any

from admission.domain.course import Course, course_of
from admission.domain.deadlines import DerivedDeadline, derive_deadlines
from admission.domain.errors import AdmissionError
from admission.domain.facts import CaseFacts, Chain, ResolutionKind
from admission.domain.procedure import DeadlineKind, Nature, Outcome, StepCode
from admission.domain.reports import TIMED
from admission.domain.rules import RuleBook
from admission.models import (
    AdmissionCase,
    BranchResolution,
    CalendarVersion,
    CaseDocument,
    Ceremony,
    CommitteeDecision,
    Fact,
    FormerChain,
    ReadmissionGround,
    Sponsorship,
    Transfer,
)
from admission.selectors.calendars import CalendarShelf, PublishedCalendar
from admission.selectors.facts import PLACES, case_facts
from admission.selectors.openings import opened_before
from admission.selectors.rule_books import rule_book
from members.models import Organization

_BATCH = 500
_INSTANT = timedelta(microseconds=1)
_MODELS: tuple[type[Fact], ...] = (Sponsorship, ReadmissionGround, Ceremony, *PLACES)


@dataclass(frozen=True, slots=True)
class ClockThen:
    """A clock counted in working days. `version_id`: the calendar it was counted by; `cause`: why it was met late."""

    kind: DeadlineKind
    nature: Nature
    triggered_on: date
    due_on: date | None
    met_on: date | None
    ended_on: date | None
    version_id: int
    cause: str


@dataclass(frozen=True, slots=True)
class FileThen:
    """A file as it was known before an instant. `decided_on`, `recognised_on`: of a decision that granted it."""

    pk: int
    branch: Organization
    opened_on: date
    closed_on: date | None
    born_on: date | None
    sex: str
    education: str
    decided_on: date | None
    held_on: date | None
    recognised_on: date | None
    clocks: tuple[ClockThen, ...]


@dataclass(frozen=True, slots=True)
class _Header:
    """Where a file stood: its branch, and the committees above it (sectional, grassroots, competent)."""

    branch: Organization
    committees: tuple[int | None, ...]

    @property
    def chain(self) -> Chain:
        sectional, grassroots, _competent = self.committees
        return Chain(sectional=sectional is not None, grassroots=grassroots is not None)


@dataclass(frozen=True, slots=True)
class Archive:
    """What does not belong to one file: the regulations known before an instant, and every calendar with the instant
    of its publishing.
    """

    before: datetime
    book: RuleBook
    versions: tuple[tuple[str, int, str, datetime], ...]

    def calendar(self, branch: Organization, before: datetime) -> PublishedCalendar:
        """Give the calendar that was in force for a branch before an instant. Raises: NoCalendarError."""
        known = tuple((path, pk, digest) for path, pk, digest, at in self.versions if at < before)
        return CalendarShelf(known).of(branch)

    def changed_after(self, instant: datetime) -> bool:
        """Say whether a calendar was published after an instant and before that of the archive."""
        return any(instant <= at < self.before for _path, _pk, _digest, at in self.versions)


def archive_before(before: datetime) -> Archive:
    """Read what was published before an instant, in three queries."""
    rows = CalendarVersion.objects.values_list("calendar__organization__path", "pk", "digest", "published_at")
    versions = tuple((path or "", pk, digest, at) for path, pk, digest, at in rows)
    return Archive(before, rule_book(before), versions)


def files_then(case_ids: Sequence[int], before: datetime) -> Iterator[FileThen]:
    """Derive files as they were known before an instant; a few queries for each batch."""
    if not case_ids:
        return
    archive = archive_before(before)
    for begin in range(0, len(case_ids), _BATCH):
        yield from _batch(case_ids[begin : begin + _BATCH], archive)


def _batch(case_ids: Sequence[int], archive: Archive) -> Iterator[FileThen]:
    cases = AdmissionCase.objects.filter(pk__in=case_ids).select_related("branch", "candidate__person").order_by("pk")
    rows: dict[int, list[Fact]] = defaultdict(list)
    for model in _MODELS:
        known = model.objects.filter(case__in=case_ids).order_by("pk")
        related = {Sponsorship: ["sponsor"], Transfer: ["from_branch"]}.get(model, [])
        for row in known.select_related(*related) if related else known:
            rows[row.case_id].append(row)
    chains: dict[int, list[FormerChain]] = defaultdict(list)
    for chain in FormerChain.objects.filter(case__in=case_ids).order_by("pk"):
        chains[chain.case_id].append(chain)
    opened = opened_before(case_ids, archive.before)
    for case in cases:
        case.opened_on = opened.get(case.pk, case.opened_on)
        yield _Past(case, tuple(rows[case.pk]), tuple(chains[case.pk]), archive).file()


@dataclass(frozen=True, slots=True)
class _Past:
    """One file with every row ever recorded in it."""

    case: AdmissionCase
    rows: tuple[Fact, ...]
    chains: tuple[FormerChain, ...]
    archive: Archive

    def file(self) -> FileThen:
        before = self.archive.before
        header, current = self._header(before), self._known(before)
        facts = self._facts(before, header)
        course = course_of(facts, self.archive.book)
        person = self.case.candidate.person
        decisions = {row.kind: row for row in current if isinstance(row, CommitteeDecision)}
        return FileThen(
            pk=self.case.pk,
            branch=header.branch,
            opened_on=self.case.opened_on,
            closed_on=course.closed_on,
            born_on=person.born_on,
            sex=person.sex,
            education=_education(current),
            decided_on=_granted_on(decisions.get(ResolutionKind.ADMISSION.value)),
            held_on=next((row.held_on for row in current if isinstance(row, Ceremony)), None),
            recognised_on=_granted_on(decisions.get(ResolutionKind.RECOGNITION.value)),
            clocks=tuple(self._clocks(header, current, facts, course)),
        )

    def _clocks(
        self, header: _Header, current: Sequence[Fact], facts: CaseFacts, course: Course
    ) -> Iterator[ClockThen]:
        published = self.archive.calendar(header.branch, self.archive.before)
        causes = _late_causes(current)
        frozen: Mapping[tuple[str, str], PublishedCalendar] | None = None
        found = self._derived(facts, course, published)
        for derived in found:
            under, shown = published, derived
            if not derived.is_open and self._calendar_changed():
                if frozen is None:
                    frozen = self._closed_under(_prints(found, header))
                # What was met keeps the calendar under which it was met, whatever is published later.
                under = frozen.get((derived.kind, derived.subject), published)
                if under.version_id != published.version_id:
                    shown = self._same(derived, facts, course, under)
            yield ClockThen(
                kind=derived.kind,
                nature=derived.nature,
                triggered_on=derived.triggered_on,
                due_on=shown.due_on,
                met_on=derived.met_on,
                ended_on=derived.ended_on,
                version_id=under.version_id,
                cause=causes.get(derived.kind, "") if derived.met_on is not None else "",
            )

    def _calendar_changed(self) -> bool:
        return self.archive.changed_after(self.case.opened_at)

    def _same(
        self, derived: DerivedDeadline, facts: CaseFacts, course: Course, under: PublishedCalendar
    ) -> DerivedDeadline:
        found = self._derived(facts, course, under)
        return next(d for d in found if (d.kind, d.subject) == (derived.kind, derived.subject))

    def _closed_under(self, now: Mapping[tuple[str, str], tuple[Any, ...]]) -> dict[tuple[str, str], PublishedCalendar]:
        """Go back act by act: for each closed clock, the calendar of the act that last changed anything about it.

        `now`: what only an act can change of each of them.
        """
        found: dict[tuple[str, str], PublishedCalendar] = {}
        pending = dict(now)
        instants = sorted(self._instants())
        for place in range(len(instants) - 1, -1, -1):
            then = self._fingerprints(instants[place - 1] + _INSTANT) if place else {}
            for key in [key for key, print_ in pending.items() if then.get(key) != print_]:
                at = instants[place] + _INSTANT
                found[key] = self.archive.calendar(self._header(at).branch, at)
                del pending[key]
            if not pending:
                break
        return found

    def _fingerprints(self, before: datetime) -> dict[tuple[str, str], tuple[Any, ...]]:
        """What only an act can change of each closed clock, as it stood before an instant."""
        header = self._header(before)
        calendar = self.archive.calendar(header.branch, self.archive.before)
        facts = self._facts(before, header)
        return _prints(self._derived(facts, course_of(facts, self.archive.book), calendar), header)

    def _instants(self) -> set[datetime]:
        """When anything was recorded in the file, before the instant asked for."""
        replaced = {(type(row), row.serializable_value("supersedes")) for row in self.rows}
        found: set[datetime | None] = {self.case.opened_at, *(chain.recorded_at for chain in self.chains)}
        for row in self.rows:
            found |= {row.recorded_at, getattr(row, "receipt_at", None), getattr(row, "end_at", None)}
            if (type(row), row.pk) not in replaced:
                found.add(row.superseded_at)
        return {at for at in found if at is not None and at < self.archive.before}

    def _derived(self, facts: CaseFacts, course: Course, published: PublishedCalendar) -> tuple[DerivedDeadline, ...]:
        try:
            found = derive_deadlines(facts, course, self.archive.book, published.calendar)
        except AdmissionError:
            return ()  # no more could be derived then: nothing was stored
        return tuple(d for d in found if d.kind in TIMED)

    def _facts(self, before: datetime, header: _Header) -> CaseFacts:
        return replace(case_facts(self.case, self._known(before), {}, {}), chain=header.chain)

    def _header(self, before: datetime) -> _Header:
        """The branch and the committees before an instant: those left by the first change after it."""
        moves = (row for row in self.rows if isinstance(row, Transfer) and row.serializable_value("supersedes") is None)
        branch = next((row.from_branch for row in moves if row.recorded_at >= before), self.case.branch)
        held: Any = next((chain for chain in self.chains if chain.recorded_at >= before), self.case)
        return _Header(branch, (held.sectional_committee_id, held.grassroots_committee_id, held.competent_committee_id))

    def _known(self, before: datetime) -> list[Fact]:
        """The facts that stood before an instant."""
        return [
            _as_written(row, before)
            for row in self.rows
            if row.recorded_at < before and (row.superseded_at is None or row.superseded_at >= before)
        ]


def _prints(derived: Iterable[DerivedDeadline], header: _Header) -> dict[tuple[str, str], tuple[Any, ...]]:
    """What only an act can change of each closed clock."""
    return {
        (d.kind, d.subject): (d.triggered_on, d.length, d.extension, d.met_on, d.ended_on, header)
        for d in derived
        if not d.is_open
    }


def _as_written(row: Fact, before: datetime) -> Fact:
    """A fact without what was written beside it later: the receipt of a decision, the end of a member's help."""
    if isinstance(row, CommitteeDecision) and row.receipt_at is not None and row.receipt_at >= before:
        row = copy(row)
        row.received_on = None
    if isinstance(row, Sponsorship) and row.end_at is not None and row.end_at >= before:
        row = copy(row)
        row.ended_on, row.end_cause = None, None
    return row


def _granted_on(decision: CommitteeDecision | None) -> date | None:
    return decision.decided_on if decision is not None and decision.outcome == Outcome.GRANTED else None


def _education(current: Iterable[Fact]) -> str:
    """What the newest paper on schooling says."""
    papers = [row for row in current if isinstance(row, CaseDocument) and row.step == StepCode.EDUCATION]
    return max(papers, key=lambda row: (row.acted_on, row.pk)).choice if papers else ""


def _late_causes(current: Iterable[Fact]) -> dict[DeadlineKind, str]:
    """Why the act that meets each limit was late, by the limit."""
    found: dict[DeadlineKind, str] = {}
    votes = []
    for row in current:
        match row:
            case Ceremony():
                found[DeadlineKind.CEREMONY] = row.late_cause
            case CommitteeDecision():
                is_admission = row.kind == ResolutionKind.ADMISSION
                kind = DeadlineKind.ADMISSION_DECISION if is_admission else DeadlineKind.RECOGNITION_DECISION
                found[kind] = row.late_cause
            case BranchResolution() if row.kind == ResolutionKind.RECOGNITION:
                votes.append(row)
            case _:
                pass
    if votes:
        found[DeadlineKind.RECOGNITION_REVIEW] = min(votes, key=lambda row: (row.adopted_on, row.pk)).late_cause
    return found
