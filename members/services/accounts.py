"""Write what people choose for their own account."""

from django.db import transaction

from members.models import Account


@transaction.atomic
def choose_language(*, account: Account, language: str) -> None:
    """Keep the language in which an account reads pages and mail."""
    account.language = language
    account.save(update_fields=["language"])
