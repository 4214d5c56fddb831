"""Reports: figures of an organisation over a period, as known today or on a past day, each with its files."""

import io
from datetime import date
from functools import cached_property
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _
from django.views.generic import TemplateView, View

from admission.domain.months import quarter_before
from admission.domain.procedure import CLOSED_STAGES, DeadlineKind
from admission.domain.reports import LIMITS, TIMED, ReportKey
from admission.domain.rulesets import SHIPPED
from admission.forms.reports import ReportForm
from admission.labels import DEADLINES, STAGES
from admission.labels.reports import REPORTS
from admission.models import ReportOrder
from admission.permissions import Act, organizations_for
from admission.selectors.key_pages import key_page
from admission.selectors.report_frames import MOST_PREPARED, Frame, TooManyChangedError, frame_of, units_to_choose
from admission.selectors.report_measures import Cell, cell_of
from admission.selectors.reports import Figure, Line, Table, branches_without_candidate, tables_of
from admission.services.past_files import OrderWaitsError, order_past_files
from admission.spreadsheets.report_table import SheetRow, SheetTable, write_report
from admission.templatetags.display import vn_date, vn_datetime
from admission.views.base import GuardedMixin, ScopedMixin
from admission.views.case_page import Link
from admission.views.charts import picture_of
from members.models import Organization, OrganizationQuerySet
from members.models.role import CONTENT_ROLES

PAGE_SIZE = 50
MOST_BRANCHES = 20_000
"""So many are written into a workbook."""
MOST_BESIDE = 5
"""A table of so many columns has room beside its picture."""
_MOST_DIGITS = 18
_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_RESTS_ON: dict[ReportKey, tuple[DeadlineKind, ...]] = {
    ReportKey.ADMISSIONS: (DeadlineKind.ADMISSION_DECISION, DeadlineKind.CEREMONY, DeadlineKind.RECOGNITION_DECISION),
    ReportKey.ON_TIME: LIMITS,
    ReportKey.OVERDUE: LIMITS,
    ReportKey.DURATIONS: TIMED,
    ReportKey.COMPOSITION: (DeadlineKind.CEREMONY,),
}
"""The clocks whose clauses a report cites."""


class ReportListView(GuardedMixin, TemplateView):
    """Which reports there are, each in one sentence."""

    act = Act.READ_CASES
    template_name = "admission/report/list.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        reports = [{"words": words, "url": reverse("report", args=[key.value])} for key, words in REPORTS.items()]
        return super().get_context_data(**kwargs, reports=reports)


class ReportMixin(ScopedMixin):
    """What the pages of a report share: what is asked, in the address, and the files it is asked about."""

    act = Act.READ_CASES

    @cached_property
    def key(self) -> ReportKey:
        try:
            return ReportKey(self.kwargs["key"])
        except ValueError as error:
            raise Http404 from error

    @cached_property
    def organizations(self) -> OrganizationQuerySet:
        return organizations_for(self.access, self.act)

    @cached_property
    def unit(self) -> Organization:
        """The organisation chosen, else the highest one the account reads; another one does not exist."""
        typed = self.request.GET.get("unit", "")
        if typed:
            found: Organization = get_object_or_404(self.organizations, pk=int(typed) if typed.isdecimal() else 0)
            return found
        first: Organization | None = self.organizations.first()
        if first is None:
            raise Http404
        return first

    def units(self) -> list[Organization]:
        """The organisations to choose from; a page that shows no form needs but the one."""
        return [self.unit]

    @cached_property
    def form(self) -> ReportForm:
        asked = {**self.request.GET.dict(), "unit": str(self.unit.pk)}
        return ReportForm(asked, unit=self.unit, units=self.units(), today=self.today)

    @cached_property
    def frame(self) -> Frame:
        """The files asked about; only where the form is valid. Raises: TooManyChangedError."""
        return frame_of(scope=self.scope, asked=self.form.question(), today=self.today)

    @property
    def title(self) -> str:
        return str(REPORTS[self.key].title)

    def asked(self, *, with_total: bool = True) -> list[dict[str, str]]:
        """What is asked and when it was computed, as every report says it."""
        question = self.form.question()
        period = gettext("%(from)s to %(until)s") % {
            "from": vn_date(question.from_on),
            "until": vn_date(question.to_on),
        }
        said = [
            (_("Organisation, with all below it"), self.unit.name),
            (_("Period"), period),
            (_("As known on"), vn_date(question.as_of)),
            (_("Computed at"), vn_datetime(timezone.now())),
        ]
        if with_total:
            said.append((_("Files considered"), str(self.frame.total)))
        return [{"label": str(label), "value": value} for label, value in said]

    def address(self, name: str, **more: str) -> str:
        """The address of another page with the same question."""
        question = self.form.question()
        days = {"from_on": question.from_on, "to_on": question.to_on, "as_of": question.as_of}
        asked = {"unit": str(question.unit.pk), **{name: vn_date(day) for name, day in days.items()}}
        return f"{reverse(name, args=[self.key.value])}?{urlencode({**asked, **more})}"


class ReportView(ReportMixin, TemplateView):
    template_name = "admission/report/page.html"

    def units(self) -> list[Organization]:
        return units_to_choose(self.organizations, self.unit, self.access.paths(CONTENT_ROLES))

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(
            **kwargs,
            crumbs=[Link(gettext("Reports"), reverse("report-list")), Link(self.title, "")],
            title=self.title,
            words=REPORTS[self.key],
            form=self.form,
            page_url=self.request.path,
            periods=self._periods(),
        )
        if not self.form.is_valid():
            return context
        try:
            return context | self._answer()
        except TooManyChangedError as error:
            return context | self._too_large(error)

    def _too_large(self, error: TooManyChangedError) -> dict[str, Any]:
        """Say how many files would have to be derived again; and how far that has got, where it was asked for."""
        if error.changed is None:
            return {"is_too_large": True, "most": MOST_PREPARED}
        question = self.form.question()
        asked = ReportOrder.objects.filter(account=self.account, unit=question.unit, as_of=question.as_of)
        last = asked.order_by("-pk").first()
        return {
            "to_prepare": error,
            "prepared": error.changed - error.missing,
            "order": last if last is not None and last.done_at is None else None,
            "is_failed": last is not None and last.is_failed,
            "prepare_url": self.address("report-prepare"),
            "here": self.address("report"),
        }

    def _periods(self) -> list[Link]:
        """What is asked most, in one press instead of three days to type."""
        first, last = quarter_before(self.today)
        new_year = self.today.replace(month=1, day=1)
        offered = [
            (gettext("Last quarter, as known on its last day"), first, last, last),
            (gettext("Last quarter, as known today"), first, last, self.today),
            (gettext("This year so far"), new_year, self.today, self.today),
        ]
        return [Link(label, self._asking(from_on=a, to_on=b, as_of=c)) for label, a, b, c in offered]

    def _asking(self, **days: date) -> str:
        asked = {"unit": str(self.unit.pk), **{name: vn_date(day) for name, day in days.items()}}
        return f"{self.request.path}?{urlencode(asked)}"

    def _answer(self) -> dict[str, Any]:
        return {
            "is_answered": True,
            "asked": self.asked(),
            "clauses": self._clauses(),
            "tables": [self._shown(table, number) for number, table in enumerate(tables_of(self.key, self.frame), 1)],
            "export_url": self.address("report-export"),
            "is_of_the_past": self.frame.asked.as_of < self.today,
            "knew_nothing": self.frame.asked.as_of < self.today and not self.frame.total,
            **(self._branches() if self.key is ReportKey.NO_CANDIDATE else {}),
        }

    def _clauses(self) -> list[str]:
        """What a report rests on, in the regulation of its day."""
        limits = SHIPPED.on_or_first(self.frame.asked.as_of).limits
        return [f"{DEADLINES[kind]}: {limits[kind].clause}" for kind in _RESTS_ON.get(self.key, ())]

    def _shown(self, table: Table, number: int) -> dict[str, Any]:
        return {
            "caption": table.caption,
            "columns": [{"label": head, "numeric": place > 0} for place, head in enumerate(table.heads)],
            "rows": [{"cells": self._cells(line)} for line in table.lines],
            "is_empty": table.is_empty,
            "is_narrow": len(table.heads) <= MOST_BESIDE,
            "picture": picture_of(table, number),
        }

    def _cells(self, line: Line) -> list[dict[str, Any]]:
        is_below = line.unit is not None and line.unit != self.unit.pk
        head = self.address("report", unit=str(line.unit)) if is_below else ""
        figures = [
            {"text": f.text, "url": self.address("report-files", cell=f.cell) if f.cell else "", "state": ""}
            for f in line.figures
        ]
        return [{"text": line.label, "url": head, "state": ""}, *figures]

    def _branches(self) -> dict[str, Any]:
        after, before = (self.request.GET.get(name) or None for name in ("after", "before"))
        found = branches_without_candidate(self.frame, self.organizations)
        page = key_page(found, key="path", size=PAGE_SIZE, after=after, before=None if after else before)
        total = found.count()
        cells = [
            [
                {"text": branch.name, "url": reverse("branch-members", args=[branch.pk]), "state": ""},
                {"text": branch.code, "url": "", "state": ""},
            ]
            for branch in page.rows
        ]
        return {
            "branches": [{"cells": row} for row in cells],
            "branch_columns": [{"label": _("Party branch"), "numeric": False}, {"label": _("Code"), "numeric": False}],
            "has_branch_list": True,
            "next_url": self.address("report", after=page.later) if page.later else "",
            "previous_url": self.address("report", before=page.earlier) if page.earlier else "",
            "summary": ngettext("%(count)s branch", "%(count)s branches", total) % {"count": total},
        }


class ReportPrepareView(ReportMixin, View):
    """Have the files of a past day derived beforehand; whoever asked is told by mail."""

    http_method_names = ["post"]

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not self.form.is_valid():
            return redirect(f"{reverse('report', args=[self.key.value])}?{request.GET.urlencode()}")
        here = self.address("report")
        try:
            self.frame  # noqa: B018 - nothing is to be prepared where it answers
        except TooManyChangedError as error:
            if error.changed is not None:
                self._order(here)
        return redirect(here)

    def _order(self, path: str) -> None:
        try:
            order_past_files(account=self.account, asked=self.form.question(), path=path, now=timezone.now())
        except OrderWaitsError as error:
            words = gettext("The report of %(unit)s as known on %(day)s is still being prepared. Ask again after that.")
            messages.warning(self.request, words % {"unit": error.order.unit.name, "day": vn_date(error.order.as_of)})


class ReportFilesView(ReportMixin, TemplateView):
    """The files behind a figure: exactly those that are counted in it."""

    template_name = "admission/report/files.html"

    @cached_property
    def cell(self) -> Cell | None:
        """The figure that is asked about."""
        return cell_of(self.request.GET.get("cell", ""))

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        if not self.form.is_valid():
            return redirect(f"{reverse('report', args=[self.key.value])}?{request.GET.urlencode()}")
        if self.cell is None:
            return redirect(self.address("report"))
        try:
            return super().get(request, *args, **kwargs)
        except TooManyChangedError:
            return redirect(self.address("report"))

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        place = _place_of(self.cell, tables_of(self.key, self.frame)) if self.cell else None
        typed, found = str(self.cell), self.scope.none()
        if self.cell is not None and place is not None:  # else nothing is counted there (any more)
            found = self.scope.filter(pk__in=self.cell.files(self.frame).values("pk"))
        after, before = (_id(self.request.GET.get(name, "")) for name in ("after", "before"))
        files = found.select_related("branch", "candidate__person")
        page = key_page(files, key="pk", size=PAGE_SIZE, after=after, before=None if after else before)
        total = found.count()
        return super().get_context_data(
            **kwargs,
            crumbs=[
                Link(gettext("Reports"), reverse("report-list")),
                Link(self.title, self.address("report")),
                Link(gettext("Files counted"), ""),
            ],
            title=self.title,
            place=place or {},
            asked=self.asked(with_total=False),
            total=total,
            differs=place is not None and place["counted"] != total,
            columns=[{"label": label, "numeric": False} for label in _FILE_COLUMNS],
            rows=[{"cells": self._cells(case)} for case in page.rows],
            next_url=self.address("report-files", cell=typed, after=str(page.later)) if page.later else "",
            back_url=self.address("report"),
            previous_url=self.address("report-files", cell=typed, before=str(page.earlier)) if page.earlier else "",
            is_of_the_past=self.frame.asked.as_of < self.today,
            summary=ngettext("%(count)s file", "%(count)s files", total) % {"count": total},
        )

    def _cells(self, case: Any) -> list[dict[str, Any]]:
        stage = case.stage_on(self.today)
        due = vn_date(case.next_due_on) if case.next_due_on and stage not in CLOSED_STAGES else "–"
        texts = (case.code, case.branch.name, STAGES[stage], due)
        return [
            {"text": case.candidate.person.full_name, "url": reverse("case", args=[case.pk]), "state": ""},
            *({"text": text, "url": "", "state": ""} for text in texts),
        ]


def _id(typed: str) -> int | None:
    return int(typed) if typed.isdecimal() and len(typed) <= _MOST_DIGITS else None


_FILE_COLUMNS = (_("Candidate"), _("File number"), _("Party branch"), _("Stage today"), _("Next due date today"))


def _place_of(cell: Cell, tables: tuple[Table, ...]) -> dict[str, Any] | None:
    """Say in words which figure a cell is, and the number it shows; None where no figure has it."""
    for table in tables:
        for line in table.lines:
            for head, figure in zip(table.heads[1:], line.figures, strict=True):
                if figure.cell == str(cell):
                    return {"table": table.caption, "row": line.label, "column": head, "counted": figure.value}
    return None


class ReportExportView(ReportMixin, View):
    """What is on the screen, as a workbook."""

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        if not self.form.is_valid():
            return redirect(f"{reverse('report', args=[self.key.value])}?{request.GET.urlencode()}")
        try:
            tables = tables_of(self.key, self.frame) or (self._branches(),)
        except TooManyChangedError:
            return redirect(self.address("report"))
        file = io.BytesIO()
        asked = [(row["label"], row["value"]) for row in self.asked()]
        write_report(file, title=self.title, asked=asked, tables=map(_on_sheet, tables))
        file.seek(0)
        day = f"{self.form.question().as_of:%Y%m%d}"
        return FileResponse(file, as_attachment=True, filename=f"bao-cao-{self.key}-{day}.xlsx", content_type=_XLSX)

    def _branches(self) -> Table:
        found = branches_without_candidate(self.frame, self.organizations)[:MOST_BRANCHES]
        lines = tuple(Line(branch.name, (Figure(branch.code),)) for branch in found)
        return Table(REPORTS[self.key].title, (_("Party branch"), _("Code")), lines)


def _on_sheet(table: Table) -> SheetTable:
    rows = (
        SheetRow((str(line.label), *(f.text if f.value is None else f.value for f in line.figures)), line.is_sum)
        for line in table.lines
    )
    return SheetTable(str(table.caption), tuple(map(str, table.heads)), tuple(rows))
