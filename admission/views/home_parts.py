"""Parts of the first page: the counts of an inspector, the health of the machine for an administrator."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from admission.forms.cases import FLAGS
from admission.models import CalendarDraft
from admission.permissions import branches_to_administer, calendars_to_keep
from admission.selectors.branch_gaps import without_secretary
from admission.selectors.counts import MOST_COUNTED
from admission.selectors.health import Health, health
from admission.templatetags.display import vn_date, vn_datetime
from admission.views.base import GuardedMixin
from admission.views.calendars import open_years


@dataclass(frozen=True, slots=True)
class Tile:
    """A number that leads to what it counts. `is_alarm`: something is late."""

    label: str | Promise
    number: str
    url: str
    is_alarm: bool = False
    is_current: bool = False


@dataclass(frozen=True, slots=True)
class HealthLine:
    """What is looked after, how it stands and where to go. `tone`: good, attention or alarm."""

    label: str | Promise
    words: str
    tone: str
    url: str
    action: str


def counted(number: int) -> str:
    """Write a number that was counted only so far."""
    return gettext("more than %(number)s") % {"number": MOST_COUNTED} if number > MOST_COUNTED else str(number)


def inspection_counts(counts: Mapping[str, int]) -> list[Tile]:
    """The counts of an inspector, each with the list of its files."""
    files = reverse("case-list")
    late = Tile(_("Overdue"), counted(counts["late"]), f"{files}?light=overdue", is_alarm=counts["late"] > 0)
    flags = (Tile(words, counted(counts[flag.value]), f"{files}?flag={flag.value}") for flag, words in FLAGS.items())
    return [late, *flags]


def gap_count(counts: Mapping[str, int]) -> str:
    """Say how many branches have nobody on the way to admission; empty for none, or for who does not watch them."""
    number = counts.get("gaps", 0)
    if not number:
        return ""
    words = ngettext(
        "%(count)s branch has no candidate at present.", "%(count)s branches have no candidate at present.", number
    )
    return words % {"count": counted(number)}


def health_lines(page: GuardedMixin) -> list[HealthLine]:
    """How alerts, calendars, the journal and the accounts stand; what is wrong first."""
    drafts = CalendarDraft.objects.open().filter(calendar__in=calendars_to_keep(page.access).order_by())
    branches = without_secretary(branches_to_administer(page.access), page.today)
    state = health(page.account, timezone.now(), drafts=drafts, without_secretary=branches)
    lines = [*_mail_lines(state), *_calendar_lines(page, state), *_journal_lines(state), _account_line(state)]
    return sorted(lines, key=lambda line: ("alarm", "attention", "good").index(line.tone))


def _mail_lines(state: Health) -> list[HealthLine]:
    url, action = reverse("mail-list"), gettext("Sent mail")
    swept = gettext("Last sweep: %(at)s.") % {"at": vn_datetime(state.last_sweep_at)}
    if state.last_sweep_at is None:
        swept = (
            gettext("No sweep has run yet.")
            if state.is_silent
            else gettext("Newly installed: the first check is yet to run, within five minutes.")
        )
    waiting = gettext("Nothing waits.")
    if state.oldest_at:
        words = gettext("Waiting: %(waiting)s, the oldest since %(at)s.")
        waiting = words % {"waiting": counted(state.waiting), "at": vn_datetime(state.oldest_at)}
    if state.given_up:
        words = ngettext(
            "%(count)s message was given up in the last 24 hours.",
            "%(count)s messages were given up in the last 24 hours.",
            state.given_up,
        )
        waiting = f"{waiting} {words % {'count': counted(state.given_up)}}"
    untold = gettext("Every alert that was due has been sent.")
    if state.untold_since_on:
        words = gettext("The oldest alert that was due and has not been sent: %(day)s.")
        untold = words % {"day": vn_date(state.untold_since_on)}
    if state.next_send_at:
        untold = f"{untold} {gettext('Next digest: %(at)s.') % {'at': vn_datetime(state.next_send_at)}}"
    failing = gettext("Mail arrives at every address.")
    if state.failing:
        words = ngettext(
            "Mail to %(count)s account comes back: its address must be corrected.",
            "Mail to %(count)s accounts comes back: their addresses must be corrected.",
            state.failing,
        )
        failing = words % {"count": counted(state.failing)}
    return [
        HealthLine(_("Alerts"), f"{swept} {untold}", "alarm" if state.is_silent else "good", url, action),
        HealthLine(
            _("Mail"), waiting, "alarm" if state.is_stuck else "attention" if state.given_up else "good", url, action
        ),
        HealthLine(_("Addresses"), failing, "attention" if state.failing else "good", url, action),
    ]


def _calendar_lines(page: GuardedMixin, state: Health) -> list[HealthLine]:
    url, action = reverse("calendar-list"), gettext("Calendars and versions")
    years = open_years(page)
    words = [
        gettext("The year %(year)s is not confirmed in “%(name)s”: due dates that reach into it are provisional.")
        % {"year": one.year, "name": one.calendar.name}
        for one in years
    ]
    first = reverse("calendar-versions", args=[years[0].calendar.pk]) if years else url
    drafts = gettext("No draft is open.")
    if state.drafts:
        told = ngettext(
            "%(count)s draft is not published yet.", "%(count)s drafts are not published yet.", state.drafts
        )
        drafts = told % {"count": counted(state.drafts)}
    return [
        HealthLine(
            _("Years of the calendar"),
            " ".join(words) or gettext("Every year that must be confirmed by now is."),
            "attention" if years else "good",
            first,
            gettext("Enter and confirm the year") if years else action,
        ),
        HealthLine(_("Drafts of calendars"), drafts, "attention" if state.drafts else "good", url, action),
    ]


def _journal_lines(state: Health) -> list[HealthLine]:
    words, tone = gettext("The journal was never verified."), "attention"
    if state.flaw:
        words, tone = state.flaw, "alarm"
    elif state.verified_at:
        told = gettext("Verified on %(at)s and found whole.")
        words, tone = told % {"at": vn_datetime(state.verified_at)}, "good"
    return [HealthLine(_("Journal"), words, tone, reverse("journal-state"), gettext("State of the journal"))]


def _account_line(state: Health) -> HealthLine:
    words = gettext("Every branch has a secretary or deputy who can sign in.")
    if state.without_secretary:
        told = ngettext(
            "%(count)s branch has no secretary or deputy who can sign in.",
            "%(count)s branches have no secretary or deputy who can sign in.",
            state.without_secretary,
        )
        words = told % {"count": counted(state.without_secretary)}
    return HealthLine(
        _("Branches"),
        words,
        "attention" if state.without_secretary else "good",
        reverse("branch-no-secretary"),
        gettext("Branches without a secretary"),
    )
