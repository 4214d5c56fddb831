"""The guide of an administrator: accounts, organisations, calendars, regulations, mail."""

from django.utils.translation import gettext_lazy as _

from admission.labels.guides.lines import Guide, Task, desk, say

ADMINISTRATION = Guide(
    slug="administration",
    title=_("For the administrator"),
    lead=_("You keep accounts, organisations, the calendar and the regulations, and see no file."),
    tasks=(
        Task(
            "accounts",
            _("Invite somebody and give a role"),
            (
                say(_("Choose {} in the menu, then {}."), _("Accounts and roles"), _("Invite somebody")),
                say(_("Enter name, mail address, organisation, role and the first day. Press {}."), _("Invite")),
                say(
                    _(
                        "The person gets a mail with a link that is good for 24 hours. Has it run out? Open the "
                        "account and press {}."
                    ),
                    _("Invite again"),
                ),
                say(_("To give one more role, open the account and choose {}."), _("Give a role")),
                say(_("A role that ends gets a last day; it is never deleted. Nobody gives himself a role.")),
            ),
            page="account-list",
            picture=desk("accounts", _("The list of accounts with their roles")),
        ),
        Task(
            "practice-accounts",
            _("Let a new branch practise"),
            (
                say(
                    _(
                        "Choose {} in the menu, then {}. It stands beside the real organisations and is empty; one "
                        "full of invented files is set up by whoever runs the machine, with `manage.py demo`."
                    ),
                    _("Organisations"),
                    _("Open a practice committee"),
                ),
                say(
                    _(
                        "Choose {} and give the newcomer a practice account of his own, with a role in a "
                        "practice branch only."
                    ),
                    _("Invite somebody"),
                ),
                say(_("He then sees invented people alone, and a banner on every page says so.")),
                say(_("When he is ready, invite him a second time, with a role in the real branch.")),
            ),
            page="account-list",
        ),
        Task(
            "organisations",
            _("Keep the tree of organisations"),
            (
                say(_("Choose {} in the menu and open the organisation."), _("Organisations")),
                say(
                    _(
                        "Add one below it, rename it, move it, split it or dissolve it; each asks for the "
                        "decision and its day."
                    )
                ),
                say(_("To make one branch of two, choose {} on the list."), _("Merge branches")),
                say(_("Running dates go on; papers of before keep the old name.")),
                say(_("Many at once? {}."), _("Import organisations from Excel")),
            ),
            page="organization-list",
            picture=desk("organisations", _("The page of an organisation")),
        ),
        Task(
            "calendar-swap",
            _("Enter a swapped working day"),
            (
                say(
                    _("Choose {}, open the calendar and press {}."),
                    _("Calendars and versions"),
                    _("Begin a draft from the newest version"),
                ),
                say(_("Enter the notice it rests on: {}."), _("Name the notice")),
                say(
                    _("Choose {} and enter both days: the one that becomes off and the one that is worked for it."),
                    _("Enter a swap of working days"),
                ),
                say(
                    _("Press {}: you see every file whose date moves, from when to when."),
                    _("Preview whom it concerns"),
                ),
                say(
                    _("Give the reason and press {}. Only now the dates move, and each person is told once."),
                    _("Publish"),
                ),
            ),
            page="calendar-list",
            picture=desk("calendar-swap", _("The form of a swap: the day that becomes off and the day worked for it")),
        ),
        Task(
            "calendar-year",
            _("Confirm the calendar of a year"),
            (
                say(_("From 1 November on the first page reminds you until the next year is confirmed.")),
                say(
                    _(
                        "Wait for the official notice. Then begin a draft as above and choose {}: the days off "
                        "of the law are put in."
                    ),
                    _("Propose a year"),
                ),
                say(_("Compare each day with the notice; add the swaps it orders.")),
                say(_("Choose {} and publish. Dates in that year are no longer provisional."), _("Confirm a year")),
            ),
            page="calendar-list",
        ),
        Task(
            "regulations",
            _("Keep the regulations"),
            (
                say(_("Choose {} in the menu. The newest stands on top."), _("Regulations")),
                say(
                    _("A number nobody could read is marked as not verified. Compare it with the text and press {}."),
                    _("Confirm or change"),
                ),
                say(
                    _("A new regulation: {}, then {} from its day on. Before that you see which dates would move."),
                    _("Fill in the numbers"),
                    _("Put into force"),
                ),
                say(_("Each change is kept with your name, the source and the day.")),
            ),
            page="rule-list",
            picture=desk("regulations", _("A regulation with its numbers and clauses")),
        ),
        Task(
            "mail-state",
            _("See that mail goes out"),
            (
                say(_("Open {}: on top stands when alerts were last looked through, and what waits."), _("Sent mail")),
                say(
                    _(
                        "A red banner on every page says when this has stopped or mail is stuck. Tell whoever "
                        "runs the machine."
                    )
                ),
                say(
                    _("{} names those who get nothing. Correct the address on the page of the account."),
                    _("Addresses from which mail comes back"),
                ),
                say(_("{} does at once what else happens every minute."), _("Run the sweep now")),
            ),
            page="mail-list",
            picture=desk("mail-state", _("The sent mail, with the state of the alerts on top")),
        ),
    ),
)
