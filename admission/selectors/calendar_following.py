"""Which own calendars have not taken over what the calendar above them changed, and what that would move."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from admission.domain.calendar_drafts import REFUSALS, ActKind, CalendarAct
from admission.domain.calendar_file import CalendarContent
from admission.domain.calendar_following import Following, follow
from admission.models import Calendar, CalendarDraft, CalendarVersion, DraftEnd
from admission.selectors.calendar_effects import preview_change
from admission.selectors.calendars import content_of

MOST_COUNTED = 20
"""Of so many own calendars it is counted how many due dates would move."""


@dataclass(frozen=True, slots=True)
class News:
    """What a calendar has not taken over yet. `followed`: the version of the inherited one it took over last;
    `inherited`: the one in force; `following` None: both contradict each other, somebody has to enter it by hand.
    """

    calendar: Calendar
    followed: CalendarVersion
    inherited: CalendarVersion
    following: Following | None

    @property
    def act(self) -> CalendarAct | None:
        """The act that takes it over."""
        if self.following is None:
            return None
        taken = self.following.taken
        return CalendarAct(
            ActKind.FOLLOW,
            days=tuple(change.day for change in taken.days if change.after is None),
            entries=tuple(change.after for change in taken.days if change.after is not None),
            document=str(self.inherited),
            version=self.inherited.pk,
            last=taken.last[1] if taken.last else None,
            confirmed_through=taken.confirmed_through[1] if taken.confirmed_through else None,
        )


@dataclass(frozen=True, slots=True)
class BehindLine:
    """An own calendar that does not take something over; `moves`: how many due dates would move there if it did, None
    where that was not counted.
    """

    calendar: Calendar
    moves: int | None


@dataclass(frozen=True, slots=True)
class Behind:
    """The own calendars that do not take something over: those the reader keeps, and how many others there are."""

    lines: tuple[BehindLine, ...]
    elsewhere: int

    @property
    def count(self) -> int:
        return len(self.lines) + self.elsewhere


def news_of(calendar: Calendar, content: CalendarContent | None = None) -> News | None:
    """Give what one own calendar has not taken over; `content`: what is to take it over, if not its newest version."""
    if calendar.organization_id is None:
        return None
    found = _news([calendar], own={calendar.pk: content} if content is not None else {})
    return found[0] if found else None


def news_below(calendar: Calendar, content: CalendarContent | None = None) -> list[News]:
    """Give what the own calendars that inherit from one have not taken over; `content`: where it is to be another."""
    owned = Calendar.objects.exclude(organization=None).exclude(pk=calendar.pk).select_related("organization")
    if calendar.organization is not None:
        owned = owned.filter(organization__path__startswith=calendar.organization.path)
    now = {calendar.pk: content} if content is not None else {}
    found = _news(list(owned.order_by("organization__path")), now=now)
    return [one for one in found if one.inherited.calendar_id == calendar.pk]


def behind(news: Iterable[News], kept: Collection[Calendar], today: date) -> Behind:
    """Name those the reader keeps, and count what would move in the first of them."""
    news = list(news)
    mine = [one for one in news if one.calendar in kept]
    lines = tuple(
        BehindLine(
            one.calendar,
            preview_change(one.calendar, one.following.content, today).moves
            if one.following is not None and number < MOST_COUNTED
            else None,
        )
        for number, one in enumerate(mine)
    )
    return Behind(lines, len(news) - len(mine))


def _news(
    calendars: list[Calendar],
    *,
    now: Mapping[int, CalendarContent] | None = None,
    own: Mapping[int, CalendarContent] | None = None,
) -> list[News]:
    """Compare each with what it inherits, in five queries. `now`, `own`: contents that stand for the newest version."""
    now, own = now or {}, own or {}
    newest: dict[int, CalendarVersion] = {}
    versions = {row.pk: row for row in CalendarVersion.objects.select_related("calendar__organization").order_by("pk")}
    for row in versions.values():
        newest[row.calendar_id] = row
    followed = _followed(calendars, versions)
    pairs = [
        (calendar, versions[followed[calendar.pk]], inherited)
        for calendar in calendars
        if calendar.pk in newest
        and calendar.pk in followed
        and (inherited := _inherited(calendar, newest.values())) is not None
        and (inherited.pk != followed[calendar.pk] or inherited.calendar_id in now)
    ]
    needed = {row.pk for _one, before, inherited in pairs for row in (before, inherited)}
    needed |= {newest[calendar.pk].pk for calendar, *_rest in pairs}
    contents = {
        row.pk: content_of(row) for row in CalendarVersion.objects.filter(pk__in=needed).prefetch_related("days")
    }
    found = []
    for calendar, before, inherited in pairs:
        mine = own.get(calendar.pk) or contents[newest[calendar.pk].pk]
        above = now.get(inherited.calendar_id) or contents[inherited.pk]
        try:
            following = follow(mine, contents[before.pk], above)
        except REFUSALS:
            found.append(News(calendar, before, inherited, None))
            continue
        if not following.taken.is_empty:
            found.append(News(calendar, before, inherited, following))
    return found


def _inherited(calendar: Calendar, newest: Iterable[CalendarVersion]) -> CalendarVersion | None:
    """Give the newest version of the nearest calendar above, which is the general one where there is no nearer."""
    path = getattr(calendar.organization, "path", "")
    above = [
        (len(owner), row.pk, row)
        for row in newest
        if (owner := getattr(row.calendar.organization, "path", "")) != path and path.startswith(owner)
    ]
    return max(above)[2] if above else None


def _followed(calendars: list[Calendar], versions: Mapping[int, CalendarVersion]) -> dict[int, int]:
    """Give which version each took over last: by the acts of its published drafts, else the one it was derived from.

    One that was set up without a draft is taken to come from what was in force above it then.
    """
    drafts = CalendarDraft.objects.filter(calendar__in=calendars, closed_as=DraftEnd.PUBLISHED).order_by("pk")
    found: dict[int, int] = {}
    for draft in drafts:
        if draft.calendar_id not in found and versions[draft.based_on_id].calendar_id != draft.calendar_id:
            found[draft.calendar_id] = draft.based_on_id
        for act in draft.acts:
            if act["kind"] == ActKind.FOLLOW:
                found[draft.calendar_id] = act["version"]
    for calendar in calendars:
        own = [pk for pk, row in versions.items() if row.calendar_id == calendar.pk]
        if calendar.pk in found or not own:
            continue
        before = [row for pk, row in versions.items() if pk < min(own)]
        newest_then = {row.calendar_id: row for row in before}
        derived = _inherited(calendar, newest_then.values())
        if derived is not None:
            found[calendar.pk] = derived.pk
    return found
