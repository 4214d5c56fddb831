"""The queue of a committee on the first page, and "received" for many files at once."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _
from django.views.generic import View

from admission.domain.errors import AdmissionError
from admission.domain.procedure import CLOSED_STAGES, Stage
from admission.labels import STAGES
from admission.models import AdmissionCase
from admission.permissions import Act
from admission.selectors.calendars import CalendarShelf
from admission.selectors.case_lines import CASE_RELATIONS
from admission.selectors.work_queue import (
    PAGE_SIZE,
    Band,
    Grouping,
    QueueCursor,
    QueueFilter,
    QueueLine,
    Whose,
    queue_page,
    queue_totals,
)
from admission.services.acknowledgements import acknowledge_file
from admission.views.base import ScopedMixin
from admission.views.home_parts import Tile
from admission.views.work_rows import RowMaker, WorkRow
from members.access import Access
from members.models import Organization

BANDS: dict[Band, str | Promise] = {
    Band.OVERDUE: _("Overdue"),
    Band.THIS_WEEK: _("This week"),
    Band.NEXT_WEEK: _("Next week"),
    Band.LATER: _("Later"),
    Band.NO_LIMIT: _("Without a due date"),
}
WHOSE: dict[Whose, str | Promise] = {
    Whose.MINE: _("My committee"),
    Whose.OTHERS: _("Others, or a day to come"),
    Whose.ALL: _("Everybody"),
}
GROUPINGS: dict[Grouping, str | Promise] = {Grouping.WEEK: _("By week"), Grouping.STAGE: _("By stage")}
_MOST_DIGITS = 18


@dataclass(frozen=True, slots=True)
class Switch:
    """One of several ways to look at the queue."""

    label: str | Promise
    url: str
    is_current: bool


@dataclass(frozen=True, slots=True)
class QueueGroup:
    """Rows that belong together. `total`: how many there are on all pages, where that is known."""

    anchor: str
    title: str
    total: str
    rows: tuple[WorkRow, ...]


@dataclass(frozen=True, slots=True)
class QueueView:
    """The queue as the template takes it. `kept`: what the form of the filter has to keep; `previous_url`,
    `next_url`: of the pages beside it, empty at the ends; `may_confirm`: at least one row can be chosen;
    `others_url`: what others have to do.
    """

    tiles: tuple[Tile, ...]
    groups: tuple[QueueGroup, ...]
    groupings: tuple[Switch, ...]
    whose: tuple[tuple[str, str | Promise, bool], ...]
    stages: tuple[tuple[str, str | Promise, bool], ...]
    kept: tuple[tuple[str, str], ...]
    chips: tuple[dict[str, Any], ...]
    shows_actor: bool
    may_confirm: bool
    next_url: str
    previous_url: str
    others_url: str


class Queue:
    """The queue as an address asks for it; what is not understood asks for nothing."""

    def __init__(self, access: Access, query: QueryDict) -> None:
        self.access = access
        branch = query.get("branch", "")
        self.asked = QueueFilter(
            whose=Whose(_known(query.get("whose"), Whose) or Whose.MINE),
            grouping=Grouping(_known(query.get("by"), Grouping) or Grouping.WEEK),
            due=_known(query.get("due"), Band),
            stage=_known(query.get("stage"), Stage),
            branch=int(branch) if branch.isdecimal() and len(branch) <= _MOST_DIGITS else None,
        )
        self.cursor = QueueCursor.parse(query.get("after", "")) or QueueCursor.parse(
            query.get("before", ""), backwards=True
        )

    def page(self, shelf: CalendarShelf, maker: RowMaker, finish: Callable[[WorkRow], WorkRow]) -> QueueView:
        """Read a page. `finish`: what a row becomes in which something is prepared."""
        counts = queue_totals(self.access, self.asked)
        found = queue_page(access=self.access, asked=self.asked, shelf=shelf, cursor=self.cursor)
        rows = [(line, finish(self._row(line, maker))) for line in found.lines]
        by_week = self.asked.grouping is Grouping.WEEK
        return QueueView(
            tiles=self._tiles(counts),
            groups=tuple(self._by_week(rows, counts) if by_week else self._by_stage(rows)),
            groupings=tuple(
                Switch(words, self._address(by=one), one is self.asked.grouping) for one, words in GROUPINGS.items()
            ),
            whose=tuple((one.value, words, one is self.asked.whose) for one, words in WHOSE.items()),
            stages=tuple(
                (stage.value, words, stage == self.asked.stage)
                for stage, words in STAGES.items()
                if stage not in CLOSED_STAGES
            ),
            kept=tuple((name, value) for name, value in self._parameters().items() if name not in {"whose", "stage"}),
            chips=tuple(self._chips(found.lines)),
            shows_actor=self.asked.whose is not Whose.MINE,
            may_confirm=any(line.may_confirm for line in found.lines),
            next_url=self._address(after=str(found.following)) if found.following else "",
            previous_url=self._address(before=str(found.preceding)) if found.preceding else "",
            others_url=self._address(whose=Whose.OTHERS.value),
        )

    def _row(self, line: QueueLine, maker: RowMaker) -> WorkRow:
        row = maker.row(line.line, mine=self.asked.whose is Whose.MINE)
        return maker.in_queue(row, branch_url=self._address(branch=line.branch_id), may_confirm=line.may_confirm)

    def _tiles(self, counts: Mapping[Band, int] | None) -> tuple[Tile, ...]:
        """The bands with their numbers, those far off only where they hold something; without numbers of too many."""
        tiles = []
        for band, words in BANDS.items():
            number, is_current = counts[band] if counts is not None else 1, self.asked.due == band.value
            if number or is_current or band in {Band.OVERDUE, Band.THIS_WEEK, Band.NEXT_WEEK}:
                tiles.append(
                    Tile(
                        words,
                        str(number) if counts is not None else "",
                        self._address(due="" if is_current else band),
                        is_alarm=band is Band.OVERDUE and counts is not None and number > 0,
                        is_current=is_current,
                    )
                )
        return tuple(tiles)

    def _by_week(
        self, rows: list[tuple[QueueLine, WorkRow]], counts: Mapping[Band, int] | None
    ) -> Iterable[QueueGroup]:
        for band, words in BANDS.items():
            if inside := tuple(row for line, row in rows if line.band is band):
                yield QueueGroup(band.value, str(words), str(counts[band]) if counts is not None else "", inside)

    def _by_stage(self, rows: list[tuple[QueueLine, WorkRow]]) -> Iterable[QueueGroup]:
        for stage, words in STAGES.items():
            if inside := tuple(row for line, row in rows if line.line.stage is stage):
                is_whole = self.cursor is None and len(rows) < PAGE_SIZE
                yield QueueGroup(stage.value, str(words), str(len(inside)) if is_whole else "", inside)

    def _chips(self, lines: tuple[QueueLine, ...]) -> Iterable[dict[str, Any]]:
        if self.asked.due:
            yield {"label": BANDS[Band(self.asked.due)], "remove_url": self._address(due="")}
        if self.asked.stage:
            yield {"label": STAGES[Stage(self.asked.stage)], "remove_url": self._address(stage="")}
        if self.asked.branch is not None:
            name = lines[0].line.branch if lines else self._branch_name()
            yield {"label": name, "remove_url": self._address(branch="")}

    def _branch_name(self) -> str:
        """The name of the branch asked for, as far as the account has files of it."""
        visible = AdmissionCase.objects.visible_to(self.access).filter(branch=self.asked.branch)
        name = Organization.objects.filter(pk__in=visible.values("branch")).values_list("name", flat=True).first()
        return name or gettext("Party branch")

    def _parameters(self) -> dict[str, str]:
        """What is asked for as the address carries it; what goes without saying is left out."""
        asked = self.asked
        found = {
            "whose": asked.whose.value if asked.whose is not Whose.MINE else "",
            "by": asked.grouping.value if asked.grouping is not Grouping.WEEK else "",
            "due": asked.due,
            "stage": asked.stage,
            "branch": str(asked.branch or ""),
        }
        return {name: value for name, value in found.items() if value}

    def _address(self, **changed: Any) -> str:
        query = {name: str(value) for name, value in {**self._parameters(), **changed}.items() if value}
        query = {name: value for name, value in query.items() if (name, value) != ("by", Grouping.WEEK.value)}
        return f"{reverse('work-list')}?{urlencode(query)}" if query else reverse("work-list")


@dataclass(frozen=True, slots=True)
class ReceivedResult:
    """What became of one of the chosen files. `tone`: good or attention."""

    name: str
    code: str
    url: str
    tone: str
    words: str


class ReceivedManyView(ScopedMixin, View):
    """Confirm receipt of the alerts of the chosen files, each for itself; what became of each is said in its row."""

    act = Act.ACKNOWLEDGE

    def get(self, request: HttpRequest) -> HttpResponse:
        return redirect("work-list")

    def post(self, request: HttpRequest) -> HttpResponse:
        chosen = [pk for pk in request.POST.getlist("chosen") if pk.isdecimal() and len(pk) <= _MOST_DIGITS]
        asked = list(dict.fromkeys(int(pk) for pk in chosen))[:PAGE_SIZE]
        known: dict[int, AdmissionCase] = {
            case.pk: case for case in self.scope.filter(pk__in=asked).select_related(*CASE_RELATIONS)
        }
        if set(known) != set(asked):
            raise Http404
        if not asked:
            messages.error(request, gettext("Choose at least one file, then confirm receipt."))
            return HttpResponseRedirect(reverse("work-list"))
        results = [self._confirm(known[pk]) for pk in asked]
        good = sum(result.tone == "good" for result in results)
        words = ngettext(
            "Receipt was confirmed for %(good)s file of %(all)s.",
            "Receipt was confirmed for %(good)s files of %(all)s.",
            good,
        )
        context = {"results": results, "summary": words % {"good": good, "all": len(results)}}
        return render(request, "admission/work/received.html", context)

    def _confirm(self, case: AdmissionCase) -> ReceivedResult:
        try:
            made = acknowledge_file(case=case, by=self.account, today=self.today, now=timezone.now())
        except AdmissionError:
            made = ()
        words = gettext("Nothing to confirm here: it was confirmed already, or no alert of it was sent to you.")
        if made:
            labels = ", ".join(str(one.deadline.label) for one in made)
            words = gettext("Confirmed: %(deadlines)s. The due date stays.") % {"deadlines": labels}
        return ReceivedResult(
            name=case.candidate.person.full_name,
            code=case.code,
            url=case.get_absolute_url(),
            tone="good" if made else "attention",
            words=words,
        )


def _known(text: str | None, choices: type[Band] | type[Whose] | type[Grouping] | type[Stage]) -> str:
    """Give what is one of the choices; empty for anything else."""
    return text if text and text in {choice.value for choice in choices} else ""
