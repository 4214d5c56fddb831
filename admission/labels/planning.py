"""The words of planning: what lies between two meetings, and why a file misses a ceremony."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from admission.domain.agenda import Timing
from admission.domain.planning import Fit, Obstacle

LIMIT_TIMINGS: dict[Timing, Promise] = {
    Timing.BEFORE_MEETING: _("%(what)s: due %(day)s, before this meeting – it cannot wait for it"),
    Timing.BEFORE_FOLLOWING: _("%(what)s: due %(day)s, before the next regular meeting – to be settled at this one"),
}
PAPER_TIMINGS: dict[Timing, Promise] = {
    Timing.BEFORE_MEETING: _("%(what)s until %(day)s: expires before this meeting"),
    Timing.BEFORE_FOLLOWING: _("%(what)s until %(day)s: good at this meeting, expires before the next one"),
}
OVERDUE = _("%(what)s: overdue since %(day)s")

FITS: dict[Fit, Promise] = {
    Fit.FITS: _("Possible"),
    Fit.CONDITIONAL: _("On one condition"),
    Fit.IMPOSSIBLE: _("Not possible"),
}
OBSTACLES: dict[Obstacle, Promise] = {
    Obstacle.CEREMONY_DUE: _("The ceremony must be held by %(day)s already."),
    Obstacle.RECEIPT_EARLY: _("If the decision is received before %(day)s, that day is too late for the ceremony."),
    Obstacle.RECEIPT_PAST: _("The decision had to be received by %(day)s."),
    Obstacle.DECISION_SOONER: _("The committee would have to decide by %(day)s, before its own time limit ends."),
    Obstacle.DECISION_PAST: _("The decision had to be made and received by %(day)s."),
    Obstacle.DECISION_EARLY: _("The decision is due by %(day)s already; the ceremony must follow it sooner."),
    Obstacle.NO_SPONSOR: _("No sponsors yet: assigned today, their months together are complete on %(day)s."),
    Obstacle.TOGETHER_LATER: _("The sponsors' months together are complete only on %(day)s."),
    Obstacle.RESOLUTION_PAST: _("The branch had to resolve by %(day)s, if the committee takes its whole time."),
}
