"""That no code of a finding is without a test of its own."""

from pathlib import Path

import pytest

from admission.domain.findings import FindingCode

SOURCES = "\n".join(
    path.read_text(encoding="utf-8") for path in Path(__file__).parent.glob("test_*.py") if path != Path(__file__)
)


@pytest.mark.parametrize("code", FindingCode)
def test_every_finding_is_tried(code: FindingCode) -> None:
    assert f'"{code.value}"' in SOURCES
