"""Why an act on the tree of organisations is refused, at the field it is about."""

from django import forms
from django.utils.translation import gettext, ngettext

from admission.labels import day
from admission.services.cases import NoCompetentCommitteeError
from admission.services.chains import CalendarDiffersError
from admission.services.level_limits import LevelLimitError
from admission.services.organizations import OpenFilesError
from members.services import authorities, organizations, splits
from members.services.memberships import DayInFutureError


def add_organization_error(form: forms.Form, error: Exception) -> None:
    """Put the words to the form. Raises: the error where no form answers it."""
    for answer in (_of_the_tree, _of_authority, _of_files):
        found = answer(error)
        if found is not None:
            field, words = found
            form.add_error(field if field in form.fields else None, words)
            return
    raise error


def _of_the_tree(error: Exception) -> tuple[str, str] | None:
    match error:
        case organizations.CodeTakenError():
            return "code", gettext("There is an organisation with this code already.")
        case organizations.CyclicPlaceError():
            return "above", gettext("That organisation stands below this one: the tree would run in a circle.")
        case organizations.SamePlaceError():
            return "above", gettext("The organisation stands there already.")
        case organizations.ImpossiblePlaceError():
            words = gettext("An organisation of the kind “%(kind)s” cannot stand below %(above)s.")
            above = error.above.name if error.above else "–"
            return "above", words % {"kind": error.kind.label, "above": above}
        case organizations.SameNameError():
            return "name", gettext("The organisation bears this name already.")
        case organizations.EarlierChangeError():
            words = gettext("A change from %(day)s on is recorded; the new one must begin after it.")
            return "from_on", words % {"day": day(error.from_on)}
        case organizations.OrganizationDissolvedError():
            words = gettext("%(organization)s was dissolved on %(day)s.")
            values = {"organization": error.organization.name, "day": day(error.organization.dissolved_on)}
            return "above", words % values
        case organizations.StillInUseError():
            return "", _in_the_way(error)
    return None


def _in_the_way(error: organizations.StillInUseError) -> str:
    below = ngettext("%(count)s organisation below it", "%(count)s organisations below it", error.below)
    people = ngettext("%(count)s person in its list", "%(count)s people in its list", error.people)
    roles = ngettext("%(count)s running role", "%(count)s running roles", error.roles)
    counts = ((below, error.below), (people, error.people), (roles, error.roles))
    told = ", ".join(words % {"count": count} for words, count in counts if count)
    return gettext("It cannot be dissolved yet; in the way: %(what)s.") % {"what": told}


def _of_authority(error: Exception) -> tuple[str, str] | None:
    match error:
        case authorities.BranchCannotDecideError():
            return "", gettext("A branch proposes; only a committee decides on admission.")
        case authorities.OverlappingAuthorityError():
            return "from_on", gettext("It decides on admission on some of these days already.")
        case authorities.AuthorityOverError():
            return "from_on", gettext("This authority was over before that day.")
        case authorities.EndBeforeStartError():
            return "until_on", gettext("The authority would end before it began.")
    return None


def _of_files(error: Exception) -> tuple[str, str] | None:
    match error:
        case NoCompetentCommitteeError():
            words = gettext("No committee would be left to decide on the open files of %(branch)s.")
            return "above", words % {"branch": error.branch.name}
        case CalendarDiffersError():
            words = ngettext(
                "Another working-day calendar holds there, and the due dates of %(count)s open file would move.",
                "Another working-day calendar holds there, and the due dates of %(count)s open files would move.",
                error.count,
            )
            return "above", words % {"count": error.count}
        case DayInFutureError():
            return error.field, gettext("The day %(day)s has not come yet.") % {"day": day(error.day)}
        case LevelLimitError(standing=True):
            return "working_days", gettext("This limit is set already.")
        case LevelLimitError():
            words = gettext("A file may wait from %(least)s to %(most)s working days at a level.")
            return "working_days", words % {"least": error.least, "most": error.most}
        case splits.NotInTheBranchError() | splits.NobodyChosenError():
            return "people", gettext("Name the people of the new branch.")
        case OpenFilesError():
            words = ngettext(
                "%(count)s open file rests on it; it has to move or end first.",
                "%(count)s open files rest on it; they have to move or end first.",
                error.count,
            )
            return "", words % {"count": error.count}
    return None
