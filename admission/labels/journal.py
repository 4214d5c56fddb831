"""The words of the journal: for each verb, and for what an event is about."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

VERBS: dict[str, Promise] = {
    "absence_recorded": _("An absence was entered"),
    "absence_ended": _("An absence ended"),
    "absence_voided": _("An entry of absence was made void"),
    "account_added": _("An account was added"),
    "account_closed": _("An account was closed"),
    "account_reopened": _("An account was opened again"),
    "birth_recorded": _("A birth date was completed"),
    "branches_merged": _("Two branches were merged"),
    "calendar_published": _("A working-day calendar was published"),
    "case_opened": _("A file was opened"),
    "deadline_moved": _("A due date moved"),
    "denied": _("An access was refused"),
    "exported": _("An inspection pack was opened for printing"),
    "fact_corrected": _("A recorded fact was corrected"),
    "fact_recorded": _("A fact was recorded"),
    "field_revealed": _("A sensitive field was unmasked"),
    "journal_verified": _("The journal was verified"),
    "membership_added": _("A member was entered"),
    "membership_ended": _("A membership in a branch ended"),
    "membership_voided": _("An entry of membership was made void"),
    "moved_by_merger": _("A person moved with a merger"),
    "password_changed": _("A password was changed"),
    "product_upgraded": _("The product was upgraded"),
    "role_given": _("A role was given"),
    "rule_adopted": _("A time limit was put under another regulation"),
    "rule_confirmed": _("A figure of a regulation was confirmed"),
    "rule_set_activated": _("A regulation was put into force"),
    "rule_set_filled": _("Figures of a regulation were filled in"),
    "sessions_ended": _("Sessions were ended"),
    "sign_in_failed": _("A sign-in failed"),
    "signed_in": _("Somebody signed in"),
    "signed_out": _("Somebody signed out"),
    "standing_changed": _("A standing in the Party changed"),
    "workbook_imported": _("A sheet was imported"),
}

SUBJECTS: dict[str, Promise] = {
    "account": _("Account"),
    "calendar": _("Working-day calendar"),
    "case": _("File"),
    "journal": _("Journal"),
    "organization": _("Organisation"),
    "page": _("Page"),
    "person": _("Person"),
    "rule_set": _("Regulation"),
    "workbook": _("Sheet"),
}


def verb_label(verb: str) -> str:
    """Give the words for a verb; of one without words its name."""
    return str(VERBS.get(verb) or verb.replace("_", " "))
