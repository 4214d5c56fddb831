"""Why somebody hears of a deadline, as a mail says it."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from admission.domain.ladder import Audience

AUDIENCES: dict[Audience, Promise] = {
    Audience.ACTOR: _("You act in the organisation that must."),
    Audience.DEPUTY: _("You are the deputy of who must act."),
    Audience.DELEGATE: _("The role of who must act is delegated to you."),
    Audience.OTHER_END: _("You are told because your organisation is the other end of it."),
    Audience.ABOVE: _("You are told as the level above."),
    Audience.INSPECTOR: _("You are told as inspector."),
}
