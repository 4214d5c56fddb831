"""Facts, journal and calendar versions: the database itself refuses to change or delete a row, on both databases."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.db import DatabaseError, connection, models, transaction

from admission.models import AdmissionCase, Alert, CommitteeDecision, DataRequest, DeadlineMove, Sponsorship
from members.append_only import append_only_models
from members.models import Role, SecondFactor
from members.services.journal import seal_journal
from tests.factories import NOW, TODAY, Dates, Tree, advance, make_account, make_case, make_person

pytestmark = pytest.mark.django_db

APPEND_ONLY = [
    "admission.Acknowledgement",
    "admission.AddressFailure",
    "admission.AlertLadder",
    "admission.AlertReading",
    "admission.BranchResolution",
    "admission.CalendarDay",
    "admission.CalendarFeed",
    "admission.CalendarVersion",
    "admission.CaseDocument",
    "admission.CasePaper",
    "admission.Ceremony",
    "admission.CommitteeDecision",
    "admission.CommitteeResolution",
    "admission.DataRequest",
    "admission.DeadlineMove",
    "admission.DeadlineSettlement",
    "admission.DecisionProposal",
    "admission.Extension",
    "admission.FormerChain",
    "admission.LevelLimit",
    "admission.ReadmissionGround",
    "admission.RequestAnswer",
    "admission.RequestCompletion",
    "admission.RequestExtension",
    "admission.RequestReceipt",
    "admission.RuleAdoption",
    "admission.RuleConfirmation",
    "admission.RuleSetActivation",
    "admission.Sponsorship",
    "admission.Transfer",
    "members.Absence",
    "members.AccountLink",
    "members.AdmissionAuthority",
    "members.Delegation",
    "members.DistinctPeople",
    "members.JournalAnchor",
    "members.JournalEvent",
    "members.Membership",
    "members.OrganizationName",
    "members.OrganizationPlace",
    "members.RecoveryCode",
    "members.RoleAssignment",
]
MODELS = sorted(append_only_models(), key=lambda model: model._meta.label)


WHOLE_VOTE: dict[str, Any] = {
    "vote_method": "raised_card", "vote_entitled": 9, "vote_present": 9, "vote_for": 8, "vote_against": 1,
    "vote_blank": 0,
}  # fmt: skip


@pytest.fixture
def rows(tree: Tree) -> dict[str, models.Model]:
    """One row of each append-only table."""
    case = advance(make_case(tree.branch), Dates(decided_on=date(2026, 2, 25)))
    by = make_account("thu.ky", Role.CLERK, tree.committee)
    before = NOW - timedelta(hours=1)
    common: dict[str, Any] = {"case": case, "recorded_by": by}
    stay = {
        "person": make_person("Phạm Thị Dung"),
        "organization": tree.branch,
        "from_on": date(2025, 9, 1),
        "recorded_by": by,
    }
    asked = {
        "request": DataRequest.objects.create(organization=tree.committee, registered_at=before),
        "recorded_by": by,
        "recorded_at": NOW,
    }
    first, second = case.deadlines.order_by("pk")[:2]
    moved: dict[str, Any] = {
        "version": first.calendar_version, "old_due_on": date(2026, 3, 3), "due_on": date(2026, 3, 2),
        "is_earlier": True, "is_passed": False,
    }  # fmt: skip
    alert = Alert.objects.create(deadline=first, revision=1, level=0, recipient=by, planned_on=TODAY)
    values: dict[str, dict[str, Any]] = {
        "DeadlineMove": {"deadline": first, **moved},
        "DeadlineSettlement": {
            "move": DeadlineMove.objects.create(deadline=second, **moved), "organization": tree.branch,
        },
        "Acknowledgement": {
            "deadline": first, "revision": 1, "acknowledged_on": TODAY, "acknowledged_at": NOW, "acknowledged_by": by,
        },
        "AddressFailure": {"account": by, "address": "thu.ky@example.vn", "failed_at": before},
        "AlertLadder": {"organization": tree.branch, "chosen_by": by, "chosen_at": before},
        "AlertReading": {"alert": alert, "read_at": NOW},
        "LevelLimit": {
            "organization": tree.grassroots, "working_days": 10, "from_on": TODAY, "recorded_by": by,
            "recorded_at": before,
        },
        "RequestReceipt": {"kind": "see", "received_on": date(2026, 3, 2), "subject_name": "Phạm Thị Dung", **asked},
        "RequestAnswer": {"answered_on": date(2026, 3, 2), "outcome": "granted", **asked},
        "RequestExtension": {"granted_on": date(2026, 3, 2), "days": 5, "reason": "Lâu", **asked},
        "RequestCompletion": {"done_on": date(2026, 3, 2), **asked},
        "CasePaper": {"step": "application", "made_on": date(2025, 9, 1), **common},
        "CaseDocument": {"step": "education", "acted_on": date(2025, 9, 1), **common},
        "CommitteeResolution": {
            "kind": "admission", "adopted_on": date(2026, 1, 9), "number": "45", **WHOLE_VOTE, **common,
        },
        "ReadmissionGround": {
            "noted_on": date(2025, 9, 1), "left_on": date(2020, 1, 6), "cause": "name_removed", **common,
        },
        "Transfer": {
            "moved_on": date(2025, 9, 1), "from_branch": tree.branch, "to_branch": tree.sibling, **common,
        },
        "RuleAdoption": {
            "clock": "ceremony", "rule_set": "QD294_2025", "adopted_on": date(2026, 1, 9), "reason": "Xem lại",
            **common,
        },
        "RuleConfirmation": {
            "rule_set": "QD294_2025", "address": "limit:ceremony", "value": "30", "source": "294-QĐ/TW", "kept": True,
            "confirmed_by": by,
        },
        "RuleSetActivation": {
            "rule_set": "QD20_2026", "in_force_from_on": date(2026, 2, 1), "source": "20-QĐ/TW", "activated_by": by,
        },
        "FormerChain": {"case": case, "until_on": date(2025, 8, 31), "competent_committee": tree.foreign_committee},
        "Ceremony": {"held_on": date(2026, 3, 2), **common},
        "JournalAnchor": {"anchored_on": date(2026, 3, 2), "at": NOW, "count": 3, "chain": "0" * 64},
        "DistinctPeople": {
            "first": stay["person"], "second": make_person("Phạm Thị Dung"), "reason": "Hai chị em", "recorded_by": by,
        },
        "Membership": {"standing": "official", **stay},
        "Absence": {"kind": "exempt", **stay},
        "AccountLink": {
            "account": by, "purpose": "password", "nonce": "abc", "made_at": before,
            "expires_at": before + timedelta(days=1),
        },
        "CalendarFeed": {
            "account": by, "token_hash": "0" * 64, "made_at": before, "expires_at": before + timedelta(days=90),
        },
        "DecisionProposal": {
            "case": case, "step": "admission_decision", "organization": tree.committee, "typed": {"number": "34"},
            "revision": 1, "prepared_by": by, "prepared_at": NOW - timedelta(days=1),
        },
        "Delegation": {
            "assignment": by.roles.get(), "delegate": make_account("thay"), "from_on": TODAY, "until_on": TODAY,
            "reason": "Nghỉ phép", "given_by": by, "given_at": before,
        },
        "RecoveryCode": {
            "second_factor": SecondFactor.objects.create(account=by, sealed_key="x", last_step=0, enrolled_at=before),
            "code_hash": "y",
        },
        "Extension": {
            "clock": "admission_decision", "working_days": 5, "granted_on": date(2026, 2, 2), "reason": "Lâu",
            **common,
        },
    }  # fmt: skip
    for model in MODELS:
        if model.__name__ in values:  # of the others the file above, its calendar or its journal has rows
            model._default_manager.create(**values[model.__name__])
    return {model._meta.label: model._default_manager.order_by("pk")[0] for model in MODELS}


def refused(statement: str, *values: Any) -> bool:
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement, values)
    return True


def test_append_only_tables_are_these() -> None:
    assert [model._meta.label for model in MODELS] == APPEND_ONLY


@pytest.mark.parametrize("label", APPEND_ONLY)
def test_row_is_not_deleted(label: str, rows: dict[str, models.Model]) -> None:
    row = rows[label]

    assert refused(f"DELETE FROM {row._meta.db_table} WHERE id = %s", row.pk)  # noqa: S608 - a name of our own
    assert type(row)._default_manager.filter(pk=row.pk).exists()


@pytest.mark.parametrize("label", APPEND_ONLY)
def test_no_column_of_a_row_changes(label: str, rows: dict[str, models.Model]) -> None:
    row = rows[label]
    once = (*getattr(row, "write_once", ()), *getattr(row, "changeable", ()))
    columns = [field for field in row._meta.concrete_fields if field.name not in once]

    for field in columns:
        table, value = row._meta.db_table, other_value(field, getattr(row, field.attname))
        assert refused(f"UPDATE {table} SET {field.column} = %s WHERE id = %s", value, row.pk)  # noqa: S608 - our names

    assert len(columns) >= 3


def other_value(field: models.Field[Any, Any], value: Any) -> Any:
    """A value that is not the present one, of a type the column takes."""
    match field:
        case models.DateTimeField():
            return NOW + timedelta(days=1)
        case models.DateField():
            return date(1999, 1, 1)
        case models.JSONField() | models.TextField():
            return '{"changed": true}'
        case models.CharField():
            return "khác"
        case models.BooleanField():
            return not value
        case _:
            return (value or 0) + 1


@pytest.mark.parametrize("column", ["received_on", "receipt_by_id", "receipt_at", "superseded_at"])
def test_write_once_column_is_written_once(column: str, rows: dict[str, models.Model]) -> None:
    account = make_account("mot.nguoi")
    whole = {"received_on": date(2026, 2, 27), "receipt_by_id": account.pk, "receipt_at": NOW, "superseded_at": NOW}
    decision = CommitteeDecision.objects.get()
    CommitteeDecision.objects.filter(pk=decision.pk).update(**whole)
    other = {
        "received_on": date(2026, 2, 26), "receipt_by_id": make_account("khac").pk,
        "receipt_at": NOW + timedelta(hours=1), "superseded_at": NOW + timedelta(hours=1),
    }  # fmt: skip

    for value in (other[column], None):
        statement = f"UPDATE admission_committeedecision SET {column} = %s WHERE id = %s"  # noqa: S608 - our names
        assert refused(statement, value, decision.pk)


def test_end_of_help_is_written_once(rows: dict[str, models.Model]) -> None:
    """Who no longer helps, since when and why stand beside the assignment: each is written once."""
    by, other = make_account("mot.nguoi"), make_account("khac")
    whole: dict[str, Any] = {
        "ended_on": (date(2026, 1, 7), date(2026, 1, 8)), "end_cause": ("moved", "died"),
        "end_by_id": (by.pk, other.pk), "end_at": (NOW, NOW + timedelta(hours=1)),
    }  # fmt: skip
    row = Sponsorship.objects.order_by("pk")[0]
    Sponsorship.objects.filter(pk=row.pk).update(**{column: first for column, (first, _) in whole.items()})

    for column, (_first, second) in whole.items():
        for value in (second, None):
            statement = f"UPDATE admission_sponsorship SET {column} = %s WHERE id = %s"  # noqa: S608 - our names
            assert refused(statement, value, row.pk)


@pytest.mark.parametrize("label", ["members.Absence", "members.Membership"])
def test_end_and_void_of_an_entry_are_written_once(label: str, rows: dict[str, models.Model]) -> None:
    row = rows[label]
    by, other = make_account("mot.nguoi"), make_account("khac")
    whole: dict[str, Any] = {
        "until_on": (date(2026, 1, 1), date(2026, 1, 2)), "end_document": ("1", "2"), "ended_at": (NOW, None),
        "ended_by_id": (by.pk, other.pk), "voided_at": (NOW, NOW + timedelta(hours=1)), "void_reason": ("a", "b"),
        "voided_by_id": (by.pk, other.pk),
    }  # fmt: skip
    if label == "members.Membership":
        whole["end_cause"] = ("left", "died")
    type(row)._default_manager.filter(pk=row.pk).update(**{column: first for column, (first, _) in whole.items()})

    for column, (_first, second) in whole.items():
        for value in (second, None):
            statement = f"UPDATE {row._meta.db_table} SET {column} = %s WHERE id = %s"  # noqa: S608 - our names
            assert refused(statement, value, row.pk)


def test_last_day_of_a_role_is_all_of_it_that_may_change_again(rows: dict[str, models.Model]) -> None:
    row = rows["members.RoleAssignment"]
    roles = type(row)._default_manager.filter(pk=row.pk)

    assert [roles.update(until_on=day) for day in (date(2027, 1, 1), date(2026, 1, 1), None)] == [1, 1, 1]


def test_place_of_an_event_in_the_chain_is_written_once(rows: dict[str, models.Model]) -> None:
    seal_journal()
    row = rows["members.JournalEvent"]

    for value in (99, None):
        assert refused("UPDATE members_journalevent SET number = %s WHERE id = %s", value, row.pk)
    for link in ("0" * 64, None):
        assert refused("UPDATE members_journalevent SET chain = %s WHERE id = %s", link, row.pk)


def test_writing_the_same_values_again_is_no_change(rows: dict[str, models.Model]) -> None:
    for row in rows.values():
        row.save(force_update=True)


def test_derived_tables_are_not_append_only(rows: dict[str, models.Model]) -> None:
    assert AdmissionCase.objects.update(revision=9) == 1
    make_person("Người Thừa").delete()
