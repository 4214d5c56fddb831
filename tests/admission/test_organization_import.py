"""The tree from a sheet: looked at first, told by row and column what is wrong, entered as a whole or not at all."""

import io
from datetime import date
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from openpyxl import load_workbook

from admission.permissions import NotPermittedError
from admission.services.organization_imports import TreePlan, TreeRefusedError, check_tree, import_tree
from admission.spreadsheets.organizations import write_organization_template
from members.models import Account, JournalEvent, Organization, Role
from tests.factories import TODAY, Tree, make_account

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_english")]

GOOD: list[list[Any]] = [
    # Those below first: the order of the rows does not matter.
    ["M-CB1", "Chi bộ Mới Một", "Chi bộ", "M-BP", None, None, None, "1 Hùng Vương", "024 123", "cb1@example.vn"],
    ["M-BP", "Đảng ủy bộ phận Mới", "Đảng ủy bộ phận", "M-CS"],
    ["M-CS", "Đảng ủy cơ sở Mới", "đảng uỷ cơ sở", "DU", "Ủy quyền", "5-QĐ/ĐU", date(2025, 7, 1)],
    ["M-CB2", "Chi bộ Mới Hai", "Chi bộ cơ sở", "DU"],
]


@pytest.fixture
def administrator(tree: Tree) -> Account:
    return make_account("quantri", Role.ADMINISTRATOR, tree.committee)


def sheet_of(rows: list[list[Any]]) -> bytes:
    template, filled = io.BytesIO(), io.BytesIO()
    write_organization_template(template)
    workbook = load_workbook(template)
    for row in rows:
        workbook.worksheets[0].append(row)
    workbook.save(filled)
    return filled.getvalue()


def check(by: Account, *rows: list[Any]) -> TreePlan:
    return check_tree(content=sheet_of(list(rows)), file_name="cay.xlsx", by=by, today=TODAY)


def told(plan: TreePlan) -> list[tuple[int | None, str, str]]:
    return [(error.row, error.column, error.message) for error in plan.errors]


def test_good_sheet_would_add_those_above_first_and_writes_nothing(administrator: Account) -> None:
    plan = check(administrator, *GOOD)

    order = [new.code for new in plan.organizations]
    assert told(plan) == []
    assert order.index("M-CS") < order.index("M-BP") < order.index("M-CB1")
    assert not Organization.objects.filter(code__startswith="M-").exists()


def test_good_sheet_is_entered_with_authority_and_address_book(administrator: Account, tree: Tree) -> None:
    import_tree(content=sheet_of(GOOD), file_name="cay.xlsx", by=administrator, today=TODAY)

    branch, grassroots = (Organization.objects.get(code=code) for code in ("M-CB1", "M-CS"))
    assert branch.path.startswith(grassroots.path)
    assert (branch.postal_address, branch.phone, branch.email) == ("1 Hùng Vương", "024 123", "cb1@example.vn")
    authority = grassroots.authorities.get()
    assert (authority.basis, authority.given_by, authority.from_on) == ("delegated", tree.committee, date(2025, 7, 1))
    event = JournalEvent.objects.get(verb="organizations_imported")
    assert (event.account, event.details["count"]) == (administrator, 4)


def one(**changes: Any) -> list[Any]:
    fields = ["code", "name", "kind", "above", "basis", "document", "from_on", "postal_address", "phone", "email"]
    values = {"code": "M-1", "name": "Chi bộ", "kind": "Chi bộ", "above": "DU-CS"} | changes
    return [values.get(name) for name in fields]


@pytest.mark.parametrize(
    ("changes", "column", "words"),
    [
        ({"code": "CB-1"}, "A", "There is an organisation with this code already."),
        ({"code": None}, "A", "This cell must be filled."),
        ({"kind": "Hội"}, "C", "“Hội” is none of"),
        ({"above": None}, "D", "It would stand alone"),
        ({"above": "KHONG"}, "D", "No organisation with the code “KHONG” is there"),
        ({"above": "DU-K"}, "D", "No organisation with the code “DU-K” is there"),
        ({"above": "CB-1"}, "D", "An organisation of the kind “Party branch” cannot stand below CB-1."),
        ({"above": "M-1"}, "D", "cannot stand below M-1"),
        ({"basis": "Ủy quyền"}, "E", "A branch proposes"),
        ({"from_on": date(2026, 3, 3)}, "G", "This day has not come yet."),
        ({"from_on": "hôm qua"}, "G", "is no date"),
        ({"email": "khong"}, "J", "This is no e-mail address."),
    ],
)
def test_mistake_is_told_by_row_and_column(
    administrator: Account, changes: dict[str, Any], column: str, words: str
) -> None:
    row, where, message = told(check(administrator, one(**changes)))[0]

    assert (row, where, words in message) == (2, column, True)


def test_rows_in_a_circle_are_told_each(administrator: Account) -> None:
    circle = [
        ["A", "Đảng ủy A", "Đảng ủy cấp trên", "B"], ["B", "Đảng ủy B", "Đảng ủy cấp trên", "A"],
        ["C", "Đảng ủy C", "Đảng ủy cấp trên", "DU"],
    ]  # fmt: skip

    errors = told(check(administrator, *circle))

    assert [(row, column) for row, column, _message in errors] == [(2, "D"), (3, "D")]
    assert all(message.startswith("The rows run in a circle: ") for *_place, message in errors)


def test_code_in_two_rows_is_told_at_the_second(administrator: Account) -> None:
    errors = told(check(administrator, one(), one(name="Khác")))

    assert errors == [(3, "A", "The code stands in row 2 already.")]


def test_sheet_with_one_mistake_enters_nothing(administrator: Account) -> None:
    with pytest.raises(TreeRefusedError):
        import_tree(content=sheet_of([*GOOD, one(kind="Hội")]), file_name="cay.xlsx", by=administrator, today=TODAY)

    assert not Organization.objects.filter(code__startswith="M-").exists()


@pytest.mark.parametrize("content", [b"", b"khong phai Excel", b"PK\x03\x04" + bytes(100)])
def test_what_is_no_workbook_is_refused_in_plain_words(administrator: Account, content: bytes) -> None:
    plan = check_tree(content=content, file_name="cay.xlsx", by=administrator, today=TODAY)

    assert (plan.error_count, plan.organizations) == (1, ())


def test_only_administrators_import_the_tree(tree: Tree) -> None:
    with pytest.raises(NotPermittedError):
        check(make_account("thuky", Role.CLERK, tree.committee), *GOOD)


def signed_in(account: Account) -> Client:
    client = Client(headers={"accept-language": "en"})
    client.force_login(account)
    return client


def upload(client: Client, rows: list[list[Any]]) -> Any:
    return client.post("/organizations/import/", {"workbook": SimpleUploadedFile("cay.xlsx", sheet_of(rows))})


def test_page_shows_then_enters_once(administrator: Account, settings: Any) -> None:
    client = signed_in(administrator)
    token = upload(client, GOOD).context["token"]
    before = Organization.objects.filter(code__startswith="M-").count()

    answers = [client.post("/organizations/import/confirm/", {"token": token}) for _time in range(2)]

    assert [answer.headers["Location"] for answer in answers] == ["/organizations/", "/organizations/import/"]
    assert (before, Organization.objects.filter(code__startswith="M-").count()) == (0, 4)


def test_page_tells_mistakes_and_offers_nothing_to_confirm(administrator: Account) -> None:
    page = upload(signed_in(administrator), [one(kind="Hội")])

    assert "“Hội” is none of" in page.content.decode()
    assert "import/confirm" not in page.content.decode()


def test_template_is_a_workbook(administrator: Account) -> None:
    answer = signed_in(administrator).get("/organizations/import/template/")

    sheet = load_workbook(io.BytesIO(answer.getvalue())).worksheets[0]
    assert [cell.value for cell in sheet[1]][:4] == ["Mã", "Tên tổ chức", "Loại", "Mã cấp trên trực tiếp"]


@pytest.mark.parametrize("address", ["", "template/", "confirm/"])
def test_import_pages_are_for_administrators(tree: Tree, client: Client, address: str) -> None:
    clerk = signed_in(make_account("thuky", Role.CLERK, tree.committee))

    assert clerk.post(f"/organizations/import/{address}").status_code == 403
    assert client.get(f"/organizations/import/{address}").status_code == 302


def test_codes_that_differ_in_capitals_are_one(administrator: Account) -> None:
    plan = check(
        administrator,
        ["m-cs", "Đảng ủy cơ sở Mới", "Đảng ủy cơ sở", "du"],
        ["M-CB1", "Chi bộ Mới Một", "Chi bộ", "M-CS"],
        ["M-cb1", "Chi bộ Mới Hai", "Chi bộ", "M-CS"],
        ["cb-1", "Chi bộ Mới Ba", "Chi bộ", "DU"],
    )

    assert [row for row, _column, _message in told(plan)] == [4, 5]
    assert [message for _row, _column, message in told(plan)] == [
        "The code stands in row 3 already.", "There is an organisation with this code already.",
    ]  # fmt: skip


def test_those_above_are_found_whatever_their_capitals(administrator: Account) -> None:
    plan = check(
        administrator,
        ["m-cs", "Đảng ủy cơ sở Mới", "Đảng ủy cơ sở", "du"],
        ["M-CB1", "Chi bộ Mới Một", "Chi bộ", "M-CS"],
    )

    assert [(new.code, new.above) for new in plan.organizations] == [("m-cs", "DU"), ("M-CB1", "m-cs")]
