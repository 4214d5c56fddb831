"""What one digest says: read again from the deadlines at the moment it leaves."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from django.conf import settings
from django.db.models import BooleanField, ExpressionWrapper, F, Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext, ngettext

from admission.domain.breaks import Break, break_ahead
from admission.domain.ladder import Audience
from admission.labels import day, deadline_label
from admission.labels.ladder import AUDIENCES
from admission.models import BREAK, Alert, AlertStatus, DeadlineStatus, Mail, MailKind
from admission.selectors.audiences import heard_by
from admission.selectors.calendars import CalendarShelf, calendar_shelf, remaining_or_none
from admission.selectors.explanations import length_text
from admission.selectors.outages import Outage, outages_to_say
from admission.selectors.urgent import untouched_alerts
from members.access import Access, access_of
from members.models import Account, Organization
from members.text import initials

MOST_LINES = 20
DUE_FIRST = ("deadline__due_on", "deadline__case_id", "deadline_id", "pk")
"""The order of the lines: what is overdue longest stands first."""

_SAID = (
    *("deadline_id", "mail_id", "channel", "audience", "planned_on"),
    *(f"deadline__{name}" for name in ("kind", "subject", "due_on", "provisional", "case_id", "request_id")),
    *(f"deadline__{name}" for name in ("triggered_on", "length", "unit", "extension", "clause")),
    *(f"deadline__organization__{name}" for name in ("path", "name", "is_practice")),
    *(f"deadline__case__{name}" for name in ("opened_on", "branch__path", "candidate__person__full_name")),
    "deadline__request__registered_at",
)
"""All that a digest reads of seven tables. A column left out here costs a query for each line."""


@dataclass(frozen=True, slots=True)
class DigestLine:
    """One deadline (its id), without a name or a birth date in it. `remaining`: working days in (today, due_on];
    `initials`: of the candidate, empty for a request about personal data; `triggered_on` to `clause`: what it was
    counted from.
    """

    deadline: int
    code: str
    initials: str
    kind: str
    subject: str
    due_on: date
    remaining: int | None
    actor: str
    provisional: bool
    is_practice: bool
    path: str
    triggered_on: date
    unit: str
    length: int
    extension: int
    clause: str
    audience: Audience
    in_break: bool

    @property
    def url(self) -> str:
        """Where the file is, as a mail has to say it."""
        return settings.BASE_URL + self.path

    @property
    def why(self) -> str:
        """Why somebody hears of it who need not act himself; empty for all others."""
        return "" if self.audience in (Audience.ACTOR, Audience.DEPUTY) else str(AUDIENCES[self.audience])

    @property
    def what(self) -> str:
        """What is due, in the language of the moment."""
        return deadline_label(self.kind, self.subject)

    @property
    def basis(self) -> str:
        """In short why it is that date, in the language of the moment."""
        length = length_text(self.unit, self.length, self.extension)
        words = gettext("%(length)s from %(day)s, under %(clause)s")
        return words % {"length": length, "day": day(self.triggered_on), "clause": self.clause}


@dataclass(frozen=True, slots=True)
class Digest:
    """A digest on the day it leaves, overdue first, earliest due first.

    `lines`: at most 20, `more`: how many are not shown. `told`: ids of the alerts it settles; `dropped`: of those with
    nothing left to tell; `said`: of all it speaks of, those too that another mail has told. `outages`: when the server
    was off, if that has to be said.
    """

    day: date
    lines: tuple[DigestLine, ...]
    overdue_count: int
    today_count: int
    soon_count: int
    is_practice: bool
    told: tuple[int, ...]
    dropped: tuple[int, ...]
    said: tuple[int, ...]
    outages: tuple[Outage, ...]
    ahead: Break | None
    """The long break that begins on the morrow: `in_break` is what falls due in it and right after."""

    @property
    def overdue(self) -> tuple[DigestLine, ...]:
        return tuple(line for line in self.lines if line.due_on < self.day)

    @property
    def upcoming(self) -> tuple[DigestLine, ...]:
        return tuple(line for line in self.lines if line.due_on >= self.day and not line.in_break)

    @property
    def in_break(self) -> tuple[DigestLine, ...]:
        return tuple(line for line in self.lines if line.in_break)

    @property
    def more(self) -> int:
        return self.overdue_count + self.today_count + self.soon_count - len(self.lines)

    @property
    def url(self) -> str:
        """Where the work is."""
        return settings.BASE_URL + reverse("work-list")

    @property
    def more_url(self) -> str:
        """Where every line is, those too that are only counted here."""
        return settings.BASE_URL + reverse("alert-list")

    @property
    def summary(self) -> str:
        """Say how many of what: "3 hạn quá hạn, 5 hạn sắp đến"."""
        overdue, today, soon = self.overdue_count, self.today_count, self.soon_count
        parts = []
        if overdue:
            parts.append(
                ngettext("%(count)s deadline overdue", "%(count)s deadlines overdue", overdue) % {"count": overdue}
            )
        if today:
            parts.append(
                ngettext("%(count)s deadline due today", "%(count)s deadlines due today", today) % {"count": today}
            )
        if soon:
            parts.append(ngettext("%(count)s deadline ahead", "%(count)s deadlines ahead", soon) % {"count": soon})
        return ", ".join(parts)


def digest_of(mail: Mail, today: date) -> Digest:
    """Read what the alerts of a mail come to today; alerts of one deadline fold into one line. Four queries, and one
    for what is to be said of an outage.

    What was met, moved or closed since, and what the recipient no longer has to act on, is dropped.
    """
    holds = ExpressionWrapper(still_to_tell(_access_of(mail.recipient, today)), output_field=BooleanField())
    alerts = list(with_deadlines(_alerts_of(mail, today)).only(*_SAID).annotate(holds=holds).order_by(*DUE_FIRST))
    told = [alert for alert in alerts if alert.holds]
    own = {alert.pk for alert in told if alert.mail_id == mail.pk}
    shelf = calendar_shelf()
    lines = list(digest_lines(told, today, shelf))
    # Only on the day itself: after it, in a digest that was late, it is a deadline like any other.
    breaks = [_break_ahead(alert, today, shelf) for alert in told if _is_about_break(alert, today)]
    days = [line.due_on for line in lines]
    return Digest(
        day=today,
        lines=tuple(lines[:MOST_LINES]),
        overdue_count=sum(day < today for day in days),
        today_count=days.count(today),
        soon_count=sum(day > today for day in days),
        # Only if all are: a true deadline must never be taken for an exercise.
        is_practice=mail.kind == MailKind.PRACTICE or all(a.deadline.organization.is_practice for a in told),
        told=tuple(own),
        dropped=tuple(alert.pk for alert in alerts if not alert.holds and alert.mail_id == mail.pk),
        said=tuple(alert.pk for alert in told),
        outages=outages_to_say(mail),
        ahead=max(filter(None, breaks), key=lambda one: one.last, default=None),
    )


def still_to_tell(access: Access) -> Q:
    """The condition on alerts under which they are still true and still concern an account: the deadline is open, has
    not moved since, and the account hears of it today. The one place for digests, the mail of the afternoon and the
    page of alerts.
    """
    return heard_by(access) & Q(
        deadline__status=DeadlineStatus.OPEN, deadline__due_on__isnull=False, deadline__revision=F("revision")
    )


def with_deadlines(alerts: QuerySet[Alert]) -> QuerySet[Alert]:
    """Load with alerts what a line says of them."""
    return alerts.select_related(
        "deadline__organization",
        "deadline__case__branch",
        "deadline__case__candidate__person",
        "deadline__request",
    )


def digest_lines(alerts: Sequence[Alert], today: date, shelf: CalendarShelf) -> Iterator[DigestLine]:
    """Give one line for each deadline of the alerts, in their order; no query."""
    in_break = {alert.deadline_id for alert in alerts if _is_about_break(alert, today)}
    once = {alert.deadline_id: alert for alert in alerts}
    for pk, alert in once.items():
        if alert.deadline.due_on is not None:
            yield _line(alert, alert.deadline.due_on, today, shelf, in_break=pk in in_break)


def _alerts_of(mail: Mail, today: date) -> QuerySet[Alert]:
    if mail.kind == MailKind.URGENT:
        return untouched_alerts(today).filter(recipient=mail.recipient)
    return Alert.objects.filter(mail=mail, status=AlertStatus.PLANNED)


def _access_of(account: Account, today: date) -> Access:
    """What the account holds that day, by a role of its own or a delegated one; nothing for one that is closed."""
    return access_of(account, today) if account.is_active else Access(account, today, ())


def _is_about_break(alert: Alert, today: date) -> bool:
    return alert.channel == BREAK and alert.planned_on == today


def _break_ahead(alert: Alert, today: date, shelf: CalendarShelf) -> Break | None:
    return break_ahead(today, shelf.of(_place(alert)).calendar)


def _place(alert: Alert) -> Organization:
    """By whose calendar it counts."""
    place: Organization = alert.deadline.case.branch if alert.deadline.case else alert.deadline.organization
    return place


def _line(alert: Alert, due_on: date, today: date, shelf: CalendarShelf, *, in_break: bool) -> DigestLine:
    deadline = alert.deadline
    about = deadline.owner
    return DigestLine(
        deadline=deadline.pk,
        code=about.code,
        initials=initials(deadline.case.candidate.person.full_name) if deadline.case else "",
        kind=deadline.kind,
        subject=deadline.subject,
        due_on=due_on,
        remaining=remaining_or_none(due_on, today, shelf.of(_place(alert)).calendar),
        actor=deadline.organization.name,
        provisional=deadline.provisional,
        is_practice=deadline.organization.is_practice,
        path=about.get_absolute_url(),
        triggered_on=deadline.triggered_on,
        unit=deadline.unit,
        length=deadline.length,
        extension=deadline.extension,
        clause=deadline.clause,
        audience=Audience(alert.audience),
        in_break=in_break,
    )
