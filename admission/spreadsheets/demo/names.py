"""Invented names. Any likeness to living people is chance: they are built by counting through lists."""

from members.models import Sex

_SURNAMES = ("Nguyễn", "Trần", "Lê", "Phạm", "Hoàng", "Phan", "Vũ", "Đặng", "Bùi", "Đỗ", "Hồ", "Ngô", "Dương", "Lý")
_WOMEN = (
    ("Thị", "Hương"),
    ("Thu", "Trang"),
    ("Ngọc", "Ánh"),
    ("Thanh", "Thủy"),
    ("Minh", "Nguyệt"),
    ("Bích", "Ngọc"),
    ("Phương", "Uyên"),
    ("Thùy", "Dương"),
    ("Hồng", "Nhung"),
    ("Kim", "Oanh"),
    ("Mỹ", "Linh"),
)
_MEN = (
    ("Văn", "Thắng"),
    ("Minh", "Đức"),
    ("Quốc", "Khánh"),
    ("Hữu", "Nghĩa"),
    ("Đình", "Hưng"),
    ("Xuân", "Trường"),
    ("Tuấn", "Kiệt"),
    ("Quang", "Huy"),
    ("Thành", "Đạt"),
    ("Hải", "Đăng"),
    ("Gia", "Bảo"),
    ("Trọng", "Tín"),
    ("Anh", "Dũng"),
)


_ROUND = 154
"""So many names differ before the lists begin again; from there on women and men change surnames."""


def invented_sex(number: int) -> Sex:
    """Give the sex of the person whose name has that number."""
    return Sex.FEMALE if number % 2 else Sex.MALE


def invented_name(number: int) -> str:
    """Give the name with that number; the first 308 differ."""
    given = _WOMEN if invented_sex(number) is Sex.FEMALE else _MEN
    middle, last = given[number // 2 % len(given)]
    return f"{_SURNAMES[(number * 5 + number // _ROUND) % len(_SURNAMES)]} {middle} {last}"
