"""Tell a branch, once, what came about by the calendar alone: the sponsors' months are complete, probation is over.

Nobody can miss a milestone, so that it stands on no ladder; but from its day on the branch may act.
"""

from collections import defaultdict
from datetime import date, datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Max, QuerySet

from admission.domain.procedure import Nature
from admission.models import Deadline, PeriodRun
from admission.services.notices import MILESTONE_REACHED, post_notices
from members.models import Account, Delegation, RoleAssignment
from members.models.role import BRANCH_ROLES
from members.text import initials


@transaction.atomic
def tell_milestones(*, today: date, now: datetime) -> int:
    """Put a notice for each secretary and deputy of the branches concerned into the outbox, and count them.

    It tells of what was reached since the last time; whatever is recorded only after its day, its recorder sees. Two
    schedulers cost nothing, days off and days without a sweep lose nothing.
    """
    last = PeriodRun.objects.filter(kind=MILESTONE_REACHED).aggregate(last=Max("period"))["last"]
    _run, is_first = PeriodRun.objects.get_or_create(
        kind=MILESTONE_REACHED, period=today.isoformat(), defaults={"started_at": now}
    )
    since = date.fromisoformat(last) if last else today - timedelta(days=1)
    if not is_first or since >= today:
        return 0
    reached = Deadline.objects.open().filter(nature=Nature.MILESTONE.value, due_on__gt=since, due_on__lte=today)
    rows: defaultdict[Account, list[dict[str, Any]]] = defaultdict(list)
    who = _branch_people(reached, today)
    for row in reached.select_related("case__candidate__person").order_by("due_on", "pk"):
        for account in who[row.organization_id]:
            rows[account].append(_told(row))
    told = ((account, {"reached": reached}) for account, reached in rows.items())
    return len(post_notices(notice=MILESTONE_REACHED, told=told, now=now))


def _told(row: Deadline) -> dict[str, Any]:
    case = row.owner
    return {
        "code": case.code,
        "initials": initials(case.candidate.person.full_name),
        "kind": row.kind,
        "subject": row.subject,
        "due_on": row.due_on.isoformat() if row.due_on else "",
        "path": case.get_absolute_url(),
    }


def _branch_people(reached: QuerySet[Deadline], today: date) -> defaultdict[int, list[Account]]:
    """By organisation: who acts for the branch that day, by a role of his own or a lent one, each once."""
    held = (
        RoleAssignment.objects.held_on(today)
        .filter(role__in=[role.value for role in BRANCH_ROLES], organization__in=reached.values("organization"))
        .select_related("account")
        .order_by("pk")
    )
    lent = Delegation.objects.held_on(today).filter(assignment__in=held).select_related("assignment", "delegate")
    found: defaultdict[int, list[Account]] = defaultdict(list)
    pairs = [(one.organization_id, one.account) for one in held]
    pairs += [(one.assignment.organization_id, one.delegate) for one in lent.order_by("pk")]
    for organization, account in pairs:
        if account.is_active and account not in found[organization]:
            found[organization].append(account)
    return found
