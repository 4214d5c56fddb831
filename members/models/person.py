"""People: one person, one record."""

from typing import Any

from django.db import models

from members.text import normalise, search_form


class Person(models.Model):
    full_name = models.CharField(max_length=120)
    name_search = models.CharField(max_length=120, editable=False, db_index=True)
    born_on = models.DateField(null=True, blank=True)

    def __str__(self) -> str:
        return self.full_name

    def save(self, *args: Any, **kwargs: Any) -> None:
        # Derived from the same row, so that no writer can forget it.
        self.full_name = normalise(self.full_name)
        self.name_search = search_form(self.full_name)
        super().save(*args, **kwargs)
