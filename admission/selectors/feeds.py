"""The deadlines of an account's own calendar, without a name in them."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.conf import settings
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext

from admission.domain.feed import FeedEvent, alarm_days
from admission.labels import day
from admission.models import AdmissionCase, CalendarFeed, Deadline, DeadlineQuerySet, DeadlineStatus
from admission.selectors.calendars import CalendarShelf, calendar_shelf
from members.access import Access
from members.models import Account
from members.models.organization import inside
from members.models.role import ACTING_ROLES, BRANCH_ROLES, COMMITTEE_ROLES, CONTENT_ROLES
from members.text import initials

MOST_EVENTS = 1_000
"""More deadlines ahead fit on no telephone; the earliest are given."""
MOST_PAST = 200
"""Of those overdue, and of those that are over, the latest so many: they must not crowd out what is ahead."""
CLOSED_FOR = timedelta(days=30)
"""So long a deadline that is over is still told, as cancelled: a telephone may fetch seldom."""
WARN_BEFORE = timedelta(days=7)
"""So long before the address itself expires the calendar says so."""


@dataclass(frozen=True, slots=True)
class FeedState:
    """The address of an account as its page shows it; `is_expired`: nothing is fetched by it any more."""

    feed: CalendarFeed
    is_expired: bool
    is_soon_over: bool


def feed_state(account: Account, now: datetime) -> FeedState | None:
    """Give the address of an account; None where it has none, or revoked it."""
    feed: CalendarFeed | None = CalendarFeed.objects.unrevoked().filter(account=account).first()
    if feed is None:
        return None
    return FeedState(feed, not feed.is_good_at(now), feed.expires_at - WARN_BEFORE <= now)


def feed_deadlines(access: Access, since: date) -> DeadlineQuerySet:
    """The clocks of an account: those on which an organisation of its must act, and all of the files of its branch that
    were not closed before a day.

    What a role is held in that day decides: a role that ended takes its deadlines along.
    """
    acting, registers = access.organization_ids(ACTING_ROLES), access.organization_ids(COMMITTEE_ROLES)
    of_branch = AdmissionCase.objects.filter(branch__in=access.organization_ids(BRANCH_ROLES))
    # The files of a branch are few: by their numbers both halves of the question are answered from an index.
    files = list(of_branch.filter(Q(closed_on=None) | Q(closed_on__gte=since)).values_list("pk", flat=True))
    visible = inside(access.paths(CONTENT_ROLES), "case__branch__path")
    registered = Q(request__isnull=False, organization__in=registers)
    ours = Q(organization__in=acting) | Q(also_organization__in=acting)
    mine = Deadline.objects.filter(ours | Q(case__in=files))
    deadlines: DeadlineQuerySet = mine.filter(visible | registered).exclude(due_on=None)
    return deadlines


def feed_events(access: Access, feed: CalendarFeed) -> list[FeedEvent]:
    """Give the events of an account's calendar in the language of the moment, in five queries."""
    since = access.today - CLOSED_FOR
    over = (
        Q(status=DeadlineStatus.MET, met_on__gte=since)
        | Q(status=DeadlineStatus.ENDED, ended_on__gte=since)
        | Q(status=DeadlineStatus.VOID, due_on__gte=since)
    )
    related = ("organization", "case__branch", "case__candidate__person", "request__organization")
    deadlines = feed_deadlines(access, since).select_related(*related)
    ahead = deadlines.open().filter(due_on__gte=access.today).order_by("due_on", "pk")
    overdue = deadlines.open().filter(due_on__lt=access.today).order_by("-due_on", "-pk")
    closed = deadlines.filter(over).order_by("-due_on", "-pk")
    rows = [*ahead[:MOST_EVENTS], *overdue[:MOST_PAST], *closed[:MOST_PAST]]
    shelf = calendar_shelf()
    return [*(_event(row, row.due_on, shelf) for row in rows if row.due_on), *_about_the_address(feed)]


def _event(row: Deadline, due_on: date, shelf: CalendarShelf) -> FeedEvent:
    place = row.case.branch if row.case else row.organization
    who = f" · {initials(row.case.candidate.person.full_name)}" if row.case else ""
    practice = gettext("[Practice]") + " " if row.organization.is_practice else ""
    provisional = f" ({gettext('provisional')})" if row.provisional and row.is_open else ""
    return FeedEvent(
        uid=f"deadline-{row.pk}@{settings.MAIL_DOMAIN}",
        sequence=row.revision - 1,
        on=due_on,
        summary=f"{practice}{row.label} · {row.owner.code}{who}{provisional}",
        description="\n".join(_words(row)),
        url=settings.BASE_URL + row.owner.get_absolute_url(),
        is_cancelled=not row.is_open,
        is_tentative=row.provisional,
        alarms=tuple(alarm_days(due_on, shelf.of(place).calendar)),
    )


def _words(row: Deadline) -> Iterator[str]:
    if not row.is_open:
        yield gettext("Over: nothing is to be done for it any more.")
    elif row.provisional:
        yield gettext("Provisional: the calendar is not confirmed up to this day, which may still move.")
    yield gettext("Under: %(clause)s") % {"clause": row.clause}
    yield gettext("Names and details are in the product, after signing in.")


def _about_the_address(feed: CalendarFeed) -> Iterator[FeedEvent]:
    """Tell in the calendar itself that it is about to end: nobody notices that a telephone no longer fetches."""
    last_on = timezone.localtime(feed.expires_at).date()
    on = last_on - WARN_BEFORE
    yield FeedEvent(
        uid=f"feed-{feed.pk}@{settings.MAIL_DOMAIN}",
        sequence=(feed.expires_at - feed.made_at).days,  # a renewal moves it onwards
        on=on,
        summary=gettext("Renew this calendar: its address is good until %(day)s") % {"day": day(last_on)},
        description=gettext("After that day the telephone gets no deadlines any more."),
        url=settings.BASE_URL + reverse("calendar-feed"),
        alarms=(on,),
    )
