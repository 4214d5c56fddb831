"""The work of the coming weeks: how many files have a last day when."""

from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.generic import TemplateView

from admission.domain.procedure import DeadlineKind
from admission.labels import DEADLINES
from admission.permissions import Act
from admission.selectors.workload import WEEKS, Week, workload
from admission.templatetags.display import vn_date
from admission.views.base import ScopedMixin
from admission.views.case_page import Link

_HIGHEST, _FOOT, _STEP, _GAP = 130, 160, 60, 10
"""Of the picture: the height of the longest bar, where bars stand, from one to the next, and between two of them."""


@dataclass(frozen=True, slots=True)
class Bar:
    """A week as a bar of the picture, in its units. `label`: its first day, a word for what is overdue."""

    label: str
    count: int
    left: int
    height: int
    is_overdue: bool

    @property
    def top(self) -> int:
        return _FOOT - self.height

    @property
    def above(self) -> int:
        """Where the number stands."""
        return self.top - _GAP // 2

    @property
    def middle(self) -> int:
        return self.left + _STEP // 2 - _GAP


class WorkloadView(ScopedMixin, TemplateView):
    """Twelve weeks, each number with the files it counts behind it."""

    act = Act.READ_CASES
    template_name = "admission/planning/workload.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        weeks = workload(scope=self.scope, today=self.today)
        kinds = [kind for kind in DeadlineKind if any(kind in week.counts for week in weeks)]
        title = gettext("Work of the coming weeks")
        return super().get_context_data(
            **kwargs,
            crumbs=[Link(gettext("Planning"), reverse("planning")), Link(title, "")],
            weeks=WEEKS,
            is_empty=not kinds,
            bars=_bars(weeks),
            columns=[
                {"label": _("Week"), "numeric": False},
                *({"label": DEADLINES[kind], "numeric": True} for kind in kinds),
                {"label": _("Files in all"), "numeric": True},
            ],
            rows=[
                {"cells": [_head(week), *(_cell(week, kind) for kind in kinds), _cell(week, None)]} for week in weeks
            ],
        )


def _bars(weeks: list[Week]) -> list[Bar]:
    most = max((week.total for week in weeks), default=0) or 1
    return [
        Bar(
            label=f"{week.from_on:%d/%m}" if week.from_on else gettext("Overdue"),
            count=week.total,
            left=number * _STEP + _GAP,
            height=round(week.total * _HIGHEST / most),
            is_overdue=week.from_on is None,
        )
        for number, week in enumerate(weeks)
    ]


def _head(week: Week) -> dict[str, str]:
    if week.from_on is None:
        return {"text": gettext("Overdue"), "url": "", "state": ""}
    words = gettext("%(from)s to %(until)s") % {"from": vn_date(week.from_on), "until": vn_date(week.through_on)}
    return {"text": words, "url": "", "state": ""}


def _cell(week: Week, kind: DeadlineKind | None) -> dict[str, str]:
    """A number; where it is not 0 it leads to these very files."""
    count = week.total if kind is None else week.counts.get(kind, 0)
    asked = {
        "due_kind": kind.value if kind else "",
        "due_from": vn_date(week.from_on),
        "due_to": vn_date(week.through_on),
    }
    address = urlencode({name: value for name, value in asked.items() if value})
    return {"text": str(count), "url": f"{reverse('case-list')}?{address}" if count else "", "state": ""}
