"""The second pair of eyes: a reviewer who approves what somebody else prepared."""

from collections.abc import Callable
from typing import Any

from django.test import Client
from django.urls import reverse

from admission.models import AdmissionCase, DecisionProposal
from members.models import Account, Role
from tests.factories import make_account


def waiting_for(case: AdmissionCase) -> DecisionProposal | None:
    """What is prepared for the file and waits."""
    found: DecisionProposal | None = DecisionProposal.objects.open().filter(case=case).first()
    return found


def another_reviewer(proposal: DecisionProposal) -> Account:
    """A reviewer of the committee who prepares nothing; from now on there is one."""
    username = f"phe.duyet.{proposal.organization.code.lower()}"
    known = Account.objects.filter(username=username).first()
    return known or make_account(username, Role.REVIEWER, proposal.organization)


def send_approval(client: Client, proposal: DecisionProposal) -> Any:
    """Approve as a browser that opened the page just now would."""
    page = client.get(proposal.get_absolute_url())
    form: Any = page.context["form"]
    typed = {"revision": form["revision"].value(), "reason": ""}
    return client.post(reverse("decision-approve", args=[proposal.pk]), typed)


def approve_what_waits(case: AdmissionCase, client_of: Callable[[Account], Client]) -> None:
    """Have it approved by another reviewer, where something waits: the act is issued then."""
    proposal = waiting_for(case)
    if proposal is None:
        return
    response = send_approval(client_of(another_reviewer(proposal)), proposal)
    assert (response.status_code, response.headers["Location"]) == (302, proposal.get_absolute_url())
    proposal.refresh_from_db()
    assert proposal.closed_as == "approved"
