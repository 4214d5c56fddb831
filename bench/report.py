"""What a benchmark reports, and how it is written down."""

import os
import platform
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from importlib.metadata import version


@dataclass(frozen=True, slots=True)
class Target:
    """A figure asked of the product: met when what was measured is on the right side of the limit."""

    statement: str
    measured: float
    limit: float
    unit: str = "x"
    at_least: bool = True

    @property
    def is_met(self) -> bool:
        """Whether the figure was reached."""
        return self.measured >= self.limit if self.at_least else self.measured <= self.limit

    def __str__(self) -> str:
        verdict = "PASS" if self.is_met else "FAIL"
        sign = "≥" if self.at_least else "≤"
        return (
            f"{verdict}: {self.statement}: {self.measured:,.1f}{self.unit} (asked: {sign} {self.limit:,g}{self.unit})"
        )


@dataclass(frozen=True, slots=True)
class Table:
    """Rows of text under headings; the first column is a name, the others are figures or remarks."""

    headings: tuple[str, ...]
    rows: Sequence[tuple[str, ...]]

    def __str__(self) -> str:
        widths = [max(len(cell) for cell in column) for column in zip(self.headings, *self.rows, strict=True)]
        rule = tuple("-" * width for width in widths)
        return "\n".join(
            "| " + " | ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)) + " |"
            for row in (self.headings, rule, *self.rows)
        )


@dataclass(frozen=True, slots=True)
class Report:
    """The outcome of one benchmark: tables and remarks in the order they are to be read, then the targets."""

    body: Sequence[Table | str]
    targets: Sequence[Target]
    packages: Sequence[str] = ()

    @property
    def is_met(self) -> bool:
        """Whether every target was reached."""
        return all(target.is_met for target in self.targets)


@dataclass(frozen=True, slots=True)
class Benchmark:
    """One figure: its key on the command line, its title, and what measures it."""

    key: str
    title: str
    run: Callable[[], Report]


def write_section(benchmark: Benchmark, report: Report) -> str:
    """Write the outcome as a section of Markdown, with the command that repeats it and the kind of machine."""
    parts = [
        f"## {benchmark.key}: {benchmark.title}",
        f"`python -m bench {benchmark.key}` on {describe_machine(report.packages)}",
        *(str(part) for part in report.body),
        "\n".join(f"- {target}" for target in report.targets),
    ]
    return "\n\n".join(parts) + "\n"


def describe_machine(packages: Sequence[str]) -> str:
    """Name the kind of machine and the versions compared; never where or whose it is."""
    python = f"{platform.python_implementation()} {platform.python_version()}"
    versions = (f"{package} {version(package)}" for package in packages)
    return ", ".join([f"{os.cpu_count()} cores", platform.system(), platform.machine(), python, *versions])
