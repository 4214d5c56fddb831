"""What a change of the rule book would do to the files: told by file and time limit before anybody decides."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date

from admission.domain.assessment import Assessment, assess
from admission.domain.errors import AdmissionError
from admission.domain.facts import AdoptionFact, with_fact
from admission.domain.procedure import DeadlineKind, Nature
from admission.domain.rule_cells import with_cell
from admission.domain.rules import RuleBook, RuleSetNotFoundError, Verification
from admission.labels import STAGES, deadline_label
from admission.models import AdmissionCase, Deadline
from admission.selectors.calendars import calendar_for, calendar_shelf
from admission.selectors.facts import facts_of, facts_of_cases
from members.models import OrganizationQuerySet

_BATCH = 500


@dataclass(frozen=True, slots=True)
class FileMove:
    """One thing that changes in one file. `old` and `new`: days, or stages in words; None where there is none yet.

    `met_on`: when the time limit was met, if it was.
    """

    case_pk: int
    code: str
    label: str
    old: date | str | None
    new: date | str | None
    met_on: date | None = None

    @property
    def becomes_late(self) -> bool:
        """Whether an act that was in time would come after the new last day."""
        match self.new, self.met_on, self.old:
            case date() as new, date() as met_on, date() as old:
                return new < met_on <= old
            case _:
                return False


@dataclass(frozen=True, slots=True)
class AdoptableClock:
    """A running limit of a file that could be put under another rule set, and what its last day would then be."""

    case_pk: int
    code: str
    kind: DeadlineKind
    label: str
    instrument: str
    due_on: date | None
    new_due_on: date | None

    @property
    def key(self) -> str:
        """How a form names it."""
        return f"{self.case_pk}:{self.kind.value}"


def book_with(book: RuleBook, code: str, address: str, value: str) -> RuleBook:
    """Give the rule book as it would be with another value in one cell.

    Raises: KeyError for an unknown rule set, UnknownCellError, InvalidCellValueError.
    """
    changed = with_cell(book.by_code(code), address, value, verification=Verification.CONFIRMED, clause="")
    return replace(book, rule_sets=tuple(changed if each.code == code else each for each in book.rule_sets))


def files_that_move(before: RuleBook, after: RuleBook, today: date) -> list[FileMove]:
    """Give everything that the change would move, in files of every stage, by file."""
    return [move for case, old, new in _compared(before, after, today) for move in _moves(case, old, new)]


def files_that_change(before: RuleBook, after: RuleBook, today: date) -> list[int]:
    """Give the ids of the files of which anything is derived otherwise, be it only the clause of a time limit."""
    return [
        case.pk
        for case, old, new in _compared(before, after, today)
        if old.deadlines != new.deadlines or old.recorded_stage is not new.recorded_stage
    ]


def _compared(before: RuleBook, after: RuleBook, today: date) -> Iterator[tuple[AdmissionCase, Assessment, Assessment]]:
    """Every file under both rule books, in batches; a file of which one knows no regulation is passed over."""
    if before == after:
        return
    shelf = calendar_shelf()
    ids = list(AdmissionCase.objects.order_by("pk").values_list("pk", flat=True))
    for begin in range(0, len(ids), _BATCH):
        cases = AdmissionCase.objects.filter(pk__in=ids[begin : begin + _BATCH])
        rows = list(cases.select_related("branch", "candidate__person").order_by("pk"))
        facts = facts_of_cases(rows)
        for case in rows:
            calendar = shelf.of(case.branch).calendar
            try:
                old = assess(facts[case.pk], before, calendar, today)
                new = assess(facts[case.pk], after, calendar, today)
            except RuleSetNotFoundError:
                continue
            yield case, old, new


def _moves(case: AdmissionCase, old: Assessment, new: Assessment) -> Iterator[FileMove]:
    if old.recorded_stage is not new.recorded_stage:
        yield FileMove(case.pk, case.code, "", str(STAGES[old.recorded_stage]), str(STAGES[new.recorded_stage]))
    known = {(d.kind, d.subject): d.due_on for d in old.deadlines}
    for deadline in new.deadlines:
        before = known.pop((deadline.kind, deadline.subject), None)
        if before != deadline.due_on:
            label = deadline_label(deadline.kind, deadline.subject)
            yield FileMove(case.pk, case.code, label, before, deadline.due_on, deadline.met_on)
    for (kind, subject), due_on in known.items():  # nothing starts it any more
        yield FileMove(case.pk, case.code, deadline_label(kind, subject), due_on, None)


def adoptable_clocks(code: str, branches: OrganizationQuerySet, book: RuleBook, today: date) -> list[AdoptableClock]:
    """Give the running limits of the branches' open files that run under another rule set than `code`."""
    # Asked of one row: the file may have another clock, open or not, that runs under `code` already.
    running = Deadline.objects.open().filter(nature=Nature.LIMIT).exclude(rule_set=code)
    cases = (
        AdmissionCase.objects.open()
        .filter(branch__in=branches, pk__in=running.values("case"))
        .select_related("branch", "candidate__person")
        .order_by("pk")
    )
    return [clock for case in cases for clock in _adoptable(case, code, book, today)]


def clocks_named(keys: Iterable[str], clocks: Iterable[AdoptableClock]) -> list[AdoptableClock]:
    """Give those of the clocks that a form chose."""
    chosen = set(keys)
    return [clock for clock in clocks if clock.key in chosen]


def _adoptable(case: AdmissionCase, code: str, book: RuleBook, today: date) -> Iterator[AdoptableClock]:
    facts, calendar = facts_of(case), calendar_for(case.branch).calendar
    now = assess(facts, book, calendar, today)
    for deadline in now.deadlines:
        if not deadline.is_open or deadline.nature is not Nature.LIMIT or deadline.rule_set == code:
            continue
        adopted = with_fact(facts, AdoptionFact(deadline.kind, code, today))
        try:
            then = assess(adopted, book, calendar, today)
        except AdmissionError:
            continue
        new = next(d for d in then.deadlines if d.kind is deadline.kind and d.subject == deadline.subject)
        label = deadline_label(deadline.kind, deadline.subject)
        instrument = book.by_code(deadline.rule_set).instrument
        yield AdoptableClock(case.pk, case.code, deadline.kind, label, instrument, deadline.due_on, new.due_on)
