"""The words for the retention rules: what goes, when, and where that stands."""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True, slots=True)
class RetentionWords:
    """`what` goes and how, `after` how long from what; `source`: the law, or that it is a limit of the house."""

    what: str | Promise
    after: str | Promise
    source: str | Promise


_HOUSE = _("Limit of the house (Law 91/2025/QH15: no longer than the purpose needs)")
RETENTION_RULES: dict[str, RetentionWords] = {
    "sensitive_fields": RetentionWords(
        _("Sensitive fields of a person (class C3) are emptied; name, birth date and the facts of the file stay"),
        _("Two years after the person's last file was closed"),
        _HOUSE,
    ),
    "account_contact": RetentionWords(
        _("The e-mail address of a closed account is emptied; the name stays under what was done"),
        _("A year after its last role ended"),
        _HOUSE,
    ),
    "mail_details": RetentionWords(
        _("What a notice said and what the mail server answered is emptied; that it was sent stays"),
        _("A year after the mail was settled"),
        _HOUSE,
    ),
    "sessions": RetentionWords(_("Sessions that have run out are removed"), _("As soon as they have run out"), _HOUSE),
    "import_uploads": RetentionWords(
        _("Uploaded sheets that nobody confirmed are removed"), _("Two hours after the upload"), _HOUSE
    ),
    "past_files": RetentionWords(
        _("What was computed beforehand for reports of past days is removed; it can be computed again"),
        _("Thirty days after it was computed"),
        _HOUSE,
    ),
}
