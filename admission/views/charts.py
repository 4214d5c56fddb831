"""Tables as pictures: where bars, lines and words stand, in the units of the picture. Drawn by templates/components."""

from dataclasses import dataclass
from typing import Any

from django.utils.formats import number_format

from admission.selectors.reports import Line, Picture, Table

WIDTH = 560
_BAR_WIDTH, _BAR_HEIGHT, _ROW, _TOP, _FOOT = 470, 20, 56, 26, 8
_LEFT, _RIGHT, _HIGH, _DEPTH = 50, 525, 20, 220
_MOST_MONTHS_NAMED = 12
_TONES = ("first", "second", "third")
_KEPT_AND_LATE = ("first", "wrong")
_LEGEND_STEP, _LONGEST = 26, 60
"""From one line of the legend to the next; so many letters of a name fit above its bar."""


@dataclass(frozen=True, slots=True)
class Part:
    """A piece of a bar."""

    left: int
    width: int
    tone: str


@dataclass(frozen=True, slots=True)
class Bar:
    """A bar with its words above it and its number behind it."""

    label: str
    top: int
    parts: tuple[Part, ...]
    text: str
    text_left: int

    @property
    def label_y(self) -> int:
        return self.top - 7

    @property
    def text_y(self) -> int:
        return self.top + _BAR_HEIGHT - 4


@dataclass(frozen=True, slots=True)
class Mark:
    """A point of a line, or the sign of a series. `shape`: circle, square or diamond: colour is not the only sign."""

    left: int
    top: int
    shape: str

    @property
    def diamond(self) -> str:
        x, y = self.left, self.top
        return f"{x},{y - 6} {x + 6},{y} {x},{y + 6} {x - 6},{y}"

    @property
    def corner(self) -> tuple[int, int]:
        return self.left - 5, self.top - 5


@dataclass(frozen=True, slots=True)
class Curve:
    """A series: its points in order."""

    tone: str
    marks: tuple[Mark, ...]

    @property
    def points(self) -> str:
        return " ".join(f"{mark.left},{mark.top}" for mark in self.marks)


@dataclass(frozen=True, slots=True)
class Legend:
    """What a tone stands for, with the mark of its line."""

    words: str
    tone: str
    mark: Mark

    @property
    def text_left(self) -> int:
        return self.mark.left + 16

    @property
    def text_y(self) -> int:
        return self.mark.top + 5


@dataclass(frozen=True, slots=True)
class Tick:
    """A word at an axis."""

    text: str
    left: int
    top: int


def picture_of(table: Table, number: int) -> dict[str, Any]:
    """Give what the template of a picture needs, nothing where there is none; `number`: of the table on its page."""
    if table.picture is None or table.is_empty:
        return {}
    common = {"kind": table.picture.value, "id": f"chart-{number}", "title": table.caption, "width": WIDTH}
    if table.picture is Picture.MONTHS:
        return common | _months(table)
    return common | _bars(table)


def _bars(table: Table) -> dict[str, Any]:
    """One bar for each line that has anything; the table names the others."""
    lines = [line for line in table.lines if any(line.plotted)]
    tones = ("wrong",) if table.is_wrong else _KEPT_AND_LATE if table.picture is Picture.SHARES else _TONES
    most = max((sum(line.plotted) for line in lines), default=0) or 1
    has_legend = len(table.series) > 1
    legend = _legend(table, tones) if has_legend else []
    first = _TOP + len(legend) * _LEGEND_STEP
    bars = []
    for place, line in enumerate(lines):
        parts, left = [], 0
        whole = sum(line.plotted) if table.picture is Picture.SHARES else most
        for value, tone in zip(line.plotted, tones, strict=False):
            width = round(value * _BAR_WIDTH / whole) if whole else 0
            parts.append(Part(left, width, tone))
            left += width
        bars.append(Bar(_short(str(line.label)), first + place * _ROW, tuple(parts), _behind(table, line), left + 8))
    return {
        "bars": bars,
        "bar_height": _BAR_HEIGHT,
        "height": first + (len(bars) - 1) * _ROW + _BAR_HEIGHT + _FOOT,
        "legend": legend,
    }


def _short(label: str) -> str:
    """A long name is cut; the table has it whole."""
    return label if len(label) <= _LONGEST else f"{label[: _LONGEST - 1].rstrip()}…"


def _behind(table: Table, line: Line) -> str:
    if table.picture is Picture.SHARES:
        return line.figures[-1].text
    return number_format(line.plotted[0], 0 if line.plotted[0] == int(line.plotted[0]) else 1)


def _months(table: Table) -> dict[str, Any]:
    lines = [line for line in table.lines if line.plotted]
    most = max((value for line in lines for value in line.plotted), default=0) or 1
    step = (_RIGHT - _LEFT) / max(len(lines) - 1, 1)
    shapes = ("circle", "square", "diamond")
    legend = _legend(table, _TONES, shapes)
    high = _HIGH + len(legend) * _LEGEND_STEP
    low = high + _DEPTH
    curves = [
        Curve(
            tone,
            tuple(
                Mark(round(_LEFT + place * step), round(low - line.plotted[series] * _DEPTH / most), shape)
                for place, line in enumerate(lines)
            ),
        )
        for series, (tone, shape) in enumerate(zip(_TONES, shapes, strict=True))
    ]
    every = -(-len(lines) // _MOST_MONTHS_NAMED)
    named = [(place, line) for place, line in enumerate(lines) if place % every == 0]
    return {
        "curves": curves,
        "height": low + 34,
        "axis": {"left": _LEFT, "right": _RIGHT, "high": high, "low": low},
        "months": [Tick(str(line.label), round(_LEFT + place * step), low + 24) for place, line in named],
        "levels": [Tick(number_format(most), _LEFT - 12, high + 5), Tick("0", _LEFT - 12, low + 5)],
        "legend": legend,
    }


def _legend(table: Table, tones: tuple[str, ...], shapes: tuple[str, ...] = ()) -> list[Legend]:
    found = []
    for place, (words, tone) in enumerate(zip(table.series, tones, strict=False)):
        shape = shapes[place] if shapes else "square"
        found.append(Legend(str(words), tone, Mark(10, 14 + place * _LEGEND_STEP, shape)))
    return found
