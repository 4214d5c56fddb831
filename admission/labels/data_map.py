"""The data map: what each column says about a person, why it is kept, on what ground and how long.

A new column gets a line here: in `PERSONAL` where it says something about a person, else in `TECHNICAL`. A test names
the columns that are in neither, and `manage.py data_map --check` does the same. A column of class C3 is emptied by the
retention rule on sensitive fields without another line anywhere.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from admission.domain.personal_data import Basis, DataClass, Keeping, Purpose

C1, C2, C3 = DataClass


@dataclass(frozen=True, slots=True)
class PersonalFields:
    """Columns of one model that say the same kind of thing about a person. `what`: in the words of the page."""

    model: str
    fields: tuple[str, ...]
    what: str | Promise
    data_class: DataClass
    purpose: Purpose
    basis: Basis
    keeping: Keeping


def _row(model: str, fields: str, what: str | Promise, kept: tuple[Purpose, Basis, Keeping],
         data_class: DataClass = C2) -> PersonalFields:  # fmt: skip
    return PersonalFields(model, tuple(fields.split()), what, data_class, *kept)


_FILE = (Purpose.ADMISSION, Basis.PARTY_RULES, Keeping.PARTY_RECORD)
_LIST = (Purpose.MEMBERSHIP, Basis.PARTY_RULES, Keeping.PARTY_RECORD)
_PERSON = (Purpose.IDENTITY, Basis.PARTY_RULES, Keeping.PARTY_RECORD)
_COUNTED = (Purpose.STATISTICS, Basis.PARTY_RULES, Keeping.PARTY_RECORD)
SENSITIVE = (Purpose.IDENTITY, Basis.PARTY_RULES, Keeping.SENSITIVE)
"""For columns of class C3, such as the national ID."""
_ACCOUNT = (Purpose.ACCOUNT, Basis.SECURITY, Keeping.WHILE_ACCOUNT)
_ACTORS = (Purpose.ACCOUNTABILITY, Basis.PARTY_RULES, Keeping.PARTY_RECORD)
_JOURNAL = (Purpose.ACCOUNTABILITY, Basis.SECURITY, Keeping.JOURNAL)
_ALERTS = (Purpose.ALERTS, Basis.PARTY_RULES, Keeping.PARTY_RECORD)
_MAIL = (Purpose.ALERTS, Basis.PARTY_RULES, Keeping.MAIL)
_REGISTER = (Purpose.REQUESTS, Basis.LEGAL_DUTY, Keeping.REGISTER)

_WHO_RECORDED = _("Who recorded it and when")
_CORRECTED = _("Corrections, irregularities and the reasons given")
_VOTE = (
    "vote_method vote_entitled vote_present vote_for vote_against vote_blank "
    "vote_exempt vote_elsewhere vote_suspended vote_on_leave"
)


def _fact(model: str, *rows: tuple[str, str | Promise, DataClass]) -> list[PersonalFields]:
    """The rows of a fact of a file: what it says, and what every fact has."""
    name = f"admission.{model}"
    return [
        *(_row(name, fields, what, _FILE, data_class) for fields, what, data_class in rows),
        _row(name, "case", _("The file it belongs to"), _FILE, C1),
        _row(name, "recorded_by recorded_for recorded_at", _WHO_RECORDED, _ACTORS),
        _row(name, "supersedes superseded_at correction_reason irregularities irregular_reason", _CORRECTED, _FILE),
    ]


def _of_request(model: str, *rows: tuple[str, str | Promise]) -> list[PersonalFields]:
    """The rows of a fact of a personal-data request."""
    name = f"admission.{model}"
    return [
        *(_row(name, fields, what, _REGISTER) for fields, what in rows),
        _row(name, "request", _("The request it belongs to"), _REGISTER, C1),
        _row(name, "recorded_by recorded_at", _WHO_RECORDED, _REGISTER),
        _row(name, "supersedes superseded_at correction_reason", _("Corrections and their reasons"), _REGISTER),
    ]


def _entry(model: str, kind: str, what: str | Promise) -> list[PersonalFields]:
    """The rows of an entry in the list of a branch."""
    return [
        _row(
            model, "person organization from_on until_on", _("Who stands in the list of which branch, and when"), _LIST
        ),
        _row(model, kind, what, _LIST),
        _row(model, "document end_document", _("Numbers of the papers it rests on"), _LIST),
        _row(model, "recorded_by recorded_at ended_by ended_at voided_by voided_at", _WHO_RECORDED, _ACTORS),
        _row(model, "void_reason", _("Why an entry was void"), _LIST),
    ]


PERSONAL: tuple[PersonalFields, ...] = (
    # --- who ---------------------------------------------------------------------------------------------------------
    _row("members.Person", "full_name name_search name_sort", _("Full name, and its forms for searching and sorting"),
         _PERSON),
    _row("members.Person", "born_on", _("Day of birth"), _PERSON),
    _row("members.Person", "sex", _("Sex"), _COUNTED),
    _row("members.Person", "national_id national_id_index", _("National ID number, sealed, and its index"), SENSITIVE,
         C3),
    _row("members.Person", "ethnicity religion", _("Ethnicity and religion, sealed"), SENSITIVE, C3),
    _row("members.Person", "merged_into merged_by merged_at merge_reason", _("Which record of the same person stands"),
         _PERSON),
    _row("members.DistinctPeople", "first second reason recorded_by recorded_at", _("Namesakes known to be two people"),
         _PERSON),
    *_entry("members.Membership", "standing end_cause", _("Standing in the branch, and why it ended")),
    *_entry("members.Absence", "kind", _("Why a member is left out of the count for a time")),
    _row("members.Account", "username full_name", _("Name of the account and of the person"), _ACCOUNT),
    _row("members.Account", "email", _("E-mail address"), (Purpose.ALERTS, Basis.PARTY_RULES, Keeping.CONTACT)),
    _row("members.Account", "password", _("Password, as a hash only"), _ACCOUNT),
    _row("members.Account", "last_login language is_active", _("Last sign-in, language, whether active"), _ACCOUNT),
    _row("members.RoleAssignment", "account organization role from_on until_on document given_by given_at ended_by "
         "ended_at end_reason voided_by voided_at void_reason", _("Roles and their days"), _ACTORS),
    _row("members.Delegation", "assignment delegate from_on until_on reason given_by given_at ended_by ended_at "
         "end_reason", _("Who exercises whose role during leave"), _ACTORS),
    _row("members.AccountLink", "account purpose made_by made_at expires_at used_at revoked_at",
         _("Links by which a password is chosen"), _ACCOUNT),
    _row("members.AccountSession", "account session_key session_data expire_date", _("Session of who is signed in"),
         (Purpose.ACCOUNT, Basis.SECURITY, Keeping.SESSIONS)),
    _row("admission.CalendarFeed", "account token_hash made_at expires_at revoked_at fetched_at",
         _("Address of one's own calendar of deadlines, as a hash only"), _ACCOUNT),
    _row("admission.PastFile", "case as_of content", _("A file as it was on a past day, for reports"),
         (Purpose.STATISTICS, Basis.PARTY_RULES, Keeping.PAST_FILES)),
    _row("admission.ReportOrder", "account unit as_of path asked_at done_at is_failed",
         _("Who asked for a report of a past day"), _ACTORS, C1),
    _row("admission.SavedView", "account name filters saved_at", _("Lists of files kept under a name of one's own, "
         "without what was searched for"), _ACCOUNT),
    _row("members.SecondFactor", "account sealed_key last_step enrolled_at removed_at",
         _("Second factor, its key sealed"), _ACCOUNT),
    _row("members.RecoveryCode", "second_factor code_hash used_at replaced_at", _("Recovery codes, as hashes only"),
         _ACCOUNT),
    _row("members.GuessWindow", "key instants touched_at told_at", _("Failed sign-ins of the last minutes, without "
         "what was typed"), (Purpose.ACCOUNT, Basis.SECURITY, Keeping.SESSIONS)),
    _row("members.KeptForm", "account path sealed_fields had_files shows_form kept_at",
         _("A form that was sent too late, sealed until it is sent again"),
         (Purpose.ACCOUNT, Basis.SECURITY, Keeping.SESSIONS)),
    _row("members.JournalEvent", "at account on_behalf_of organization verb subject details",
         _("What was done, when, by whom and for whom"), _JOURNAL),
    _row("sessions.Session", "session_key session_data expire_date", _("Session of who is signed in"),
         (Purpose.ACCOUNT, Basis.SECURITY, Keeping.SESSIONS)),
    # --- files -------------------------------------------------------------------------------------------------------
    _row("admission.Candidate", "person created_at", _("Who is a candidate"), _FILE),
    _row("admission.AdmissionCase", "candidate", _("Whose file it is"), _FILE),
    _row("admission.AdmissionCase", "name_words name_sort", _("Full name, and its forms for searching and sorting"),
         _FILE),
    _row("admission.AdmissionCase", "branch sectional_committee grassroots_committee competent_committee rule_set",
         _("Organisations that act in the file, and its regulation"), _FILE, C1),
    _row("admission.AdmissionCase", "opened_on stage turns_on turns_to next_body next_due_on closed_on "
         "historical_through_on", _("How far the file has got"), _FILE, C1),
    _row("admission.AdmissionCase", "opened_by opened_at", _WHO_RECORDED, _ACTORS),
    _row("admission.ProbationPeriod", "case starts_on ends_on recognised_on", _("Days of the probation"), _FILE, C1),
    *_fact("BranchResolution", ("kind adopted_on number proposal late_cause", _("Resolution of the branch"), C2),
           (_VOTE, _("Figures of the vote, of nobody in particular"), C2)),
    *_fact("CommitteeResolution", ("kind adopted_on number proposal", _("Resolution of a committee"), C2),
           (_VOTE, _("Figures of the vote, of nobody in particular"), C2)),
    *_fact("CommitteeDecision", ("kind outcome decided_on number late_cause", _("Decision of the committee"), C2),
           (_VOTE, _("Figures of the vote, of nobody in particular"), C2),
           ("received_on receipt_by receipt_for receipt_at", _("Receipt of the decision"), C1)),
    _row("admission.DecisionProposal", "case step organization revision fact_model fact_id closed_as",
         _("Decision that was prepared, and what became of it"), _FILE, C1),
    _row("admission.DecisionProposal", "typed irregular_reason closing_reason", _("What was prepared, and the reasons"),
         _FILE),
    _row("admission.DecisionProposal", "prepared_by prepared_for prepared_at closed_by closed_for closed_at",
         _("Who prepared it and who decided on it"), _ACTORS),
    _row("admission.FormerChain", "case sectional_committee grassroots_committee competent_committee until_on "
         "recorded_at",
         _("Organisations that acted in the file before"), _FILE, C1),
    *_fact("Extension", ("clock working_days granted_on number approver reason late_cause",
           _("Extension of a time limit"), C2)),
    *_fact("CaseDocument", ("step acted_on choice number issuer", _("Documents of the file; of the vetting only the "
           "result, date, number and issuing body"), C2), ("reason", _("Reason a document gives; never of the "
           "vetting"), C2)),
    *_fact("CasePaper", ("step made_on number", _("Papers of the file: which, of which day"), C2)),
    *_fact("Ceremony", ("held_on place oath_taken late_cause", _("Admission ceremony"), C2)),
    *_fact("ReadmissionGround", ("noted_on left_on cause first_admitted_on cleared_on readmissions",
           _("Earlier membership, and why it ended"), C2)),
    *_fact("Sponsorship", ("role sponsor assigned_on is_relative replaces ended_on end_cause end_by end_for "
           "end_at",
           _("Members who help, since when, and whether they are relatives"), C2)),
    *_fact("Transfer", ("moved_on from_branch to_branch number is_merger is_split", _("Moves to another branch"), C2)),
    *_fact("RuleAdoption", ("clock rule_set adopted_on reason", _("Regulation chosen for a time limit"), C1)),
    # --- time limits and mail ----------------------------------------------------------------------------------------
    _row("admission.Deadline", "case request organization also_organization kind subject triggered_on due_on met_on "
         "ended_on status",
         _("Time limits, without a name"), _ALERTS, C1),
    _row("admission.Alert", "deadline recipient level audience status mail planned_on sent_at",
         _("Who was warned of which time limit"), _ALERTS, C1),
    _row("admission.AlertHearer", "organization account role is_lent", _("Who is warned, by which role"), _ALERTS, C1),
    _row("admission.Acknowledgement", "deadline revision acknowledged_on acknowledged_at acknowledged_by "
         "acknowledged_for", _("Who confirmed that he knows of a due date"), _ACTORS),
    _row("admission.AlertLadder", "chosen_by chosen_for chosen_at", _WHO_RECORDED, _ACTORS),
    _row("admission.Mail", "recipient period_on status sent_at subject", _("Mail sent: to whom, when"), _ALERTS, C1),
    _row("admission.Mail", "details last_error", _("What a notice said, and what the mail server answered"), _MAIL, C1),
    _row("admission.AlertReading", "alert read_at", _("Who marked which alert as read"), _ALERTS, C1),
    _row("admission.AddressFailure", "account address said failed_at recorded_by cleared_at cleared_by",
         _("Addresses from which mail comes back"), _ACCOUNT),
    # --- requests about personal data --------------------------------------------------------------------------------
    _row("admission.DataRequest", "organization registered_by registered_at", _("Requests entered"), _REGISTER),
    *_of_request("RequestReceipt", ("kind received_on", _("What was asked, and when")),
                 ("subject_name subject_born_on person asked_by", _("Whose data it is about, and who asks"))),
    *_of_request("RequestAnswer", ("answered_on outcome legal_ground number", _("The answer"))),
    *_of_request("RequestExtension", ("granted_on days reason number", _("The extension, and why"))),
    *_of_request("RequestCompletion", ("done_on number", _("When it was carried out"))),
    # --- who set up what ---------------------------------------------------------------------------------------------
    _row("members.Organization", "postal_address phone email", _("Where an organisation is reached"),
         (Purpose.ALERTS, Basis.PARTY_RULES, Keeping.PARTY_RECORD), C1),
    _row("members.OrganizationName", "recorded_by recorded_at", _WHO_RECORDED, _ACTORS),
    _row("members.OrganizationPlace", "recorded_by recorded_at", _WHO_RECORDED, _ACTORS),
    _row("members.AdmissionAuthority", "recorded_by recorded_at withdrawn_by", _WHO_RECORDED, _ACTORS),
    _row("admission.CalendarVersion", "published_by published_at", _WHO_RECORDED, _ACTORS),
    _row("admission.CalendarDraft", "begun_by begun_at closed_by closed_at", _WHO_RECORDED, _ACTORS),
    _row("admission.DeadlineSettlement", "settled_by settled_at act_by_on note",
         _("Who settled a due date that the calendar moved, and how"), _ACTORS),
    _row("admission.LevelLimit", "recorded_by recorded_at", _WHO_RECORDED, _ACTORS),
    _row("admission.RuleConfirmation", "confirmed_by confirmed_at", _WHO_RECORDED, _ACTORS),
    _row("admission.RuleSetActivation", "activated_by activated_at", _WHO_RECORDED, _ACTORS),
)  # fmt: skip


TECHNICAL: tuple[tuple[str, str], ...] = (
    ("members.Organization", "path depth numchild kind code name name_search is_practice dissolved_on "
     "merged_into meeting_day"),
    ("members.OrganizationName", "organization name from_on document"),
    ("members.OrganizationPlace", "organization parent from_on document"),
    ("members.AdmissionAuthority", "organization basis document from_on until_on given_by withdrawn_from_on "
     "withdrawal_document"),
    ("members.AccountLink", "nonce"),
    ("members.Person", "revision"),
    ("members.JournalEvent", "number mac chain"),
    ("members.JournalHead", "count chain key_id mac"),
    ("members.JournalAnchor", "anchored_on at count chain"),
    ("admission.AdmissionCase", "revision"),
    ("admission.Calendar", "code name organization"),
    ("admission.CalendarVersion", "calendar number first_on last_on confirmed_through_on weekend notice reason digest"),
    ("admission.CalendarDraft", "calendar based_on acts notice_number notice_on issued_by revision closed_as "
     "published_as"),
    ("admission.CalendarDay", "version day kind basis name_vi name_en status source"),
    ("admission.Deadline", "nature rule_set clause trigger length unit extension calendar_version unpublished_year "
     "provisional revision planned_revision"),
    ("admission.DeadlineMove", "version deadline old_due_on due_on is_earlier is_passed"),
    ("admission.DeadlineSettlement", "move organization"),
    ("admission.AlertLadder", "organization warnings digest_hour"),
    ("admission.AlertPlanning", "name planned_on basis planned_through reached"),
    ("admission.Alert", "revision channel"),
    ("admission.Mail", "key kind attempts created_at next_at lease_until lease_token message_id notice outage_from_at "
     "outage_until_at"),
    ("admission.PastFile", "made_at"),
    ("admission.PeriodRun", "kind period started_at"),
    ("admission.Heartbeat", "name last_at outage_from_at outage_until_at calendar_missing_year"),
    ("admission.LevelLimit", "organization working_days from_on"),
    ("admission.RuleConfirmation", "rule_set address value source kept"),
    ("admission.RuleSetActivation", "rule_set in_force_from_on source"),
)  # fmt: skip
"""Columns that say nothing about a person. The `id` of a row needs no line."""


def declared() -> Iterable[tuple[str, str]]:
    """Every (model, field) that has a line, in either table."""
    for row in PERSONAL:
        yield from ((row.model, field) for field in row.fields)
    for model, fields in TECHNICAL:
        yield from ((model, field) for field in fields.split())


PURPOSES: dict[Purpose, Promise] = {
    Purpose.ADMISSION: _("Carry out and prove the admission of a person to the Party"),
    Purpose.MEMBERSHIP: _("Know who belongs to a branch, counts in its votes and may help a candidate"),
    Purpose.IDENTITY: _("Know one person from another, and keep one record of each"),
    Purpose.STATISTICS: _("Report who was admitted, as the Party's statistics ask"),
    Purpose.ACCOUNT: _("Let people sign in, and nobody else"),
    Purpose.ACCOUNTABILITY: _("Show who did what, so that every act has a name on it"),
    Purpose.ALERTS: _("Tell those who must act before a time limit is over"),
    Purpose.REQUESTS: _("Answer requests about personal data, and show that they were answered in time"),
}

BASES: dict[Basis, Promise] = {
    Basis.PARTY_RULES: _("Party Charter and the Central Committee's regulations on admission"),
    Basis.CONSENT: _("Consent of the person, who may withdraw it"),
    Basis.LEGAL_DUTY: _("Law on personal data protection 91/2025/QH15 and Decree 356/2025/NĐ-CP"),
    Basis.SECURITY: _("Security of the system and of the data in it"),
}

KEEPING: dict[Keeping, Promise] = {
    Keeping.PARTY_RECORD: _("For good: it is the Party's record of the procedure"),
    Keeping.JOURNAL: _("For good: the journal is never changed"),
    Keeping.WHILE_ACCOUNT: _("As long as acts are recorded under the account"),
    Keeping.SENSITIVE: _("Emptied two years after the person's last file was closed"),
    Keeping.CONTACT: _("Emptied a year after the last role of a closed account ended"),
    Keeping.MAIL: _("Emptied a year after the mail was settled"),
    Keeping.PAST_FILES: _("Removed thirty days after it was computed; it follows from the file"),
    Keeping.SESSIONS: _("Removed once the session has run out"),
    Keeping.REGISTER: _("For good: it proves that requests were answered"),
}

DATA_CLASSES: dict[DataClass, Promise] = {
    DataClass.C1: _("C1 · no name in it"),
    DataClass.C2: _("C2 · personal"),
    DataClass.C3: _("C3 · sensitive"),
}
