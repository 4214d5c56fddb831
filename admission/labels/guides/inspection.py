"""The guide of an inspector: the late ones, the pack of a file, the journal."""

from django.utils.translation import gettext_lazy as _

from admission.labels.guides.lines import Guide, Task, desk, say

INSPECTION = Guide(
    slug="inspection",
    title=_("For the inspector"),
    lead=_("You read everything in your area and change nothing."),
    tasks=(
        Task(
            "late",
            _("Find what is late"),
            (
                say(
                    _("Open {}: under {} stand the files past their day, with who has to act."),
                    _("My work"),
                    _("Overdue"),
                ),
                say(_("Choose {} to narrow them by stage, branch or kind of limit."), _("Files")),
                say(_("Open a file. Late acts show their cause; corrections show old, new and reason.")),
                say(_("From the fifth working day of delay on an alert comes to you by itself.")),
            ),
            page="case-list",
            picture=desk("late", _("The first page of an inspector")),
        ),
        Task(
            "pack",
            _("Take a file along for an inspection"),
            (
                say(_("Open the file and choose {}."), _("Inspection pack of this file")),
                say(
                    _(
                        "It holds all that is recorded: papers, votes, decisions, dates with their reckoning, "
                        "corrections."
                    )
                ),
                say(_("Press {}. That it was taken is written into the journal."), _("Print")),
            ),
            picture=desk("pack", _("The inspection pack of a file")),
        ),
        Task(
            "journal",
            _("Read the journal"),
            (
                say(_("Choose {} in the menu: who did what, and when, the newest first."), _("Journal")),
                say(_("Narrow it by day, person, organisation or number of the file.")),
                say(_("Refusals and looks at sensitive data are in it as well.")),
                say(
                    _("{} tells whether a row was changed or left out; {} checks it anew."),
                    _("State of the journal"),
                    _("Verify the journal now"),
                ),
            ),
            page="journal",
            picture=desk("journal", _("The journal with its filters")),
        ),
    ),
)
