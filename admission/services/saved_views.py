"""Keep the filters of the list of files under a name, rename and remove them; each account its own."""

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction

from admission.domain.errors import AdmissionError
from admission.models import SavedView
from members.models import Account
from members.text import normalise

MOST_VIEWS = 20
"""More of them above the list are no help."""


class SavedViewError(AdmissionError):
    """Base of what can be wrong with a saved list."""


class ViewNameTakenError(SavedViewError):
    """The account has a saved list of that name already."""


class TooManyViewsError(SavedViewError):
    """The account has as many saved lists as it may."""


@transaction.atomic
def save_view(*, account: Account, name: str, filters: Mapping[str, str], now: datetime) -> SavedView:
    """Keep these filters under a name. Raises: ViewNameTakenError, TooManyViewsError."""
    views = _views_of(account)
    name = _free_name(views, name)
    if len(views) >= MOST_VIEWS:
        raise TooManyViewsError(account.username)
    view: SavedView = SavedView.objects.create(account=account, name=name, filters=dict(filters), saved_at=now)
    return view


@transaction.atomic
def rename_view(*, view: SavedView, name: str) -> None:
    """Give it another name. Raises: ViewNameTakenError."""
    others = [one for one in _views_of(view.account) if one.pk != view.pk]
    view.name = _free_name(others, name)
    view.save(update_fields=["name"])


def remove_view(*, view: SavedView) -> None:
    """Remove it; the files in it stay as they are."""
    view.delete()


def _views_of(account: Account) -> list[SavedView]:
    """The lists of an account, which is locked: of two windows the second one sees what the first one saved."""
    Account.objects.select_for_update(no_key=True).get(pk=account.pk)
    return list(SavedView.objects.filter(account=account))


def _free_name(views: list[SavedView], name: str) -> str:
    """Give the name as it is stored. Capitals and small letters make no difference."""
    name = normalise(name)
    if any(view.name.casefold() == name.casefold() for view in views):
        raise ViewNameTakenError(name)
    return name
