"""Pages of a list in the order of one column that is different in each row: forwards and backwards at the same cost."""

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class KeyPage:
    """One page in reading order. `earlier`, `later`: the key before (after) which its neighbour is, None at an end."""

    rows: tuple[Any, ...]
    earlier: Any
    later: Any


def key_page(rows: Any, *, key: str, size: int, after: Any = None, before: Any = None) -> KeyPage:
    """Give the rows after a key, or those just before one, else the first; in one query, two at a place that is gone.

    `rows`: a queryset, its order is replaced; `after` and `before`: values of the column `key`, not both.
    """
    if before is not None:
        found = list(rows.filter(**{f"{key}__lt": before}).order_by(f"-{key}")[: size + 1])
        shown, has_earlier, has_later = found[:size][::-1], len(found) > size, True
    else:
        found = list((rows if after is None else rows.filter(**{f"{key}__gt": after})).order_by(key)[: size + 1])
        shown, has_earlier, has_later = found[:size], after is not None, len(found) > size
    if not shown and (after is not None or before is not None):
        return key_page(rows, key=key, size=size)
    return KeyPage(
        rows=tuple(shown),
        earlier=getattr(shown[0], key) if has_earlier else None,
        later=getattr(shown[-1], key) if has_later else None,
    )
