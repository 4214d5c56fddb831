"""Ten thousand random steps through the procedure, and twins with a guard taken out that have to be caught."""

from datetime import date
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, seed, settings
from hypothesis.stateful import run_state_machine_as_test

from admission.domain.procedure import Stage
from admission.models import Deadline
from admission.services import acts, recalculation
from members.models import OrganizationKind, Role, RoleAssignment
from members.services.organizations import add_organization
from tests.admission.walks import ProcedureWalk, World
from tests.factories import make_account, make_full_chain, make_person, make_tree
from tests.second_run import IS_SECOND_RUN

pytestmark = pytest.mark.django_db

ITEMS, WALKS, STEPS_OF_A_WALK = 3 if IS_SECOND_RUN else 10, 4, 105
"""The laws are those of the same services on both databases: ten thousand steps of the suite are on the first one."""
LEAST = 1_000
"""Steps of one item."""


@pytest.fixture
def world(calendar_published: None) -> World:
    chain, tree = make_full_chain(), make_tree()
    third = add_organization(kind=OrganizationKind.BRANCH, code="DT-3", name="Chi bộ Đủ cấp Ba", above=chain.sectional)
    administrator = make_account("quantri", Role.ADMINISTRATOR, chain.committee)
    for committee in (tree.committee, tree.foreign_committee):
        RoleAssignment.objects.create(
            account=administrator, organization=committee, role=Role.ADMINISTRATOR.value, from_on=date(2016, 1, 1)
        )
    names = ("Lê Văn Bình", "Trần Thị Cúc", "Phạm Văn Dũng", "Hoàng Thị Én", "Vũ Văn Giang")
    return World(
        branches=(chain.branch, tree.branch, chain.second, third, tree.sibling, tree.foreign_branch),
        administrator=administrator,
        helpers=tuple(make_person(name, None) for name in names),
    )


def walk(world: World, *, number: int, least: int) -> type[ProcedureWalk]:
    """Run walks, the same ones each time, until so many steps were taken; give the machine with what it counted.

    A violation is told as it was found: to shrink it against a database would take longer than to read it.
    """

    class Walk(ProcedureWalk):
        executed, accepted, reached = 0, 0, set()

    Walk.world = world
    for turn in range(least):
        if Walk.executed >= least:
            break
        run_state_machine_as_test(
            seed(1_000 * number + turn)(Walk),
            settings=settings(
                max_examples=WALKS,
                stateful_step_count=STEPS_OF_A_WALK,
                deadline=None,
                database=None,
                phases=(Phase.generate,),
                suppress_health_check=list(HealthCheck),
                report_multiple_bugs=False,
            ),
        )
    return Walk


@pytest.mark.parametrize("item", range(ITEMS))
def test_every_law_holds_after_each_of_ten_thousand_steps(world: World, item: int) -> None:
    done = walk(world, number=item, least=LEAST)

    assert done.executed >= LEAST
    assert IS_SECOND_RUN or LEAST * ITEMS >= 10_000
    assert done.accepted * 8 >= done.executed  # it is no walk where everything is refused
    assert len(done.reached) * 2 >= len(Stage)


def test_walk_catches_acts_that_the_stage_does_not_allow(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(acts, "is_step_allowed", lambda _stage, _code: True)

    with pytest.raises(AssertionError, match="was recorded at"):
        walk(world, number=1, least=LEAST)


def test_walk_catches_a_clock_that_runs_on_after_the_end(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    update = recalculation.update_deadline

    def forget_the_end(row: Deadline, values: dict[str, Any], *rest: Any) -> None:
        if values["status"] != "ended":
            update(row, values, *rest)

    monkeypatch.setattr(recalculation, "update_deadline", forget_the_end)

    with pytest.raises(AssertionError):
        walk(world, number=1, least=LEAST)
