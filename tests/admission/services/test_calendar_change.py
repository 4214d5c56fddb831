"""A change of the calendar: what was previewed is what happens, file by file, and the opposite act undoes it."""

from dataclasses import replace
from datetime import date

import pytest
from django.template.loader import render_to_string

from admission.domain.calendar_file import CalendarContent, CalendarDay, DayKind, DayStatus
from admission.domain.rules import Unit
from admission.models import Alert, Calendar, CalendarVersion, Deadline, DeadlineMove, DeadlineSettlement, Mail
from admission.permissions import NotPermittedError
from admission.selectors.calendar_effects import move_page
from admission.selectors.calendars import content_of
from admission.selectors.recorded_facts import fact_rows
from admission.selectors.timelines import timeline
from admission.services.calendars import (
    DeadlinesOutsideError,
    PreviewStaleError,
    SameContentError,
    WithoutNoticeError,
    publish_content,
)
from admission.services.notices import notice_context
from admission.services.verification import differences
from members.models import Account, JournalEvent, Role
from tests.admission.services.calendar_changes import (
    ENTERED_AT,
    ENTERED_ON,
    OFF,
    SWAP,
    WORKED,
    days_of_open_deadlines,
    general,
    many_files,
    naive_last_day,
    newest,
    preview,
    publish,
    start_without_the_swap,
    with_days,
    without_days,
)
from tests.factories import Dates, Tree, advance, make_account, make_case

pytestmark = pytest.mark.django_db


@pytest.fixture
def administrator(tree: Tree) -> Account:
    return make_account("quan.tri", Role.ADMINISTRATOR, tree.committee)


def test_swap_entered_a_week_ahead_does_to_a_thousand_files_what_its_preview_said(
    tree: Tree, administrator: Account
) -> None:
    before = start_without_the_swap()
    cases = many_files(tree.branch, 1_000)
    content = with_days(newest(), *SWAP)
    old = days_of_open_deadlines()

    seen = preview(content)
    lines = move_page(general(), seen, size=10_000).lines
    done = publish(content, administrator, token=seen.token)

    new = days_of_open_deadlines()
    moved = {pk: (old[pk], day) for pk, day in new.items() if day != old[pk]}
    assert len(cases) == 1_000
    assert (done.moved, seen.moves, len(lines)) == (len(moved), len(moved), len(moved))
    assert len(moved) > 20
    codes = {row.pk: row.owner.code for row in Deadline.objects.filter(pk__in=moved).select_related("case")}
    assert sorted((line.code, line.old_due_on, line.due_on) for line in lines) == sorted(
        (codes[pk], was, now) for pk, (was, now) in moved.items()
    )
    counting = Deadline.objects.open().filter(unit=Unit.WORKING_DAYS)
    assert {row.pk: row.due_on for row in counting} == {
        row.pk: naive_last_day(content, row.triggered_on, row.length + row.extension) for row in counting
    }
    assert list(differences(today=ENTERED_ON)) == []

    back = publish(without_days(newest(), OFF, WORKED), administrator)

    assert days_of_open_deadlines() == old
    assert (back.moved, back.version.number) == (done.moved, before.number + 2)
    for pk, (was, now) in moved.items():
        told = JournalEvent.objects.filter(
            subject=f"case:{Deadline.objects.get(pk=pk).case_id}", verb="deadline_moved"
        ).order_by("pk")
        assert [(each.details["old"], each.details["new"], each.details["calendar_version"]) for each in told] == [
            (str(was), str(now), done.version.number), (str(now), str(was), back.version.number),
        ]  # fmt: skip


@pytest.fixture
def file_due_soon(tree: Tree) -> Deadline:
    """Counted before the notice: the last day of the ceremony is Friday 2 January 2026, the day that is swapped."""
    start_without_the_swap()
    dates = Dates(resolved_on=date(2025, 10, 6), decided_on=date(2025, 11, 10), received_on=date(2025, 11, 20))
    case = advance(make_case(tree.branch), dates, today=ENTERED_ON)
    deadline: Deadline = case.deadlines.get(kind="ceremony")
    assert deadline.due_on == OFF
    return deadline


def test_moves_are_the_same_read_everywhere_and_by_place(tree: Tree) -> None:
    start_without_the_swap()
    many_files(tree.branch, 60)
    seen = preview(with_days(newest(), *SWAP))
    assert seen.moves > 0

    everywhere = move_page(general(), seen)

    assert move_page(general(), seen, paths=[tree.committee.path]) == everywhere
    assert move_page(general(), seen, paths=[tree.foreign_branch.path]).count == 0
    assert everywhere.count == len(everywhere.lines) == seen.moves


def test_alerts_of_the_old_day_that_have_not_left_are_cancelled_and_the_others_stay(
    file_due_soon: Deadline, administrator: Account
) -> None:
    for number, status, sent_at in ((1, "planned", None), (2, "sent", ENTERED_AT)):
        Alert.objects.create(
            deadline=file_due_soon, revision=1, level=number,
            recipient=administrator, status=status, planned_on=ENTERED_ON, sent_at=sent_at,
        )  # fmt: skip

    publish(with_days(newest(), *SWAP), administrator)

    assert list(Alert.objects.order_by("level").values_list("status", flat=True)) == ["cancelled", "sent"]
    file_due_soon.refresh_from_db()
    assert (file_due_soon.due_on, file_due_soon.revision) == (date(2026, 1, 5), 2)


def test_file_shows_the_new_day_and_raises_its_revision(file_due_soon: Deadline, administrator: Account) -> None:
    case = file_due_soon.case
    assert case is not None

    publish(with_days(newest(), *SWAP), administrator)

    old = case.revision
    case.refresh_from_db()
    assert (case.next_due_on, case.revision) == (date(2026, 1, 5), old + 1)
    assert list(differences(today=ENTERED_ON)) == []


def test_timeline_names_the_version_and_the_notice(
    file_due_soon: Deadline, administrator: Account, in_english: None
) -> None:
    case = file_due_soon.case
    assert case is not None

    publish(with_days(newest(), *SWAP), administrator)

    event = timeline(case, fact_rows(case))[0]
    assert (event.what, event.reason) == (
        "A due date moved",
        "version 3 of the working-day calendar was published: Thông báo 123/TB-BNV ngày 24/12/2025",
    )
    assert [(change.old, change.new) for change in event.details] == [("02/01/2026", "05/01/2026")]


def test_each_who_must_act_is_told_once_without_a_name(
    tree: Tree, file_due_soon: Deadline, administrator: Account, in_english: None
) -> None:
    advance(
        make_case(tree.branch, name="Lò Văn Hai"),
        Dates(resolved_on=date(2025, 10, 6), decided_on=date(2025, 11, 10), received_on=date(2025, 11, 20)),
        today=ENTERED_ON,
    )
    secretary = make_account("bi.thu", Role.BRANCH_SECRETARY, tree.branch)
    make_account("bi.thu.khac", Role.BRANCH_SECRETARY, tree.sibling)

    publish(with_days(newest(), *SWAP), administrator)

    (mail,) = Mail.objects.all()
    assert (mail.recipient, mail.notice, mail.key.startswith("notice:")) == (secretary, "calendar_changed", True)
    body = render_to_string("emails/calendar_changed/body.txt", notice_context(mail))
    code = file_due_soon.owner.code
    assert f"{code} · Đ.T.H. · " in body
    assert "02/01/2026 → 05/01/2026" in body
    assert "Hương" not in body + render_to_string("emails/calendar_changed/subject.txt", notice_context(mail))


def test_other_end_of_a_decision_on_its_way_is_told_as_well(tree: Tree, administrator: Account) -> None:
    start_without_the_swap()
    decided = Dates(resolved_on=date(2025, 10, 6), decided_on=date(2025, 12, 24))
    advance(make_case(tree.branch), decided, today=ENTERED_ON)
    make_account("bi.thu", Role.BRANCH_SECRETARY, tree.branch)
    make_account("can.bo", Role.CLERK, tree.committee)
    make_account("can.bo.xa", Role.CLERK, tree.foreign_committee)
    day_off = replace(SWAP[0], day=date(2025, 12, 30), basis="public_holiday")

    publish(with_days(newest(), day_off), administrator)

    told = {mail.recipient.username: notice_context(mail)["moved"] for mail in Mail.objects.all()}
    assert {
        username: [(m.line.old_due_on, m.line.due_on) for m in moved.moves] for username, moved in told.items()
    } == {
        "bi.thu": [(date(2025, 12, 31), date(2026, 1, 2))],
        "can.bo": [(date(2025, 12, 31), date(2026, 1, 2))],
    }


def test_confirming_a_year_makes_its_days_final_and_tells_nobody(tree: Tree, administrator: Account) -> None:
    """A file opened in November 2026 has days in 2027, of which the government has said nothing yet."""
    today = date(2026, 11, 20)
    make_account("bi.thu", Role.BRANCH_SECRETARY, tree.branch)
    make_account("can.bo", Role.CLERK, tree.committee)
    case = advance(make_case(tree.branch), Dates(resolved_on=date(2026, 11, 16)), today=today)
    before = case.deadlines.get(kind="admission_decision")
    sure = replace(
        newest(),
        days=tuple(replace(day, status=DayStatus.CONFIRMED) for day in newest().days),
        confirmed_through=date(2027, 12, 31),
    )

    seen = preview(sure, today)
    publish(sure, administrator, today=today)

    after = case.deadlines.get(kind="admission_decision")
    assert before.provisional
    assert (seen.moves, seen.becomes_final) == (0, Deadline.objects.open().filter(unit=Unit.WORKING_DAYS).count())
    assert (after.provisional, after.due_on, after.revision) == (False, before.due_on, before.revision)
    assert after.calendar_version.number == 2
    assert (Mail.objects.count(), DeadlineMove.objects.count()) == (0, 0)
    assert list(differences(today=today)) == []


def test_confirming_a_year_with_another_tet_tells_those_whose_day_moved(tree: Tree, administrator: Account) -> None:
    today = date(2026, 11, 20)
    clerk = make_account("can.bo", Role.CLERK, tree.committee)
    case = advance(make_case(tree.branch), Dates(resolved_on=date(2026, 11, 16)), today=today)
    old = case.deadlines.get(kind="admission_decision").due_on
    assert old is not None
    longer = CalendarDay(
        date(2027, 2, 12), DayKind.DAY_OFF, "public holiday", "Tết", "Tet", DayStatus.CONFIRMED, "Thông báo"
    )
    sure = replace(with_days(newest(), longer), confirmed_through=date(2027, 12, 31))
    sure = replace(sure, days=tuple(replace(day, status=DayStatus.CONFIRMED) for day in sure.days))

    publish(sure, administrator, today=today)

    after = case.deadlines.get(kind="admission_decision")
    assert (after.due_on, after.provisional) == (naive_last_day(sure, date(2026, 11, 16), 60), False)
    assert (after.due_on or old) > old
    assert list(Mail.objects.values_list("recipient", flat=True)) == [clerk.pk]


def test_calendar_that_would_lose_an_open_day_is_refused_by_name(tree: Tree, administrator: Account) -> None:
    case = advance(make_case(tree.branch), Dates(resolved_on=date(2025, 12, 1)), today=ENTERED_ON)
    shorter = CalendarContent(
        tuple(day for day in newest().days if day.day < date(2026, 1, 1)),
        newest().first, date(2025, 12, 31), date(2025, 12, 31),
    )  # fmt: skip

    with pytest.raises(DeadlinesOutsideError) as refused:
        publish(shorter, administrator)

    assert (refused.value.preview.lost_count, [line.code for line in refused.value.preview.lost]) == (1, [case.code])
    assert CalendarVersion.objects.count() == 1


def test_calendar_that_begins_after_a_clock_of_an_open_file_is_refused(tree: Tree, administrator: Account) -> None:
    dates = Dates(resolved_on=date(2025, 10, 6), decided_on=date(2025, 11, 10), received_on=date(2025, 11, 20))
    advance(make_case(tree.branch), dates, today=ENTERED_ON)
    later = replace(
        newest(), first=date(2025, 11, 1), days=tuple(day for day in newest().days if day.day >= date(2025, 11, 1))
    )

    with pytest.raises(DeadlinesOutsideError):
        publish(later, administrator)


def test_preview_that_is_overtaken_by_a_file_is_refused_and_the_new_one_given(
    tree: Tree, file_due_soon: Deadline, administrator: Account
) -> None:
    content = with_days(newest(), *SWAP)
    seen = preview(content)
    dates = Dates(resolved_on=date(2025, 10, 6), decided_on=date(2025, 11, 10), received_on=date(2025, 11, 20))
    advance(make_case(tree.branch, name="Lò Văn Hai"), dates, today=ENTERED_ON)

    with pytest.raises(PreviewStaleError) as refused:
        publish(content, administrator, token=seen.token)

    assert (seen.moves, refused.value.preview.moves) == (1, 2)
    assert general().versions.count() == 2


def test_preview_overtaken_by_another_version_is_refused(file_due_soon: Deadline, administrator: Account) -> None:
    content = with_days(newest(), *SWAP)
    seen = preview(content)
    other = replace(SWAP[0], day=date(2026, 2, 2), basis="storm")
    publish(with_days(newest(), other), administrator)

    with pytest.raises(PreviewStaleError):
        publish(content, administrator, token=seen.token)


def test_same_content_and_a_version_without_notice_or_reason_are_refused(tree: Tree, administrator: Account) -> None:
    with pytest.raises(SameContentError):
        publish(newest(), administrator)
    for notice, reason in (("", "Lý do"), ("Thông báo", " ")):
        with pytest.raises(WithoutNoticeError):
            publish_content(
                calendar=general(), content=newest(), notice=notice, reason=reason, token="", by=administrator,
                today=ENTERED_ON, now=ENTERED_AT,
            )  # fmt: skip


def test_calendar_is_published_by_who_administers_its_organisation_and_the_general_one_at_the_top(tree: Tree) -> None:
    below = make_account("quan.tri.duoi", Role.ADMINISTRATOR, tree.grassroots)
    clerk = make_account("can.bo", Role.CLERK, tree.committee)
    own = Calendar.objects.create(code="rieng", name="Lịch riêng", organization=tree.grassroots)

    for account, calendar in ((below, general()), (clerk, general()), (clerk, own)):
        with pytest.raises(NotPermittedError):
            publish(with_days(newest()), account, calendar=calendar, token="x")

    assert publish(newest(), below, calendar=own).version.number == 1


def test_own_calendar_moves_its_subtree_and_the_general_one_leaves_it_alone(tree: Tree, administrator: Account) -> None:
    start_without_the_swap()
    dates = Dates(resolved_on=date(2025, 10, 6), decided_on=date(2025, 11, 10), received_on=date(2025, 11, 20))
    inside = advance(make_case(tree.branch), dates, today=ENTERED_ON).deadlines.get(kind="ceremony")
    outside = advance(make_case(tree.foreign_branch), dates, today=ENTERED_ON).deadlines.get(kind="ceremony")
    own = Calendar.objects.create(code="rieng", name="Lịch riêng", organization=tree.grassroots)

    first = publish(with_days(newest(), *SWAP), administrator, calendar=own)
    storm = CalendarDay(date(2025, 12, 31), DayKind.DAY_OFF, "storm", "Bão", "Storm", DayStatus.CONFIRMED, "thử")
    second = publish(with_days(newest(), storm), administrator)

    for deadline in (inside, outside):
        deadline.refresh_from_db()
    assert (inside.due_on, inside.calendar_version) == (date(2026, 1, 5), first.version)
    assert (outside.due_on, outside.calendar_version) == (date(2026, 1, 5), second.version)
    assert (first.moved, second.moved) == (1, 1)
    assert list(differences(today=ENTERED_ON)) == []


def test_weekly_rest_of_an_own_calendar_is_kept_with_the_version(tree: Tree, administrator: Account) -> None:
    """An office that works on Saturday: every period is shorter, so every day moves towards today."""
    own = Calendar.objects.create(code="rieng", name="Lịch riêng", organization=tree.grassroots)
    case = advance(make_case(tree.branch), Dates(resolved_on=date(2025, 12, 1)), today=ENTERED_ON)
    content = replace(
        newest(), weekend=frozenset({6}), days=tuple(d for d in newest().days if d.kind is DayKind.DAY_OFF)
    )
    content = replace(content, days=tuple(replace(day, basis="public holiday") for day in content.days))

    done = publish(content, administrator, calendar=own)

    deadline = case.deadlines.get(kind="admission_decision")
    assert deadline.due_on == naive_last_day(content, date(2025, 12, 1), 60)
    assert content_of(done.version) == replace(content, days=tuple(sorted(content.days, key=lambda day: day.day)))
    assert list(differences(today=ENTERED_ON)) == []


def test_days_that_move_earlier_or_past_today_wait_for_their_organisation(tree: Tree, administrator: Account) -> None:
    """The working Saturday comes first: whoever thought he had until 3 March has until 2 March."""
    dates = Dates(decided_on=date(2026, 1, 7), received_on=date(2026, 1, 13))
    case = advance(make_case(tree.branch), dates)
    deadline = case.deadlines.get(kind="ceremony")
    made_up = CalendarDay(
        date(2026, 2, 28), DayKind.MAKE_UP_WORKING_DAY, "announced", "Làm bù", "Make-up", DayStatus.CONFIRMED, "thử"
    )
    today = date(2026, 3, 3)

    seen = preview(with_days(newest(), made_up), today)
    publish(with_days(newest(), made_up), administrator, today=today)

    (settlement,) = DeadlineSettlement.objects.filter(move__deadline=deadline)
    move = settlement.move
    assert (seen.earlier, seen.passed, seen.to_settle) == (1, 1, 1)
    assert (move.old_due_on, move.due_on, move.is_earlier, move.is_passed) == (
        date(2026, 3, 3), date(2026, 3, 2), True, True,
    )  # fmt: skip
    assert (settlement.organization, settlement.settled_at) == (tree.branch, None)


def test_closed_deadlines_never_move(tree: Tree, administrator: Account) -> None:
    start_without_the_swap()
    dates = Dates(resolved_on=date(2025, 10, 9), decided_on=date(2025, 12, 22))
    case = advance(make_case(tree.branch), dates, today=ENTERED_ON)
    met = case.deadlines.get(kind="admission_decision")

    publish(with_days(newest(), *SWAP), administrator)

    after = case.deadlines.get(kind="admission_decision")
    assert (after.due_on, after.calendar_version_id, after.revision) == (
        met.due_on, met.calendar_version_id, met.revision,
    )  # fmt: skip
