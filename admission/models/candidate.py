"""The person who asks to join the Party."""

from django.db import models


class Candidate(models.Model):
    person = models.OneToOneField("members.Person", on_delete=models.PROTECT, related_name="candidate")
    created_at = models.DateTimeField(auto_now_add=True)

    def __str__(self) -> str:
        return str(self.person)
