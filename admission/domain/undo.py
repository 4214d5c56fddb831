"""Taking back the last act of a file: for a short while, by who recorded it. Afterwards it is corrected."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from admission.domain.procedure import StepCode

UNDO_WITHIN = timedelta(minutes=30)
"""How long after it was recorded an act can be taken back."""
UNDO_REASON = "Hoàn tác"
"""What a row keeps as the reason where it takes the place of one in which something was taken back."""


class NoUndo(StrEnum):
    """Why an act cannot be taken back."""

    DONE_ALREADY = "done_already"
    NOT_LAST = "not_last"
    FOUR_EYES = "four_eyes"
    CORRECTION = "correction"
    MOVED = "moved"
    NOT_OWN = "not_own"
    TOO_LATE = "too_late"
    RESTED_ON = "rested_on"


class How(StrEnum):
    """How an act came into the file."""

    RECORDED = "recorded"
    CORRECTED = "corrected"
    APPROVED = "approved"


@dataclass(frozen=True, slots=True)
class LastAct:
    """The newest act of a file that stands. `model` and `pk`: its row; `by_id`: whose act it was, None for nobody's."""

    model: str
    pk: int
    step: StepCode
    how: How
    by_id: int | None
    at: datetime

    @property
    def until_at(self) -> datetime:
        """The instant until which it can be taken back, included."""
        return self.at + UNDO_WITHIN


def no_undo(act: LastAct, *, by_id: int | None, now: datetime) -> NoUndo | None:
    """Say why an account cannot take the act back; None where it can."""
    if act.how is How.APPROVED:
        return NoUndo.FOUR_EYES
    if act.how is How.CORRECTED:
        return NoUndo.CORRECTION
    if act.step is StepCode.TRANSFER:
        return NoUndo.MOVED
    if act.by_id != by_id:
        return NoUndo.NOT_OWN
    return NoUndo.TOO_LATE if now > act.until_at else None
