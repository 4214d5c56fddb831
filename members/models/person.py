"""People: one person, one record."""

from typing import Any, ClassVar, Self

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from members.encrypted import EncryptedTextField
from members.text import name_order, normalise, search_form

C3_FIELDS = ("national_id", "ethnicity", "religion")
"""What is encrypted and masked; each look at one is journalled."""


class Sex(models.TextChoices):
    """As the official forms ask for it: "Giới tính: Nam/Nữ"."""

    MALE = "male", _("Male")
    FEMALE = "female", _("Female")


def sexes() -> list[tuple[str, Any]]:
    """Choices as a function, so that labels stay out of migrations."""
    return Sex.choices


def has_word(word: str, field: str = "name_search") -> Q:
    """Give the condition that a word of a name, in its form for searching, begins so.

    And not "is somewhere in it": that a word begins there is what the trigram index of PostgreSQL knows even of two
    letters, and many a family name has no more.
    """
    return Q(**{f"{field}__startswith": word}) | Q(**{f"{field}__contains": f" {word}"})


class PersonQuerySet(models.QuerySet["Person"]):
    def unmerged(self) -> Self:
        """The records that stand for a person: those that were not merged into another."""
        return self.filter(merged_into=None)

    def named(self, text: str) -> Self:
        """Each word begins a word of the name, marks and case aside."""
        found = self
        for word in search_form(text).split():
            found = found.filter(has_word(word))
        return found


class Person(models.Model):
    full_name = models.CharField(max_length=120)
    name_search = models.CharField(max_length=120, editable=False, db_index=True)
    name_sort = models.CharField(max_length=250, editable=False, default="")
    """What lists by name are sorted by: see `members.text.name_order`."""
    born_on = models.DateField(null=True, blank=True)
    sex = models.CharField(max_length=6, choices=sexes, blank=True)
    """Empty where it is not recorded."""
    national_id = EncryptedTextField(null=True, blank=True)
    national_id_index = models.CharField(max_length=80, null=True, blank=True, editable=False)
    """The blind index: finds the person by the whole number, and tells nothing of it without the key."""
    ethnicity = EncryptedTextField(null=True, blank=True)
    religion = EncryptedTextField(null=True, blank=True)
    merged_into = models.ForeignKey("self", on_delete=models.PROTECT, null=True, blank=True, related_name="merged")
    """The record that stands for this person; this one only leads there."""
    merged_at = models.DateTimeField(null=True, blank=True)
    merged_by = models.ForeignKey("members.Account", on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    merge_reason = models.CharField(max_length=500, blank=True)
    revision = models.PositiveIntegerField(default=1)
    """Raised with each change of the record: a form opened before is stale."""

    objects: ClassVar[Any] = PersonQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="person_one_per_national_id", fields=["national_id_index"], condition=Q(merged_into=None)
            ),
            models.CheckConstraint(
                name="person_national_id_with_index",
                condition=Q(national_id=None, national_id_index=None)
                | Q(national_id__isnull=False, national_id_index__isnull=False),
            ),
            models.CheckConstraint(
                name="person_merger_whole_or_absent",
                condition=Q(merged_into=None, merged_at=None, merge_reason="")
                | (Q(merged_into__isnull=False, merged_at__isnull=False) & ~Q(merge_reason="")),
            ),
            models.CheckConstraint(name="person_not_merged_into_itself", condition=~Q(merged_into=F("id"))),
        ]
        indexes = [models.Index(name="person_by_name", fields=["name_sort", "id"])]

    def __str__(self) -> str:
        return self.full_name

    def save(self, *args: Any, **kwargs: Any) -> None:
        # Derived from the same row, so that no writer can forget it.
        self.full_name = normalise(self.full_name)
        self.name_search = search_form(self.full_name)
        self.name_sort = name_order(self.full_name)
        super().save(*args, **kwargs)


class DistinctPeople(models.Model):
    """That two records which look alike are two people. `first` is the older record."""

    first = models.ForeignKey("members.Person", on_delete=models.PROTECT, related_name="+")
    second = models.ForeignKey("members.Person", on_delete=models.PROTECT, related_name="+")
    reason = models.CharField(max_length=500)
    recorded_by = models.ForeignKey("members.Account", on_delete=models.PROTECT, null=True, related_name="+")
    recorded_at = models.DateTimeField(auto_now_add=True)

    append_only: ClassVar[bool] = True

    class Meta:
        constraints = [
            models.UniqueConstraint(name="distinct_people_once", fields=["first", "second"]),
            models.CheckConstraint(name="distinct_people_in_order", condition=Q(first__lt=F("second"))),
            models.CheckConstraint(name="distinct_people_has_reason", condition=~Q(reason="")),
        ]

    def __str__(self) -> str:
        return f"{self.first} ≠ {self.second}"
