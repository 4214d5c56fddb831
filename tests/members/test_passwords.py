"""Which passwords are refused."""

import pytest
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError

from members.models import Account, Role
from tests.factories import Tree, make_account


def codes_of(password: str, account: Account | None = None) -> list[str]:
    try:
        validate_password(password, account)
    except ValidationError as error:
        return [one.code or "" for one in error.error_list]
    return []


def somebody(full_name: str = "Đặng Thị Hương", username: str = "huong.dt") -> Account:
    return Account(full_name=full_name, username=username, email="huongdang@example.vn")


@pytest.mark.parametrize(
    ("length", "codes"), [(11, ["password_too_short"]), (12, []), (128, []), (129, ["password_too_long"])]
)
def test_password_has_12_to_128_characters(length: int, codes: list[str]) -> None:
    password = ("sông lạ kể mòn cửa rừng " * 6)[:length]

    assert codes_of(password) == codes


@pytest.mark.parametrize("password", ["toàn chữ thường không số", "   dấu cách hai đầu   ", "73910462850618"])
def test_password_needs_no_mixture_of_signs(password: str) -> None:
    assert codes_of(password) == []


@pytest.mark.parametrize(
    "password",
    ["matkhau12345", "Mật khẩu @ 2026", "MatKhauMoi2026!", "chibo123456789", "Anh yêu em 1988", "qwertyuiop123",
     "dangcongsanvietnam", "Đảng Cộng sản Việt Nam!", "123456789012", "111111111111", "password1234", "ketnapdang2026"],
)  # fmt: skip
def test_password_that_many_use_is_refused(password: str) -> None:
    assert codes_of(password) == ["password_too_common"]


@pytest.mark.parametrize(
    "password",
    ["danghuong1990", "HuongDang@2026", "Đặng Thị Hương", "huong thi dang 88", "dangthihuong!!", "huong.dt-2026",
     "HUONGDT huongdt", "huongdang.huongdang"],
)  # fmt: skip
def test_password_made_of_the_own_name_is_refused(password: str) -> None:
    assert "password_own_name" in codes_of(password, somebody())


@pytest.mark.parametrize(("name", "password"), [("Lê An", "an.le.an.le.1999"), ("Lý Bá Hồ Vy", "vybalyho20262026")])
def test_password_made_of_short_names_is_refused(name: str, password: str) -> None:
    assert codes_of(password, somebody(name, "x9")) == ["password_own_name"]


def test_password_made_of_the_unit_is_refused(tree: Tree) -> None:
    account = make_account("x9", Role.CLERK, tree.grassroots)

    assert codes_of("ĐảngỦyCơSởSaoMai26", account) == ["password_own_name"]
    assert codes_of("saomai-2026-abc", account) == ["password_own_name"]


@pytest.mark.parametrize("password", ["thanh lan hang mo cua", "ngọn đèn sáng trong lán", "mot-mat-khau-dai-2026"])
def test_password_that_only_contains_the_letters_of_a_short_name_is_taken(password: str) -> None:
    assert codes_of(password, somebody("Lê An", "x9")) == []
