"""Reports: the figures of a day are found again later, whatever was recorded since; both ways of counting agree."""

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
import time_machine

from admission.domain.calendar_file import SWAPPED, CalendarDay, DayKind, DayStatus
from admission.domain.procedure import DeadlineKind, Nature, Outcome, StepCode
from admission.domain.reports import LIMITS, ReportKey, limit_state
from admission.domain.rulesets import SHIPPED
from admission.models import AdmissionCase, BranchResolution, Ceremony, CommitteeDecision, Deadline
from admission.selectors import report_frames
from admission.selectors.calendars import calendar_for
from admission.selectors.report_files import files_then
from admission.selectors.report_frames import Frame, Question, TooManyChangedError, frame_of
from admission.selectors.report_measures import ADMITTED_BY_SEX, LIMITS_BY_KIND
from admission.selectors.reports import branches_without_candidate, tables_of
from admission.services.corrections import correct_fact
from admission.services.facts import record_ceremony, record_committee_decision, record_receipt
from admission.services.transfers import record_transfer
from members.access import access_of
from members.models import Account, Organization, Person, Role, Sex
from tests.admission.services.calendar_changes import many_files, newest, publish, with_days
from tests.factories import GOOD_VOTE, NOW, REASON, TODAY, Dates, Tree, advance, make_account, make_case

pytestmark = pytest.mark.django_db

LATER_ON, LATER_AT = date(2026, 3, 12), datetime(2026, 3, 12, 2, 0, tzinfo=UTC)
LATER: dict[str, Any] = {"by": None, "today": LATER_ON, "now": LATER_AT}
DUE_ON, NEW_DAY_OFF, NEW_WORKING_DAY = date(2026, 2, 27), date(2026, 2, 25), date(2026, 3, 21)
"""A Friday, overdue on the Monday after it; with one day off more it is that very Monday."""


@pytest.fixture(autouse=True)
def on_the_day() -> Iterator[None]:
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def reader(tree: Tree) -> Account:
    return make_account("kiemtra", Role.INSPECTOR, tree.committee)


def question(unit: Organization, **changes: Any) -> Question:
    return replace(Question(unit, date(2025, 3, 3), TODAY, TODAY), **changes)


def frame(reader: Account, asked: Question, today: date = TODAY) -> Frame:
    return frame_of(scope=AdmissionCase.objects.visible_to(access_of(reader, today)), asked=asked, today=today)


def shown(found: Frame) -> dict[str, Any]:
    """Every figure of every report."""
    told: dict[str, Any] = {
        key.value: [[(str(line.label), [f.text for f in line.figures]) for line in table.lines if any_counted(line)]
                    for table in tables_of(key, found)]
        for key in ReportKey
    }  # fmt: skip
    branches = branches_without_candidate(found, Organization.objects.all())
    return told | {"files": found.total, "empty": [branch.code for branch in branches]}


def any_counted(line: Any) -> bool:
    return any(figure.value for figure in line.figures)


def opened_by(due_on: date) -> date:
    """The day from which the committee's time ends on a day."""
    length = SHIPPED.on(date(2025, 12, 1)).limits[DeadlineKind.ADMISSION_DECISION].length
    return calendar_for().calendar.add(due_on, -length)


@pytest.fixture
def files(tree: Tree) -> dict[str, AdmissionCase]:
    """What was known on the day."""
    received = Dates(resolved_on=date(2025, 9, 8), decided_on=date(2025, 10, 6), received_on=date(2025, 10, 13))
    return {
        "due": advance(make_case(tree.branch, name="Hồ Văn Chờ"), Dates(resolved_on=opened_by(DUE_ON))),
        "held": advance(make_case(tree.branch, name="Lý Thị Mai"), replace(received, held_on=date(2025, 11, 3))),
        "waiting": advance(make_case(tree.branch, name="Phạm Văn Nam"), received),
        "decided": advance(make_case(tree.sibling, name="Tô Thị Ba"), replace(received, received_on=None)),
        "untouched": advance(make_case(tree.sibling, name="Lò Văn Tư"), replace(received, held_on=date(2025, 11, 17))),
    }


def correct_the_vote(files: dict[str, AdmissionCase], tree: Tree) -> None:
    fact = BranchResolution.objects.get(case=files["due"])
    correct_fact(fact=fact, changes={"adopted_on": date(2025, 12, 29)}, reason="Chép nhầm ngày", **LATER)


def correct_the_ceremony(files: dict[str, AdmissionCase], tree: Tree) -> None:
    fact = Ceremony.objects.get(case=files["held"])
    correct_fact(fact=fact, changes={"held_on": date(2025, 10, 27)}, reason="Chép nhầm ngày", **LATER)


def enter_a_ceremony_late(files: dict[str, AdmissionCase], tree: Tree) -> None:
    record_ceremony(case=files["waiting"], held_on=date(2025, 11, 10), irregular_reason=REASON, **LATER)


def log_a_receipt_late(files: dict[str, AdmissionCase], tree: Tree) -> None:
    record_receipt(case=files["decided"], received_on=date(2025, 10, 20), irregular_reason=REASON, **LATER)


def correct_the_decision(files: dict[str, AdmissionCase], tree: Tree) -> None:
    fact = CommitteeDecision.objects.get(case=files["decided"])
    correct_fact(fact=fact, changes={"decided_on": date(2025, 10, 13)}, reason="Chép nhầm ngày", **LATER)


def decide_late(files: dict[str, AdmissionCase], tree: Tree) -> None:
    record_committee_decision(
        case=files["due"], step=StepCode.ADMISSION_DECISION, outcome=Outcome.GRANTED, decided_on=date(2026, 3, 10),
        number="9-QĐ/ĐU", vote=GOOD_VOTE, irregular_reason=REASON, **LATER,
    )  # fmt: skip


def move_to_the_sibling(files: dict[str, AdmissionCase], tree: Tree) -> None:
    record_transfer(case=files["held"], to_branch=tree.sibling, moved_on=date(2026, 3, 9), irregular_reason=REASON,
                    **LATER)  # fmt: skip


def open_another_file(files: dict[str, AdmissionCase], tree: Tree) -> None:
    advance(make_case(tree.sibling, name="Người Đến Sau"), Dates(resolved_on=date(2025, 10, 6)), today=LATER_ON)


def publish_another_calendar(files: dict[str, AdmissionCase], tree: Tree) -> None:
    said = (SWAPPED, "Hoán đổi", "Swapped", DayStatus.CONFIRMED, "thử")
    off = CalendarDay(NEW_DAY_OFF, DayKind.DAY_OFF, *said)
    worked = CalendarDay(NEW_WORKING_DAY, DayKind.MAKE_UP_WORKING_DAY, *said)
    by = make_account("quan.tri", Role.ADMINISTRATOR, tree.committee)
    publish(with_days(newest(), off, worked), by, today=LATER_ON, now=LATER_AT)


CHANGES: tuple[Callable[[dict[str, AdmissionCase], Tree], None], ...] = (
    correct_the_vote,
    correct_the_ceremony,
    enter_a_ceremony_late,
    log_a_receipt_late,
    correct_the_decision,
    decide_late,
    move_to_the_sibling,
    open_another_file,
    publish_another_calendar,
)


@pytest.mark.parametrize("change", CHANGES)
def test_figures_of_a_day_are_found_again_after_a_change(
    files: dict[str, AdmissionCase], tree: Tree, reader: Account, change: Callable[..., None]
) -> None:
    units = (tree.committee, tree.grassroots, tree.branch, tree.sibling)
    before = {unit.code: shown(frame(reader, question(unit))) for unit in units}

    with time_machine.travel(LATER_AT, tick=False):
        change(files, tree)
        again = {unit.code: shown(frame(reader, question(unit), LATER_ON)) for unit in units}
        rows_of_today = {unit.code: shown(frame(reader, question(unit), TODAY)) for unit in units}

    assert again == before
    assert rows_of_today != before  # else the change would have proved nothing


def test_figures_of_a_day_are_found_again_after_all_changes(
    files: dict[str, AdmissionCase], tree: Tree, reader: Account
) -> None:
    before = shown(frame(reader, question(tree.branch)))

    with time_machine.travel(LATER_AT, tick=False):
        for change in CHANGES:
            if change is not correct_the_vote:  # the file it corrects is decided meanwhile
                change(files, tree)
        again = frame(reader, question(tree.branch), LATER_ON)

        assert shown(again) == before
        assert {file.pk for file in again.changed} == {files[name].pk for name in ("due", "held", "waiting")}


def test_limit_met_before_a_calendar_changed_keeps_its_day(
    files: dict[str, AdmissionCase], tree: Tree, reader: Account
) -> None:
    case = advance(make_case(tree.branch, name="Đỗ Văn Năm"), Dates(resolved_on=opened_by(DUE_ON)))
    with time_machine.travel(LATER_AT, tick=False):
        decide_late({"due": case}, tree)
    with time_machine.travel(LATER_AT + timedelta(hours=1), tick=False):
        publish_another_calendar(files, tree)
        asked = question(tree.branch, as_of=LATER_ON)
        before = shown(frame(reader, asked, LATER_ON))
    much_later = datetime(2026, 3, 30, 2, 0, tzinfo=UTC)

    with time_machine.travel(much_later, tick=False):
        record_receipt(
            case=case, received_on=date(2026, 3, 20), by=None, today=much_later.date(), now=much_later,
            irregular_reason=REASON,
        )  # fmt: skip
        again = frame(reader, asked, much_later.date())

        assert shown(again) == before
        kept = [clock.due_on for file in again.changed for clock in file.clocks if clock.kind in LIMITS]
        assert kept == [DUE_ON]


def test_both_ways_count_the_same(files: dict[str, AdmissionCase], tree: Tree, reader: Account) -> None:
    by_database = frame(reader, question(tree.grassroots))
    ids = list(by_database.files.order_by("pk").values_list("pk", flat=True))

    derived = tuple(files_then(ids, by_database.asked.known_before))
    by_derivation = Frame(by_database.asked, by_database.files.none(), derived)

    assert shown(by_derivation) == shown(by_database)


def test_both_ways_count_men_and_women_the_same(files: dict[str, AdmissionCase], tree: Tree, reader: Account) -> None:
    Person.objects.filter(pk=files["held"].candidate.person_id).update(sex=Sex.FEMALE)
    Person.objects.filter(pk=files["untouched"].candidate.person_id).update(sex=Sex.MALE)
    by_database = frame(reader, question(tree.grassroots))
    derived = tuple(files_then([case.pk for case in files.values()], by_database.asked.known_before))

    found = ADMITTED_BY_SEX.count(by_database)

    assert found == {("female", "admitted"): 1, ("male", "admitted"): 1}
    assert ADMITTED_BY_SEX.count(Frame(by_database.asked, by_database.files.none(), derived)) == found


def test_limits_equal_a_count_by_hand(tree: Tree, reader: Account) -> None:
    many_files(tree.branch, 40)
    asked = question(tree.branch)
    expected: Counter[tuple[str, str]] = Counter()

    for row in Deadline.objects.all():
        if row.nature != Nature.LIMIT or not row.due_on or not asked.from_on <= row.due_on <= asked.to_on:
            continue
        state = limit_state(due_on=row.due_on, met_on=row.met_on, ended_on=row.ended_on, as_of=TODAY)
        if state is not None:
            expected[row.kind, state.value] += 1

    assert LIMITS_BY_KIND.count(frame(reader, asked)) == expected
    assert expected.total() > 30


def test_too_many_changed_files_are_not_derived(
    files: dict[str, AdmissionCase], tree: Tree, reader: Account, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(report_frames, "MOST_CHANGED", 1)
    with time_machine.travel(LATER_AT, tick=False):
        correct_the_vote(files, tree)
        enough = frame(reader, question(tree.branch), LATER_ON)
        enter_a_ceremony_late(files, tree)

        with pytest.raises(TooManyChangedError):
            frame(reader, question(tree.branch), LATER_ON)

    assert len(enough.changed) == 1
