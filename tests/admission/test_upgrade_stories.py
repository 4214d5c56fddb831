"""Every story of an upgrade, told by one installation that is upgraded once."""

from collections.abc import Iterator
from typing import Any

import pytest

from tests.admission.former_version import installed, upgrade
from tests.admission.upgrade_stories import STORIES

pytestmark = [pytest.mark.servers, pytest.mark.xdist_group("upgrade")]
"""One worker upgrades the installation of all stories."""


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory, django_db_blocker: Any) -> Iterator[dict[str, Iterator[None]]]:
    """The stories, after the upgrade of the installation in which all of them planted their rows."""
    with installed(tmp_path_factory.mktemp("former"), django_db_blocker) as former:
        begun = {name: story(former) for name, story in STORIES.items()}
        for story in begun.values():
            next(story)
        upgrade(former)
        yield begun


@pytest.mark.parametrize("name", sorted(STORIES))
def test_upgrade(told: dict[str, Iterator[None]], name: str) -> None:
    assert next(told[name], "looked at") == "looked at"
