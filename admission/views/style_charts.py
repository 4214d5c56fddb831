"""Invented figures as pictures, for the page of all components."""

from typing import Any

from admission.selectors.reports import Figure, Line, Picture, Table
from admission.views.charts import picture_of

_SHARES = Table(
    "Thời hạn theo giai đoạn",
    ("Giai đoạn", "Đúng hạn", "Trễ hạn", "Tỷ lệ"),
    (
        Line("Quyết định kết nạp", (Figure("18", value=18), Figure("2", value=2), Figure("90%")), plotted=(18, 2)),
        Line("Lễ kết nạp", (Figure("5", value=5), Figure("0", value=0), Figure("100%")), plotted=(5, 0)),
    ),
    Picture.SHARES,
    ("Đúng hạn", "Trễ hạn"),
)
_BARS = Table(
    "Quá hạn theo nguyên nhân",
    ("Nguyên nhân", "Số hồ sơ"),
    (
        Line("Không họp được đúng hạn", (Figure("7", value=7),), plotted=(7,)),
        Line("Chưa nêu nguyên nhân: việc chưa làm", (Figure("3", value=3),), plotted=(3,)),
    ),
    Picture.BARS,
    ("Quá hạn",),
    is_wrong=True,
)
_MONTHS = Table(
    "Kết nạp và công nhận theo tháng",
    ("Tháng", "Quyết định kết nạp", "Lễ kết nạp", "Công nhận chính thức"),
    tuple(
        Line(f"{month:02d}/2026", tuple(Figure(str(n), value=n) for n in numbers), plotted=numbers)
        for month, numbers in enumerate(((4, 2, 1), (6, 5, 3), (3, 6, 4), (8, 4, 6)), start=1)
    ),
    Picture.MONTHS,
    ("Quyết định kết nạp", "Lễ kết nạp", "Công nhận chính thức"),
)


def sample_pictures() -> list[dict[str, Any]]:
    """Give one picture of each kind."""
    return [picture_of(table, number) for number, table in enumerate((_SHARES, _BARS, _MONTHS), 1)]
