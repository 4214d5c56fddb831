"""A picture of every page: what the walk leaves, and all that it does, where PICTURES_ONLY names a folder.

`python -m scripts.screens pages` sets it. A picture is small enough to be kept for every page: light, in the first
language, scaled down, and of a long page its beginning.
"""

import base64
import json
import os
import re
from pathlib import Path

from django.conf import settings
from playwright.sync_api import Page

from tests.browser.close_look import WIDTHS

ONLY = os.environ.get("PICTURES_ONLY", "")
KEPT = Path(settings.BASE_DIR, "docs", "screens", "pages")
SCALES = {1280: 0.5, 390: 0.65}
HIGHEST = 1200
QUALITY = 40
_HEIGHT = "Math.ceil(document.documentElement.getBoundingClientRect().height)"


def name_of(page: str) -> str:
    """Give the name of the file, without its width."""
    return re.sub(r"[^a-z0-9]+", "-", page.lower()).strip("-")


def photograph(page: Page, name: str) -> None:
    """Take the pictures of a page and write down beside them what it is called."""
    folder = Path(ONLY)
    camera = page.context.new_cdp_session(page)
    for width, scale in SCALES.items():
        page.set_viewport_size({"width": width, "height": WIDTHS[width]})
        height = min(max(page.evaluate(_HEIGHT), WIDTHS[width]), HIGHEST)
        seen = {"x": 0, "y": 0, "width": width, "height": height, "scale": scale}
        taken = camera.send(
            "Page.captureScreenshot",
            {"format": "webp", "quality": QUALITY, "clip": seen, "captureBeyondViewport": True},
        )
        (folder / f"{name_of(name)}-{width}.webp").write_bytes(base64.b64decode(taken["data"]))
    camera.detach()
    (folder / f"{name_of(name)}.json").write_text(json.dumps({"name": name, "title": page.title()}), encoding="utf-8")


def without_picture(names: set[str]) -> list[str]:
    """Give the pages that have no picture, and the pictures that have no page: what `make screens` would change."""
    wanted = {f"{name_of(name)}-{width}.webp" for name in names for width in SCALES}
    return sorted(wanted ^ {path.name for path in KEPT.glob("*.webp")})
