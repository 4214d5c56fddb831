"""31 virtual days around Tết 2026 with 200 files: who got which mail on which day, and the same with three days off.

What is seen is kept in docs/alerts-around-tet.md; `WRITE_DOCS=1` writes it anew.
"""

import os
from collections import Counter
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.core import mail as outbox

from admission.domain.calendar import WorkingCalendar
from admission.models import BREAK, AdmissionCase, Alert, AlertStatus, Candidate, Deadline, Mail, MailStatus
from admission.selectors.calendars import calendar_for
from members.models import Account, Person, Role
from tests.admission.access_world import Undone
from tests.admission.services.digest_rounds import sweep_at
from tests.factories import Dates, Tree, advance, make_account, make_case

pytestmark = pytest.mark.usefixtures("calendar_published")

FIRST, DAYS, FILES = date(2026, 2, 2), 31, 200
TET_EVE, TET = date(2026, 2, 13), (date(2026, 2, 14), date(2026, 2, 22))
OFF, BACK = (date(2026, 2, 10), date(2026, 2, 11), date(2026, 2, 12)), TET_EVE
HOURS = (7, 13)
PAGE = Path(settings.BASE_DIR) / "docs/alerts-around-tet.md"
STAFF = (
    ("bithu1", Role.BRANCH_SECRETARY, "branch", "Secretary, branch 1"),
    ("pho1", Role.DEPUTY_SECRETARY, "branch", "Deputy, branch 1"),
    ("bithu2", Role.BRANCH_SECRETARY, "sibling", "Secretary, branch 2"),
    ("capuy", Role.CLERK, "grassroots", "Clerk above"),
    ("kiemtra", Role.INSPECTOR, "committee", "Inspector"),
)
Key = tuple[int, int, str, str]
"""Deadline, level, who, channel."""


@dataclass
class Month:
    """`told`: of each day and person the deadlines told as (overdue, today, ahead, of these for the break);
    `alerts`: when each was planned; `outages`: in which mails the server says that it was off.
    """

    told: dict[tuple[date, str], tuple[int, int, int, int]] = field(default_factory=dict)
    alerts: dict[Key, date] = field(default_factory=dict)
    outages: list[tuple[date, str]] = field(default_factory=list)


@pytest.fixture
def files(tree: Tree) -> None:
    """200 files whose ceremonies are due from 22 January to 27 March 2026, on two branches: one of each is made act by
    act, the others after its image.
    """
    for username, role, place, _words in STAFF:
        make_account(username, role, getattr(tree, place))
    Account.objects.update(language="en")
    calendar = calendar_for().calendar
    days = [date(2025, 12, 10) + number * 60 // FILES * timedelta(days=1) for number in range(FILES)]
    for branch, received_on in zip((tree.branch, tree.sibling), days, strict=False):
        advance(make_case(branch), Dates(date(2024, 1, 5), date(2025, 11, 3), date(2025, 11, 24), received_on))
    models = list(Deadline.objects.filter(kind="ceremony").select_related("case").order_by("pk"))
    people = Person.objects.bulk_create(Person(full_name=f"Đặng Thị Số {number}") for number in range(2, FILES))
    candidates = Candidate.objects.bulk_create(Candidate(person=person) for person in people)
    cases = AdmissionCase.objects.bulk_create(
        like(models[number % 2].case, candidate=one) for number, one in enumerate(candidates)
    )
    Deadline.objects.bulk_create(
        like(models[number % 2], case=case, triggered_on=on, due_on=calendar.add(on, 30))
        for number, (case, on) in enumerate(zip(cases, days[2:], strict=True))
    )


def like(row: Any, **other: Any) -> Any:
    """A row that is not saved, like another but for some columns."""
    columns = {field.attname: getattr(row, field.attname) for field in row._meta.concrete_fields if field.name != "id"}
    for name in other:
        columns.pop(f"{name}_id", None)
    return type(row)(**columns | other)


def live_through(off: tuple[date, ...] = ()) -> Month:
    """Run the real sweep three times a day, take down what was sent, and take everything back."""
    with Undone():
        outbox.outbox.clear()
        month = Month()
        for number in range(DAYS):
            day = FIRST + number * timedelta(days=1)
            for hour in () if day in off else HOURS:
                sweep_at(day, hour)
            take_down(month, day)
        rows = Alert.objects.exclude(status=AlertStatus.CANCELLED)
        for row in rows.select_related("recipient"):
            month.alerts[row.deadline_id, row.level, row.recipient.username, row.channel] = row.planned_on
        return month


def take_down(month: Month, day: date) -> None:
    mails = Mail.objects.filter(period_on=day, status=MailStatus.SENT).select_related("recipient")
    for one in mails:
        who = one.recipient.username
        due = dict(one.alerts.filter(status=AlertStatus.SENT).values_list("deadline", "deadline__due_on"))
        days = [on for on in due.values() if on is not None]
        month.told[day, who] = (
            sum(on < day for on in days),
            sum(on == day for on in days),
            sum(on > day for on in days),
            one.alerts.filter(channel=BREAK).count(),
        )
        if one.outage_from_at is not None:
            month.outages.append((day, who))


def test_month_around_tet_reads_as_documented(files: None) -> None:
    calendar = calendar_for().calendar

    whole = live_through()
    mails = len(outbox.outbox)
    interrupted = live_through(OFF)

    check_days_off(whole, calendar)
    check_days_off(interrupted, calendar)
    check_break(whole)
    assert mails == len(whole.told)
    explained = explain(whole, interrupted)
    text = document(whole, interrupted, explained, calendar)
    if os.environ.get("WRITE_DOCS"):
        PAGE.write_text(text, encoding="utf-8")
    assert PAGE.read_text(encoding="utf-8") == text


def check_days_off(month: Month, calendar: WorkingCalendar) -> None:
    """Nothing on days off, and at most one mail a person and day."""
    assert all(calendar.is_working_day(day) for day, _who in month.told)
    assert not any(TET[0] <= day <= TET[1] for day in month.alerts.values())


def check_break(month: Month) -> None:
    """The part before the break comes on its eve only, and to those who must act."""
    assert {day for (day, _who), told in month.told.items() if told[3]} == {TET_EVE}
    assert {who for (_day, who), told in month.told.items() if told[3]} == {"bithu1", "pho1", "bithu2"}


def explain(whole: Month, interrupted: Month) -> Counter[str]:
    """Say of each alert that is only in one of the two months why; an alert without an explanation fails."""
    found: Counter[str] = Counter()
    for key in whole.alerts.keys() ^ interrupted.alerts.keys():
        deadline, level, who, channel = key
        if key in whole.alerts and whole.alerts[key] in OFF:
            assert caught_up(interrupted, deadline, level, who) or is_widened(level, who)
            found["skipped"] += 1
        else:
            assert (is_widened(level, who), channel) == (True, "email"), key
            found["later"] += 1
    late = {key for key, day in interrupted.alerts.items() if key in whole.alerts and day != whole.alerts[key]}
    assert {interrupted.alerts[key] for key in late} <= {BACK}
    found["caught up"] = len(late)
    return found


def caught_up(month: Month, deadline: int, level: int, who: str) -> bool:
    """Whether the same person heard of the deadline at a higher level on the first day back."""
    return any(
        key[0] == deadline and key[2] == who and key[1] < level and day == BACK for key, day in month.alerts.items()
    )


def is_widened(level: int, who: str) -> bool:
    """Whether that person hears at that level only where nobody acknowledged three alerts."""
    return (who == "capuy" and level in {0, 1}) or (who == "kiemtra" and level == -3)


def document(whole: Month, interrupted: Month, explained: Counter[str], calendar: WorkingCalendar) -> str:
    return f"""# Alerts around Tết 2026

{FILES} files of two branches whose ceremonies are due from 22 January to 27 March 2026; the real sweep at 07:00 and
13:00 of each of {DAYS} virtual days. Compared by `tests/journeys/test_tet_alerts.py`; `WRITE_DOCS=1` writes it.
Nobody acknowledges and no ceremony is held: every rung of the ladder is climbed.

A cell is one mail: deadlines *overdue · due today · ahead*; `+n`: so many stand in the part “in and right after the
holidays”. `–`: no mail, since nothing new was to be told. A deadline is told again only when it reaches its next rung.

## The scheduler runs

{table(whole, calendar, ())}

No mail on a day off. On Friday 13 February, the last working day before nine days off, whoever must act is told what
falls due until Wednesday 25 February, also where that was told before.

## The scheduler is off from 10 to 12 February

{table(interrupted, calendar, OFF)}

`!`: the mail says from when to when the server was off ({len(interrupted.outages)} mails, all of 13 February).

Each difference is explained:

- {explained["skipped"]} alerts of the three days are missing: whoever would have had one heard on 13 February, at the
  highest rung reached by then, once and not once a rung.
- {explained["caught up"]} alerts are those of the three days, planned on 13 February.
- {explained["later"]} alerts go to the level above or to the inspector in one of the months only: they hear earlier
  where nobody acknowledged three alerts, and with rungs skipped there were fewer of them.
- The part before the holidays is the same.
"""


def table(month: Month, calendar: WorkingCalendar, off: tuple[date, ...]) -> str:
    head = ["Day", *(words for *_rest, words in STAFF)]
    lines = [f"| {' | '.join(head)} |", f"|{'---|' * len(head)}"]
    for number in range(DAYS):
        day = FIRST + number * timedelta(days=1)
        if day in off:
            cells = ["*off*"] * len(STAFF)
        elif not calendar.is_working_day(day):
            cells = [""] * len(STAFF)
        else:
            cells = [cell(month, day, who) for who, *_rest in STAFF]
        rest = "" if calendar.is_working_day(day) else " (day off)"
        lines.append(f"| {day:%a %d/%m}{rest} | {' | '.join(cells)} |")
    return "\n".join(lines)


def cell(month: Month, day: date, who: str) -> str:
    told = month.told.get((day, who))
    if told is None:
        return "–"
    overdue, today, ahead, before = told
    words = f"{overdue} · {today} · {ahead}" + (f" +{before}" if before else "")
    return f"{words} !" if (day, who) in month.outages else words
