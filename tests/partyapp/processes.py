"""Find the processes a test is responsible for, by a mark in their environment that children inherit."""

import os
import signal
import time
import uuid
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

MARK = "PARTY_TEST_MARK"


@dataclass(frozen=True, slots=True)
class Marked:
    """An environment carrying a mark, and the living processes that carry it too."""

    mark: str = field(default_factory=lambda: uuid.uuid4().hex)

    def environment(self, **more: str) -> Mapping[str, str]:
        return {**os.environ, MARK: self.mark, **more}

    def alive(self) -> dict[int, str]:
        """Give process number -> command line; the dead that wait for their parent to notice don't count."""
        found = {}
        for folder in Path("/proc").glob("[0-9]*"):
            with suppress(OSError):
                if f"{MARK}={self.mark}".encode() in (folder / "environ").read_bytes().split(b"\0"):
                    found[int(folder.name)] = (folder / "cmdline").read_bytes().replace(b"\0", b" ").decode()
        return found

    def running(self, words: str) -> list[int]:
        return [number for number, command in self.alive().items() if words in command]

    def kill_all(self) -> None:
        for number in self.alive():
            with suppress(ProcessLookupError):
                os.kill(number, signal.SIGKILL)


def eventually(condition: Callable[[], object], *, seconds: float = 15) -> bool:
    """Tell whether the condition comes true within `seconds`."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if condition():
            return True
        time.sleep(0.05)
    return bool(condition())
