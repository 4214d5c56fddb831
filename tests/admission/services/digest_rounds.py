"""Deadlines near and far for the tests of alerts, and sweeps at hours of the Vietnamese clock."""

from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from admission.models import AdmissionCase, Alert
from admission.services.alert_plans import plan_alerts
from admission.services.alerts import SweepReport, open_digests, sweep
from members.models import Account, Organization, Role, RoleAssignment
from tests.factories import TODAY, Dates, advance, make_case

VIETNAM = ZoneInfo("Asia/Ho_Chi_Minh")


def at(day: date, hour: int = 7, minute: int = 0) -> datetime:
    """An instant on the Vietnamese clock."""
    return datetime(day.year, day.month, day.day, hour, minute, tzinfo=VIETNAM)


def sweep_at(day: date, hour: int = 7, minute: int = 0) -> SweepReport:
    return sweep(now=at(day, hour, minute))


def case_with_ceremony_due(
    branch: Organization, received_on: date, *, name: str = "Đặng Thị Hương", decided_on: date = date(2026, 1, 7)
) -> AdmissionCase:
    """A file whose only open limit is the ceremony, 30 working days after the receipt.

    Received on 12 January 2026 it is due on 2 March 2026, on the 13th on the 3rd, and so on.
    """
    return advance(make_case(branch, name=name), Dates(decided_on=decided_on, received_on=received_on))


def queue_digests(branch: Organization, count: int) -> None:
    """So many secretaries of a branch, each with a digest of 2 March 2026 that waits unsent."""
    accounts = Account.objects.bulk_create(
        Account(username=f"nguoi-{n:04}", full_name=f"Người {n:04}", email=f"nguoi-{n:04}@example.vn", password="!")
        for n in range(count)
    )
    RoleAssignment.objects.bulk_create(
        RoleAssignment(account=account, organization=branch, role=Role.BRANCH_SECRETARY, from_on=date(2016, 1, 1))
        for account in accounts
    )
    case_with_ceremony_due(branch, date(2026, 1, 12))
    plan_alerts(today=TODAY)
    open_digests(today=TODAY, now=at(TODAY))


def alert_rows() -> list[tuple[Any, ...]]:
    """Every alert as (key, status, day planned)."""
    return sorted((str(alert), alert.status, alert.planned_on) for alert in Alert.objects.all())
