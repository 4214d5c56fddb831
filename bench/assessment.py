"""D1: everything derived for one file, in pure Python: stage, next step, deadlines and findings.

A page of fifty files derives fifty times, so the figure asked for is a median of one millisecond for each.
"""

import gc
import random
from collections import Counter
from collections.abc import Sequence
from datetime import date
from statistics import median, quantiles
from time import perf_counter_ns

from admission.domain.assessment import assess
from admission.domain.calendar import WorkingCalendar
from admission.domain.facts import CaseFacts
from admission.domain.procedure import Stage
from admission.domain.rules import RuleSet
from admission.domain.rulesets import RULE_SETS, SHIPPED
from bench.files import make_file
from bench.report import Benchmark, Report, Table, Target
from bench.working_days import load_calendar

FILES = 500
ROUNDS = 7
MICROSECOND = 1_000
ASKED = 1_000
"""Microseconds for one file, in the median."""

File = tuple[CaseFacts, date]


def make_files(rule_set: RuleSet, calendar: WorkingCalendar) -> list[File]:
    """Make the files of one regulation: each was considered by its branch while the regulation was in force."""
    assert rule_set.in_force_from is not None
    dice = random.Random(rule_set.code)
    # Two years of every file have to lie within the calendar.
    window = (
        max(rule_set.in_force_from, calendar.first),
        min(rule_set.in_force_until or date.max, calendar.last.replace(year=calendar.last.year - 2)),
    )
    return [make_file(rule_set, window, dice) for _ in range(FILES)]


def time_files(files: Sequence[File], calendar: WorkingCalendar) -> list[float]:
    """Time each file on its own: the median of its rounds, in microseconds, after a round that does not count."""
    taken: list[list[int]] = [[] for _ in files]
    gc.collect()
    gc.disable()
    try:
        for round_ in range(ROUNDS + 1):
            for times, (facts, today) in zip(taken, files, strict=True):
                begin = perf_counter_ns()
                assess(facts, SHIPPED, calendar, today)
                if round_:
                    times.append(perf_counter_ns() - begin)
    finally:
        gc.enable()
    return [median(times) / MICROSECOND for times in taken]


def run() -> Report:
    """Time the files of every regulation that applies to any, and say at which stages they stood."""
    calendar = load_calendar()
    rows, medians, stages = [], [], Counter[Stage]()
    for rule_set in (r for r in RULE_SETS if r.is_active):
        files = make_files(rule_set, calendar)
        found = [assess(facts, SHIPPED, calendar, today) for facts, today in files]
        stages.update(assessment.stage for assessment in found)
        times = time_files(files, calendar)
        medians.append(median(times))
        rows.append(
            (
                rule_set.code,
                f"{len(files):,}",
                f"{median(len(assessment.deadlines) for assessment in found):.0f}",
                f"{median(len(assessment.findings) for assessment in found):.0f}",
                f"{medians[-1]:,.0f} µs",
                f"{quantiles(times, n=20)[-1]:,.0f} µs",
            )
        )
    return Report(
        body=[
            "Facts in, assessment out, no database. Each file is timed on its own (the median of "
            f"{ROUNDS} rounds); the median and the 95th percentile are those of the files.",
            Table(("considered under", "files", "deadlines", "findings", "median", "p95"), rows),
            f"The files stood at {len(stages)} of the {len(Stage)} stages: "
            + ", ".join(f"{stage.value} {stages[stage]}" for stage in Stage if stage in stages)
            + ".",
        ],
        targets=[Target("one file, median of the slowest row", max(medians), ASKED, " µs", at_least=False)],
    )


BENCHMARK = Benchmark("D1", "deriving stage, deadlines and findings of a file", run)
