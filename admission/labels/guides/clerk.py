"""The guide of a committee's clerk: what is due, preparing decisions, files sent back, sheets, requests."""

from django.utils.translation import gettext_lazy as _

from admission.domain.procedure import StepCode
from admission.labels import STEPS
from admission.labels.guides.lines import Guide, Task, desk, say

CLERK = Guide(
    slug="clerk",
    title=_("For the clerk of a committee"),
    lead=_("You see what waits for your committee, prepare its decisions, and may write for the branches below it."),
    tasks=(
        Task(
            "day",
            _("Begin the day"),
            (
                say(_("Open {}: the overdue comes first, then what is due in the next days."), _("My work")),
                say(_("Press the button of a row: it leads straight to the form of what has to be done.")),
                say(_("{} shows how many files fall into each of the coming weeks."), _("Work of the coming weeks")),
                say(_("If a decision was sent back to you, the first page says so on top.")),
            ),
            page="work-list",
            picture=desk("day", _("The first page of a committee: what is overdue, due and waiting")),
        ),
        Task(
            "prepare",
            _("Prepare a decision"),
            (
                say(_("Open the file and press the button of the box {}."), _("Next step")),
                say(_("Enter the result, the day, the number and, where it is known, the vote of the committee.")),
                say(_("What is not as the regulation asks is named above the form; write the reason down.")),
                say(_("Press {}. Nothing is issued yet."), _("Lay before a reviewer")),
                say(
                    _(
                        "A reviewer of your committee other than you approves it or sends it back. Until then "
                        "you may take it back: {}."
                    ),
                    _("Withdraw it"),
                ),
            ),
            page="decision-list",
            picture=desk("prepare", _("The form to prepare a decision of the committee")),
        ),
        Task(
            "return-file",
            _("Send a file back for completion"),
            (
                say(_("Open the file and choose {}."), STEPS[StepCode.ADMISSION_RETURN]),
                say(_("Say what is missing, in words the branch can act on.")),
                say(_("A reviewer approves it; the branch is then told.")),
                say(
                    _("The time limit of the committee goes on meanwhile. The branch records {} when it is complete."),
                    STEPS[StepCode.ADMISSION_RESUBMISSION],
                ),
            ),
        ),
        Task(
            "import",
            _("Bring in many files from Excel"),
            (
                say(_("Choose {} and download the template."), _("Import from Excel")),
                say(
                    _("Fill in one row for each person. The sheet {} of the template explains the columns."),
                    "Hướng dẫn",
                ),
                say(_("Choose the sheet and press {}. Nothing is entered yet."), _("Check the sheet")),
                say(_("Errors are named by row and column. Mend them in Excel and check again.")),
                say(_("If all is right, confirm. Either all rows are entered, or none.")),
            ),
            page="import",
            picture=desk("import", _("The page to bring in a sheet")),
        ),
        Task(
            "requests",
            _("Answer a request about personal data"),
            (
                say(_("Choose {} in the menu, then {}."), _("Personal-data requests"), _("Enter a request")),
                say(_("Enter it on the day it arrives: the time to answer counts from that day.")),
                say(_("The due date appears under {} like every other."), _("My work")),
                say(_("Record the answer, then that it was carried out.")),
            ),
            page="request-list",
        ),
    ),
)
