"""The list of files as it is on the screen, to take along: an Excel sheet, or a CSV file for a long list."""

import io
from collections.abc import Iterator

from django.contrib import messages
from django.http import FileResponse, HttpRequest, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.formats import number_format
from django.utils.functional import Promise
from django.utils.translation import get_language, gettext, override
from django.utils.translation import gettext_lazy as _
from django.views.generic import View

from admission.labels import STAGES, STEPS
from admission.selectors.case_lines import CaseLine
from admission.selectors.case_lists import count_cases, every_line
from admission.services.access_events import record_list_export
from admission.spreadsheets.lists import Value, csv_lines, write_list
from admission.templatetags.display import vn_datetime
from admission.views.case_filters import CaseFilterMixin, list_url
from admission.views.lights import line_light

MOST_SHEET_ROWS = 5_000
"""A workbook is written whole before its first byte leaves; so many rows take about a second."""
MOST_ROWS = 50_000
FILE_NAME = "danh-sach-ho-so"
_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_COLUMNS: tuple[tuple[str | Promise, int], ...] = (
    (_("File number"), 16),
    (_("Candidate"), 28),
    (_("Party branch"), 32),
    (_("Stage"), 30),
    (_("What is to be done"), 34),
    (_("Who has to act"), 32),
    (_("Due date"), 14),
    (_("Time limit"), 44),
)


class CaseExportView(CaseFilterMixin, View):
    """Sent as a POST: each export is told to the journal, and none begins because somebody follows a link."""

    http_method_names = ["post"]

    def post(self, request: HttpRequest) -> HttpResponseBase:
        kind = "csv" if request.POST.get("kind") == "csv" else "xlsx"
        most = MOST_ROWS if kind == "csv" else MOST_SHEET_ROWS
        count = count_cases(scope=self.scope, today=self.today, asked=self.filter, most=most)
        if count is None:
            messages.warning(request, _too_long(kind, most))
            return redirect(list_url(self.asked))
        record_list_export(
            by=self.account,
            what=f"case_list_{kind}",
            count=count,
            filters=self.filters,
            searched=bool(self.search[1]),
            now=timezone.now(),
        )
        return self._csv(count) if kind == "csv" else self._workbook(count)

    def _workbook(self, count: int) -> FileResponse:
        file = io.BytesIO()
        write_list(file, title=gettext("Files"), heading=self._heading(count), columns=_columns(), rows=self._rows())
        file.seek(0)
        return FileResponse(file, as_attachment=True, filename=f"{self._name()}.xlsx", content_type=_XLSX)

    def _csv(self, count: int) -> StreamingHttpResponse:
        lines = csv_lines(heading=self._heading(count), columns=_columns(), rows=self._rows())
        answer = StreamingHttpResponse(_in_language(lines), content_type="text/csv; charset=utf-8")
        answer.headers["Content-Disposition"] = f'attachment; filename="{self._name()}.csv"'
        return answer

    def _name(self) -> str:
        return f"{FILE_NAME}-{self.today:%Y-%m-%d}"

    def _heading(self, count: int) -> list[str]:
        """Say what the list is: the filters, the day, by whom."""
        words = [*self.words().values()]
        if self.search[1]:
            words.append(gettext("Search: %(words)s") % {"words": self.search[1]})
        taken = {"at": vn_datetime(timezone.now()), "by": self.account.full_name}
        return [
            gettext("List of admission files"),
            gettext("Filters: %(filters)s") % {"filters": "; ".join(words) or gettext("none")},
            gettext("Number of files: %(count)s") % {"count": number_format(count, force_grouping=True)},
            gettext("Taken on %(at)s by %(by)s") % taken,
        ]

    def _rows(self) -> Iterator[list[Value]]:
        for line in every_line(scope=self.scope, today=self.today, asked=self.filter):
            yield self._row(line)

    def _row(self, line: CaseLine) -> list[Value]:
        return [
            line.code,
            line.name,
            line.branch,
            str(STAGES[line.stage]),
            str(STEPS[line.step]) if line.step else "",
            line.actor if line.step else "",
            line.due_on,
            line_light(line, self.today).text,
        ]


def _columns() -> list[tuple[str, int]]:
    return [(str(words), width) for words, width in _COLUMNS]


def _too_long(kind: str, most: int) -> str:
    if kind == "csv":
        words = gettext("The list has more than %(most)s files. Narrow it by a filter, then take it along in parts.")
    else:
        words = gettext(
            "The list has more than %(most)s files, too many for an Excel sheet. Narrow it by a filter, or take the "
            "CSV file: Excel opens it as well."
        )
    return words % {"most": number_format(most, force_grouping=True)}


def _in_language(lines: Iterator[bytes]) -> Iterator[bytes]:
    """Write in the language of the page, though it is written after the page was answered."""
    language = get_language()

    def written() -> Iterator[bytes]:
        with override(language):
            yield from lines

    return written()
