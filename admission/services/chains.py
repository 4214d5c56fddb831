"""Which committees a file goes through, when its branch or one of them comes to stand elsewhere, or to decide."""

from datetime import date, timedelta

from django.db import transaction

from admission.domain.errors import AdmissionError
from admission.models import AdmissionCase, FormerChain
from admission.selectors.calendars import calendar_for
from admission.services.cases import Committees, committees_of
from admission.services.recalculation import recalculate
from members.models import Account, Organization
from members.models.organization import inside
from members.services.journal import record_event

_LEVELS = ("competent_committee", "grassroots_committee", "sectional_committee")


class CalendarDiffersError(AdmissionError):
    """Another working-day calendar is in force at the other place, and open files would change their due dates;
    `count` of them.
    """

    def __init__(self, count: int) -> None:
        super().__init__(f"{count} open files would come under another calendar")
        self.count = count


@transaction.atomic
def follow_tree(*, top: Organization, on: date, by: Account | None, today: date, cause: str) -> list[AdmissionCase]:
    """Derive anew the committees of the open files at and below an organisation, as tree and authorities have them
    today; give the files that changed.

    `on`: the first day of the new committees; what the former ones issued before stays theirs. Due dates are derived
    from the same facts and do not move. Raises: NoCompetentCommitteeError.
    """
    # Locked in the order of their numbers, as everywhere: two acts on the same files wait for each other.
    cases = (
        AdmissionCase.objects.open()
        .filter(inside([top.path], "branch__path"))
        .select_related("branch", *_LEVELS)
        .select_for_update(of=("self",))
        .order_by("pk")
    )
    found: dict[int, Committees] = {}
    changed = []
    for case in cases:
        if case.branch_id not in found:
            found[case.branch_id] = committees_of(case.branch, today)
        if put_below(case, found[case.branch_id], on=on, by=by, cause=cause):
            recalculate(case=case, today=today, by=by, cause=cause)
            changed.append(case)
    return changed


def put_below(case: AdmissionCase, above: Committees, *, on: date, by: Account | None, cause: str) -> bool:
    """Write the committees of a file where they differ, and keep the former ones; say whether they did.

    `cause`: the verb of the act that made it necessary.
    """
    old = {level: getattr(case, level) for level in _LEVELS}
    new = {
        "competent_committee": above.competent,
        "grassroots_committee": above.grassroots,
        "sectional_committee": above.sectional,
    }
    if old == new:
        return False
    FormerChain.objects.create(case=case, until_on=on - timedelta(days=1), **old)
    for level, committee in new.items():
        setattr(case, level, committee)
    case.save(update_fields=[*_LEVELS])
    record_event(
        verb="committees_changed",
        subject=f"case:{case.pk}",
        by=by,
        organization=case.branch,
        details={
            "from_on": on,
            "cause": cause,
            "old": {level: committee.name if committee else "" for level, committee in old.items()},
            "new": {level: committee.name if committee else "" for level, committee in new.items()},
        },
    )
    return True


def check_same_calendar(*, before: int, organization: Organization) -> None:
    """Refuse that due dates move only because an organisation stands elsewhere. `before`: the version in force for it
    until now. Raises: CalendarDiffersError.
    """
    if calendar_for(organization).version_id != before:
        count = AdmissionCase.objects.open().filter(inside([organization.path], "branch__path")).count()
        if count:
            raise CalendarDiffersError(count)
