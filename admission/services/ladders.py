"""Choose the ladder of alerts of an organisation and of all below it."""

from datetime import date, datetime

from django.db import transaction

from admission.domain.ladder import Ladder
from admission.models import AlertLadder
from admission.permissions import Act, capacity_in, check_may_in
from members.access import access_of
from members.models import Account, Organization
from members.services.journal import record_event


@transaction.atomic
def choose_ladder(
    *, organization: Organization, ladder: Ladder | None, by: Account, today: date, now: datetime
) -> AlertLadder:
    """Choose which early warnings come and when digests leave; None: as the level above from now on.

    The next planning looks at every deadline again. Raises: NotPermittedError.
    """
    access = access_of(by, today)
    check_may_in(access, Act.KEEP_LADDERS, organization)
    held = capacity_in(access, Act.KEEP_LADDERS, organization)
    made = AlertLadder.objects.create(
        organization=organization,
        warnings=",".join(map(str, ladder.warnings)) if ladder else "",
        digest_hour=ladder.digest_hour if ladder else None,
        chosen_by=by,
        chosen_for_id=held.principal_id if held else None,
        chosen_at=now,
    )
    record_event(
        verb="ladder_chosen",
        subject=f"organization:{organization.pk}",
        by=by,
        on_behalf_of=made.chosen_for,
        details={"warnings": made.warnings, "digest_hour": made.digest_hour},
        organization=organization,
    )
    return made
