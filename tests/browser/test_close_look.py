"""The close look finds what it is there for: at each width, in light and dark, though axe is not asked all again."""

import pytest
from playwright.sync_api import Page

from tests.browser.close_look import TITLE, look_closely

pytestmark = [pytest.mark.browser]

PAGE = f"""<!doctype html><html lang="vi"><head><title>Thử · {TITLE["vi"]}</title><style>
button {{ width: 50px; height: 50px }}
@media (prefers-color-scheme: dark) {{ .pale-in-dark {{ color: #eee }} }}
@media (max-width: 330px) {{ .small-when-narrow {{ width: 10px; height: 10px }} .wide-when-narrow {{ width: 400px }} }}
.only-when-narrow {{ display: none }}
@media (max-width: 400px) {{ .only-when-narrow {{ display: block }} }}
</style></head><body><main><h1>Thử</h1>
<p class="pale-in-dark">Chữ</p>
<div class="wide-when-narrow">Khung</div>
<div class="only-when-narrow"><img src="data:,"></div>
<button class="small-when-narrow">a</button><button class="small-when-narrow">b</button>
</main></body></html>"""


def test_look_finds_what_shows_at_one_width_or_in_dark_only(page: Page) -> None:
    page.set_content(PAGE)

    found = "\n".join(look_closely(page, "vi"))

    for width in (1280, 390, 320):
        assert f"{width} px, dark: axe color-contrast" in found
        assert f"{width} px, light: axe color-contrast" not in found
    assert "390 px, light: axe image-alt" in found
    assert "1280 px, light: axe image-alt" not in found
    assert "320 px, light: axe target-size" in found
    assert "320 px: scrolls sideways" in found
    assert "390 px: scrolls sideways" not in found
