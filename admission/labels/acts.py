"""What each act is called: in docs/access.md, and in the journal where it was refused."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

ACT_WORDS: dict[str, Promise] = {
    "sign_in": _("Sign in and out, choose the language, take up an invitation"),
    "own_account": _("Keep one's own account: password, second factor, sessions"),
    "fetch_feed": _("Fetch one's own deadlines by a secret calendar address"),
    "see_work": _("See one's own work; without a role: whom to ask for one"),
    "read_calendar": _("Read the working-day calendar"),
    "read_rules": _("Read the regulations"),
    "read_cases": _("Read files"),
    "watch_branches": _("See which branches have no candidate"),
    "open_cases": _("Open files, import sheets"),
    "enter_history": _("Say that a file is historical"),
    "record_step": _("Record and correct a step"),
    "prepare_decision": _("Prepare a decision of the committee"),
    "approve_decision": _("Approve a decision somebody else prepared, or send it back"),
    "read_members": _("Read who belongs to a branch"),
    "keep_members": _("Keep the members of a branch"),
    "reveal": _("Unmask a sensitive field (each time journalled)"),
    "keep_people": _("Complete a person's record, merge two of one person"),
    "keep_requests": _("Keep the register of personal-data requests"),
    "delegate": _("Have one's own role exercised during leave"),
    "read_journal": _("Read the journal"),
    "verify_journal": _("See the state of the journal and have it verified"),
    "read_organizations": _("Read the tree of organisations"),
    "keep_organizations": _("Keep the tree: add, rename, move, merge, split, dissolve"),
    "keep_accounts": _("Invite accounts, give and end roles"),
    "keep_calendars": _("Prepare versions of the working-day calendar"),
    "publish_calendar": _("Publish a version of a working-day calendar, which moves open due dates"),
    "settle_dates": _("Say how it goes on where the calendar moved a due date earlier or past today"),
    "keep_rules": _("Confirm, fill in, activate and adopt regulations"),
    "keep_retention": _("Look at and carry out what the retention rules ask"),
    "read_mail": _("See the outbox and start a sweep"),
    "keep_ladders": _("Choose when an organisation is warned of due dates"),
    "acknowledge": _("Confirm that one knows of a due date"),
}
