"""Two who keep one calendar at once: one draft is begun, one change is made; with the guard off a change is lost."""

from datetime import date
from functools import partial
from threading import Barrier

import pytest

from admission.domain.calendar_drafts import ActKind, CalendarAct
from admission.models import Calendar, CalendarDraft
from admission.services.calendar_drafts import DraftChangedError, DraftOpenError, begin_draft, change_draft
from members.models import Account, Role
from tests.admission.services.parallel import in_parallel
from tests.factories import NOW, TODAY, Tree, make_account

pytestmark = pytest.mark.django_db(transaction=True)

ROUNDS = 10
ACTS = (
    CalendarAct(ActKind.SWAP, days=(date(2026, 6, 1), date(2026, 6, 6))),
    CalendarAct(ActKind.ADD_YEAR, year=2028),
)


@pytest.fixture
def keepers(tree: Tree) -> list[Account]:
    return [make_account(f"quan.tri.{number}", Role.ADMINISTRATOR, tree.committee) for number in range(2)]


def begin(by: Account) -> CalendarDraft:
    calendar = Calendar.objects.get(organization=None)
    return begin_draft(calendar=calendar, by=by, today=TODAY, now=NOW)


def change(draft: CalendarDraft, revision: int, act: CalendarAct, by: Account) -> CalendarDraft:
    return change_draft(draft=draft, act=act, revision=revision, by=by, today=TODAY)


def changed_without_a_guard(pk: int, act: CalendarAct, seen: Barrier) -> CalendarDraft:
    """What a page would do that reads the draft, and writes back what it read with one act more."""
    draft = CalendarDraft.objects.get(pk=pk)
    seen.wait(timeout=10)
    draft.acts = [*draft.acts, act.stored()]
    draft.save()
    return draft


def test_one_of_two_begins_the_draft(keepers: list[Account]) -> None:
    for _round in range(ROUNDS):
        results = in_parallel(*(partial(begin, by) for by in keepers))

        (begun,) = [one for one in results if isinstance(one, CalendarDraft)]
        (refused,) = [one for one in results if isinstance(one, DraftOpenError)]
        assert (refused.draft, CalendarDraft.objects.count()) == (begun, 1)
        begun.delete()


def test_one_of_two_changes_the_draft_and_the_other_is_told(keepers: list[Account]) -> None:
    draft = begin(keepers[0])
    for number in range(ROUNDS):
        CalendarDraft.objects.filter(pk=draft.pk).update(acts=[], revision=number + 1)

        results = in_parallel(
            *(partial(change, draft, number + 1, act, by) for act, by in zip(ACTS, keepers, strict=True))
        )

        (changed,) = [one for one in results if isinstance(one, CalendarDraft)]
        assert [type(one) for one in results if one is not changed] == [DraftChangedError]
        draft.refresh_from_db()
        assert (draft.acts, draft.revision) == (changed.acts, number + 2)
        assert len(draft.acts) == 1


def test_without_the_guard_a_change_is_lost(keepers: list[Account]) -> None:
    draft, seen = begin(keepers[0]), Barrier(2)

    results = in_parallel(*(partial(changed_without_a_guard, draft.pk, act, seen) for act in ACTS))

    assert [type(one) for one in results] == [CalendarDraft, CalendarDraft]
    draft.refresh_from_db()
    assert len(draft.acts) == 1  # both were told that theirs is entered
