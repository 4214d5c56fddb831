"""Lists of files under a name of one's own: save, rename, remove."""

from functools import cached_property
from typing import Any

from django import forms
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.generic import TemplateView

from admission.forms.saved_views import RemoveViewForm, ViewNameForm, add_view_error
from admission.models import SavedView
from admission.permissions import Act
from admission.services.saved_views import remove_view, rename_view, save_view
from admission.views.account_entries import ActView
from admission.views.base import GuardedMixin
from admission.views.case_filters import CaseFilterMixin, list_url
from admission.views.case_page import Link


class SavedViewsMixin(GuardedMixin):
    """Pages about the saved lists of the account itself; those of others do not exist."""

    act = Act.READ_CASES

    def crumbs(self, *below: Link) -> list[Link]:
        """The way up; the last one is the page itself."""
        way = [
            Link(gettext("Files"), reverse("case-list")),
            Link(gettext("Saved lists"), reverse("saved-view-list")),
            *below,
        ]
        return [*way[:-1], Link(way[-1].label, "")]


class SavedViewListView(SavedViewsMixin, TemplateView):
    template_name = "admission/case/saved_views.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        views = SavedView.objects.filter(account=self.account).order_by("name", "pk")
        return super().get_context_data(**kwargs, views=views, crumbs=self.crumbs())


class SaveViewView(SavedViewsMixin, CaseFilterMixin, ActView):
    """Save the filters that are in the address of this page."""

    form_class = ViewNameForm
    template_name = "admission/case/save_view.html"
    title = _("Save this list")

    def record(self, typed: dict[str, Any]) -> str:
        save_view(account=self.account, name=typed["name"], filters=self.kept, now=timezone.now())
        return gettext("The list is saved: you find it above the files, whenever you sign in.")

    def tell(self, form: forms.Form, error: Exception) -> None:
        add_view_error(form, error)

    def back_url(self) -> str:
        return list_url(self.kept)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**kwargs, filters=list(self.words().values()), sort=self._sort())

    def _sort(self) -> str:
        field = self.filter_form.fields["sort"]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101 - for the type checker
        choices: Any = field.choices
        return str(dict(choices)[self.filter_form.cleaned_data.get("sort", "")])


class OwnViewMixin(SavedViewsMixin, ActView):
    """A form about one saved list."""

    @cached_property
    def saved(self) -> SavedView:
        view: SavedView = get_object_or_404(SavedView.objects.filter(account=self.account), pk=self.kwargs["pk"])
        return view

    def guard(self) -> None:
        super().guard()
        self.require_view()

    def require_view(self) -> SavedView:
        """Look for the list before anything else is done. Raises: Http404."""
        return self.saved

    def tell(self, form: forms.Form, error: Exception) -> None:
        add_view_error(form, error)

    def back_url(self) -> str:
        return reverse("saved-view-list")


class RenameViewView(OwnViewMixin):
    form_class = ViewNameForm
    title = _("Rename the saved list")

    def get_initial(self) -> dict[str, Any]:
        return {"name": self.saved.name}

    def record(self, typed: dict[str, Any]) -> str:
        rename_view(view=self.saved, name=typed["name"])
        return gettext("The list has its new name.")


class RemoveViewView(OwnViewMixin):
    form_class = RemoveViewForm
    title = _("Remove the saved list")
    submit_label = _("Remove the saved list")

    def record(self, typed: dict[str, Any]) -> str:
        remove_view(view=self.saved)
        return gettext("The saved list is removed; the files in it stay as they are.")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        words = gettext("“%(name)s” is no longer offered above the files. The files in it stay as they are.")
        return super().get_context_data(**kwargs, lead=words % {"name": self.saved.name})
