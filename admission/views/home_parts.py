"""Parts of the first page: the counts of an inspector, the health of the machine for an administrator."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

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
from admission.selectors.mail import is_filed
from admission.templatetags.display import vn_date, vn_datetime
from admission.views.base import GuardedMixin
from admission.views.calendars import open_years
from admission.views.case_parts import Link


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


def health_part(page: GuardedMixin) -> dict[str, Any]:
    """How alerts, calendars, the journal and the accounts stand, what is wrong first; in a new installation, before it,
    what to begin with.
    """
    drafts = CalendarDraft.objects.open().filter(calendar__in=calendars_to_keep(page.access).order_by())
    branches = branches_to_administer(page.access)
    unstaffed = without_secretary(branches, page.today)
    state = health(page.account, timezone.now(), drafts=drafts, branches=branches, without_secretary=unstaffed)
    lines = [*_mail_lines(state), *_calendar_lines(page, state), *_journal_lines(state), _account_line(state)]
    lines.sort(key=lambda line: ("alarm", "attention", "good").index(line.tone))
    return {"health": lines, "first_steps": [] if state.has_branches else _first_steps()}


def _first_steps() -> list[Link]:
    """What an installation without branches needs, in this order."""
    return [
        Link(gettext("Enter the committees and branches from an Excel sheet"), reverse("organization-import")),
        Link(gettext("Or one by one: open an organisation and add one below it"), reverse("organization-list")),
        Link(gettext("Invite secretaries, clerks and reviewers"), reverse("account-invite")),
        Link(gettext("Look whether the years of the working-day calendar are confirmed"), reverse("calendar-list")),
        Link(gettext("Look whether mail leaves"), reverse("mail-list")),
    ]


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
    if is_filed():
        words = gettext(
            "No mail server is set (EMAIL_HOST): each message becomes a file on this machine and reaches nobody."
        )
        waiting = f"{waiting} {words}"
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
    lines = [
        HealthLine(_("Alerts"), f"{swept} {untold}", "alarm" if state.is_silent else "good", url, action),
        HealthLine(_("Mail"), waiting, _mail_tone(state), url, action),
    ]
    if state.failing or not is_filed():  # of files nobody knows whether an address is good
        lines.append(HealthLine(_("Addresses"), failing, "attention" if state.failing else "good", url, action))
    return lines


def _mail_tone(state: Health) -> str:
    if state.is_stuck:
        return "alarm"
    return "attention" if state.given_up or is_filed() else "good"


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
    if not state.has_branches:
        return HealthLine(
            _("Branches"), gettext("No branch was entered yet."), "attention", reverse("organization-list"),
            gettext("Organisations"),
        )  # fmt: skip
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
