"""Why an act cannot be taken back, and what to do instead."""

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from admission.domain.undo import NoUndo

NO_UNDO: Mapping[NoUndo, Promise] = {
    NoUndo.DONE_ALREADY: _("This was taken back already; the file shows what stands now."),
    NoUndo.NOT_LAST: _(
        "Only what was recorded last in the file can be taken back. Use “Correct” beside what is wrong."
    ),
    NoUndo.FOUR_EYES: _(
        "One person prepared this decision and another approved it, so nobody takes it back alone. If it is wrong, use"
        " “Correct” and give the reason."
    ),
    NoUndo.CORRECTION: _("A correction is not taken back: correct it once more, with the reason."),
    NoUndo.MOVED: _("A file that went to another branch is not taken back: record that it moves again."),
    NoUndo.NOT_OWN: _("Only who recorded this can take it back. Use “Correct” and give the reason."),
    NoUndo.TOO_LATE: _("More than 30 minutes have passed. Use “Correct” and give the reason."),
    NoUndo.RESTED_ON: _("Something else in the file rests on this already. Use “Correct” and give the reason."),
}
