"""What everybody does: sign in, read the alerts, find a file, practise."""

from django.utils.translation import gettext_lazy as _

from admission.labels.guides.lines import Guide, Task, desk, phone, say

EVERYBODY = Guide(
    slug="everybody",
    title=_("For everybody"),
    lead=_("Signing in, alerts, finding a file, and practising without touching real files."),
    tasks=(
        Task(
            "sign-in",
            _("Sign in, and keep your account safe"),
            (
                say(_("Open the link in the mail of your invitation and choose a password of at least 12 characters.")),
                say(_("After that, sign in with your user name and this password.")),
                say(
                    _(
                        "Reviewers, inspectors and administrators also type a code of their telephone. Under {} "
                        "it is set up."
                    ),
                    _("My account"),
                ),
                say(
                    _(
                        "Without a page opened for 30 minutes you are signed out. What you were typing is kept: "
                        "sign in again, and it is there."
                    )
                ),
                say(
                    _("On the sign-in page choose {} if you no longer know it; a link comes by mail."),
                    _("Have you forgotten your password?"),
                ),
                say(_("When you leave a shared computer, press {} at the top of the page."), _("Sign out")),
            ),
            page="own-account",
        ),
        Task(
            "alerts",
            _("Read the alerts"),
            (
                say(
                    _(
                        "On working days at 07:00 you get one mail with what is due, the overdue first. Nothing "
                        "due, no mail."
                    )
                ),
                say(_("The same is shown in the product: press {} at the top."), _("Alerts")),
                say(
                    _("Open the file from there and look at the box {}: it says who has to do what, and by when."),
                    _("Next step"),
                ),
                say(
                    _("{} explains each date: the day it counts from, the rule, and every day off in between."),
                    _("Why this date?"),
                ),
                say(
                    _(
                        "Do you know of it already? Press {} in the file. You are then not reminded again until the "
                        "due date itself; the date stays."
                    ),
                    _("Confirm receipt"),
                ),
                say(
                    _("To see the dates on your telephone too, open {} and choose {}."),
                    _("My account"),
                    _("Calendar on the telephone"),
                ),
            ),
            page="alert-list",
            picture=phone("alerts", _("The list of alerts: each with the file, what is due and by when")),
        ),
        Task(
            "find",
            _("Find a file"),
            (
                say(_("Choose {} in the menu."), _("Files")),
                say(
                    _("Type a part of the name or the number of the file. Marks may be left out: “dang” finds “Đặng”.")
                ),
                say(_("Press Enter. Choose the stage or the branch to see fewer files.")),
                say(_("Press the name to open the file.")),
            ),
            page="case-list",
            picture=desk("find", _("The list of files after a search: name, branch, stage and due date")),
        ),
        Task(
            "practise",
            _("Practise with invented people"),
            (
                say(
                    _(
                        "The practice committee has invented branches, people and files. Nothing done there "
                        "touches a real file."
                    )
                ),
                say(
                    _("The banner {} stands on every page for as long as your role is in the practice committee."),
                    _("Practice: all people and files shown here are invented."),
                ),
                say(
                    _(
                        "Without such a banner you work with real files. To practise, ask your administrator for "
                        "a practice account."
                    )
                ),
                say(_("In practice try everything: open a file, record a vote, correct a mistake.")),
            ),
        ),
    ),
)
