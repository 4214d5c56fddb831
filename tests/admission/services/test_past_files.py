"""Files of a past day derived beforehand: they say what would be derived at once, and whoever waits is told once."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
import time_machine
from django.core.management import call_command
from django.template.loader import render_to_string

from admission.domain.procedure import StepCode
from admission.models import AdmissionCase, BranchResolution, Mail, PastFile, ReportOrder
from admission.selectors import report_frames
from admission.selectors.past_files import kept_files
from admission.selectors.report_files import files_then
from admission.selectors.report_frames import Question, TooManyChangedError, frame_of
from admission.services import past_files
from admission.services.corrections import correct_fact
from admission.services.notices import notice_context
from admission.services.past_files import OrderWaitsError, order_past_files, prepare_past_files
from admission.services.retention import apply_retention
from members.models import Account, Role
from tests.admission.services.parallel import in_parallel
from tests.factories import NOW, TODAY, Dates, Tree, advance, decide, make_account, make_case

pytestmark = pytest.mark.django_db

LATER_ON, LATER_AT = date(2026, 3, 12), datetime(2026, 3, 12, 2, 0, tzinfo=UTC)
WHOLE = Dates(
    resolved_on=date(2025, 6, 2), decided_on=date(2025, 10, 6), received_on=date(2025, 10, 13),
    held_on=date(2025, 11, 10),
)  # fmt: skip
PATH = "/reports/on-time/?as_of=02%2F03%2F2026"


@pytest.fixture(autouse=True)
def on_the_day() -> Iterator[None]:
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def reader(tree: Tree) -> Account:
    return make_account("kiem.tra", Role.INSPECTOR, tree.committee)


@pytest.fixture
def asked(tree: Tree) -> Question:
    return Question(tree.committee, date(2025, 3, 3), TODAY, TODAY)


@pytest.fixture
def files(tree: Tree, monkeypatch: pytest.MonkeyPatch) -> Iterator[list[AdmissionCase]]:
    """Three files of the day, each changed ten days later; one of them may be derived while somebody waits."""
    monkeypatch.setattr(report_frames, "MOST_CHANGED", 1)
    made = [advance(make_case(tree.branch, name=name), WHOLE) for name in ("Lý Thị Mai", "Tô Thị Ba")]
    made.append(advance(make_case(tree.sibling, name="Hồ Văn Chờ"), Dates(resolved_on=date(2025, 10, 6))))
    with time_machine.travel(LATER_AT, tick=False):
        for case in made:
            touch(case)
        yield made


def touch(case: AdmissionCase) -> None:
    """Correct the vote."""
    fact = BranchResolution.objects.current().get(case=case)
    correct_fact(fact=fact, changes={"number": "99-NQ/CB"}, reason="Nhầm", by=None, today=LATER_ON, now=LATER_AT)


def order(account: Account, asked: Question) -> ReportOrder:
    return order_past_files(account=account, asked=asked, path=PATH, now=LATER_AT)


def frame(asked: Question) -> report_frames.Frame:
    return frame_of(scope=AdmissionCase.objects.all(), asked=asked, today=LATER_ON)


def test_report_waits_until_its_files_are_derived_and_then_says_the_same(
    files: list[AdmissionCase], reader: Account, asked: Question
) -> None:
    with pytest.raises(TooManyChangedError) as refused:
        frame(asked)
    assert (refused.value.changed, refused.value.missing) == (3, 3)

    order(reader, asked)
    assert prepare_past_files(now=LATER_AT) == 3

    assert frame(asked).changed == tuple(files_then([case.pk for case in files], asked.known_before))
    assert [len(file.clocks) > 0 for file in frame(asked).changed] == [True] * 3


def test_what_changed_after_it_was_prepared_is_derived_at_once(
    files: list[AdmissionCase], tree: Tree, reader: Account, asked: Question
) -> None:
    with time_machine.travel(NOW, tick=False):
        late = advance(make_case(tree.branch, name="Lò Văn Muộn"), WHOLE)
    order(reader, asked)
    prepare_past_files(now=LATER_AT)

    touch(late)

    assert sorted(file.pk for file in frame(asked).changed) == sorted([*(case.pk for case in files), late.pk])


def test_kept_file_does_not_know_what_was_recorded_since(
    files: list[AdmissionCase], reader: Account, asked: Question
) -> None:
    order(reader, asked)
    prepare_past_files(now=LATER_AT)
    before = list(kept_files([case.pk for case in files], asked.as_of))

    decide(files[2], StepCode.ADMISSION_DECISION, date(2026, 3, 10), LATER_ON)

    assert list(kept_files([case.pk for case in files], asked.as_of)) == before
    assert before == list(files_then([case.pk for case in files], asked.known_before))


def test_whoever_waits_is_told_once(
    files: list[AdmissionCase], reader: Account, asked: Question, in_english: None
) -> None:
    order(reader, asked)

    prepare_past_files(now=LATER_AT)
    prepare_past_files(now=LATER_AT)

    [mail] = Mail.objects.filter(notice="report_ready")
    body = render_to_string("emails/report_ready/body.txt", notice_context(mail))
    assert (mail.recipient, mail.details["path"]) == (reader, PATH)
    assert f"The figures of {asked.unit.name} as known on 02/03/2026 are ready:" in body
    assert PATH in body
    assert ReportOrder.objects.open().count() == 0


def test_closed_account_is_not_told(files: list[AdmissionCase], reader: Account, asked: Question) -> None:
    order(reader, asked)
    Account.objects.filter(pk=reader.pk).update(is_active=False)

    prepare_past_files(now=LATER_AT)

    assert (ReportOrder.objects.open().count(), Mail.objects.count()) == (0, 0)


def test_it_goes_on_where_the_time_was_over(
    files: list[AdmissionCase], reader: Account, asked: Question, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(past_files, "BATCH", 2)
    ticks = iter([0.0, 0.0, 5.0])
    order(reader, asked)

    with monkeypatch.context() as clock:
        clock.setattr(past_files, "monotonic", lambda: next(ticks))
        first = prepare_past_files(now=LATER_AT, seconds=5)

    assert (first, ReportOrder.objects.open().count()) == (2, 1)
    assert (prepare_past_files(now=LATER_AT), ReportOrder.objects.open().count()) == (1, 0)


def test_order_that_cannot_be_derived_does_not_keep_the_others(
    files: list[AdmissionCase], tree: Tree, reader: Account, asked: Question
) -> None:
    before_the_calendar = date(2026, 2, 26)
    AdmissionCase.objects.update(opened_at=datetime(2026, 2, 1, tzinfo=UTC))
    impossible = order(reader, replace(asked, as_of=before_the_calendar))
    order(make_account("nguoi.khac", Role.INSPECTOR, tree.committee), asked)

    prepare_past_files(now=LATER_AT)

    impossible.refresh_from_db()
    assert (impossible.is_failed, impossible.done_at) == (True, LATER_AT)
    assert [mail.recipient.username for mail in Mail.objects.filter(notice="report_ready")] == ["nguoi.khac"]
    assert order(reader, asked).is_failed is False


def test_account_waits_for_one_report_at_a_time(
    files: list[AdmissionCase], tree: Tree, reader: Account, asked: Question
) -> None:
    first = order(reader, asked)

    assert order(reader, asked) == first
    with pytest.raises(OrderWaitsError) as refused:
        order(reader, replace(asked, unit=tree.branch))
    assert refused.value.order == first


def test_more_files_than_can_be_prepared_are_not_promised(
    files: list[AdmissionCase], asked: Question, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(report_frames, "MOST_PREPARED", 2)

    with pytest.raises(TooManyChangedError) as refused:
        frame(asked)

    assert refused.value.changed is None


def test_kept_files_go_after_thirty_days_and_with_an_upgrade(
    files: list[AdmissionCase], reader: Account, asked: Question
) -> None:
    order(reader, asked)
    prepare_past_files(now=LATER_AT)

    apply_retention(by=None, now=LATER_AT + timedelta(days=29))
    assert PastFile.objects.count() == 3
    apply_retention(by=None, now=LATER_AT + timedelta(days=31))
    assert PastFile.objects.count() == 0

    order(reader, asked)
    prepare_past_files(now=LATER_AT)
    call_command("prepare")
    assert PastFile.objects.count() == 0


@pytest.mark.django_db(transaction=True)
def test_two_workers_keep_each_file_once_and_tell_once(
    files: list[AdmissionCase], reader: Account, asked: Question
) -> None:
    order(reader, asked)

    results = in_parallel(lambda: prepare_past_files(now=LATER_AT), lambda: prepare_past_files(now=LATER_AT))

    assert [type(result) for result in results] == [int, int]
    assert (PastFile.objects.count(), Mail.objects.filter(notice="report_ready").count()) == (3, 1)
