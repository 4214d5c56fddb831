"""Sensitive columns: sealed as they come in, opened on purpose, never shown by accident; keys can change."""

from base64 import urlsafe_b64decode
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from cryptography.fernet import Fernet
from django.core.management import call_command
from django.core.management.base import CommandError
from django.db import IntegrityError, connection, transaction
from django.utils.translation import override

from members.encrypted import Secret
from members.field_keys import WrongFieldKeyError, key_ring
from members.models import JournalEvent, Person
from members.national_id import NotANationalIdError, blind_indexes, seal_national_id
from members.services.people import PersonChanges, correct_person, person_with_number
from partyapp.settings import _field_keys
from tests.factories import make_person

NUMBER = "001196012345"
OLD, NEW, FOREIGN = (Fernet.generate_key().decode() for _ in range(3))


@pytest.fixture(autouse=True)
def keys(settings: Any) -> None:
    settings.FIELD_KEYS = [OLD]


def known(number: str = NUMBER, **fields: str) -> Person:
    sealed = {"national_id": seal_national_id(number)} | {name: Secret.seal(text) for name, text in fields.items()}
    return correct_person(person=make_person(), changes=PersonChanges(sensitive=sealed), by=None)


def test_secret_shows_dots_wherever_it_is_printed() -> None:
    secret = Secret.seal(NUMBER)

    assert f"{secret} {secret!r} {[secret]}".count("196") == 0
    assert secret.masked() == "•••••••••345"
    assert secret.reveal() == NUMBER


@pytest.mark.parametrize(
    "typed", [" 001 196 012 345", "001-196-012-345", "001.196.012.345", "００１１９６０１２３４５"]
)
def test_national_id_is_brought_into_one_form(typed: str) -> None:
    assert seal_national_id(typed).reveal() == NUMBER


@pytest.mark.parametrize(
    "typed",
    ["", "12345", "0011960123456", "00119601234x", "000196012345", "097196012345", "111111111", "٠٠١١٩٦٠١٢٣٤٥x"],
)
def test_what_is_no_national_id_is_refused_without_repeating_it(typed: str) -> None:
    with pytest.raises(NotANationalIdError) as refused:
        seal_national_id(typed)

    assert str(refused.value) == "not a national ID number"


def test_old_number_of_nine_figures_is_one() -> None:
    assert seal_national_id("012 345 678").reveal() == "012345678"


def test_no_plain_value_stands_in_the_database(db: None) -> None:
    person = known(ethnicity="Tày", religion="Phật giáo")

    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM members_person WHERE id = %s", [person.pk])
        row = str(cursor.fetchone())
        cursor.execute("SELECT * FROM members_journalevent")
        events = str(cursor.fetchall())
    for plain in (NUMBER, "Tày", "Phật"):
        assert plain not in row
        assert plain not in events


@pytest.mark.django_db(transaction=True)
def test_no_plain_value_stands_in_the_database_file() -> None:
    known(religion="KhongTonGiaoCanary")
    if connection.vendor != "sqlite":
        return

    path = Path(connection.settings_dict["NAME"])
    files = [file for file in path.parent.glob(f"{path.name}*") if file.is_file()]
    content = b"".join(file.read_bytes() for file in files)
    assert b"members_person" in content
    assert NUMBER.encode() not in content
    assert b"KhongTonGiaoCanary" not in content


def test_plain_text_is_not_written_by_mistake(db: None) -> None:
    person = make_person()
    person.religion = "Phật giáo"

    with pytest.raises(TypeError, match="religion takes a Secret"):
        person.save()


def test_wrong_key_is_a_named_error_and_shows_nothing(db: None, settings: Any) -> None:
    person = Person.objects.get(pk=known().pk)
    settings.FIELD_KEYS = [FOREIGN]

    for act in (person.national_id.reveal, person.national_id.masked):
        with pytest.raises(WrongFieldKeyError) as refused:
            act()
        assert person.national_id.token not in str(refused.value)


def test_search_by_number_with_a_wrong_key_is_an_error_and_no_empty_answer(db: None, settings: Any) -> None:
    known()
    settings.FIELD_KEYS = [FOREIGN]

    with pytest.raises(WrongFieldKeyError):
        person_with_number(seal_national_id(NUMBER))


def test_number_finds_the_person_with_an_older_key_too(db: None, settings: Any) -> None:
    person = known()
    settings.FIELD_KEYS = [NEW, OLD]

    assert person_with_number(seal_national_id("001 196 012 345")) == person
    assert person_with_number(seal_national_id("001196012346")) is None


def test_rotation_leaves_nothing_to_the_old_key(db: None, settings: Any) -> None:
    person, other = known(ethnicity="Tày"), known("001196999999")
    settings.FIELD_KEYS = [NEW, OLD]
    out = StringIO()

    call_command("rotate_field_keys", stdout=out)

    settings.FIELD_KEYS = [NEW]
    person = Person.objects.get(pk=person.pk)
    assert (person.national_id.reveal(), person.ethnicity.reveal()) == (NUMBER, "Tày")
    assert person_with_number(seal_national_id(NUMBER)) == person
    assert person_with_number(seal_national_id("001196999999")) == other
    assert "members_person.national_id: 2" in out.getvalue()
    assert JournalEvent.objects.get(verb="field_keys_rotated").details["values"]["members_person.ethnicity"] == 1


def test_rotation_done_twice_changes_nothing_more(db: None, settings: Any) -> None:
    known()
    settings.FIELD_KEYS = [NEW, OLD]
    call_command("rotate_field_keys", stdout=StringIO())
    out = StringIO()

    call_command("rotate_field_keys", stdout=out)

    assert "members_person.national_id: 0" in out.getvalue()


def test_rotation_without_the_old_key_is_refused_and_loses_nothing(db: None, settings: Any) -> None:
    person = known()
    settings.FIELD_KEYS = [NEW]

    with pytest.raises(CommandError, match="not in FIELD_KEYS"), override("en"):
        call_command("rotate_field_keys", stdout=StringIO())

    settings.FIELD_KEYS = [OLD]
    assert Person.objects.get(pk=person.pk).national_id.reveal() == NUMBER


def test_new_key_is_printed_and_nothing_changes(db: None) -> None:
    out = StringIO()

    call_command("rotate_field_keys", "--new-key", stdout=out)

    assert len(urlsafe_b64decode(out.getvalue().strip())) == 32
    assert not JournalEvent.objects.exists()


def test_product_is_not_prepared_with_another_ring(db: None, settings: Any) -> None:
    known()
    settings.FIELD_KEYS = [FOREIGN]

    with pytest.raises(CommandError, match="Put those keys back"), override("en"):
        call_command("prepare", stdout=StringIO())


def test_index_key_differs_from_the_key_and_tells_nothing_of_it() -> None:
    ring = key_ring()
    index = blind_indexes(seal_national_id(NUMBER))[0]

    assert index.startswith(f"{ring.names[0]}:")
    assert OLD not in repr(ring)
    assert ring.names[0] not in OLD


def test_one_number_stands_once_among_unmerged_people(db: None) -> None:
    person = known()

    with pytest.raises(IntegrityError), transaction.atomic():
        Person.objects.create(
            full_name="Người Khác", national_id=person.national_id, national_id_index=person.national_id_index
        )


def test_first_start_makes_one_key_that_only_the_owner_reads(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("partyapp.settings.VAR_DIR", tmp_path)
    monkeypatch.setenv("FIELD_KEYS", "")

    first, second = _field_keys(), _field_keys()

    assert first == second
    assert [path.name for path in tmp_path.iterdir()] == ["field_keys"]
    assert (tmp_path / "field_keys").stat().st_mode & 0o777 == 0o600
    assert len(urlsafe_b64decode(first[0])) == 32


def test_keys_of_the_environment_come_first(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("partyapp.settings.VAR_DIR", tmp_path)
    monkeypatch.setenv("FIELD_KEYS", f"{NEW},{OLD}")

    assert _field_keys() == [NEW, OLD]
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("value", ["short", "é", f"{'A' * 43}=,short"])
def test_product_does_not_start_with_something_that_is_no_key(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, value: str
) -> None:
    monkeypatch.setattr("partyapp.settings.VAR_DIR", tmp_path)
    monkeypatch.setenv("FIELD_KEYS", value)

    with pytest.raises(Exception, match="FIELD_KEYS must be Fernet keys"):
        _field_keys()
