"""Keep what somebody had typed until he has signed in again or confirmed who he is: sealed, and for him alone."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction

from members.models import Account, KeptForm
from members.sealing import UnreadableSealError, seal, unseal

KEPT_FOR = timedelta(hours=12)
LARGEST = 200_000
"""Characters: no form of the product has more."""
LONGEST_PATH = 500
_PURPOSE = "kept form"
_NEVER = ("csrfmiddlewaretoken",)


@dataclass(frozen=True, slots=True)
class Kept:
    """The fields of a page as they were sent, without passwords and files."""

    path: str
    fields: Mapping[str, Sequence[str]]
    shows_form: bool
    had_files: bool


@transaction.atomic
def keep_form(
    *, account_id: int, path: str, fields: Mapping[str, Sequence[str]], shows_form: bool, had_files: bool, now: datetime
) -> bool:
    """Keep the fields posted to a page; say whether there was room for them. The last ones of a page count."""
    kept = {name: values for name, values in fields.items() if name not in _NEVER and "password" not in name}
    text = json.dumps(kept)
    if len(text) > LARGEST or len(path) > LONGEST_PATH:
        return False
    KeptForm.objects.filter(kept_at__lt=now - KEPT_FOR).delete()
    KeptForm.objects.update_or_create(
        account_id=account_id,
        path=path,
        defaults={
            "sealed_fields": seal(text, purpose=_PURPOSE),
            "shows_form": shows_form,
            "had_files": had_files,
            "kept_at": now,
        },
    )
    return True


def kept_paths(account: Account, now: datetime) -> list[str]:
    """Give the pages for which something of the account is kept, the newest first."""
    kept = KeptForm.objects.filter(account=account, kept_at__gte=now - KEPT_FOR)
    return list(kept.order_by("-kept_at", "-pk").values_list("path", flat=True))


def kept_form(account: Account, path: str, now: datetime) -> Kept | None:
    """Give what is kept of an account for a page; nothing where it cannot be opened any more."""
    row = KeptForm.objects.filter(account=account, path=path, kept_at__gte=now - KEPT_FOR).first()
    if row is None:
        return None
    try:
        fields = json.loads(unseal(row.sealed_fields, purpose=_PURPOSE))
    except UnreadableSealError:  # the secret key was changed: what was typed is lost, the page is not
        return None
    return Kept(row.path, fields, row.shows_form, row.had_files)


@transaction.atomic
def drop_kept_form(*, account: Account, path: str) -> None:
    """Forget what is kept for a page: it was sent."""
    KeptForm.objects.filter(account=account, path=path).delete()
