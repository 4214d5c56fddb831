"""Which committees a file went through before its branch, or a committee, came to stand elsewhere."""

from typing import ClassVar

from django.db import models


class FormerChain(models.Model):
    """The committees above a file up to a day: what they issued until then stays theirs. Append-only."""

    case = models.ForeignKey("admission.AdmissionCase", on_delete=models.PROTECT, related_name="former_chains")
    until_on = models.DateField()
    """The last day on which these were its committees."""
    competent_committee = models.ForeignKey("members.Organization", on_delete=models.PROTECT, related_name="+")
    grassroots_committee = models.ForeignKey(
        "members.Organization", on_delete=models.PROTECT, null=True, related_name="+"
    )
    sectional_committee = models.ForeignKey(
        "members.Organization", on_delete=models.PROTECT, null=True, related_name="+"
    )
    recorded_at = models.DateTimeField(auto_now_add=True)

    append_only: ClassVar[bool] = True

    def __str__(self) -> str:
        return f"{self.case} · {self.until_on:%d/%m/%Y}"
