"""The words of the journal: for each verb, and for what an event is about."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

VERBS: dict[str, Promise] = {
    "absence_ended": _("An absence ended"),
    "absence_recorded": _("An absence was entered"),
    "absence_voided": _("An entry of absence was made void"),
    "account_added": _("An account was added"),
    "account_closed": _("An account was closed"),
    "account_reopened": _("An account was opened again"),
    "address_cleared": _("Mail to an address was said to arrive again"),
    "address_corrected": _("An e-mail address was corrected"),
    "address_failed": _("Mail to an address came back"),
    "authority_given": _("A competence to decide was given"),
    "authority_withdrawn": _("A competence to decide was withdrawn"),
    "birth_recorded": _("A birth date was completed"),
    "branch_split": _("A branch was split"),
    "branches_merged": _("Two branches were merged"),
    "calendar_added": _("A working-day calendar of an organisation was set up"),
    "calendar_draft_begun": _("A draft of a working-day calendar was begun"),
    "calendar_draft_changed": _("A draft of a working-day calendar was changed"),
    "calendar_draft_dropped": _("A draft of a working-day calendar was dropped"),
    "calendar_draft_renewed": _("A draft of a working-day calendar was begun anew from the newest version"),
    "calendar_draft_taken_back": _("A change in a draft of a working-day calendar was taken back"),
    "calendar_notice_named": _("The notice of a draft of a working-day calendar was named"),
    "calendar_feed_made": _("A calendar address was made"),
    "calendar_feed_renewed": _("A calendar address was renewed"),
    "calendar_feed_revoked": _("A calendar address was revoked"),
    "calendar_published": _("A working-day calendar was published"),
    "candidate_merged": _("Two candidates were found to be one person"),
    "case_opened": _("A file was opened"),
    "committees_changed": _("The committees of a file changed"),
    "date_settled": _("How it goes on with a moved due date was settled"),
    "deadline_acknowledged": _("Receipt of an alert was confirmed"),
    "deadline_moved": _("A due date moved"),
    "decision_approved": _("A decision was approved"),
    "decision_prepared": _("A decision was prepared"),
    "decision_sent_back": _("A prepared decision was sent back"),
    "decision_withdrawn": _("A prepared decision was withdrawn"),
    "delegation_ended": _("A delegation ended"),
    "denied": _("An access was refused"),
    "exported": _("Data were taken out of the product"),
    "fact_corrected": _("A recorded fact was corrected"),
    "fact_recorded": _("A fact was recorded"),
    "fact_undone": _("A recorded fact was taken back"),
    "field_keys_rotated": _("The keys of sensitive fields were changed"),
    "field_revealed": _("A sensitive field was unmasked"),
    "invitation_made": _("An invitation was made"),
    "journal_verified": _("The journal was verified"),
    "ladder_chosen": _("The warnings of an organisation were chosen"),
    "level_limit_set": _("The longest wait of a file at a committee was set"),
    "links_revoked": _("Invitations were revoked"),
    "membership_added": _("A member was entered"),
    "membership_ended": _("A membership in a branch ended"),
    "membership_voided": _("An entry of membership was made void"),
    "moved_by_merger": _("A person moved with a merger"),
    "moved_by_split": _("A person moved with a split"),
    "organization_added": _("An organisation was added"),
    "organization_contact_changed": _("The contact details of an organisation changed"),
    "organization_dissolved": _("An organisation was dissolved"),
    "organization_moved": _("An organisation moved in the tree"),
    "organization_renamed": _("An organisation was renamed"),
    "organizations_imported": _("Organisations were imported"),
    "password_changed": _("A password was changed"),
    "password_chosen": _("A password was chosen"),
    "password_link_made": _("A link for a new password was made"),
    "people_told_apart": _("Two people were told apart"),
    "person_corrected": _("A person's record was corrected"),
    "person_merged": _("Two records of one person were merged"),
    "person_took_over": _("A person's record took over another"),
    "product_upgraded": _("The product was upgraded"),
    "recovery_code_used": _("A recovery code was used"),
    "recovery_codes_renewed": _("Recovery codes were renewed"),
    "retention_applied": _("The retention rules were applied"),
    "role_carried_over": _("A role was carried over"),
    "role_delegated": _("A role was delegated"),
    "role_ended": _("A role ended"),
    "role_given": _("A role was given"),
    "role_shared": _("A role was extended to another organisation"),
    "role_voided": _("A role was made void"),
    "rule_adopted": _("A time limit was put under another regulation"),
    "rule_confirmed": _("A figure of a regulation was confirmed"),
    "rule_set_activated": _("A regulation was put into force"),
    "rule_set_filled": _("Figures of a regulation were filled in"),
    "second_factor_failed": _("A second factor was wrong"),
    "second_factor_removed": _("A second factor was removed"),
    "second_factor_replaced": _("A second factor was set up"),
    "second_factor_throttled": _("Second factors were refused for a while"),
    "sessions_ended": _("Sessions were ended"),
    "sign_in_failed": _("A sign-in failed"),
    "sign_in_throttled": _("Sign-ins were refused for a while"),
    "signed_in": _("Somebody signed in"),
    "signed_out": _("Somebody signed out"),
    "standing_changed": _("A standing in the Party changed"),
    "workbook_imported": _("A sheet was imported"),
}

SUBJECTS: dict[str, Promise] = {
    "account": _("Account"),
    "calendar": _("Working-day calendar"),
    "case": _("File"),
    "import": _("Import"),
    "installation": _("Installation"),
    "journal": _("Journal"),
    "organization": _("Organisation"),
    "organizations": _("Organisations"),
    "page": _("Page"),
    "person": _("Person"),
    "proposal": _("Prepared decision"),
    "request": _("Personal-data request"),
    "retention": _("Retention"),
    "rule_set": _("Regulation"),
    "workbook": _("Sheet"),
}


SESSION_ENDS: dict[str, Promise] = {
    "account_closed": _("The account was closed."),
    "everywhere": _("Signed out everywhere"),
    "password_changed": _("The password was changed."),
    "second_factor": _("The second factor was changed."),
}
"""Why sessions were ended."""

SENSITIVE: dict[str, Promise] = {
    "national_id": _("National ID number"),
    "ethnicity": _("Ethnicity"),
    "religion": _("Religion"),
}
"""The fields that are masked."""

EXPORTS: dict[str, Promise] = {
    "inspection_pack": _("Inspection pack"),
    "case_list_xlsx": _("List of files, as an Excel sheet"),
    "case_list_csv": _("List of files, as a CSV file"),
}
"""What was taken out of the product."""


def verb_label(verb: str) -> str:
    """Give the words for a verb; of one without words its name."""
    return str(VERBS.get(verb) or verb.replace("_", " "))
