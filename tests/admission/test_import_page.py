"""The page: look at the sheet, confirm once, see what was entered."""

import io
import re
from collections.abc import Iterator
from datetime import date, timedelta
from html import unescape
from pathlib import Path
from typing import Any

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from openpyxl import load_workbook

from admission.models import AdmissionCase
from members.models import Account, Role
from tests.admission.services.snapshots import row_counts
from tests.admission.spreadsheets.sheets import RESOLUTION, change, row_up_to, sheet_of
from tests.factories import NOW, Tree, make_account

ADDRESSES = ("/import/", "/import/template/", "/import/1/")


@pytest.fixture(autouse=True)
def monday_morning() -> Iterator[None]:
    with time_machine.travel(NOW, tick=False):
        yield


def signed_in(account: Account) -> Client:
    client = Client(headers={"accept-language": "en"})
    client.force_login(account)
    return client


@pytest.fixture
def secretary(tree: Tree) -> Client:
    return signed_in(make_account("bithu", Role.BRANCH_SECRETARY, tree.branch))


def good() -> bytes:
    return sheet_of([row_up_to(RESOLUTION), row_up_to(RESOLUTION, full_name="Lê Văn An")])


def upload(client: Client, content: bytes, name: str = "so-theo-doi.xlsx") -> Any:
    return client.post("/import/", {"workbook": SimpleUploadedFile(name, content)})


def token_in(response: Any) -> str:
    found = re.search(r'name="token" value="([^"]+)"', response.content.decode())
    return unescape(found[1]) if found else ""


def kept(folder: Path) -> list[Path]:
    return [path for path in (folder / "imports").glob("*") if path.is_file()]


@pytest.mark.parametrize("address", ADDRESSES)
def test_pages_ask_who_is_not_signed_in_to_sign_in(tree: Tree, address: str) -> None:
    response = Client().get(address)

    assert (response.status_code, response.headers["Location"][:10]) == (302, "/sign-in/?")


@pytest.mark.parametrize("role", [Role.INSPECTOR, Role.ADMINISTRATOR])
def test_pages_are_forbidden_to_who_may_not_open_files(tree: Tree, role: Role) -> None:
    client = signed_in(make_account("khac", role, tree.committee))

    assert [client.get(address).status_code for address in ADDRESSES] == [403, 403, 403]
    assert [upload(client, good()).status_code, client.post("/import/confirm/").status_code] == [403, 403]
    assert AdmissionCase.objects.count() == 0


def test_upload_page_explains_itself_and_leads_to_the_template(secretary: Client) -> None:
    response = secretary.get("/import/")

    content = response.content.decode()
    assert response.status_code == 200
    assert 'href="/import/template/"' in content
    assert 'accept=".xlsx"' in content


def test_template_offers_the_branches_of_the_account(secretary: Client) -> None:
    response = secretary.get("/import/template/")

    workbook = load_workbook(io.BytesIO(response.getvalue()))
    assert response.headers["Content-Disposition"] == 'attachment; filename="mau-theo-doi-ket-nap.xlsx"'
    assert [cell.value for cell in workbook["Danh mục"]["A"] if cell.value] == ["Chi bộ Một"]


def test_good_sheet_is_only_looked_at(secretary: Client, tmp_path: Path) -> None:
    before = row_counts()

    response = upload(secretary, good())

    assert (response.status_code, response.context["plan"].row_count) == (200, 2)
    assert "2 people can be entered; nothing has been entered yet." in response.content.decode()
    assert row_counts() == before
    assert [path.stat().st_mode & 0o777 for path in kept(tmp_path)] == [0o600]


def test_confirmed_sheet_is_entered_and_the_upload_forgotten(secretary: Client, tmp_path: Path) -> None:
    token = token_in(upload(secretary, good()))

    response = secretary.post("/import/confirm/", {"token": token}, follow=True)

    assert AdmissionCase.objects.count() == 2
    assert response.redirect_chain[0][0].startswith("/import/")
    assert "The sheet was entered" in response.content.decode()
    assert 'href="/cases/"' in response.content.decode()
    assert kept(tmp_path) == []


def test_second_press_of_the_button_enters_nothing(secretary: Client) -> None:
    token = token_in(upload(secretary, good()))
    secretary.post("/import/confirm/", {"token": token})
    before = row_counts()

    again = secretary.post("/import/confirm/", {"token": token})

    assert again.status_code == 409
    assert "This upload was entered already" in again.content.decode()
    assert row_counts() == before


@pytest.mark.parametrize("token", ["", "x", "WyJhIiwiYiJd:1v:abc"])
def test_token_nobody_gave_enters_nothing(secretary: Client, token: str) -> None:
    assert secretary.post("/import/confirm/", {"token": token}).status_code == 409


def test_token_of_another_account_enters_nothing(secretary: Client, tree: Tree) -> None:
    token = token_in(upload(secretary, good()))
    other = signed_in(make_account("bithu2", Role.BRANCH_SECRETARY, tree.branch))

    assert other.post("/import/confirm/", {"token": token}).status_code == 409
    assert AdmissionCase.objects.count() == 0
    assert secretary.post("/import/confirm/", {"token": token}).status_code == 302


def test_token_runs_out_and_the_upload_is_thrown_away(secretary: Client, tmp_path: Path) -> None:
    token = token_in(upload(secretary, good()))

    with time_machine.travel(NOW + timedelta(hours=3), tick=False):
        late = secretary.post("/import/confirm/", {"token": token})

    assert (late.status_code, AdmissionCase.objects.count()) == (409, 0)


def test_sheet_that_became_wrong_meanwhile_is_checked_again(secretary: Client) -> None:
    token = token_in(upload(secretary, good()))
    other = token_in(upload(secretary, good()))
    secretary.post("/import/confirm/", {"token": other})
    before = row_counts()

    response = secretary.post("/import/confirm/", {"token": token})

    assert (response.status_code, response.context["plan"].error_count) == (200, 2)
    assert row_counts() == before


def test_bad_sheet_shows_row_column_and_message_and_keeps_nothing(secretary: Client, tmp_path: Path) -> None:
    bad = change(row_up_to(RESOLUTION), RESOLUTION, adopted_on=date(2026, 3, 3))

    response = upload(secretary, sheet_of([bad]))

    content = unescape(response.content.decode())
    assert (response.status_code, response.context["plan"].error_count) == (200, 1)
    assert "03/03/2026 lies in the future" in content
    assert re.search(r'data-label="Row">2<', content)
    assert re.search(r'data-label="Column">\s*AU\s*· Nghị quyết kết nạp: ngày\s*<', content)
    assert re.search(r"<title>\s*Error:", content)
    assert (token_in(response), kept(tmp_path)) == ("", [])


@pytest.mark.parametrize("content", [b"x", b"<html></html>"])
def test_file_that_is_no_workbook_is_told(secretary: Client, content: bytes) -> None:
    response = upload(secretary, content)

    assert response.context["plan"].error_count == 1
    assert "This is no Excel workbook" in response.content.decode()


def test_form_without_a_file_keeps_to_its_page(secretary: Client) -> None:
    response = secretary.post("/import/", {})

    assert response.context["form"].errors == {"workbook": ["Choose the workbook."]}


def test_file_above_the_limit_is_told_at_its_field(secretary: Client, settings: Any) -> None:
    settings.UPLOAD_MAX_BYTES = 1024 * 1024

    response = upload(secretary, bytes(1024 * 1024 + 1))

    assert response.context["form"].errors == {"workbook": ["The file has 2 MB; at most 1 MB can be read."]}


def test_branch_of_others_is_no_branch_here(secretary: Client) -> None:
    response = upload(secretary, sheet_of([row_up_to(RESOLUTION, branch="Chi bộ Hai")]))

    assert [error.column for error in response.context["plan"].errors] == ["A"]


def test_result_is_shown_to_who_entered_it_only(secretary: Client, tree: Tree) -> None:
    token = token_in(upload(secretary, good()))
    address = secretary.post("/import/confirm/", {"token": token}).headers["Location"]
    other = signed_in(make_account("bithu2", Role.BRANCH_SECRETARY, tree.branch))

    assert secretary.get(address).status_code == 200
    assert other.get(address).status_code == 404


def test_old_uploads_are_thrown_away_with_the_next_one(secretary: Client, tmp_path: Path) -> None:
    upload(secretary, good())
    with time_machine.travel(NOW + timedelta(hours=1), tick=False):
        upload(secretary, good())
    assert len(kept(tmp_path)) == 2

    # Files carry the time of the machine, so the clock has to go past that as well.
    written = max(path.stat().st_mtime for path in kept(tmp_path))
    with time_machine.travel(written + 3 * 3600, tick=False):
        secretary.force_login(Account.objects.get(username="bithu"))
        upload(secretary, good())

    assert len(kept(tmp_path)) == 1
