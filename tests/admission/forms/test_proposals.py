"""What a reviewer chooses and types."""

import pytest

from admission.forms.proposals import MOST_AT_ONCE, ApproveForm, BulkForm, SendBackForm

pytestmark = pytest.mark.usefixtures("in_english")


@pytest.mark.parametrize(("chosen", "is_valid"), [(MOST_AT_ONCE, True), (MOST_AT_ONCE + 1, False)])
def test_at_most_fifty_are_approved_at_once(chosen: int, is_valid: bool) -> None:
    offered = list(range(1, 100))

    form = BulkForm({"chosen": [str(pk) for pk in offered[:chosen]]}, offered=offered)

    assert form.is_valid() is is_valid
    expected = [] if is_valid else ["At most 50 decisions can be approved at once; choose fewer."]
    assert [str(error) for error in form.errors.get("chosen", [])] == expected


def test_what_is_not_offered_is_not_chosen() -> None:
    assert not BulkForm({"chosen": ["7"]}, offered=[1, 2]).is_valid()


def test_reason_goes_with_sending_back_and_not_with_approval() -> None:
    typed = {"revision": "3", "reason": "Sai số"}

    assert SendBackForm(typed).is_valid()
    assert not ApproveForm(typed).is_valid()
    assert not SendBackForm(typed | {"reason": "  "}).is_valid()
    assert ApproveForm(typed | {"reason": ""}).is_valid()
