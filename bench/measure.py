"""Timing of small operations side by side.

A machine is never equally busy for long, so the candidates take turns in short rounds, and it is ratios within a round
that are compared, not times of different minutes.
"""

import gc
import os
import random
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from time import perf_counter_ns, process_time

MILLISECOND = 1_000_000


@dataclass(frozen=True, slots=True)
class Timing:
    """Nanoseconds per operation in each round."""

    rounds: tuple[float, ...]

    @property
    def median(self) -> float:
        """The middle round, in nanoseconds per operation."""
        return median(self.rounds)

    def times_slower_than(self, other: "Timing") -> float:
        """The median over the rounds of how many times as long this took as ``other`` in the same round."""
        return median(mine / theirs for mine, theirs in zip(self.rounds, other.rounds, strict=True))


def time_side_by_side(
    batches: Mapping[str, Callable[[], object]], *, operations: int, rounds: int = 15
) -> dict[str, Timing]:
    """Time batches of so many operations each, in every round in another order, after a warm-up not counted.

    What a batch spends on its own loop is part of what is timed.
    """
    passes = {name: _passes_for(batch) for name, batch in batches.items()}
    taken: dict[str, list[float]] = {name: [] for name in batches}
    order = random.Random(1)
    names = list(batches)
    gc.disable()
    try:
        for _ in range(rounds):
            order.shuffle(names)
            for name in names:
                taken[name].append(_time(batches[name], passes[name]) / (passes[name] * operations))
    finally:
        gc.enable()
    return {name: Timing(tuple(times)) for name, times in taken.items()}


def _time(batch: Callable[[], object], passes: int) -> int:
    begin = perf_counter_ns()
    for _ in range(passes):
        batch()
    return perf_counter_ns() - begin


def _passes_for(batch: Callable[[], object]) -> int:
    """Warm the batch up, and tell how often it runs in some twenty milliseconds."""
    _time(batch, 1)
    return max(1, 20 * MILLISECOND // max(1, _time(batch, 1)))


def processor_seconds(backend: int | None = None) -> float:
    """Tell how long this process was at work, and the database server on this machine with all its processes.

    `backend`: the process of the server that serves us; without one, or where Linux does not tell, ours alone.
    """
    taken = process_time()
    if backend is None or not Path(f"/proc/{backend}/stat").exists():
        return taken
    server = int(_fields(backend)[1])
    own, *others = (_fields(pid) for pid in (server, *_children(server)))
    ticks = sum(int(field) for field in own[11:15])  # with those of its processes that have ended
    ticks += sum(int(field) for other in others for field in other[11:13])
    return taken + ticks / os.sysconf("SC_CLK_TCK")


def _fields(pid: int) -> list[str]:
    """What Linux says of a process, from its state on: the name before it may hold anything."""
    return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()


def _children(pid: int) -> list[int]:
    return [
        int(child) for task in Path(f"/proc/{pid}/task").iterdir() for child in (task / "children").read_text().split()
    ]
