"""Run the benchmarks asked for, print what they found and keep it in results.md.

To add a figure: a module with a ``BENCHMARK``, named below.
"""

import argparse
import re
from collections.abc import Sequence
from pathlib import Path

from bench import assessment, calendar_change, journal, load, outbox, pages, scope, working_days
from bench.report import Benchmark, write_section

BENCHMARKS: tuple[Benchmark, ...] = (
    working_days.BENCHMARK,
    assessment.BENCHMARK,
    journal.BENCHMARK,
    scope.BENCHMARK,
    calendar_change.BENCHMARK,
    load.BENCHMARK,
    outbox.BENCHMARK,
    pages.BENCHMARK,
)

RESULTS = Path(__file__).with_name("results.md")
INTRODUCTION = """\
# Last results

Written by `python -m bench`. Times differ from machine to machine: it is the ratios within one run that count.
In bold: an answer that differs from ours.
"""


def main(arguments: Sequence[str]) -> int:
    """Run the benchmarks named, or all; return 1 when a target was missed."""
    by_key = {benchmark.key: benchmark for benchmark in BENCHMARKS}
    parser = argparse.ArgumentParser(prog="python -m bench", description="Measure what is asked of the product.")
    parser.add_argument("keys", nargs="*", metavar="KEY", help=f"which of {', '.join(by_key)}; all when none is named")
    parser.add_argument("--no-save", action="store_true", help="leave results.md as it is")
    options = parser.parse_args(arguments)
    if unknown := set(options.keys) - set(by_key):
        parser.error(f"no such benchmark: {', '.join(sorted(unknown))}")

    all_met = True
    sections = read_sections(RESULTS)
    for key in options.keys or by_key:
        report = by_key[key].run()
        sections[key] = write_section(by_key[key], report)
        print(sections[key])
        all_met = all_met and report.is_met
    if not options.no_save:
        in_order = [sections[key] for key in by_key if key in sections]
        RESULTS.write_text("\n".join([INTRODUCTION, *in_order]), encoding="utf-8")
    return 0 if all_met else 1


def read_sections(results: Path) -> dict[str, str]:
    """Read the sections of earlier runs by key, so that running one figure again keeps the others."""
    if not results.exists():
        return {}
    _introduction, *sections = re.split(r"^(?=## )", results.read_text(encoding="utf-8"), flags=re.MULTILINE)
    return {section[3:].partition(":")[0]: section.rstrip() + "\n" for section in sections}
