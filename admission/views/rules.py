"""The regulations: everybody reads them, an administrator confirms, fills in and activates."""

from functools import cached_property
from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext, ngettext
from django.views.generic import FormView, TemplateView

from admission.domain.errors import AdmissionError
from admission.domain.rule_cells import Cell, UnknownCellError, cell_at, latest, missing_cells
from admission.domain.rules import RuleBook, RuleSet
from admission.forms.rules import ActivateRuleSetForm, AdoptForm, ConfirmCellForm, FillRuleSetForm, add_rule_error
from admission.labels import day
from admission.labels.rules import VERIFICATIONS, cell_value, full_cell_label
from admission.permissions import Act, branches_to_administer, may
from admission.selectors.rule_books import (
    RuleSetLine,
    confirmations_of,
    rule_book,
    rule_set_lines,
    rule_set_page,
    values_of,
)
from admission.selectors.rule_effects import AdoptableClock, FileMove, adoptable_clocks, book_with, files_that_move
from admission.services.rule_adoptions import adopt_rule_set
from admission.services.rules import activate_rule_set, confirm_cell, fill_rule_set
from admission.views.base import GuardedMixin


class RuleMixin(GuardedMixin):
    """The rule book in use, and the rule set of the address."""

    act = Act.READ_RULES

    @cached_property
    def book(self) -> RuleBook:
        return rule_book()

    @cached_property
    def rule_set(self) -> RuleSet:
        try:
            return self.book.by_code(self.kwargs["code"])
        except KeyError as error:
            raise Http404 from error

    def crumbs(self, *more: str) -> list[dict[str, str]]:
        """The way from the list to this page; `more`: the pages below the rule set, this one last."""
        home = {"label": gettext("Regulations"), "url": reverse("rule-list")}
        own = {"label": self.rule_set.title, "url": reverse("rule-set", args=[self.rule_set.code]) if more else ""}
        return [home, own, *({"label": label, "url": ""} for label in more)]


class RuleListView(RuleMixin, TemplateView):
    template_name = "admission/rules/list.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        columns = [
            {"label": gettext("Regulation"), "numeric": False},
            {"label": gettext("In force"), "numeric": False},
            {"label": gettext("Numbers not verified"), "numeric": True},
            {"label": gettext("Numbers missing"), "numeric": True},
        ]
        rows = [{"cells": _row(line)} for line in rule_set_lines(self.book, self.today)]
        return super().get_context_data(**kwargs) | {"columns": columns, "rows": rows}


class RuleSetView(RuleMixin, TemplateView):
    template_name = "admission/rules/rule_set.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        page = rule_set_page(self.rule_set, self.today)
        return super().get_context_data(**kwargs) | {
            "page": page,
            "in_force": in_force_words(page.line),
            "crumbs": self.crumbs(),
            "may_administer": may(self.access, Act.KEEP_RULES),
            "predecessor": None if page.is_active else latest(self.book),
        }


class RuleFormView(RuleMixin, FormView[Any]):
    """A form that changes the rule set; afterwards its page is shown."""

    act = Act.KEEP_RULES
    title = ""
    submit_label = ""

    def form_valid(self, form: forms.Form) -> HttpResponse:
        try:
            words = self.record(form)
        except AdmissionError as error:
            add_rule_error(form, error)
            return self.form_invalid(form)
        messages.success(self.request, words)
        return super().form_valid(form)

    def record(self, form: Any) -> str:
        """Call the service and say what happened."""
        raise NotImplementedError

    def get_success_url(self) -> str:
        return reverse("rule-set", args=[self.rule_set.code])

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        title = str(self.title)
        return super().get_context_data(**kwargs) | {
            "page_title": title,
            "submit_label": str(self.submit_label),
            "cancel_url": self.get_success_url(),
            "crumbs": self.crumbs(title),
        }


class ConfirmCellView(RuleFormView):
    """A number that was read in the text, or that nobody has filled in, has no such page."""

    template_name = "admission/rules/confirm.html"
    form_class = ConfirmCellForm

    @cached_property
    def cell(self) -> Cell:
        try:
            cell = cell_at(self.rule_set, self.kwargs["address"])
        except UnknownCellError as error:
            raise Http404 from error
        if cell is None or not cell.may_change:
            raise Http404
        return cell

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"address": self.cell.address}

    def get_initial(self) -> dict[str, Any]:
        return {"value": self.cell.value}

    def form_valid(self, form: forms.Form) -> HttpResponse:
        """A value that moves dates is shown by file first; only pressing again with that very value records it."""
        value = form.cleaned_data["value"]
        try:
            moves = self._moves(value)
        except AdmissionError as error:  # a value that does not agree with the other numbers
            add_rule_error(form, error)
            return self.form_invalid(form)
        if moves and self.request.POST.get("previewed") != value:
            return self.render_to_response(self.get_context_data(form=form, moves=moves, previewed=value))
        return super().form_valid(form)

    def _moves(self, value: str) -> list[FileMove]:
        if value == self.cell.value:
            return []
        after = book_with(self.book, self.rule_set.code, self.cell.address, value)
        return files_that_move(self.book, after, self.today)

    def record(self, form: ConfirmCellForm) -> str:
        change = confirm_cell(
            code=self.rule_set.code,
            address=self.cell.address,
            value=form.cleaned_data["value"],
            source=form.cleaned_data["source"],
            by=self.account,
            today=self.today,
        )
        words = (
            gettext("Changed: %(label)s, now %(value)s.")
            if change.addresses
            else gettext("Confirmed: %(label)s, %(value)s.")
        )
        value = cell_value(self.cell.address, form.cleaned_data["value"])
        return words % {"label": full_cell_label(self.cell.address), "value": value}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        label, cell = full_cell_label(self.cell.address), self.cell
        return super().get_context_data(**kwargs) | {
            "page_title": label,
            "submit_label": gettext("Confirm"),
            "crumbs": self.crumbs(label),
            "facts": [
                {"label": gettext("Value now"), "value": cell_value(cell.address, cell.value)},
                {"label": gettext("Clause"), "value": cell.clause},
                {"label": gettext("How it is known"), "value": VERIFICATIONS[cell.verification]},
            ],
            "history": confirmations_of(self.rule_set.code, cell.address),
        }


class AdoptView(RuleFormView):
    """Running limits of named files, each with its last day now and then; nothing else of a file is shown."""

    form_class = AdoptForm

    def get_template_names(self) -> list[str]:
        return ["admission/rules/adopt.html" if self.offered else "admission/rules/adopt_none.html"]

    @cached_property
    def offered(self) -> list[AdoptableClock]:
        if not self.rule_set.is_active:
            raise Http404
        branches = branches_to_administer(self.access)
        return adoptable_clocks(self.rule_set.code, branches, self.book, self.today)

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"offered": self.offered}

    def record(self, form: AdoptForm) -> str:
        adopted = adopt_rule_set(
            code=self.rule_set.code,
            clocks=form.chosen(),
            reason=form.cleaned_data["reason"],
            by=self.account,
            today=self.today,
        )
        words = ngettext(
            "%(count)s time limit now runs under %(title)s.",
            "%(count)s time limits now run under %(title)s.",
            len(adopted),
        )
        return words % {"count": len(adopted), "title": self.rule_set.title}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        title = gettext("Put running time limits under this regulation")
        return super().get_context_data(**kwargs) | {
            "page_title": title,
            "submit_label": gettext("Apply to the chosen time limits"),
            "crumbs": self.crumbs(title),
            "offered": self.offered,
        }


class FillRuleSetView(RuleFormView):
    """`?from=CODE` starts from the numbers of that rule set; what is filled in already stays."""

    template_name = "admission/rules/fill.html"
    form_class = FillRuleSetForm

    @cached_property
    def model(self) -> RuleSet | None:
        """The rule set whose numbers the form starts from."""
        asked = self.request.GET.get("from", "")
        return next((each for each in self.book.rule_sets if each.code == asked), None)

    def get_form_kwargs(self) -> dict[str, Any]:
        if self.rule_set.is_active:
            raise Http404
        predecessor = latest(self.book)
        start = values_of(self.model) if self.model is not None else {}
        return super().get_form_kwargs() | {
            "current": {**start, **values_of(self.rule_set)},
            "beside": values_of(predecessor),
            "beside_title": predecessor.title,
        }

    def record(self, form: FillRuleSetForm) -> str:
        change = fill_rule_set(
            code=self.rule_set.code,
            values=form.values(),
            source=form.cleaned_data["source"],
            by=self.account,
            today=self.today,
        )
        missing = len(missing_cells(change.after.by_code(self.rule_set.code)))
        if not missing:
            return gettext("All numbers are filled in; the regulation can be activated.")
        words = ngettext(
            "Saved. %(count)s number is still missing.", "Saved. %(count)s numbers are still missing.", missing
        )
        return words % {"count": missing}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        title = gettext("Fill in the numbers")
        return super().get_context_data(**kwargs) | {
            "page_title": title,
            "submit_label": gettext("Save the numbers"),
            "crumbs": self.crumbs(title),
            "predecessor": latest(self.book),
            "model": self.model,
        }


class ActivateRuleSetView(RuleFormView):
    asks_password_again = True
    template_name = "admission/rules/activate.html"
    form_class = ActivateRuleSetForm

    def get_form_kwargs(self) -> dict[str, Any]:
        if self.rule_set.is_active:
            raise Http404
        return super().get_form_kwargs() | {"today": self.today}

    def record(self, form: ActivateRuleSetForm) -> str:
        activate_rule_set(
            code=self.rule_set.code,
            in_force_from_on=form.cleaned_data["in_force_from_on"],
            source=form.cleaned_data["source"],
            by=self.account,
            today=self.today,
        )
        words = gettext("%(title)s is in force from %(day)s.")
        return words % {"title": self.rule_set.title, "day": day(form.cleaned_data["in_force_from_on"])}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        title = gettext("Put into force")
        return super().get_context_data(**kwargs) | {
            "page_title": title,
            "submit_label": title,
            "crumbs": self.crumbs(title),
            "missing": len(missing_cells(self.rule_set)),
            "predecessor": latest(self.book),
        }


def in_force_words(line: RuleSetLine) -> str:
    """Say when a rule set applies."""
    if line.in_force_from is None:
        return gettext("Not in force")
    if line.in_force_until is None:
        return gettext("from %(first)s") % {"first": day(line.in_force_from)}
    return gettext("%(first)s to %(last)s") % {"first": day(line.in_force_from), "last": day(line.in_force_until)}


def _row(line: RuleSetLine) -> list[dict[str, Any]]:
    when = in_force_words(line)
    if line.is_current:
        when = gettext("%(when)s, in force today") % {"when": when}
    return [
        {"text": line.title, "url": reverse("rule-set", args=[line.code])},
        {"text": when},
        {"text": str(line.unverified)},
        {"text": str(line.missing)},
    ]
