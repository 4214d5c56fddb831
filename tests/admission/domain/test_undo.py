"""Who can take back the last act of a file, and for how long."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from admission.domain.procedure import StepCode
from admission.domain.undo import UNDO_WITHIN, How, LastAct, NoUndo, no_undo

AT = datetime(2026, 3, 2, 2, 0, tzinfo=UTC)
ACT = LastAct("casepaper", 5, StepCode.APPLICATION, How.RECORDED, by_id=7, at=AT)


@pytest.mark.parametrize(
    ("act", "by_id", "why"),
    [
        (ACT, 7, None),
        (ACT, 8, NoUndo.NOT_OWN),
        (ACT, None, NoUndo.NOT_OWN),
        (replace(ACT, how=How.APPROVED), 7, NoUndo.FOUR_EYES),
        (replace(ACT, how=How.CORRECTED), 7, NoUndo.CORRECTION),
        (replace(ACT, step=StepCode.TRANSFER), 7, NoUndo.MOVED),
    ],
)
def test_act_is_taken_back_by_who_recorded_it_alone(act: LastAct, by_id: int | None, why: NoUndo | None) -> None:
    assert no_undo(act, by_id=by_id, now=AT) is why


@pytest.mark.parametrize(("more", "why"), [(timedelta(0), None), (timedelta(microseconds=1), NoUndo.TOO_LATE)])
def test_half_an_hour_ends_with_its_last_instant(more: timedelta, why: NoUndo | None) -> None:
    assert no_undo(ACT, by_id=7, now=AT + UNDO_WITHIN + more) is why
