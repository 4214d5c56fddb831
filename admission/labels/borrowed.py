"""Words that come from Django and that somebody may meet in a form: named here, so that our catalogue has them too.

Its own Vietnamese leaves some of them out and is rough in others; what stands in ours comes first.
"""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

BORROWED: tuple[Promise, ...] = (
    _("This field is required."),
    _("Enter a valid value."),
    _("Enter a valid email address."),
    _("Enter a valid domain name."),
    _("Enter a valid date."),
    _("Enter a valid time."),
    _("Enter a valid date/time."),
    _("Enter a whole number."),
    _("Enter a list of values."),
    _("Enter a complete value."),
    _("Ensure this value is greater than or equal to %(limit_value)s."),
    _("Ensure this value is less than or equal to %(limit_value)s."),
    _("Null characters are not allowed."),
    _("Select a valid choice. %(value)s is not one of the available choices."),
    _("Select a valid choice. That choice is not one of the available choices."),
    _("No file was submitted."),
    _("No file was submitted. Check the encoding type on the form."),
    _("The submitted file is empty."),
    _("File extension “%(extension)s” is not allowed. Allowed extensions are: %(allowed_extensions)s."),
    _("“%(pk)s” is not a valid value."),
)
