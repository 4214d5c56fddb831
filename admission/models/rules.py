"""What an installation knows better than the product: confirmed numbers of a regulation, and one put into force."""

from typing import ClassVar

from django.db import models
from django.db.models import Q


class RuleConfirmation(models.Model):
    """A number of a rule set as an administrator read it. Of one cell the newest row counts; the older ones stay."""

    rule_set = models.CharField(max_length=20)
    """The code of the rule set."""
    address = models.CharField(max_length=60)
    value = models.CharField(max_length=20)
    source = models.CharField(max_length=300)
    """The document and clause in which it was read."""
    kept = models.BooleanField()
    """Whether it confirms the value that stood there, or changes it."""
    confirmed_by = models.ForeignKey("members.Account", on_delete=models.PROTECT, related_name="+")
    confirmed_at = models.DateTimeField(auto_now_add=True)

    append_only: ClassVar[bool] = True

    class Meta:
        constraints = [
            models.CheckConstraint(name="ruleconfirmation_value_given", condition=~Q(value="")),
            models.CheckConstraint(name="ruleconfirmation_source_given", condition=~Q(source="")),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(name="ruleconfirmation_by_cell", fields=["rule_set", "address", "id"]),
        ]

    def __str__(self) -> str:
        return f"{self.rule_set} {self.address} = {self.value}"


class RuleSetActivation(models.Model):
    """An administrator put a rule set that was shipped inactive into force, from a day. It happens once."""

    rule_set = models.CharField(max_length=20, unique=True)
    in_force_from_on = models.DateField()
    source = models.CharField(max_length=300)
    activated_by = models.ForeignKey("members.Account", on_delete=models.PROTECT, related_name="+")
    activated_at = models.DateTimeField(auto_now_add=True)

    append_only: ClassVar[bool] = True

    class Meta:
        constraints = [
            models.CheckConstraint(name="rulesetactivation_source_given", condition=~Q(source="")),
        ]

    def __str__(self) -> str:
        return f"{self.rule_set} {self.in_force_from_on:%d/%m/%Y}"
