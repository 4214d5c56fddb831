"""The journal as an inspector reads it, and the state of its chain."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext

from admission.labels.journal import SUBJECTS, verb_label
from admission.models import AdmissionCase
from admission.selectors.journal_notes import flaw_of, note_of
from members.access import Access
from members.models import Account, JournalAnchor, JournalEvent, JournalHead, Organization

PAGE_SIZE = 50


@dataclass(frozen=True, slots=True)
class JournalFilter:
    """What is asked for; what is empty asks for nothing. `account`: a user name; `subject`: as "case:17"."""

    from_on: date | None = None
    through_on: date | None = None
    account: str = ""
    verb: str = ""
    subject: str = ""


@dataclass(frozen=True, slots=True)
class JournalLine:
    """One event in words. `url`: of the file, for who may read it; `for_whom`: whose delegated role was used."""

    pk: int
    at: datetime
    who: str
    for_whom: str
    what: str
    about: str
    url: str
    where: str
    note: str


@dataclass(frozen=True, slots=True)
class JournalPage:
    """A page of the list, newest first. `older`/`newer`: where its neighbours begin, None at an end."""

    lines: tuple[JournalLine, ...]
    older: int | None
    newer: int | None


@dataclass(frozen=True, slots=True)
class JournalState:
    """The chain: how many rows are sealed and how many wait, the last anchor, when it was last verified and with what
    outcome (`flaw`: a sentence, or nothing where the journal was whole).
    """

    sealed: int
    unsealed: int
    anchored_on: date | None
    anchor: str
    verified_at: datetime | None
    verified_by: str
    flaw: str


def journal_page(
    *,
    scope: QuerySet[JournalEvent],
    access: Access,
    asked: JournalFilter,
    before: int | None = None,
    after: int | None = None,
) -> JournalPage:
    """Give the events of the scope (see `permissions.events_to_read`), older than `before` or newer than `after` (ids);
    without both the newest. The cost does not grow with the journal.
    """
    events = _asked(scope, asked).select_related("account", "on_behalf_of", "organization")
    pk = before if after is None else after
    place = JournalEvent.objects.filter(pk=pk).first() if pk is not None else None
    if place is not None and after is not None:
        newer_ones = events.filter(Q(at__gt=place.at) | Q(pk__gt=place.pk), at__gte=place.at).order_by("at", "pk")
        rows = list(newer_ones[: PAGE_SIZE + 1])
        newer, older, rows = len(rows) > PAGE_SIZE, bool(rows), rows[:PAGE_SIZE][::-1]
    else:
        if place is not None:
            events = events.filter(Q(at__lt=place.at) | Q(pk__lt=place.pk), at__lte=place.at)
        rows = list(events.order_by("-at", "-pk")[: PAGE_SIZE + 1])
        newer, older, rows = place is not None and bool(rows), len(rows) > PAGE_SIZE, rows[:PAGE_SIZE]
    return JournalPage(
        lines=_lines(rows, access),
        older=rows[-1].pk if rows and older else None,
        newer=rows[0].pk if rows and newer else None,
    )


def journal_state() -> JournalState:
    """Give the state of the chain, in four queries."""
    head = JournalHead.objects.first()
    anchor = JournalAnchor.objects.order_by("-anchored_on").first()
    checks = JournalEvent.objects.filter(verb="journal_verified").select_related("account")
    check = checks.order_by("-at", "-pk").first()
    return JournalState(
        sealed=head.count if head else 0,
        unsealed=JournalEvent.objects.filter(number=None).count(),
        anchored_on=anchor.anchored_on if anchor else None,
        anchor=f"{anchor.count} {anchor.chain}" if anchor else "",
        verified_at=check.at if check else None,
        verified_by=_name(check.account) if check else "",
        flaw=flaw_of(check.details) if check else "",
    )


def subject_asked(text: str) -> str:
    """Read what somebody types as the subject: the number of a file ("KN-2026-00017" or 17), else as it is stored."""
    text = text.strip()
    digits = text.rpartition("-")[2] if text.upper().startswith("KN-") else text
    return f"case:{int(digits)}" if digits.isascii() and digits.isdigit() else text


def _asked(events: QuerySet[JournalEvent], asked: JournalFilter) -> QuerySet[JournalEvent]:
    if asked.from_on:
        events = events.filter(at__gte=_midnight(asked.from_on))
    if asked.through_on:
        events = events.filter(at__lt=_midnight(asked.through_on + timedelta(days=1)))
    if asked.account:
        account = Account.objects.filter(username=asked.account).first()
        events = events.filter(account=account) if account is not None else events.none()
    if asked.verb:
        events = events.filter(verb=asked.verb)
    if asked.subject:
        events = events.filter(subject=asked.subject)
    return events


def _midnight(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time()))


def _lines(rows: Iterable[JournalEvent], access: Access) -> tuple[JournalLine, ...]:
    rows = list(rows)
    cases = AdmissionCase.objects.visible_to(access).filter(pk__in=_ids(rows, "case")).only("pk", "opened_on")
    codes = {f"case:{case.pk}": case.code for case in cases}
    accounts = Account.objects.filter(pk__in=_ids(rows, "account"))
    names = {f"account:{account.pk}": _name(account) for account in accounts}
    organizations = Organization.objects.filter(pk__in=_ids(rows, "organization"))
    names |= {f"organization:{organization.pk}": organization.name for organization in organizations}
    return tuple(_line(row, codes, names) for row in rows)


def _line(event: JournalEvent, codes: dict[str, str], names: dict[str, str]) -> JournalLine:
    noun, _colon, rest = event.subject.partition(":")
    label = str(SUBJECTS.get(noun, noun))
    code = codes.get(event.subject)
    return JournalLine(
        pk=event.pk,
        at=event.at,
        who=_name(event.account),
        for_whom=event.on_behalf_of.display_name if event.on_behalf_of else "",
        what=verb_label(event.verb),
        about=code or f"{label} {names.get(event.subject, rest)}".strip(),
        url=reverse("case", args=[rest]) if code else "",
        where=event.organization.name if event.organization else "",
        note=note_of(event),
    )


def _ids(rows: Iterable[JournalEvent], noun: str) -> set[int]:
    parts = (row.subject.partition(":") for row in rows)
    return {int(pk) for found, _colon, pk in parts if found == noun and pk.isascii() and pk.isdigit()}


def _name(account: Account | None) -> str:
    return account.display_name if account is not None else gettext("the system")
