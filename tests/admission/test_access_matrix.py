"""Every address, by every role, from every place around the file: the answers and what they may tell, by hand."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.http import HttpResponse
from django.test import Client
from django.urls import URLPattern, path, reverse
from django.views.generic import TemplateView, View

from admission import permissions
from admission.permissions import ACTS, Act, ActRule, Reach, act_of, check_declared
from admission.urls import urlpatterns
from admission.views.base import GuardedMixin
from members.models import Role
from tests.admission.access_rows import ACTS_BY_HAND, READ, ROWS, Row, roles_by_hand
from tests.admission.access_world import ABOVE, World, ask, who
from tests.second_run import part_of

pytestmark = pytest.mark.django_db  # each test inside the transaction of `world`

METHOD_NOT_ALLOWED = 405
"""Told to whoever asks a page for what it does not do; it does nothing and says nothing."""
ROW_NAMES = tuple(dict.fromkeys(row.name for row in ROWS))
PATTERNS = {str(pattern.name): pattern for pattern in urlpatterns}
NO_PAGE_YET = {act for act in Act if act not in {act_of(pattern) for pattern in urlpatterns}}
TWIN_ROLES = part_of(Role, every=4)
"""Whether the matrix notices a changed table does not depend on the database; the matrix itself runs whole on both."""
REFUSED_FURTHER_IN = {
    (Act.KEEP_MEMBERS, Role.ADMINISTRATOR),
    (Act.REVEAL, Role.ADMINISTRATOR),
    (Act.RECORD_STEP, Role.INSPECTOR),
    (Act.RECORD_STEP, Role.ADMINISTRATOR),
}
"""Roles that get nothing from being added to an act: branch or person is not there for them, or the step asks again."""


def expected(row: Row, actor: str) -> int:
    """The answer by the table: 200 stands for whatever is not a refusal."""
    if actor in row.may:
        return 200
    return 403 if actor in row.sees else 404


def given(answer: Any) -> int:
    """What was answered, in the same words; a page that sends to the sign-in counts as 401, a broken one as itself."""
    if answer.status_code in {403, 404} or answer.status_code >= 500:
        return int(answer.status_code)
    return 401 if answer.headers.get("Location", "").startswith("/sign-in/?next=") else 200


def leaks(row: Row, actor: str, answer: Any, world: World) -> list[str]:
    """What of the file and its people the answer tells somebody who may not read them."""
    if actor in READ:
        return []
    hidden = [*world.names]
    hidden += [] if actor in row.codes else [*world.codes]
    hidden += [] if actor in who("A", ABOVE) else [world.branch_name]
    text = f"{b''.join(answer).decode(errors='replace')} {answer.headers.get('Location', '')}"
    return [name for name in hidden if name in text]


def wrong_answers(row: Row, world: World, methods: tuple[str, ...] = ("get", "post")) -> Iterator[str]:
    """Ask as everybody; say what differs from the table."""
    url = reverse(row.name, kwargs=row.kwargs(world.objects))
    for actor, client in world.clients.items():
        for method in methods:
            answer = ask(client, method, url, row.form)
            if answer.status_code != METHOD_NOT_ALLOWED and given(answer) != expected(row, actor):
                yield f"{method} {url} as {actor}: {answer.status_code}, by the table {expected(row, actor)}"
            for text in leaks(row, actor, answer, world):
                yield f"{method} {url} as {actor} tells “{text}”"


@pytest.mark.parametrize("name", sorted(PATTERNS))
def test_address_has_a_row(name: str) -> None:
    assert name in ROW_NAMES, f"Add a Row for “{name}” to ROWS in tests/admission/access_rows.py: who may open it?"


@pytest.mark.parametrize("name", ROW_NAMES)
def test_address_answers_each_role_in_each_place_as_the_table_says(name: str, world: World) -> None:
    wrong = [line for row in ROWS if row.name == name for line in wrong_answers(row, world)]

    assert wrong == []


@pytest.mark.parametrize("name", ROW_NAMES)
def test_address_asks_who_is_not_signed_in_to_sign_in(name: str, world: World) -> None:
    for row in (row for row in ROWS if row.name == name):
        for method in ("get", "post"):
            answer = ask(Client(), method, reverse(name, kwargs=row.kwargs(world.objects)), row.form)

            assert answer.status_code == METHOD_NOT_ALLOWED or given(answer) == (200 if row.anonymous else 401)
            assert leaks(row, "nobody", answer, world) == []


def test_row_names_an_address_that_is_there() -> None:
    assert set(ROW_NAMES) - set(PATTERNS) == set(), "Take these rows out of tests/admission/access_rows.py."


# --- the twins: the matrix notices ------------------------------------------------------------------------------------
def changed_table(act: Act, role: Role) -> dict[Act, ActRule]:
    """The table with the role taken out of an act, or put into it."""
    roles = dict(ACTS[act].roles)
    if roles.pop(role, None) is None:
        roles[role] = Reach.ALL if Reach.ALL in roles.values() else Reach.BELOW
    return {**ACTS, act: replace(ACTS[act], roles=roles)}


def pages_for(act: Act) -> list[Row]:
    """The rows of the pages that declare the act."""
    return [row for row in ROWS if act_of(PATTERNS[row.name]) is act]


def method_for(row: Row) -> str:
    """How a page is asked whether it answers at all."""
    view: Any = PATTERNS[row.name].callback
    return "get" if hasattr(view.view_class, "get") and "get" in view.view_class.http_method_names else "post"


@pytest.mark.parametrize("role", TWIN_ROLES)
@pytest.mark.parametrize("act", [act for act in Act if ACTS[act].open_to == "roles" and act not in NO_PAGE_YET])
def test_role_added_to_or_taken_from_an_act_is_noticed(
    act: Act, role: Role, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(permissions, "ACTS", changed_table(act, role))

    noticed = next((line for row in pages_for(act) for line in wrong_answers(row, world, (method_for(row),))), None)

    harmless = (act, role) in REFUSED_FURTHER_IN and role not in ACTS[act].roles
    assert (noticed is None) is harmless


@pytest.mark.parametrize("act", Act)
def test_act_is_held_by_the_roles_written_by_hand(act: Act) -> None:
    row = ACTS_BY_HAND[act]

    assert ACTS[act].roles == roles_by_hand(act)
    assert ACTS[act].open_to == (row if isinstance(row, str) else "roles")


def test_row_without_a_place_is_noticed(world: World) -> None:
    row = next(row for row in ROWS if row.name == "case")

    narrower = list(wrong_answers(replace(row, may=row.may - {"C@top"}), world, ("get",)))
    wider = list(wrong_answers(replace(row, may=row.may | {"A@own"}), world, ("get",)))

    assert [line.split(" as ")[1] for line in narrower] == ["C@top: 200, by the table 403"]
    assert [line.split(" as ")[1] for line in wider] == ["A@own: 404, by the table 200"]


def test_name_told_to_an_outsider_is_noticed(world: World) -> None:
    row = next(row for row in ROWS if row.name == "case")
    answer = ask(world.clients["C@top"], "get", world.objects["case"].get_absolute_url(), {})

    assert leaks(row, "C@top", answer, world) == []
    assert set(leaks(row, "C@foreign", answer, world)) > {world.codes[0], world.branch_name, world.names[0]}


# --- the start --------------------------------------------------------------------------------------------------------
class Undeclared(GuardedMixin, TemplateView):
    template_name = "base.html"


class Unguarded(View):
    act = Act.READ_CASES


class Declared(GuardedMixin, TemplateView):
    act = Act.READ_CASES


def pattern_of(view: Any) -> URLPattern:
    found: URLPattern = path("new/page/", view.as_view(), name="new-page")
    return found


def test_page_that_declares_its_act_starts() -> None:
    check_declared([*urlpatterns, pattern_of(Declared)])


def test_page_without_an_act_does_not_start() -> None:
    with pytest.raises(ImproperlyConfigured, match="“new/page/” declares no act"):
        check_declared([*urlpatterns, pattern_of(Undeclared)])


def test_page_in_which_nothing_asks_who_comes_does_not_start() -> None:
    with pytest.raises(ImproperlyConfigured, match="“new/page/” is for read_cases, but nothing asks who comes"):
        check_declared([*urlpatterns, pattern_of(Unguarded)])


def test_function_as_a_page_does_not_start() -> None:
    with pytest.raises(ImproperlyConfigured, match="“plain/” declares no act"):
        check_declared([path("plain/", lambda request: HttpResponse(), name="plain")])
