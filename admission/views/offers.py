"""What a page offers about the act that was recorded last: to take it back, or why that cannot be."""

from dataclasses import dataclass
from datetime import datetime

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext

from admission.domain.undo import LastAct, NoUndo, no_undo
from admission.labels import STEPS
from admission.labels.undo import NO_UNDO
from admission.models import AdmissionCase
from members.models import Account


@dataclass(frozen=True, slots=True)
class UndoOffer:
    """`url`: empty where it cannot be taken back, `words` then say why; `until`: the hour until which it can."""

    what: str
    url: str
    until: str
    words: str


def undo_offer(case: AdmissionCase, act: LastAct | None, *, by: Account, now: datetime) -> UndoOffer | None:
    """Give what to offer whoever recorded the last act of a file, in its first half hour; None for anybody else."""
    if act is None or act.by_id != by.pk or now > act.until_at:
        return None
    why = no_undo(act, by_id=by.pk, now=now)
    if why in {NoUndo.CORRECTION, NoUndo.MOVED}:
        return None  # nobody looks for it there
    what = gettext("Just recorded: %(step)s") % {"step": STEPS[act.step]}
    until = f"{timezone.localtime(act.until_at):%H:%M}"
    if why is not None:
        return UndoOffer(what, "", until, str(NO_UNDO[why]))
    return UndoOffer(what, reverse("undo", args=[case.pk, act.model, act.pk]), until, "")
