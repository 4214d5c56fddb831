"""Write down once a day where the chain of the journal ends, also outside the database."""

import re
from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path

from django.conf import settings
from django.db import transaction

from members.errors import MembersError
from members.models import JournalAnchor, JournalHead
from members.services.journal_check import Anchor

FILE = "journal_anchors.txt"
_LINE = re.compile(r"(?:(?P<on>\d{4}-\d\d-\d\d) +)?(?P<count>\d{1,18}) +(?P<chain>[0-9a-f]{64})")


class AnchorFormatError(MembersError):
    """A line that is no anchor: `line` is what it says."""

    def __init__(self, line: str) -> None:
        super().__init__(line)
        self.line = line


def anchor_file() -> Path:
    """Give where the anchors are written down beside the database."""
    return Path(settings.VAR_DIR) / FILE


@transaction.atomic
def write_anchor(*, on: date, now: datetime) -> JournalAnchor | None:
    """Anchor the chain for a day: a row, and a line in `anchor_file`. None where the day has one, or nothing is sealed.

    The line is written before the commit: a crash in between repeats it, it does not lose it. Raises: OSError.
    """
    head = JournalHead.objects.first()
    if head is None or head.count == 0:
        return None
    anchor, is_new = JournalAnchor.objects.get_or_create(
        anchored_on=on, defaults={"at": now, "count": head.count, "chain": head.chain}
    )
    if not is_new:
        return None
    path = anchor_file()
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("a", encoding="ascii") as file:
        file.write(f"{anchor}\n")
    return anchor


def read_anchor(line: str) -> Anchor:
    """Read "day count link" or "count link". Raises: AnchorFormatError."""
    found = _LINE.fullmatch(line.strip())
    if found is None:
        raise AnchorFormatError(line.strip())
    on = found["on"]
    return Anchor(int(found["count"]), found["chain"], date.fromisoformat(on) if on else None)


def read_anchors(path: Path) -> Iterator[Anchor]:
    """Read a file of anchors, one in a line. Raises: AnchorFormatError, OSError."""
    with path.open(encoding="ascii", errors="replace") as file:
        for line in file:
            if line.strip():
                yield read_anchor(line)


def kept_anchors() -> list[Anchor]:
    """Read the anchors written down beside the database; none without such a file. Raises: AnchorFormatError."""
    path = anchor_file()
    return list(read_anchors(path)) if path.exists() else []
