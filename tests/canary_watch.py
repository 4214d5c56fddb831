"""The canaries through the whole run: hooks that tests/conftest.py takes over. `--no-canaries` leaves them out."""

from collections import Counter
from collections.abc import Iterator
from typing import Any

import pytest

from tests.canaries import AVIARY, sentence, watching

_SEEN, _LEAKS = "canaries_seen", "canary_leaks"
_TOTAL: Counter[str] = Counter()
_FOUND: Counter[str] = Counter()


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--no-canaries", action="store_true", help="do not look for people's names in logs, mail, …")


@pytest.fixture(scope="session", autouse=True)
def canaries_watched(request: pytest.FixtureRequest) -> Iterator[None]:
    """Watch from the first test to the last one."""
    if request.config.getoption("--no-canaries"):
        yield
        return
    with watching(AVIARY):
        yield


@pytest.fixture(scope="module", autouse=True)
def canaries_of_a_module(canaries_watched: None) -> None:
    """People of other modules are no longer there: a name of theirs is a name like any other."""
    AVIARY.canaries.clear()


@pytest.fixture(autouse=True)
def no_canary_leaves(canaries_of_a_module: None) -> Iterator[None]:
    """Fail the test in which a name or a number got out."""
    yield
    leaks = AVIARY.take_leaks()
    _FOUND["leaks"] += len(leaks)
    assert [str(leak) for leak in leaks] == []


def pytest_sessionfinish(session: pytest.Session) -> None:
    """Hand a worker's counts to the process that started it."""
    output = getattr(session.config, "workeroutput", None)
    if output is not None:
        output[_SEEN], output[_LEAKS] = dict(AVIARY.seen), _FOUND["leaks"]


@pytest.hookimpl(optionalhook=True)
def pytest_testnodedown(node: Any) -> None:
    """Add up what the workers looked through."""
    output = getattr(node, "workeroutput", {})
    _TOTAL.update(output.get(_SEEN, {}))
    _FOUND["leaks"] += output.get(_LEAKS, 0)


def pytest_terminal_summary(terminalreporter: Any) -> None:
    if not terminalreporter.config.getoption("--no-canaries"):
        terminalreporter.write_line(sentence(_TOTAL + AVIARY.seen, _FOUND["leaks"]))
