"""Enter many organisations from a sheet: checked as a whole, then entered as a whole or not at all."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from graphlib import CycleError, TopologicalSorter
from typing import TypeVar

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.db.models.functions import Lower
from django.utils.translation import gettext

from admission.domain.errors import AdmissionError
from admission.permissions import Act, check_may, organizations_for
from admission.spreadsheets.columns import heading_form
from admission.spreadsheets.errors import SheetError, UnreadableWorkbookError
from admission.spreadsheets.organizations import (
    BASIS_WORDS,
    KIND_WORDS,
    OrganizationRow,
    OrganizationSheet,
    read_organizations,
)
from members.access import access_of
from members.models import Account, AuthorityBasis, Organization, OrganizationKind, OrganizationQuerySet
from members.services.authorities import give_authority
from members.services.journal import record_event
from members.services.organizations import add_organization, may_stand_below

MAX_ERRORS = 500
"""Errors told one by one; the rest is counted."""
_CONTACT = ("postal_address", "phone", "email")
Word = TypeVar("Word")


@dataclass(frozen=True, slots=True)
class NewOrganization:
    """A row that can be entered. `above`: the code of the organisation directly above, another row or not."""

    row: int
    kind: OrganizationKind
    code: str
    name: str
    above: str
    basis: AuthorityBasis | None
    document: str
    from_on: date | None
    contact: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class TreePlan:
    """What a sheet would add, those above before those below. With any error it does nothing.

    `errors`: the first ones in the order of the sheet; `error_count`: how many there are.
    """

    file_name: str
    sha256: str
    organizations: tuple[NewOrganization, ...] = ()
    errors: tuple[SheetError, ...] = ()
    error_count: int = 0

    @property
    def errors_untold(self) -> int:
        return self.error_count - len(self.errors)

    @property
    def kinds(self) -> Mapping[OrganizationKind, int]:
        """How many of each kind, from the top down."""
        counts = {kind: sum(one.kind == kind for one in self.organizations) for kind in OrganizationKind}
        return {kind: count for kind, count in counts.items() if count}


class TreeRefusedError(AdmissionError):
    """The sheet has errors, all of them in `plan`; nothing was written."""

    def __init__(self, plan: TreePlan) -> None:
        super().__init__(f"{plan.error_count} errors in {plan.file_name}")
        self.plan = plan


def check_tree(*, content: bytes, file_name: str, by: Account, today: date) -> TreePlan:
    """Read a sheet and look whether the tree can be so; write nothing. Raises: NotPermittedError."""
    access = access_of(by, today)
    check_may(access, Act.KEEP_ORGANIZATIONS)
    sha256 = hashlib.sha256(content).hexdigest()
    try:
        sheet = read_organizations(content)
    except UnreadableWorkbookError as error:
        return TreePlan(file_name, sha256, errors=(SheetError(str(error)),), error_count=1)
    kept = organizations_for(access, Act.KEEP_ORGANIZATIONS).existing_on(today)
    found = _Check(sheet, today, kept).organizations()
    errors = sorted(sheet.errors, key=lambda error: (error.row or 0, len(error.column), error.column))
    return TreePlan(
        file_name=file_name,
        sha256=sha256,
        organizations=() if errors else found,
        errors=tuple(errors[:MAX_ERRORS]),
        error_count=len(errors),
    )


@transaction.atomic
def import_tree(*, content: bytes, file_name: str, by: Account, today: date) -> TreePlan:
    """Enter every organisation of a sheet. Raises: NotPermittedError, TreeRefusedError."""
    # Locked before the check: of two sheets at once with one code, the second is checked after the first.
    list(Organization.objects.select_for_update(no_key=True).filter(depth=1).order_by("pk"))
    plan = check_tree(content=content, file_name=file_name, by=by, today=today)
    if plan.errors:
        raise TreeRefusedError(plan)
    known = {one.code: one for one in Organization.objects.filter(code__in={new.above for new in plan.organizations})}
    for new in plan.organizations:
        above = known[new.above]
        added = add_organization(
            kind=new.kind, code=new.code, name=new.name, above=above, is_practice=above.is_practice,
            contact=new.contact, from_on=new.from_on, document=new.document, by=by,
        )  # fmt: skip
        known[added.code] = added
        if new.basis is not None:
            give_authority(
                organization=added, basis=new.basis, document=new.document, from_on=new.from_on,
                given_by=above if new.basis is AuthorityBasis.DELEGATED else None, by=by, today=today,
            )  # fmt: skip
    record_event(
        verb="organizations_imported",
        subject="organizations",
        by=by,
        details={"file_name": file_name, "sha256": plan.sha256, "count": len(plan.organizations)},
        organization=known[plan.organizations[0].above],
    )
    return plan


class _Check:
    """Looks at the rows of a sheet together; mistakes are added to the sheet."""

    def __init__(self, sheet: OrganizationSheet, today: date, kept: OrganizationQuerySet) -> None:
        self.sheet = sheet
        self.today = today
        # No two codes differ in capitals alone: each has the spelling under which it is known, or of its first row.
        asked = {row.text(name).lower() for row in sheet.rows for name in ("code", "above")}
        known = Organization.objects.annotate(lower=Lower("code")).filter(lower__in=asked)
        self.spelling: dict[str, str] = dict(known.values_list("lower", "code"))
        self.taken = set(self.spelling.values())
        self.kept: dict[str, Organization] = {one.code: one for one in kept.filter(code__in=self.taken)}
        self.first: dict[str, OrganizationRow] = {}
        for row in sheet.rows:
            self.spelling.setdefault(row.text("code").lower(), row.text("code"))
            self.first.setdefault(self._code(row, "code"), row)

    def _code(self, row: OrganizationRow, name: str) -> str:
        typed: str = row.text(name)
        return self.spelling.get(typed.lower(), typed)

    def organizations(self) -> tuple[NewOrganization, ...]:
        read = [self._row(row) for row in self.sheet.rows if not row.is_broken]
        found = {new.code: new for new in read if new is not None}
        for new in found.values():
            self._check_place(new, found)
        order = self._in_order(found)
        return tuple(found[code] for code in order)

    def _refuse(self, row: OrganizationRow | int, name: str, message: str) -> None:
        number = row if isinstance(row, int) else row.number
        self.sheet.errors.append(self.sheet.error(number, name, message))

    def _row(self, row: OrganizationRow) -> NewOrganization | None:
        told = len(self.sheet.errors)
        code, above = self._code(row, "code"), self._code(row, "above")
        if code in self.taken:
            self._refuse(row, "code", gettext("There is an organisation with this code already."))
        elif self.first[code] is not row:
            words = gettext("The code stands in row %(row)s already.") % {"row": self.first[code].number}
            self._refuse(row, "code", words)
        if above not in self.kept and above not in self.first:
            words = gettext("No organisation with the code “%(code)s” is there or in the sheet.") % {"code": above}
            self._refuse(row, "above", words)
        kind = self._word(row, "kind", KIND_WORDS)
        basis = self._word(row, "basis", BASIS_WORDS)
        if basis is not None and kind in {OrganizationKind.BRANCH, OrganizationKind.GRASSROOTS_BRANCH}:
            self._refuse(row, "basis", gettext("A branch proposes; only a committee decides on admission."))
        from_on = row.values.get("from_on")
        if isinstance(from_on, date) and from_on > self.today:
            self._refuse(row, "from_on", gettext("This day has not come yet."))
        self._check_email(row)
        if kind is None or len(self.sheet.errors) > told:
            return None
        return NewOrganization(
            row=row.number,
            kind=kind,
            code=code,
            name=row.text("name"),
            above=above,
            basis=basis,
            document=row.text("document"),
            from_on=from_on if isinstance(from_on, date) else None,
            contact={name: row.text(name) for name in _CONTACT},
        )

    def _word(self, row: OrganizationRow, name: str, words: Mapping[str, Word]) -> Word | None:
        typed = row.text(name)
        for word, value in words.items():
            if heading_form(word) == heading_form(typed):
                return value
        if typed:
            message = gettext("“%(value)s” is none of: %(choices)s.")
            self._refuse(row, name, message % {"value": typed, "choices": ", ".join(words)})
        return None

    def _check_email(self, row: OrganizationRow) -> None:
        if row.text("email"):
            try:
                validate_email(row.text("email"))
            except ValidationError:
                self._refuse(row, "email", gettext("This is no e-mail address."))

    def _check_place(self, new: NewOrganization, found: Mapping[str, NewOrganization]) -> None:
        kind = found[new.above].kind if new.above in found else None
        if kind is None and new.above in self.kept:
            kind = OrganizationKind(self.kept[new.above].kind)
        if kind is not None and not may_stand_below(new.kind, kind):
            words = gettext("An organisation of the kind “%(kind)s” cannot stand below %(above)s.")
            self._refuse(new.row, "above", words % {"kind": new.kind.label, "above": new.above})

    def _in_order(self, found: Mapping[str, NewOrganization]) -> tuple[str, ...]:
        """Those above before those below; rows that run in a circle are told, each of them."""
        left = dict(found)
        while True:
            graph = {code: {new.above} & left.keys() for code, new in left.items()}
            try:
                return tuple(TopologicalSorter(graph).static_order())
            except CycleError as error:
                circle = error.args[1]
                words = gettext("The rows run in a circle: %(codes)s.") % {"codes": " → ".join(circle)}
                for code in set(circle):
                    self._refuse(left.pop(code).row, "above", words)
