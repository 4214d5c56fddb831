"""What is new in each version, in the words of those who use it. The newest one comes first and is the one running."""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True, slots=True)
class Version:
    number: str
    title: Promise
    news: tuple[Promise, ...]


VERSIONS: tuple[Version, ...] = (
    Version(
        "0.5.0",
        _("Easier to use"),
        (
            _("The first page fits your role, and the menu is shorter."),
            _(
                "The page of a file is ordered anew: the next step and the dates first, papers as a list, "
                "readable on a telephone."
            ),
            _(
                "Did you just record something wrong? For 30 minutes it can be undone; after that it is "
                "corrected with a reason."
            ),
            _("All votes of one meeting are recorded on one page."),
            _("Names are found while you type, without marks; a selection of files can be kept under a name."),
            _("Your dates month by month, with the days off and the make-up days."),
            _("Reports and charts, also as they stood on a past day."),
            _("An error says which entry is missing or wrong; the day a file was opened can be corrected."),
            _("Guides for each role, a glossary, and this page."),
        ),
    ),
    Version(
        "0.4.0",
        _("Dates nobody can get wrong"),
        (
            _("Every date explains itself: the day it counts from, the rule, every day off in between."),
            _("Before a change of the calendar counts, every file whose date moves is named."),
            _("Alerts 15, 7, 3 and 1 working days before, on the day and after it; a mail before a long break."),
            _("Whoever knows of a date confirms it, and the repeats stop."),
            _("Alerts are in the product as well, not only in the mail."),
            _("The agenda of the next meeting, a planner for ceremonies, the work of the coming weeks."),
            _("Your dates in the calendar of your telephone, without names."),
        ),
    ),
    Version(
        "0.3.0",
        _("Who may see and do what"),
        (
            _("Everybody sees the files of his own area only, and each role does what belongs to it."),
            _("A decision is prepared by one person and approved by another."),
            _("Organisations keep their history: renamed, moved, merged or split, while dates run on."),
            _("During leave somebody else acts for you, and both names are recorded."),
            _("Sensitive data is encrypted and masked; each look is written down."),
            _("The journal is sealed: nobody can change it unnoticed."),
        ),
    ),
    Version(
        "0.2.0",
        _("The whole regulation"),
        (
            _("Every regulation since 2016 with its days in force; each act is judged by the one of its day."),
            _("All levels of committees, files sent back, failed votes, extensions."),
            _("The list of members of each branch; the vote takes the number of voters from it."),
            _("Moves to another branch, mergers, files that end early, files of before."),
            _("What is not as the regulation asks needs a reason, and stays visible."),
        ),
    ),
    Version(
        "0.1.0",
        _("The first version"),
        (
            _("Files from the nomination to the recognition, with their dates in working days."),
            _("A mail at 07:00 on working days with what is due."),
            _("The working-day calendar, and files brought in from Excel."),
            _("Everything in Vietnamese and English."),
        ),
    ),
)
