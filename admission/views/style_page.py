"""A page for developers with every component on it; its people and files are invented. Wired only when DEBUG is on."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from types import SimpleNamespace
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.views.generic import TemplateView

from admission.forms.base import NamingForm
from admission.permissions import Act
from admission.templatetags.display import TrafficState, remaining_text, traffic_state
from admission.views.base import GuardedMixin
from admission.views.style_charts import sample_pictures

TODAY = date(2026, 8, 31)


@dataclass(frozen=True, slots=True)
class Pair:
    """A label with its value, as most components want them."""

    label: str
    value: str = ""


class SampleForm(NamingForm):
    """One field of each kind, shown with errors."""

    number = forms.CharField(label="Số nghị quyết", help_text="Ví dụ: 12-NQ/CB")
    resolved_on = forms.DateField(label="Ngày nghị quyết", help_text="Ngày/tháng/năm, ví dụ 31/08/2026")
    method = forms.ChoiceField(
        label="Hình thức biểu quyết",
        choices=[("secret", "Bỏ phiếu kín"), ("card", "Giơ thẻ đảng")],
        widget=forms.RadioSelect,
    )
    branch = forms.ChoiceField(label="Chi bộ", choices=[("", "---------"), ("1", "Chi bộ Vụ Tổng hợp")])
    document = forms.FileField(label="Văn bản", required=False)
    confirmed = forms.BooleanField(label="Tôi đã đối chiếu với văn bản gốc")

    def clean(self) -> dict[str, Any]:
        """Add an error of the whole form, to show where it appears."""
        self.add_error(None, "Chi bộ chưa có đủ đảng viên chính thức dự họp.")
        return self.cleaned_data


class StylePageView(GuardedMixin, TemplateView):
    """All components together, for the eye and for the accessibility check."""

    act = Act.SEE_WORK
    template_name = "components/style_page.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Give each component something typical to show, long names included."""
        return super().get_context_data(
            **kwargs,
            today=TODAY,
            charts=sample_pictures(),
            states=list(TrafficState),
            tones=["neutral", "info", "good", "attention"],
            identity_facts=[
                Pair("Sinh ngày", "12/03/1998"),
                Pair("Chi bộ", "Chi bộ Vụ Tổng hợp"),
                Pair("Hồ sơ số", "2026-014"),
            ],
            steps=_steps(),
            next_step=SimpleNamespace(
                title="Cấp ủy có thẩm quyền ra quyết định",
                who="Đảng ủy cơ sở Văn phòng",
                by_when=remaining_text(7, date(2026, 9, 9), TODAY),
                clause="Quy định 29-QĐ/TW, điểm 4.3.1",
                button_label="Ghi nhận quyết định",
            ),
            deadlines=_deadlines(),
            events=_events(),
            fact_rows=[
                SimpleNamespace(
                    label="Nghị quyết đề nghị kết nạp",
                    value="12-NQ/CB, 09/06/2026",
                    note="Ghi nhận bởi Trần Thị Bích Ngọc, 10/06/2026",
                    url="#fact",
                    action="Đính chính",
                ),
                SimpleNamespace(label="Tuổi khi chi bộ xét", value="28 tuổi 2 tháng", note="", url="", action=""),
            ],
            confirmed_actions=[
                SimpleNamespace(url="#next", label="Mở hồ sơ"),
                SimpleNamespace(url="#work", label="Về việc của tôi"),
            ],
            **_lists(),
            results=[
                SimpleNamespace(name=name, code=code, url="#file", step="Quyết định kết nạp", tone=tone, words=words)
                for name, code, tone, words in (
                    ("Nguyễn Thị Hường", "KN-2026-00014", "good", "Đã ban hành."),
                    ("Đặng Văn Dũng", "KN-2026-00015", "attention", "Đã quyết định trước đó."),
                    ("Lê Thị Ánh", "KN-2026-00016", "alarm", "Đồng chí không được duyệt."),
                )
            ],
            vote=_vote(votes_for=15, passed=True),
            failed_vote=_vote(votes_for=13, passed=False),
            month=_month(),
            form=SampleForm({"number": "", "resolved_on": "31/02/2026", "branch": "1"}),
        )


def _steps() -> list[SimpleNamespace]:
    labels = [
        ("Chi bộ phân công giúp đỡ", date(2025, 5, 6)),
        ("Nghị quyết đề nghị kết nạp", date(2026, 6, 9)),
        ("Quyết định kết nạp", None),
        ("Lễ kết nạp", None),
        ("Thời kỳ dự bị", None),
        ("Nghị quyết đề nghị công nhận", None),
        ("Công nhận chính thức", None),
    ]
    current = 2
    states = ["done" if index < current else "todo" for index in range(len(labels))]
    states[current] = "current"
    return [SimpleNamespace(label=label, state=state, on=on) for (label, on), state in zip(labels, states, strict=True)]


def _explanation() -> SimpleNamespace:
    return SimpleNamespace(
        start_label="Ngày nghị quyết của chi bộ",
        start_on=date(2026, 6, 9),
        document="Nghị quyết 12-NQ/CB",
        rule_text="Cấp ủy có thẩm quyền xem xét, quyết định",
        clause="Quy định 29-QĐ/TW, điểm 4.3.1",
        length_text="60 ngày làm việc",
        extensions=[SimpleNamespace(text="Gia hạn thêm 30 ngày làm việc", document="Công văn 45-CV/ĐU")],
        skipped=[
            SimpleNamespace(on=date(2026, 8, 31), name="Nghỉ hoán đổi dịp Quốc khánh"),
            SimpleNamespace(on=date(2026, 9, 1), name="Quốc khánh"),
            SimpleNamespace(on=date(2026, 9, 2), name="Quốc khánh"),
        ],
        worked=[SimpleNamespace(on=date(2026, 8, 22), name="Làm bù cho 31/08/2026")],
        calendar_version="Lịch 2026, bản 3 (công bố 12/12/2025)",
        notice="Thông báo 6150/TB-BLĐTBXH",
        rule_set="Quy định 29-QĐ/TW",
        extensible="",
        due_on=date(2026, 9, 9),
        provisional_reason="Lịch năm 2027 chưa được công bố.",
    )


def _deadlines() -> list[SimpleNamespace]:
    rows = [(-3, date(2026, 8, 26)), (0, TODAY), (7, date(2026, 9, 9)), (40, date(2026, 10, 26)), (None, None)]
    deadlines = [
        SimpleNamespace(
            label="Quyết định kết nạp của cấp ủy có thẩm quyền",
            due_on=due_on,
            state=traffic_state(remaining, due_on, TODAY),
            text=remaining_text(remaining, due_on, TODAY),
            clause="Quy định 29-QĐ/TW, điểm 4.3.1",
            provisional_reason="",
            explanation=None,
            why_url="#why" if due_on else "",
        )
        for remaining, due_on in rows
    ]
    deadlines[2].explanation = _explanation()
    deadlines[2].provisional_reason = "Lịch năm 2027 chưa được công bố."
    return deadlines


def _events() -> list[SimpleNamespace]:
    moved = SimpleNamespace(label="Hạn quyết định kết nạp", old="03/09/2026", new="09/09/2026")
    first = SimpleNamespace(label="Hạn quyết định kết nạp", old="", new="03/09/2026")
    return [
        SimpleNamespace(
            at=datetime(2026, 6, 12, 2, 5, tzinfo=UTC),
            on=None,
            who="Nguyễn Văn Thắng",
            what="Đính chính ngày nghị quyết của chi bộ",
            details=[moved],
            reason="Gõ nhầm ngày khi nhập.",
            icon_name="pencil",
            url="#event",
        ),
        SimpleNamespace(
            at=None,
            on=date(2026, 6, 10),
            who="Trần Thị Bích Ngọc",
            what="Ghi nhận nghị quyết đề nghị kết nạp",
            details=[first],
            reason="",
            icon_name="file-earmark-text",
            url="",
        ),
    ]


def _lists() -> dict[str, Any]:
    cell = {"text": "", "url": "", "state": ""}
    return {
        "columns": [
            SimpleNamespace(label="Người xin vào Đảng", numeric=False),
            SimpleNamespace(label="Bước tiếp theo", numeric=False),
            SimpleNamespace(label="Hạn", numeric=False),
            SimpleNamespace(label="Phiếu thuận", numeric=True),
        ],
        "rows": [
            SimpleNamespace(
                cells=[
                    cell | {"text": name, "url": "#case"},
                    cell | {"text": "Tổ chức lễ kết nạp"},
                    cell | {"text": text, "state": state},
                    cell | {"text": "15/20"},
                ]
            )
            for name, text, state in [
                ("Nguyễn Thị Hường", "Quá hạn 3 ngày làm việc", "overdue"),
                ("Đặng Hoàng Phương Uyên", "Còn 7 ngày làm việc (đến thứ Tư 09/09/2026)", "soon"),
            ]
        ],
        "chips": [
            SimpleNamespace(label="Quá hạn", remove_url="?"),
            SimpleNamespace(label="Chi bộ Vụ Tổng hợp", remove_url="?"),
        ],
        "crumbs": [SimpleNamespace(label="Hồ sơ", url="#cases"), SimpleNamespace(label="Nguyễn Thị Hường", url="")],
        "confirmation_actions": [
            SimpleNamespace(url="#case", label=_("Back to the file")),
            SimpleNamespace(url="#list", label=_("My work")),
        ],
    }


def _vote(*, votes_for: int, passed: bool) -> SimpleNamespace:
    return SimpleNamespace(
        entitled=20,
        present=18,
        votes_for=votes_for,
        votes_against=18 - votes_for,
        votes_blank=0,
        needed=14,
        passed=passed,
        rule_text="Ít nhất 2/3 số đảng viên chính thức (Điều lệ Đảng 4.3)",
        method_label="Bỏ phiếu kín",
    )


def _month() -> SimpleNamespace:
    off = {date(2026, 9, 1): "Quốc khánh", date(2026, 9, 2): "Quốc khánh", TODAY: "Nghỉ hoán đổi"}
    make_up = {date(2026, 8, 22): "Làm bù cho 31/08/2026"}
    first = date(2026, 8, 1)
    monday = first - timedelta(days=first.weekday())
    weeks = []
    for week in range(6):
        days = [monday + timedelta(days=7 * week + day) for day in range(7)]
        weeks.append([_day(day, off=off, make_up=make_up) if day.month == first.month else None for day in days])
    return SimpleNamespace(title="Tháng 8/2026", weeks=weeks)


def _day(day: date, *, off: dict[date, str], make_up: dict[date, str]) -> SimpleNamespace:
    kind, name = "working", ""
    if day in off:
        kind, name = "day_off", off[day]
    elif day in make_up:
        kind, name = "make_up", make_up[day]
    elif day.weekday() in {5, 6}:
        kind = "weekend"
    return SimpleNamespace(on=day, kind=kind, name=name, is_today=day == TODAY)
