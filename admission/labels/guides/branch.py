"""The guide of the branch secretary and the deputy: from the first day of a file to the recognition, and leave."""

from django.utils.translation import gettext_lazy as _

from admission.domain.procedure import StepCode
from admission.labels import FIELDS, STEPS
from admission.labels.guides.lines import Guide, Task, phone, say

BRANCH = Guide(
    slug="branch",
    title=_("For the branch secretary and the deputy"),
    lead=_("Both do the same: they keep the files of their branch, from the nomination to the recognition."),
    tasks=(
        Task(
            "open-file",
            _("Open a file for somebody"),
            (
                say(_("Choose {} in the menu."), _("Open a file")),
                say(_("Enter the full name and the day of birth as they stand in the papers.")),
                say(
                    _("Under {} enter the day of the branch's resolution on this person."),
                    _("Day the branch took the candidate up"),
                ),
                say(_("Press {}. The page of the file opens."), _("Open the file")),
                say(_("From now on the box {} on that page says what comes next. Follow it."), _("Next step")),
            ),
            page="case-open",
            picture=phone("open-file", _("The form to open a file: name, day of birth, branch, day of the resolution")),
        ),
        Task(
            "assign-sponsors",
            _("Assign the members who help"),
            (
                say(_("Open the file and press {}."), STEPS[StepCode.ASSIGN_SPONSOR]),
                say(_("Enter the name of an official member of the branch; known names are proposed while you type.")),
                say(_("Enter the day of the assignment and press {}."), _("Record")),
                say(
                    _(
                        "Do the same for the second member. One is enough where the Youth Union or the trade "
                        "union recommends."
                    )
                ),
                say(
                    _("If one of them moves or cannot go on, record {} and assign another."),
                    STEPS[StepCode.END_SPONSORSHIP],
                ),
            ),
            picture=phone("assign-sponsors", _("The form to assign a member who helps")),
        ),
        Task(
            "record-paper",
            _("Record a paper"),
            (
                say(
                    _("Open the file. The papers still missing are named on its page, each with a button to record it.")
                ),
                say(_("Press the paper, such as {}."), STEPS[StepCode.APPLICATION]),
                say(_("Enter the day written on the paper: 31/8, 31.8.26 and 31/08/2026 are all understood.")),
                say(_("Press {}."), _("Record")),
                say(
                    _(
                        "A paper is good for a limited time. The page warns you when it would be too old at the "
                        "next meeting of the branch."
                    )
                ),
            ),
            picture=phone("record-paper", _("The form of a paper: the day it was made")),
        ),
        Task(
            "record-vote",
            _("Record the vote of the branch"),
            (
                say(_("Before the meeting, open {}, choose your branch and print the agenda."), _("Planning")),
                say(_("After the meeting open the file and press {}."), STEPS[StepCode.ADMISSION_RESOLUTION]),
                say(_("Enter the day and the number of the resolution, such as 12-NQ/CB.")),
                say(
                    _(
                        "The number of official members entitled to vote is filled in from the list of members. "
                        "Check it."
                    )
                ),
                say(
                    _(
                        "Enter who was present, and the votes for, against and blank. The page says how many are "
                        "needed and whether it is enough."
                    )
                ),
                say(_("Press {}. The page then names who acts next, and by when."), _("Record")),
                say(
                    _("Several files at one meeting? Press {} on the page of the meeting: all votes on one page."),
                    _("Record the votes of a meeting"),
                ),
            ),
            page="planning",
            picture=phone("record-vote", _("The vote: how many are needed, and the figures to enter")),
        ),
        Task(
            "decision-received",
            _("Record that the decision arrived"),
            (
                say(_("When the decision on admission is on your table, open the file the same day.")),
                say(_("Press {}."), STEPS[StepCode.DECISION_RECEIPT]),
                say(
                    _("Under {} enter the day it came to the branch, not the day it was signed."), FIELDS["received_on"]
                ),
                say(_("Press {}. The time for the ceremony counts from this day."), _("Record")),
            ),
            picture=phone("decision-received", _("The form: the day the branch received the decision")),
        ),
        Task(
            "ceremony",
            _("Plan and record the ceremony"),
            (
                say(_("Open {}, choose your branch and press {}."), _("Planning"), _("Plan a ceremony")),
                say(_("Enter the day you wish, such as 03/02 or 19/05, and press {}."), _("Count back")),
                say(_("The page shows by when resolution and decision must be there, and which files cannot make it.")),
                say(
                    _("After the ceremony open the file, press {} and enter the day it was held."),
                    STEPS[StepCode.CEREMONY],
                ),
                say(
                    _("Too late? First ask the committee above in writing for its consent; it records it as {}."),
                    STEPS[StepCode.CEREMONY_CONSENT],
                ),
                say(_("The twelve months of probation count from the day of the ceremony.")),
            ),
            page="planning",
            picture=phone("ceremony", _("The planner: the last day of each act before the chosen ceremony")),
        ),
        Task(
            "recognition",
            _("Record the recognition as an official member"),
            (
                say(_("During probation name one member who helps: {}."), STEPS[StepCode.PROBATION_SUPERVISOR]),
                say(_("Towards the end collect the papers the page of the file asks for.")),
                say(
                    _(
                        "The page shows two days: when the twelve months end, and by when the branch must "
                        "consider. The meeting is held between the two."
                    )
                ),
                say(
                    _("After the meeting press {} and enter the vote as before."),
                    STEPS[StepCode.RECOGNITION_RESOLUTION],
                ),
                say(_("Once the committee has decided, record {}."), STEPS[StepCode.ANNOUNCEMENT]),
            ),
            picture=phone("recognition", _("The next step at the end of probation: who has to act, and by when")),
        ),
        Task(
            "correct",
            _("Correct a mistake"),
            (
                say(_("Nothing recorded is ever deleted; a mistake is corrected, and both stay visible.")),
                say(
                    _(
                        "Did you record it yourself in the last 30 minutes, and nothing after it? Press {}, and "
                        "confirm."
                    ),
                    _("Undo"),
                ),
                say(_("Open the file and look under {} for the entry that is wrong."), _("What is recorded")),
                say(_("Press {} beside it."), _("Correct")),
                say(_("Enter what is right and, under {}, what happened."), _("Reason for the correction")),
                say(_("Press {}. All dates that hang on it are counted anew."), _("Record the correction")),
            ),
            picture=phone("correct", _("The form of a correction, with its reason")),
        ),
        Task(
            "leave",
            _("Go on leave"),
            (
                say(_("Choose {} in the menu, then {}."), _("Leave and delegation"), _("Delegate during leave")),
                say(_("Enter the name of whoever acts for you, usually the deputy, the first and the last day.")),
                say(_("Press {}. Both of you are told by mail."), _("Delegate")),
                say(_("What is recorded in that time bears both names. Back earlier? Press {}."), _("End it now")),
            ),
            page="delegation-list",
            picture=phone("leave", _("The form to delegate during leave: who, from which day to which")),
        ),
    ),
)
