"""F35: a day off is announced after the alerts of a deadline went out."""

from datetime import date

import pytest
from django.core import mail as outbox

from admission.domain.calendar_file import CalendarDay, DayKind, DayStatus
from admission.models import Alert, DeadlineMove
from admission.selectors.recorded_facts import fact_rows
from admission.selectors.timelines import timeline
from admission.services.verification import differences
from members.models import Role
from tests.admission.services.calendar_changes import newest, publish, with_days
from tests.admission.services.digest_rounds import at, case_with_ceremony_due, sweep_at
from tests.factories import TODAY, Tree, make_account

pytestmark = pytest.mark.django_db

STORM = CalendarDay(
    date(2026, 3, 3), DayKind.DAY_OFF, "storm", "Nghỉ tránh bão", "Storm day", DayStatus.CONFIRMED, "CĐ 12/CĐ-TTg"
)


def test_day_off_after_the_alerts_went_out_moves_the_day_cancels_what_waits_and_says_why(
    tree: Tree, in_english: None
) -> None:
    administrator = make_account("quan.tri", Role.ADMINISTRATOR, tree.committee)
    make_account("bi.thu", Role.BRANCH_SECRETARY, tree.branch)
    case = case_with_ceremony_due(tree.branch, date(2026, 1, 14))
    deadline = case.deadlines.get(kind="ceremony")
    sweep_at(TODAY)
    assert list(Alert.objects.values_list("status", "revision")) == [("sent", 1)]
    alert = Alert.objects.get()
    Alert.objects.create(deadline=deadline, revision=1, level=1, recipient=alert.recipient, planned_on=TODAY)

    publish(with_days(newest(), STORM), administrator, today=TODAY, now=at(TODAY, 9))
    sweep_at(TODAY, 9, 5)
    sweep_at(date(2026, 3, 5))

    deadline.refresh_from_db()
    assert (deadline.due_on, deadline.revision) == (date(2026, 3, 5), 2)
    alerts = Alert.objects.order_by("pk")
    assert sorted(alerts.filter(revision=1).values_list("status", flat=True)) == ["cancelled", "sent"]
    assert set(alerts.filter(revision=2).values_list("status", flat=True)) == {"sent"}
    event = timeline(case, fact_rows(case))[0]
    assert (event.what, event.reason) == (
        "A due date moved",
        "version 2 of the working-day calendar was published: Thông báo 123/TB-BNV ngày 24/12/2025",
    )
    assert [(change.old, change.new) for change in event.details] == [("04/03/2026", "05/03/2026")]
    notices = [message for message in outbox.outbox if "04/03/2026 → 05/03/2026" in str(message.body)]
    assert len(notices) == 1
    assert DeadlineMove.objects.count() == 1
    assert list(differences(today=TODAY)) == []
