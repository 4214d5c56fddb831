"""The guide of a committee's reviewer: the queue, approving, extensions, late acts."""

from django.utils.translation import gettext_lazy as _

from admission.domain.procedure import StepCode
from admission.labels import FIELDS, STEPS
from admission.labels.guides.lines import Guide, Task, desk, say

REVIEWER = Guide(
    slug="reviewer",
    title=_("For the reviewer of a committee"),
    lead=_("One person prepares a decision, you approve it. Only then it is issued and the branch is told."),
    tasks=(
        Task(
            "queue",
            _("Go through what waits"),
            (
                say(
                    _("Choose {} in the menu. What waits for you stands under {}, the earliest due first."),
                    _("Decisions"),
                    _("To approve"),
                ),
                say(_("Each row says who prepared it, for whom, and what is not as the regulation asks.")),
                say(_("Rows without a remark can be ticked and approved together: {}."), _("Approve the chosen ones")),
                say(_("Open the others one by one.")),
            ),
            page="decision-list",
            picture=desk("queue", _("The list of decisions that wait for approval")),
        ),
        Task(
            "approve",
            _("Approve a decision or send it back"),
            (
                say(
                    _("Open the decision and read what was prepared. {} leads to everything else."), _("The whole file")
                ),
                say(_("Is it right? Press {}. The secretary of the branch gets a mail."), _("Approve and issue")),
                say(_("Is something wrong? Write the reason and press {}."), _("Send back with this reason")),
                say(_("Your own draft is approved by another reviewer of the committee.")),
                say(
                    _(
                        "Did somebody decide a moment before you? The page says who and shows what you typed; "
                        "nothing is issued twice."
                    )
                ),
            ),
            page="decision-list",
            picture=desk("approve", _("A prepared decision with the buttons to approve it or send it back")),
        ),
        Task(
            "extension",
            _("Extend a time limit"),
            (
                say(_("Only the committee's own limits can be extended, once, in a special case.")),
                say(
                    _("Open the file and choose {} or {}."),
                    STEPS[StepCode.ADMISSION_EXTENSION],
                    STEPS[StepCode.RECOGNITION_EXTENSION],
                ),
                say(
                    _(
                        "Enter the number of working days, who approved it, the day and the reason. More than "
                        "the regulation allows is refused."
                    )
                ),
                say(_("The page shows the old and the new due date; everybody concerned is told.")),
            ),
            picture=desk("extension", _("The form of an extension: working days, who approved it, the reason")),
        ),
        Task(
            "late-act",
            _("Record something that was late"),
            (
                say(_("Record it as usual, with the day it was really done. Never change the day to make it fit.")),
                say(_("The form then asks {}: choose one and say in a sentence what happened."), FIELDS["late_cause"]),
                say(_("A late ceremony also needs the consent of the committee above; record that first.")),
                say(
                    _(
                        "A late recognition changes nothing for the member: it counts from the day the twelve "
                        "months ended."
                    )
                ),
            ),
        ),
    ),
)
