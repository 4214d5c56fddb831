"""What is taken away once it is no longer needed: a few declared rules, each counted first and then carried out.

Facts of the procedure, the journal and the register of requests are never deleted: they are the Party's record and the
proof that the law was kept. Erasing means emptying sensitive values and contact data. See docs/adr/0014.
"""

from collections.abc import Callable, Iterable
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

from django.contrib.sessions.models import Session
from django.db import models, transaction
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from admission.domain.months import add_months
from admission.models import AdmissionCase, Mail, MailStatus, PastFile
from admission.permissions import Act, check_may
from admission.selectors.data_map import sensitive_columns
from admission.services.pending_imports import LIFETIME, uploads_folder
from members.access import access_of
from members.models import Account, Person, RoleAssignment
from members.services.journal import record_event

BATCH = 500
SENSITIVE_MONTHS, CONTACT_MONTHS, MAIL_MONTHS = 24, 12, 12
PAST_FILE_DAYS = 30
"""Limits of the house, from the event each rule names."""


@dataclass(frozen=True, slots=True)
class RetentionRule:
    """One rule. `due(now)` gives what it would take away; `apply(batch, now)` takes away a part of that."""

    code: str
    due: Callable[[datetime], Iterable[Any]]
    apply: Callable[[list[Any], datetime], None]


@dataclass(frozen=True, slots=True)
class RetentionCount:
    """How many rows or files a rule would take away, or took away."""

    code: str
    count: int


def retention_due(*, now: datetime) -> list[RetentionCount]:
    """Count what each rule would take away now; nothing is written."""
    return [RetentionCount(rule.code, len(list(rule.due(now)))) for rule in RULES]


def apply_retention(*, by: Account | None, now: datetime) -> list[RetentionCount]:
    """Carry every rule out in batches, each journalled with its count in its own transaction.

    `by`: the administrator who confirmed it, None for the command. Killed half-way it leaves whole batches, and goes
    on where it was. Raises: NotPermittedError.
    """
    if by is not None:
        check_may(access_of(by, timezone.localtime(now).date()), Act.KEEP_RETENTION)
    return [RetentionCount(rule.code, _apply(rule, by, now)) for rule in RULES]


def _apply(rule: RetentionRule, by: Account | None, now: datetime) -> int:
    due, done = list(rule.due(now)), 0
    for begin in range(0, len(due), BATCH):
        batch = due[begin : begin + BATCH]
        with transaction.atomic():
            rule.apply(batch, now)
            record_event(
                verb="retention_applied", subject=f"retention:{rule.code}", by=by, details={"count": len(batch)}
            )
        done += len(batch)
    return done


# --- sensitive values of people whose files are all closed -----------------------------------------------------------
def _sensitive_due(now: datetime) -> list[tuple[type[models.Model], tuple[str, ...], int]]:
    """The rows with a sensitive value: of people of whom no file is open and the last one was closed long ago."""
    found = []
    for model, columns in sensitive_columns():
        filled = Q()
        for name in columns:
            filled |= _is_filled(model, name)
        rows = _rows_done_with(model, now).filter(filled).order_by("pk").values_list("pk", flat=True)
        found += [(model, columns, pk) for pk in rows]
    return found


def _rows_done_with(model: type[models.Model], now: datetime) -> QuerySet[Any]:
    people = _people_done_with(_months_before(now, SENSITIVE_MONTHS)).values("pk")
    about = {"pk__in": people} if model is Person else {"person__in": people}
    return model._default_manager.filter(**about)


def _people_done_with(before: date) -> QuerySet[Person]:
    files = AdmissionCase.objects.filter(candidate__person=OuterRef("pk"))
    still_needed = files.filter(Q(closed_on=None) | Q(closed_on__gte=before))
    return Person.objects.filter(Exists(files), ~Exists(still_needed))


def _is_filled(model: type[models.Model], name: str) -> Q:
    """Whether there is a value: an encrypted column answers to nothing but "is null"."""
    return Q(**{f"{name}__isnull": False}) if model._meta.get_field(name).null else ~Q(**{name: ""})


def _empty_sensitive(batch: list[tuple[type[models.Model], tuple[str, ...], int]], now: datetime) -> None:
    """By an update and not row by row: no `save()` fills a derived column again."""
    for model, columns in sensitive_columns():
        nothing = {name: None if model._meta.get_field(name).null else "" for name in columns}
        ids = [pk for of_model, _columns, pk in batch if of_model is model]
        # Asked again: a file of the person may have been opened since they were counted.
        _rows_done_with(model, now).filter(pk__in=ids).update(**nothing)


# --- contact data of closed accounts ---------------------------------------------------------------------------------
def _contact_due(now: datetime) -> list[int]:
    """The closed accounts with an address whose last role ended long ago; who never had one has nothing to end."""
    roles = RoleAssignment.objects.filter(account=OuterRef("pk"))
    lately = roles.filter(Q(until_on=None) | Q(until_on__gte=_months_before(now, CONTACT_MONTHS)))
    accounts = Account.objects.filter(~Exists(lately), is_active=False).exclude(email="")
    return list(accounts.order_by("pk").values_list("pk", flat=True))


def _empty_contact(batch: list[int], now: datetime) -> None:
    Account.objects.filter(pk__in=batch, is_active=False).update(email="")


# --- details of mail that is settled ---------------------------------------------------------------------------------
_SETTLED = (MailStatus.SENT, MailStatus.MERGED, MailStatus.EMPTY)


def _mail_due(now: datetime) -> list[int]:
    """The mails that left or were overtaken long ago and still hold details; one that waits or failed keeps them."""
    mails = Mail.objects.filter(status__in=_SETTLED, period_on__lt=_months_before(now, MAIL_MONTHS))
    return list(mails.exclude(details={}, last_error="").order_by("pk").values_list("pk", flat=True))


def _empty_mail(batch: list[int], now: datetime) -> None:
    Mail.objects.filter(pk__in=batch, status__in=_SETTLED).update(details={}, last_error="")


# --- what nobody came back for ---------------------------------------------------------------------------------------
def _sessions_due(now: datetime) -> list[str]:
    return list(Session.objects.filter(expire_date__lt=now).order_by("expire_date").values_list("pk", flat=True))


def _remove_sessions(batch: list[str], now: datetime) -> None:
    Session.objects.filter(pk__in=batch).delete()


def _uploads_due(now: datetime) -> list[Path]:
    oldest = (now - LIFETIME - timedelta(minutes=1)).timestamp()
    found = []
    for path in sorted(uploads_folder().iterdir()):
        with suppress(FileNotFoundError):  # somebody confirms it this moment
            if path.stat().st_mtime < oldest:
                found.append(path)
    return found


def _remove_uploads(batch: list[Path], now: datetime) -> None:
    for path in batch:
        path.unlink(missing_ok=True)


def _months_before(now: datetime, months: int) -> date:
    return add_months(timezone.localtime(now).date(), -months)


# --- what can be computed again --------------------------------------------------------------------------------------
def _past_files_due(now: datetime) -> list[int]:
    found = PastFile.objects.filter(made_at__lt=now - timedelta(days=PAST_FILE_DAYS))
    return list(found.order_by("pk").values_list("pk", flat=True))


def _remove_past_files(batch: list[int], now: datetime) -> None:
    PastFile.objects.filter(pk__in=batch).delete()


RULES: tuple[RetentionRule, ...] = (
    RetentionRule("sensitive_fields", _sensitive_due, _empty_sensitive),
    RetentionRule("account_contact", _contact_due, _empty_contact),
    RetentionRule("mail_details", _mail_due, _empty_mail),
    RetentionRule("sessions", _sessions_due, _remove_sessions),
    RetentionRule("import_uploads", _uploads_due, _remove_uploads),
    RetentionRule("past_files", _past_files_due, _remove_past_files),
)
