"""Made once, queries and parts of templates: on the pages they show what Django would show (ADR 27)."""

import re
from collections.abc import Callable, Hashable
from typing import Any

import pytest
from django.conf import settings
from django.test import override_settings
from django.urls import reverse

from members import kept_queries
from tests.admission.access_rows import ROWS
from tests.admission.access_world import World, ask

pytestmark = pytest.mark.django_db

PAGES = ("work-list", "case", "case-list")


def plain(row: Any) -> Any:
    """A row with all that was read for it, whatever made it."""
    if not hasattr(row, "_meta"):
        return row
    read = {name: value for name, value in vars(row).items() if not name.startswith("_")}
    return read | {name: plain(value) for name, value in row._state.fields_cache.items()}


@pytest.fixture
def compared(monkeypatch: pytest.MonkeyPatch) -> list[tuple[Hashable, bool]]:
    """Each query that was asked, and whether it found what it finds when it is built anew."""
    found: list[tuple[Hashable, bool]] = []
    ask_kept = kept_queries._rows

    def ask_both(key: Hashable, given: Any, build: Callable[[Any], Any], *rest: Any, **named: Any) -> list[Any]:
        rows = ask_kept(key, given, build, *rest, **named)
        found.append((key, [plain(row) for row in rows] == [plain(row) for row in build(given)]))
        return rows

    monkeypatch.setattr(kept_queries, "_rows", ask_both)
    return found


@pytest.mark.parametrize("name", PAGES)
def test_kept_queries_find_what_django_finds_for_everybody(
    name: str, world: World, compared: list[tuple[Hashable, bool]]
) -> None:
    for row in (row for row in ROWS if row.name == name):
        for client in world.clients.values():
            ask(client, "get", reverse(name, kwargs=row.kwargs(world.objects)), {})

    assert [key for key, is_same in compared if not is_same] == []
    assert {key for key, _is_same in compared} != set()


def test_kept_query_that_finds_nothing_is_noticed(
    world: World, compared: list[tuple[Hashable, bool]], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(kept_queries._Reader, "rows", lambda _self, _values: [])

    ask(world.clients["B@own"], "get", reverse("work-list"), {})

    assert not all(is_same for _key, is_same in compared)


# --- templates -------------------------------------------------------------------------------------------------------
_DRAWN_EACH_TIME = re.compile(r'(name="csrfmiddlewaretoken" value|nonce|name="key" value)="[^"]*"')
_WHOLE_PAGE_BY_LOT = {"second-factor"}
"""The picture of a secret that is another one each time."""


def pages(world: World) -> dict[str, str]:
    """Every page that somebody may read, once, without what is drawn by lot for each answer."""
    found = {}
    for row in (row for row in ROWS if row.name not in _WHOLE_PAGE_BY_LOT):
        for actor in sorted(row.may)[:1]:
            answer = ask(world.clients[actor], "get", reverse(row.name, kwargs=row.kwargs(world.objects)), {})
            if answer.status_code == 200 and answer.headers["Content-Type"].startswith("text/html"):
                found[f"{row.name} {row.args}"] = _DRAWN_EACH_TIME.sub(r"\1", answer.content.decode())
    return found


def test_pages_are_the_same_without_parts_put_together(world: World) -> None:
    engine: dict[str, Any] = settings.TEMPLATES[0]
    options = {name: value for name, value in engine["OPTIONS"].items() if name != "loaders"}

    quick = pages(world)
    with override_settings(TEMPLATES=[{**engine, "APP_DIRS": True, "OPTIONS": options}]):
        plain = pages(world)

    assert len(quick) > 100
    assert [name for name in plain if plain[name] != quick[name]] == []
