"""Preparing a version of a calendar: one draft at a time, one act at a time, each whole and journalled."""

from datetime import date
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from admission.domain.calendar_acts import DayTakenError, MakeUpOnWeekdayError
from admission.domain.calendar_drafts import ActKind, CalendarAct
from admission.models import Calendar, CalendarDraft, CalendarVersion, DraftEnd
from admission.permissions import NotPermittedError
from admission.selectors.calendar_drafts import (
    calendar_lines,
    draft_changes,
    draft_content,
    is_stale,
    newest_version,
    version_lines,
)
from admission.selectors.calendars import calendar_for, content_of
from admission.services import calendar_drafts as drafts
from admission.services.calendars import publish_calendar
from members.models import Account, JournalEvent, Role
from tests.factories import NOW, TODAY, Tree, make_account

pytestmark = pytest.mark.django_db

OFF, WORKED = date(2026, 6, 1), date(2026, 6, 6)
SWAP = CalendarAct(ActKind.SWAP, days=(OFF, WORKED))
NOTICE: dict[str, Any] = {"number": "12729/VPCP-KGVX", "on": date(2026, 2, 27), "issued_by": "Văn phòng Chính phủ"}


@pytest.fixture
def keeper(tree: Tree) -> Account:
    return make_account("quan.tri", Role.ADMINISTRATOR, tree.committee)


@pytest.fixture
def general(tree: Tree) -> Calendar:
    return Calendar.objects.get(organization=None)


@pytest.fixture
def draft(general: Calendar, keeper: Account) -> CalendarDraft:
    return drafts.begin_draft(calendar=general, by=keeper, today=TODAY, now=NOW)


def change(draft: CalendarDraft, act: CalendarAct, by: Account, revision: int | None = None) -> CalendarDraft:
    seen = draft.revision if revision is None else revision
    return drafts.change_draft(draft=draft, act=act, revision=seen, by=by, today=TODAY)


def publish(draft: CalendarDraft) -> CalendarVersion:
    content = draft_content(draft)
    version = publish_calendar(
        calendar=draft.calendar, days=content.days, first=content.first, last=content.last,
        confirmed_through=content.confirmed_through, notice=draft.notice or "Thông báo", by=None, today=TODAY,
    )  # fmt: skip
    assert version is not None
    return version


def told() -> list[tuple[str, Any]]:
    events = JournalEvent.objects.filter(verb__startswith="calendar_draft").order_by("pk")
    return [(event.verb, event.details.get("act")) for event in events]


def test_draft_says_what_the_published_version_says(draft: CalendarDraft, general: Calendar) -> None:
    version = newest_version(general)

    assert version is not None
    assert (draft.based_on, draft_content(draft)) == (version, content_of(version))
    assert draft_changes(draft).is_empty


def test_act_changes_the_draft_and_nothing_that_counts(draft: CalendarDraft, keeper: Account) -> None:
    changed = change(draft, SWAP, keeper)

    calendar = draft_content(changed).build()
    assert (calendar.is_working_day(OFF), calendar.is_working_day(WORKED)) == (False, True)
    assert calendar_for().calendar.is_working_day(OFF)
    assert told()[-1] == ("calendar_draft_changed", SWAP.stored())


def test_refused_act_leaves_the_draft_as_it_was(draft: CalendarDraft, keeper: Account) -> None:
    half = CalendarAct(ActKind.SWAP, days=(OFF, date(2026, 6, 3)))

    with pytest.raises(MakeUpOnWeekdayError):
        change(draft, half, keeper)

    draft.refresh_from_db()
    assert (draft.acts, draft.revision, len(told())) == ([], 1, 1)


def test_one_draft_of_a_calendar_is_open(draft: CalendarDraft, general: Calendar, keeper: Account) -> None:
    with pytest.raises(drafts.DraftOpenError) as refused:
        drafts.begin_draft(calendar=general, by=keeper, today=TODAY, now=NOW)

    assert refused.value.draft == draft


def test_database_keeps_one_draft_of_a_calendar_open(draft: CalendarDraft, keeper: Account) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        CalendarDraft.objects.create(calendar=draft.calendar, based_on=draft.based_on, begun_by=keeper, begun_at=NOW)


@pytest.mark.parametrize(
    "wrong",
    [
        {"closed_as": "published"},
        {"closed_as": "dropped"},
        {"closed_at": NOW},
        {"closed_as": "other"},
    ],
)
def test_database_refuses_half_an_end(draft: CalendarDraft, wrong: dict[str, Any]) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        CalendarDraft.objects.filter(pk=draft.pk).update(**wrong)


def test_two_who_change_one_draft_are_told(draft: CalendarDraft, keeper: Account) -> None:
    change(draft, SWAP, keeper)

    with pytest.raises(drafts.DraftChangedError):
        change(draft, CalendarAct(ActKind.ADD_YEAR, year=2028), keeper, revision=1)


def test_dropped_draft_is_changed_no_more(draft: CalendarDraft, keeper: Account) -> None:
    dropped = drafts.drop_draft(draft=draft, by=keeper, today=TODAY, now=NOW)

    with pytest.raises(drafts.DraftClosedError):
        change(dropped, SWAP, keeper)
    assert (dropped.closed_as, dropped.closed_by) == (DraftEnd.DROPPED, keeper)
    assert drafts.begin_draft(calendar=draft.calendar, by=keeper, today=TODAY, now=NOW).pk != draft.pk


def test_act_is_taken_back(draft: CalendarDraft, keeper: Account) -> None:
    changed = change(change(draft, SWAP, keeper), CalendarAct(ActKind.ADD_YEAR, year=2028), keeper)

    changed = drafts.take_back(draft=changed, place=0, revision=changed.revision, by=keeper, today=TODAY)

    assert [act["kind"] for act in changed.acts] == ["add_year"]
    assert told()[-1] == ("calendar_draft_taken_back", SWAP.stored())


def test_act_that_another_rests_on_is_not_taken_back(draft: CalendarDraft, keeper: Account) -> None:
    changed = change(draft, CalendarAct(ActKind.ADD_YEAR, year=2028), keeper)
    changed = change(changed, CalendarAct(ActKind.REMOVE_DAY, days=(date(2028, 11, 24),)), keeper)

    with pytest.raises(drafts.NeedsOtherActError):
        drafts.take_back(draft=changed, place=0, revision=changed.revision, by=keeper, today=TODAY)


def test_draft_is_begun_anew_from_the_newest_and_keeps_its_acts(draft: CalendarDraft, keeper: Account) -> None:
    changed = change(change(draft, SWAP, keeper), CalendarAct(ActKind.ADD_YEAR, year=2028), keeper)
    other = CalendarDraft(calendar=draft.calendar, based_on=draft.based_on, acts=[SWAP.stored()])
    newest = publish(other)
    assert is_stale(changed)

    renewed, refused = drafts.renew_draft(draft=changed, revision=changed.revision, by=keeper, today=TODAY)

    assert (renewed.based_on, refused) == (newest, (SWAP,))
    assert not is_stale(renewed)
    assert [act["kind"] for act in renewed.acts] == ["add_year"]
    assert draft_content(renewed).build().is_working_day(WORKED)


def test_draft_is_published_only_whole(draft: CalendarDraft, keeper: Account) -> None:
    with pytest.raises(drafts.NothingChangedError):
        drafts.check_publishable(draft)
    changed = change(draft, SWAP, keeper)
    with pytest.raises(drafts.NoticeMissingError):
        drafts.check_publishable(changed)

    noticed = drafts.name_notice(draft=changed, revision=changed.revision, by=keeper, today=TODAY, **NOTICE)

    drafts.check_publishable(noticed)
    assert noticed.notice == "12729/VPCP-KGVX · 27/02/2026 · Văn phòng Chính phủ"
    publish(CalendarDraft(calendar=draft.calendar, based_on=draft.based_on, acts=[
        CalendarAct(ActKind.ADD_YEAR, year=2028).stored()]))  # fmt: skip
    with pytest.raises(drafts.DraftStaleError):
        drafts.check_publishable(noticed)


def test_notice_of_tomorrow_is_refused(draft: CalendarDraft, keeper: Account) -> None:
    with pytest.raises(drafts.NoticeInFutureError):
        drafts.name_notice(
            draft=draft, revision=1, by=keeper, today=TODAY, **NOTICE | {"on": date(2026, 3, 3)}
        )  # fmt: skip


def test_published_draft_is_closed_with_its_version(draft: CalendarDraft, keeper: Account) -> None:
    changed = change(draft, SWAP, keeper)
    version = publish(changed)

    closed = drafts.close_published(
        draft=changed, version=version, revision=changed.revision, by=keeper, today=TODAY, now=NOW
    )

    assert (closed.closed_as, closed.published_as) == (DraftEnd.PUBLISHED, version)
    with pytest.raises(drafts.DraftClosedError):
        drafts.check_publishable(closed)


def test_own_calendar_begins_from_the_inherited_one(tree: Tree, keeper: Account, general: Calendar) -> None:
    calendar = drafts.add_own_calendar(organization=tree.grassroots, name="Lịch riêng", by=keeper, today=TODAY)
    draft = drafts.begin_draft(calendar=calendar, by=keeper, today=TODAY, now=NOW)
    changed = change(draft, CalendarAct(ActKind.WEEKEND, weekend=(6,)), keeper)

    assert draft.based_on.calendar == general
    assert draft_content(changed).build().is_working_day(date(2026, 3, 7))
    assert calendar_for(tree.branch).calendar == calendar_for().calendar


def test_organisation_has_one_calendar(tree: Tree, keeper: Account) -> None:
    drafts.add_own_calendar(organization=tree.branch, name="Lịch riêng", by=keeper, today=TODAY)

    with pytest.raises(drafts.HasCalendarError):
        drafts.add_own_calendar(organization=tree.branch, name="Lịch khác", by=keeper, today=TODAY)


def test_weekly_rest_of_everybody_is_the_laws(draft: CalendarDraft, keeper: Account) -> None:
    with pytest.raises(drafts.OwnWeekendError):
        change(draft, CalendarAct(ActKind.WEEKEND, weekend=(6,)), keeper)


def test_calendar_is_kept_by_the_administrators_of_its_organisation(tree: Tree, general: Calendar) -> None:
    below = make_account("quan.tri.co.so", Role.ADMINISTRATOR, tree.grassroots)
    secretary = make_account("bi.thu", Role.BRANCH_SECRETARY, tree.branch)

    with pytest.raises(NotPermittedError):
        drafts.begin_draft(calendar=general, by=below, today=TODAY, now=NOW)
    with pytest.raises(NotPermittedError):
        drafts.add_own_calendar(organization=tree.committee, name="Lịch", by=below, today=TODAY)
    with pytest.raises(NotPermittedError):
        drafts.add_own_calendar(organization=tree.branch, name="Lịch", by=secretary, today=TODAY)
    own = drafts.add_own_calendar(organization=tree.branch, name="Lịch", by=below, today=TODAY)
    assert drafts.begin_draft(calendar=own, by=below, today=TODAY, now=NOW).calendar == own


def test_act_is_refused_where_the_role_ended(draft: CalendarDraft, keeper: Account) -> None:
    keeper.roles.update(until_on=date(2026, 3, 1))

    with pytest.raises(NotPermittedError):
        change(draft, SWAP, keeper)


def test_draft_has_no_end_of_acts(draft: CalendarDraft, keeper: Account) -> None:
    CalendarDraft.objects.filter(pk=draft.pk).update(
        acts=[SWAP.stored(), CalendarAct(ActKind.UNDO_SWAP, days=(OFF, WORKED)).stored()] * (drafts.MOST_ACTS // 2)
    )

    with pytest.raises(drafts.DraftFullError):
        change(draft, SWAP, keeper)


def test_same_day_is_not_entered_twice(draft: CalendarDraft, keeper: Account) -> None:
    changed = change(draft, SWAP, keeper)

    with pytest.raises(DayTakenError):
        change(changed, SWAP, keeper)


def test_versions_tell_what_each_changed(draft: CalendarDraft, keeper: Account, general: Calendar) -> None:
    publish(change(draft, SWAP, keeper))

    lines = version_lines(general, 20)

    assert [line.version.number for line in lines] == [2, 1]
    assert lines[0].changes is not None
    assert [change.day for change in lines[0].changes.days] == [OFF, WORKED]
    assert lines[1].changes is None
    assert [line.version.number for line in version_lines(general, 1)] == [2]
    (line,) = calendar_lines([general])
    assert (line.newest, line.draft) == (lines[0].version, draft)
