"""How long a file may wait at a committee on its way, as the house sets it for that committee."""

from datetime import date, datetime, timedelta

from django.db import transaction

from admission.domain.errors import AdmissionError
from admission.models import LevelLimit
from admission.models.level_limit import LEAST_DAYS, LEVEL_KINDS, MOST_DAYS
from admission.permissions import Act, check_may_in
from members.access import access_of
from members.models import Account, Organization
from members.services.journal import record_event
from members.services.organizations import locked

_ONE_DAY = timedelta(days=1)


class LevelLimitError(AdmissionError):
    """The limit is outside its bounds, the one that holds already, or not of a committee on the way.

    `least`, `most`: working days that can be set; `standing`: the limit that holds already, where it is that.
    """

    def __init__(self, why: str, *, standing: bool = False) -> None:
        super().__init__(why)
        self.least, self.most, self.standing = LEAST_DAYS, MOST_DAYS, standing


@transaction.atomic
def set_level_limit(
    *, organization: Organization, working_days: int, by: Account, today: date, now: datetime
) -> LevelLimit:
    """Set the limit for files that arrive from tomorrow on; what waits already keeps the limit it arrived under.

    A second change on one day holds from the day after. Raises: LevelLimitError, NotPermittedError,
    OrganizationDissolvedError.
    """
    check_may_in(access_of(by, today), Act.KEEP_ORGANIZATIONS, organization)
    organization = locked(organization)
    if organization.kind not in LEVEL_KINDS:
        raise LevelLimitError(f"no file waits at {organization}")
    if not LEAST_DAYS <= working_days <= MOST_DAYS:
        raise LevelLimitError(f"{working_days} is not from {LEAST_DAYS} to {MOST_DAYS}")
    newest: LevelLimit | None = LevelLimit.objects.filter(organization=organization).order_by("-from_on").first()
    if newest is not None and newest.working_days == working_days:
        raise LevelLimitError(f"{working_days} is set already", standing=True)
    from_on = today + _ONE_DAY if newest is None else max(today, newest.from_on) + _ONE_DAY
    row: LevelLimit = LevelLimit.objects.create(
        organization=organization, working_days=working_days, from_on=from_on, recorded_by=by, recorded_at=now
    )
    record_event(
        verb="level_limit_set",
        subject=f"organization:{organization.pk}",
        by=by,
        details={"from_on": from_on, "days": working_days, "before": newest.working_days if newest else None},
        organization=organization,
    )
    return row
