"""Own calendars take over what the calendar above them changed, each by a draft."""

from dataclasses import replace
from datetime import date

import pytest
from django.db import connection
from django.template.loader import render_to_string
from django.test.utils import CaptureQueriesContext

from admission.domain.calendar_drafts import ActKind, CalendarAct
from admission.domain.calendar_file import CalendarContent
from admission.models import Calendar, CalendarDraft, CalendarVersion, Mail
from admission.permissions import NotPermittedError
from admission.selectors.calendar_drafts import draft_content, newest_version
from admission.selectors.calendar_effects import preview_change
from admission.selectors.calendar_following import behind, news_below, news_of
from admission.selectors.calendars import calendar_for, content_of
from admission.services import calendar_drafts as drafts
from admission.services.calendar_following import NothingToTakeOverError, take_over, take_over_below
from admission.services.calendar_publishing import publish_draft
from admission.services.notices import notice_context
from admission.services.verification import differences
from members.models import Account, JournalEvent, Organization, Role
from tests.admission.services.digest_rounds import case_with_ceremony_due
from tests.factories import NOW, TODAY, Tree, make_account

pytestmark = pytest.mark.usefixtures("calendar_published")

OFF, WORKED = date(2026, 3, 9), date(2026, 3, 7)
OWN_DAY, OFF_TOO = date(2026, 4, 15), date(2026, 4, 16)
SWAP = CalendarAct(ActKind.SWAP, days=(OFF, WORKED), document="123/TB-BNV")


@pytest.fixture
def keeper(tree: Tree) -> Account:
    return make_account("quan.tri", Role.ADMINISTRATOR, tree.committee)


@pytest.fixture
def general() -> Calendar:
    return Calendar.objects.get(organization=None)


def publish(calendar: Calendar, by: Account, *acts: CalendarAct) -> CalendarVersion:
    """Begin a draft, do acts, name the notice, look at the preview and publish."""
    draft = drafts.begin_draft(calendar=calendar, by=by, today=TODAY, now=NOW)
    for act in acts:
        draft = drafts.change_draft(draft=draft, act=act, revision=draft.revision, by=by, today=TODAY)
    draft = drafts.name_notice(
        draft=draft, number="123/TB-BNV", on=date(2026, 2, 27), issued_by="Bộ Nội vụ", revision=draft.revision, by=by,
        today=TODAY,
    )  # fmt: skip
    return confirm(draft, by)


def confirm(draft: CalendarDraft, by: Account) -> CalendarVersion:
    draft = CalendarDraft.objects.select_related("calendar__organization", "based_on").get(pk=draft.pk)
    token = preview_change(draft.calendar, draft_content(draft), TODAY).token
    return publish_draft(
        draft=draft, revision=draft.revision, token=token, reason="Hoán đổi", by=by, today=TODAY, now=NOW
    ).version


def own_calendar(organization: Organization, by: Account, *acts: CalendarAct) -> Calendar:
    """An organisation's own calendar with a version: one day off of its own."""
    name = f"Lịch {organization.name}"
    calendar = drafts.add_own_calendar(organization=organization, name=name, by=by, today=TODAY)
    own = CalendarAct(ActKind.DAY_OFF, days=(OWN_DAY,), basis="storm", name_vi="Bão", name_en="Storm", document="1")
    publish(calendar, by, *(acts or (own,)))
    return calendar


def test_change_above_is_news_until_it_is_taken_over(tree: Tree, keeper: Account, general: Calendar) -> None:
    own = own_calendar(tree.grassroots, keeper)
    assert news_of(own) is None
    version = publish(general, keeper, SWAP)

    news = news_of(own)
    assert news is not None
    assert news.following is not None
    assert (news.inherited, [change.day for change in news.following.taken.days]) == (version, [WORKED, OFF])

    draft = take_over(calendar=own, by=keeper, today=TODAY, now=NOW)
    assert draft.notice == "123/TB-BNV · 27/02/2026 · Bộ Nội vụ"
    assert not calendar_for(tree.branch).calendar.is_working_day(WORKED)
    confirm(draft, keeper)

    assert news_of(own) is None
    held = calendar_for(tree.branch).calendar
    assert [held.is_working_day(day) for day in (WORKED, OFF, OWN_DAY)] == [True, False, False]


def test_preview_counts_what_would_move_below_and_then_it_does(tree: Tree, keeper: Account, general: Calendar) -> None:
    inside = case_with_ceremony_due(tree.branch, date(2026, 1, 19)).deadlines.get(kind="ceremony")
    own = own_calendar(tree.grassroots, keeper)
    draft = drafts.begin_draft(calendar=general, by=keeper, today=TODAY, now=NOW)
    draft = drafts.change_draft(draft=draft, act=SWAP, revision=draft.revision, by=keeper, today=TODAY)

    news = news_below(general, draft_content(draft))
    found = behind(news, [own], TODAY)

    assert [(line.calendar, line.moves) for line in found.lines] == [(own, 1)]
    assert behind(news, [], TODAY).elsewhere == 1
    drafts.drop_draft(draft=draft, by=keeper, today=TODAY, now=NOW)
    publish(general, keeper, SWAP)
    inside.refresh_from_db()
    assert inside.due_on == OFF
    confirm(take_over(calendar=own, by=keeper, today=TODAY, now=NOW), keeper)
    inside.refresh_from_db()
    assert inside.due_on == WORKED
    assert list(differences(today=TODAY)) == []


def test_change_that_was_undone_above_is_undone_below(tree: Tree, keeper: Account, general: Calendar) -> None:
    own = own_calendar(tree.grassroots, keeper)
    before = content_of_newest(own)
    publish(general, keeper, SWAP)
    confirm(take_over(calendar=own, by=keeper, today=TODAY, now=NOW), keeper)
    publish(general, keeper, CalendarAct(ActKind.UNDO_SWAP, days=(OFF, WORKED)))

    confirm(take_over(calendar=own, by=keeper, today=TODAY, now=NOW), keeper)

    assert content_of_newest(own) == before


def test_own_version_published_meanwhile_takes_nothing_over_unasked(
    tree: Tree, keeper: Account, general: Calendar
) -> None:
    own = own_calendar(tree.grassroots, keeper)
    publish(general, keeper, SWAP)

    publish(own, keeper, CalendarAct(ActKind.REMOVE_DAY, days=(OWN_DAY,)))

    assert news_of(own) is not None


def test_open_draft_gets_it_beside_what_it_says_and_only_once(tree: Tree, keeper: Account, general: Calendar) -> None:
    own = own_calendar(tree.grassroots, keeper)
    draft = drafts.begin_draft(calendar=own, by=keeper, today=TODAY, now=NOW)
    act = CalendarAct(ActKind.REMOVE_DAY, days=(OWN_DAY,))
    drafts.change_draft(draft=draft, act=act, revision=draft.revision, by=keeper, today=TODAY)
    publish(general, keeper, SWAP)

    first = take_over(calendar=own, by=keeper, today=TODAY, now=NOW)
    second = take_over(calendar=own, by=keeper, today=TODAY, now=NOW)

    assert (first.pk, second.pk) == (draft.pk, draft.pk)
    assert [plain["kind"] for plain in second.acts] == ["remove_day", "follow"]
    event = JournalEvent.objects.filter(verb="calendar_draft_changed").latest("pk")
    assert (event.details["act"]["kind"], event.details["act"]["count"]) == ("follow", 2)
    assert "entries" not in event.details["act"]


def test_calendar_below_an_own_one_follows_that(tree: Tree, keeper: Account, general: Calendar) -> None:
    upper = own_calendar(tree.grassroots, keeper)
    lower = own_calendar(tree.branch, keeper, CalendarAct(ActKind.REMOVE_DAY, days=(OWN_DAY,)))
    publish(general, keeper, SWAP)

    assert [one.calendar for one in news_below(general)] == [upper]
    assert news_of(lower) is None
    confirm(take_over(calendar=upper, by=keeper, today=TODAY, now=NOW), keeper)

    assert [one.calendar for one in news_below(upper)] == [lower]
    assert news_below(general) == []


def test_one_button_prepares_a_draft_for_each_that_the_account_keeps(
    tree: Tree, keeper: Account, general: Calendar
) -> None:
    elsewhere = make_account("quan.tri.xa", Role.ADMINISTRATOR, tree.foreign_committee)
    mine = [own_calendar(place, keeper) for place in (tree.branch, tree.sibling)]
    theirs = own_calendar(tree.foreign_branch, elsewhere)
    publish(general, keeper, SWAP)

    made = take_over_below(calendar=general, by=keeper, today=TODAY, now=NOW)

    assert {draft.calendar for draft in made} == set(mine)
    assert not theirs.drafts.filter(closed_as=None).exists()
    assert all(draft.has_notice for draft in made)


def test_nothing_is_taken_over_where_there_is_nothing_or_by_who_does_not_keep_it(
    tree: Tree, keeper: Account, general: Calendar
) -> None:
    own = own_calendar(tree.grassroots, keeper)
    with pytest.raises(NothingToTakeOverError):
        take_over(calendar=own, by=keeper, today=TODAY, now=NOW)
    publish(general, keeper, SWAP)

    with pytest.raises(NotPermittedError):
        take_over(calendar=own, by=make_account("bi.thu", Role.BRANCH_SECRETARY, tree.branch), today=TODAY, now=NOW)
    with pytest.raises(NothingToTakeOverError):
        take_over(calendar=general, by=keeper, today=TODAY, now=NOW)


def test_calendar_set_up_without_a_draft_follows_from_what_was_in_force_then(
    tree: Tree, keeper: Account, general: Calendar
) -> None:
    content = content_of_newest(general)
    own = Calendar.objects.create(code="rieng", name="Riêng", organization=tree.grassroots)
    CalendarVersion.objects.create(
        calendar=own, number=1, first_on=content.first, last_on=content.last, notice="thử",
        confirmed_through_on=content.confirmed_through, digest=replace(content, days=()).digest(),
    )  # fmt: skip
    assert news_of(own) is None

    publish(general, keeper, SWAP)

    news = news_of(own)
    assert news is not None
    assert news.following is not None
    assert [change.day for change in news.following.taken.days] == [WORKED, OFF]


def test_news_of_one_and_of_three_cost_the_same(tree: Tree, keeper: Account, general: Calendar) -> None:
    counts = []
    own_calendar(tree.branch, keeper)
    publish(general, keeper, SWAP)
    with CaptureQueriesContext(connection) as queries:
        assert len(news_below(general)) == 1
    counts.append(len(queries))
    publish(general, keeper, CalendarAct(ActKind.UNDO_SWAP, days=(OFF, WORKED)))
    for place in (tree.sibling, tree.foreign_branch):
        own_calendar(place, make_account(f"qt-{place.pk}", Role.ADMINISTRATOR, place))
    publish(general, keeper, CalendarAct(ActKind.SWAP, days=(date(2026, 6, 1), date(2026, 6, 6))))
    with CaptureQueriesContext(connection) as queries:
        assert len(news_below(general)) == 3
    counts.append(len(queries))

    assert counts[0] == counts[1]


def content_of_newest(calendar: Calendar) -> CalendarContent:
    version = newest_version(calendar)
    assert version is not None
    return content_of(version)


def told(notice: str = "calendar_behind") -> list[tuple[str, list[str]]]:
    """Who was told, and of which calendars."""
    mails = Mail.objects.filter(notice=notice).select_related("recipient").order_by("recipient__username")
    return [(mail.recipient.username, [one["name"] for one in mail.details["calendars"]]) for mail in mails]


def test_keeper_below_is_told_once_what_changed_above(
    tree: Tree, keeper: Account, general: Calendar, in_english: None
) -> None:
    own = own_calendar(tree.grassroots, keeper)
    make_account("nguoi.giu", Role.ADMINISTRATOR, tree.grassroots)
    make_account("bi.thu", Role.BRANCH_SECRETARY, tree.branch)

    publish(general, keeper, SWAP)

    assert told() == [("nguoi.giu", [own.name])]
    [mail] = Mail.objects.filter(notice="calendar_behind")
    body = render_to_string("emails/calendar_behind/body.txt", notice_context(mail))
    assert "was published: 123/TB-BNV" in body
    assert f"{own.name}\n  " in body
    assert f"/calendars/{own.pk}/" in body
    subject = render_to_string("emails/calendar_behind/subject.txt", notice_context(mail)).strip()
    assert subject == "A calendar you keep has not taken over what changed above it"

    confirm(take_over(calendar=own, by=keeper, today=TODAY, now=NOW), keeper)
    assert len(told()) == 1


def test_keeper_of_several_calendars_gets_one_mail_and_who_published_none(
    tree: Tree, keeper: Account, general: Calendar
) -> None:
    other = CalendarAct(ActKind.DAY_OFF, days=(OFF_TOO,), basis="storm", name_vi="Lụt", name_en="Flood", document="2")
    calendars = [own_calendar(tree.grassroots, keeper), own_calendar(tree.branch, keeper, other)]
    make_account("quan.tri.hai", Role.ADMINISTRATOR, tree.committee)

    publish(general, keeper, SWAP)

    assert told() == [("quan.tri.hai", [calendars[0].name])]  # the branch follows the committee above it
    Mail.objects.all().delete()
    confirm(take_over(calendar=calendars[0], by=keeper, today=TODAY, now=NOW), keeper)
    assert told() == [("quan.tri.hai", [calendars[1].name])]


def test_change_that_the_calendar_below_has_already_tells_nobody(
    tree: Tree, keeper: Account, general: Calendar
) -> None:
    own_calendar(tree.grassroots, keeper, SWAP)
    make_account("nguoi.giu", Role.ADMINISTRATOR, tree.grassroots)

    publish(general, keeper, SWAP)

    assert told() == []


def test_days_that_contradict_each_other_are_told_as_work_by_hand(
    tree: Tree, keeper: Account, general: Calendar, in_english: None
) -> None:
    own = own_calendar(tree.grassroots, keeper)

    mail = Mail(
        notice="calendar_behind", recipient=keeper,
        details={"number": 2, "above": "A", "notice": "N", "calendars": [
            {"calendar": own.pk, "name": own.name, "by_hand": True},
        ]},
    )  # fmt: skip

    body = render_to_string("emails/calendar_behind/body.txt", notice_context(mail))
    assert f"{own.name} – the days contradict each other and have to be entered by hand" in body
