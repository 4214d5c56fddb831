"""`manage.py record_bounce` notes that mail came back."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.utils.translation import override

from admission.models import AddressFailure
from members.models import Role
from tests.factories import Tree, make_account


def run(*options: str) -> list[str]:
    out = StringIO()
    with override("en"):
        call_command("record_bounce", *options, stdout=out)
    return out.getvalue().splitlines()


@pytest.mark.parametrize("who", ["BiThu@example.vn", "bithu"])
def test_returned_mail_is_noted_by_address_or_user_name(tree: Tree, who: str) -> None:
    account = make_account("bithu", Role.BRANCH_SECRETARY, tree.branch)

    assert run(who, "--said", "5.1.1 unknown") == ["bithu: noted."]
    assert run(who) == ["bithu: known already."]

    assert list(AddressFailure.objects.values_list("account", "said")) == [(account.pk, "5.1.1 unknown")]


def test_unknown_address_is_named_so(tree: Tree) -> None:
    with pytest.raises(CommandError, match="No account has this address"):
        run("khong-ai@example.vn")
