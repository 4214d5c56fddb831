"""One file with all that hangs on it, and an account for each role in each place around it."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from http.cookies import SimpleCookie
from typing import Any

from django.db import transaction
from django.test import Client

from admission.domain.data_requests import RequestKind, RequestOutcome
from admission.domain.procedure import Stage, StepCode
from admission.models import (
    Calendar,
    CalendarDraft,
    DataRequest,
    DeadlineMove,
    DeadlineSettlement,
    DecisionProposal,
    Mail,
    MailKind,
    RequestReceipt,
)
from admission.services.accounts import close_kept_account, invite_account
from admission.services.addresses import record_returned_mail
from admission.services.calendar_drafts import add_own_calendar, begin_draft, name_notice
from admission.services.data_requests import answer_request, record_request
from admission.services.decisions import prepare_decision
from admission.services.delegations import delegate_roles
from admission.services.feeds import make_feed
from admission.services.saved_views import save_view
from members.models import (
    Absence,
    AbsenceKind,
    Account,
    AccountLink,
    AdmissionAuthority,
    Delegation,
    JournalEvent,
    Membership,
    Organization,
    OrganizationKind,
    Role,
)
from members.services.journal import record_event
from members.services.links import token_of
from members.services.memberships import record_absence
from tests.admission.stages import case_at
from tests.factories import (
    NOW,
    REASON,
    TODAY,
    FullChain,
    make_account,
    make_full_chain,
    make_member,
    make_tree,
)
from tests.signing_in import enroll

LETTERS: Mapping[str, Role] = {
    "B": Role.BRANCH_SECRETARY,
    "D": Role.DEPUTY_SECRETARY,
    "C": Role.CLERK,
    "R": Role.REVIEWER,
    "I": Role.INSPECTOR,
    "A": Role.ADMINISTRATOR,
}
PLACES = ("own", "child", "sibling", "parent", "top", "foreign")
ABOVE = "own parent top"
"""Seen from the branch of the file; `parent`: the committee right above it, `top`: the one that decides."""
WITHOUT_ROLE = "without role"
CANDIDATE, MEMBER, ABSENT = "Ngô Thị Ẩn Danh", "Tạ Văn Kín Tiếng", "Vương Văn Vắng Mặt"
PROPOSED, DOUBLE, ASKING = "Mai Thị Chờ Duyệt", "Tạ Thị Trùng Tên", "Đinh Văn Đòi Quyền"
"""The candidate of a file with a prepared decision, a second record, and who asks about his data."""
SPONSORS = ("Lê Văn Bình", "Trần Thị Cúc")


def who(letters: str, places: str = " ".join(PLACES)) -> frozenset[str]:
    """Give the actors who hold one of the roles in one of the places, by default wherever."""
    return frozenset(f"{letter}@{place}" for letter in letters for place in places.split())


@dataclass
class World:
    """`organizations`: by place; `clients`: signed in, by actor; `objects`: what an address names, by name."""

    organizations: dict[str, Organization]
    chain: FullChain
    clients: dict[str, Client] = field(default_factory=dict)
    accounts: dict[str, Any] = field(default_factory=dict)
    objects: dict[str, Any] = field(default_factory=dict)

    @property
    def names(self) -> tuple[str, ...]:
        """People whose names nobody outside may read."""
        return (CANDIDATE, MEMBER, ABSENT, PROPOSED, DOUBLE, ASKING, *SPONSORS)

    @property
    def codes(self) -> tuple[str, ...]:
        """The numbers of the files."""
        return str(self.objects["case"].code), str(self.objects["proposal"].case.code)

    @property
    def branch_name(self) -> str:
        return str(self.organizations["own"].name)


def make_world() -> World:
    """Make the tree, the accounts, then each object by its factory."""
    chain = make_full_chain()
    child = _below(chain.branch, "DT-1-T", "Tổ Bên Dưới")
    sibling = _below(chain.sectional, "DT-3", "Chi bộ Kề Bên")
    own = Organization.objects.get(pk=chain.branch.pk)
    foreign = make_tree().foreign_committee
    where = (own, child, sibling, chain.sectional, chain.committee, foreign)
    world = World(dict(zip(PLACES, where, strict=True)), chain)
    world.objects["case"] = case_at(Stage.AWAITING_DECISION, chain, name=CANDIDATE)
    for letter, role in LETTERS.items():
        for place, organization in world.organizations.items():
            account = make_account(f"{letter}.{place}".lower(), role, organization)
            _sign_in(world, f"{letter}@{place}", account)
    _sign_in(world, WITHOUT_ROLE, make_account("khong-vai"))
    for name, factory in OBJECTS.items():
        world.objects[name] = factory(world)
    return world


def _below(above: Organization, code: str, name: str) -> Organization:
    """Add a branch below any organisation: the reach must not depend on which kinds the services allow there."""
    values = {"kind": OrganizationKind.BRANCH.value, "code": code, "name": name}
    found: Organization = Organization.objects.add_child(Organization.objects.get(pk=above.pk), values)
    return found


def _sign_in(world: World, actor: str, account: Any) -> None:
    world.accounts[actor] = account
    world.clients[actor] = Client(headers={"accept-language": "en"}, raise_request_exception=False)
    world.clients[actor].force_login(account)


def _stay(world: World) -> Membership:
    person = make_member(world.organizations["own"], MEMBER)
    return Membership.objects.get(person=person)


def _absence(world: World) -> Absence:
    branch = world.organizations["own"]
    return record_absence(
        person=make_member(branch, ABSENT), organization=branch, kind=AbsenceKind.ELSEWHERE,
        from_on=date(2026, 1, 5), by=None, today=TODAY, now=NOW,
    )  # fmt: skip


def _import_event(world: World) -> JournalEvent:
    details = {"file_name": f"{CANDIDATE}.xlsx", "count": 1}
    return record_event(verb="workbook_imported", subject="import", by=world.accounts["B@own"], details=details)


def _mail(world: World) -> Mail:
    return Mail.objects.create(
        key="digest:1", kind=MailKind.DIGEST, recipient=world.accounts["B@own"], period_on=TODAY, created_at=NOW,
        next_at=NOW, message_id="<1@localhost>",
    )  # fmt: skip


def _proposal(world: World) -> DecisionProposal:
    case = case_at(Stage.AWAITING_DECISION, world.chain, name=PROPOSED)
    columns = {"outcome": "granted", "decided_on": date(2026, 2, 27), "number": "35-QĐ/ĐU"}
    return prepare_decision(
        case=case, step=StepCode.ADMISSION_DECISION, columns=columns, irregular_reason=REASON,
        by=world.accounts["C@top"], today=TODAY, now=NOW, revision=case.revision,
    )  # fmt: skip


def _data_request(world: World) -> DataRequest:
    return record_request(
        organization=world.organizations["parent"], kind=RequestKind.ERASE, received_on=TODAY, subject_name=ASKING,
        subject_born_on=None, asked_by="", by=world.accounts["C@parent"], today=TODAY, now=NOW,
    )  # fmt: skip


def _answered(world: World) -> DataRequest:
    """A request that was granted, to be carried out yet."""
    request = _data_request(world)
    answer_request(
        request=request, answered_on=TODAY, outcome=RequestOutcome.GRANTED, legal_ground="", number="9-CV/ĐU",
        by=world.accounts["C@parent"], today=TODAY, now=NOW,
    )  # fmt: skip
    return request


def _link(world: World) -> AccountLink:
    """The invitation of somebody who has not chosen a password."""
    return invite_account(
        username="duoc-moi", full_name="Người Được Mời", email="duoc.moi@example.vn",
        organization=world.organizations["own"], role=Role.DEPUTY_SECRETARY, from_on=TODAY,
        by=world.accounts["A@top"], today=TODAY, now=NOW,
    )  # fmt: skip


def _closed(world: World) -> Account:
    account = make_account("da-dong", Role.BRANCH_SECRETARY, world.organizations["own"])
    return close_kept_account(account=account, reason=REASON, by=world.accounts["A@top"], today=TODAY, now=NOW)


def _delegation(world: World) -> Delegation:
    """Leave that is still to come: it gives nobody anything today."""
    by = world.accounts["B@own"]
    (found,) = delegate_roles(
        assignments=list(by.roles.all()), delegate=world.accounts["D@own"], from_on=date(2026, 3, 9),
        until_on=date(2026, 3, 20), reason=REASON, by=by, today=TODAY, now=NOW,
    )  # fmt: skip
    return found


def _with_second_factor(world: World) -> Account:
    account = make_account("co-dien-thoai", Role.DEPUTY_SECRETARY, world.organizations["own"])
    enroll(account)
    return account


def _own_calendar(world: World) -> Calendar:
    """A calendar of the branch of the file; without a version the general one holds."""
    return add_own_calendar(
        organization=world.organizations["own"], name="Lịch riêng", by=world.accounts["A@own"], today=TODAY
    )


def _calendar_draft(world: World) -> CalendarDraft:
    by = world.accounts["A@own"]
    return begin_draft(calendar=world.objects["calendar"], by=by, today=TODAY, now=NOW)


def _ready_draft(world: World) -> CalendarDraft:
    """A draft that names its notice, of a calendar below the branch: its preview is open."""
    by = world.accounts["A@own"]
    calendar = add_own_calendar(organization=world.organizations["child"], name="Lịch của tổ", by=by, today=TODAY)
    draft = begin_draft(calendar=calendar, by=by, today=TODAY, now=NOW)
    return name_notice(
        draft=draft, number="1/TB", on=TODAY, issued_by="VPCP", revision=draft.revision, by=by, today=TODAY
    )


def _settlement(world: World) -> DeadlineSettlement:
    """A date of the committee that decides, moved towards today."""
    deadline = world.objects["deadline"]
    move = DeadlineMove.objects.create(
        version=deadline.calendar_version, deadline=deadline, old_due_on=TODAY, due_on=deadline.due_on,
        is_earlier=True, is_passed=False,
    )  # fmt: skip
    return DeadlineSettlement.objects.create(move=move, organization=deadline.organization)


def _failing(world: World) -> Account:
    """An account whose mail comes back."""
    account = make_account("thu-bi-tra", Role.DEPUTY_SECRETARY, world.organizations["own"])
    record_returned_mail(account=account, said="550 No such user", now=NOW)
    return account


OBJECTS: Mapping[str, Callable[[World], Any]] = {
    "branch": lambda world: world.organizations["own"],
    "fact": lambda world: world.objects["case"].branchresolution_facts.get(),
    "deadline": lambda world: world.objects["case"].deadlines.get(kind="admission_decision"),
    "stay": _stay,
    "absence": _absence,
    "event": _import_event,
    "mail": _mail,
    # decisions
    "proposal": _proposal,
    # people
    "person": lambda world: world.objects["stay"].person,
    "double": lambda world: make_member(world.organizations["own"], DOUBLE),
    # requests about personal data
    "request": _data_request,
    "receipt": lambda world: RequestReceipt.objects.get(request=world.objects["request"]),
    "clock": lambda world: world.objects["request"].deadlines.order_by("pk").first(),
    "answered": _answered,
    # organisations
    "sectional": lambda world: world.organizations["parent"],
    "grassroots": lambda world: world.chain.grassroots,
    "committee": lambda world: world.organizations["top"],
    "authority": lambda world: AdmissionAuthority.objects.get(organization=world.organizations["top"]),
    "second": lambda world: world.chain.second,
    "elsewhere": lambda world: world.organizations["foreign"],
    "authority_elsewhere": lambda world: AdmissionAuthority.objects.get(organization=world.organizations["foreign"]),
    # accounts
    "account": lambda world: world.accounts["B@own"],
    "role": lambda world: world.accounts["B@own"].roles.get(),
    "delegation": _delegation,
    "link": _link,
    "token": lambda world: token_of(world.objects["link"]),
    "saved_view": lambda world: save_view(
        account=world.accounts["B@own"], name="Quá hạn của tôi", filters={"light": "overdue"}, now=NOW
    ),
    "feed_token": lambda world: make_feed(account=world.accounts["B@own"], now=NOW)[1],
    "invited": lambda world: world.objects["link"].account,
    "closed": _closed,
    "with_second_factor": _with_second_factor,
    # calendars
    "calendar": _own_calendar,
    "draft": _calendar_draft,
    "ready_draft": _ready_draft,
    "general": lambda world: Calendar.objects.get(organization=None),
    "settlement": _settlement,
    "failing": _failing,
}
"""How each object is made that a row names in its address (`case` is there before). Made once, in this order."""


class Undone(transaction.Atomic):
    """A transaction that is always taken back, and in which services that begin their own may run."""

    def __init__(self) -> None:
        super().__init__(using=None, savepoint=True, durable=False)
        self._from_testcase = True

    def __exit__(self, *raised: Any) -> None:
        transaction.set_rollback(True)
        super().__exit__(*raised)


def ask(client: Client, method: str, url: str, form: Mapping[str, Any]) -> Any:
    """Send one request and take back whatever it did, a sign-out included."""
    with Undone(), cookies_kept(client):
        return client.get(url) if method == "get" else client.post(url, form)


@contextmanager
def cookies_kept(client: Client) -> Iterator[None]:
    """Leave a client as it was: signed in, in its language."""
    kept = client.cookies.output(header="", sep=";")
    try:
        yield
    finally:
        client.cookies = SimpleCookie(kept)
