"""`manage.py load_calendar`: once, and harmless ever after."""

import pytest
from django.core.management import call_command

from admission.models import CalendarVersion


def test_calendar_is_loaded_once(db: None, capsys: pytest.CaptureFixture[str]) -> None:
    call_command("load_calendar")
    first = capsys.readouterr().out
    call_command("load_calendar")
    second = capsys.readouterr().out

    version = CalendarVersion.objects.get()
    assert (version.number, version.days.count()) == (1, 133)
    assert "31/12/2018" in first
    assert first != second
