"""The pictures of docs/screens/: `make screens` starts the product with its demo in a scratch folder and visits it.

Playwright drives the Chromium of the machine. Run it after a change that is seen, and look at every picture.
"""

import os
import re
import shutil
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Page, sync_playwright

ROOT = Path(__file__).resolve().parent.parent
FOLDER = ROOT / "docs" / "screens"
WIDTHS = {1280: 900, 390: 844}
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
         "--disable-component-update", "--disable-sync"]  # fmt: skip
START_SECONDS = 120


@contextmanager
def product(folder: Path) -> Iterator[str]:
    """Start the product on a free port and give its address; it ends with the block."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [sys.executable, "manage.py", "serve", "--prepare", "--demo", "--port", str(port)]
    environment = os.environ | {"VAR_DIR": str(folder)}
    with subprocess.Popen(command, cwd=ROOT, env=environment, stdout=subprocess.DEVNULL) as process:
        try:
            address = f"http://localhost:{port}"
            wait_for(f"{address}/sign-in/")
            yield address
        finally:
            process.terminate()


def wait_for(url: str) -> None:
    """Wait until the page answers. Raises: SystemExit."""
    for _attempt in range(START_SECONDS):
        try:
            urllib.request.urlopen(url, timeout=5)  # noqa: S310 - our own address
        except (urllib.error.URLError, ConnectionError):
            time.sleep(1)
        else:
            return
    raise SystemExit("The product did not start.")


def visit(page: Page, address: str, password: str, width: int) -> None:
    """Take all pictures of one width."""

    def take(name: str, *, whole: bool = False) -> None:
        page.screenshot(path=FOLDER / f"{name}-{width}.png", full_page=whole)

    def sign_in(username: str) -> None:
        page.context.clear_cookies()
        page.goto(f"{address}/sign-in/")
        page.fill("[name=username]", username)
        page.fill("[name=password]", password)
        page.click("main button[type=submit]")

    page.goto(f"{address}/sign-in/")
    take("sign-in")
    sign_in("thamdinh")
    take("work-list")
    page.goto(f"{address}/cases/?q=nguyen")
    take("list")
    page.goto(address)
    page.locator("main a[href^='/cases/']").first.click()
    take("case", whole=True)
    page.locator("main a[href*='/deadlines/']").first.click()
    page.wait_for_timeout(500)
    take("why")
    page.goto(f"{address}/calendar/")
    take("calendar", whole=True)
    sign_in("bithu01")
    page.goto(f"{address}/import/")
    take("import")
    page.goto(address)
    page.locator("main a[href*='/steps/']").first.click()
    take("step", whole=True)
    sign_in("quantri")
    page.goto(f"{address}/mail/")
    take("mail-list")
    page.locator("main a[href^='/mail/']").first.click()
    take("mail")


def main() -> None:
    chromium = shutil.which("chromium") or shutil.which("chromium-browser")
    if chromium is None:
        raise SystemExit("Chromium is not installed (Debian: apt-get install chromium).")
    FOLDER.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as scratch, product(Path(scratch)) as address, sync_playwright() as playwright:
        accounts = (Path(scratch) / "demo_accounts.txt").read_text(encoding="utf-8")
        found = re.search(r"^bithu01 .* (\S+)$", accounts, re.MULTILINE)
        if found is None:
            raise SystemExit("The demo wrote no accounts.")
        wait_for_mail(Path(scratch) / "mail")
        browser = playwright.chromium.launch(executable_path=chromium, args=FLAGS)
        for width, height in WIDTHS.items():
            context = browser.new_context(viewport={"width": width, "height": height}, locale="vi-VN")
            visit(context.new_page(), address, found[1], width)
            context.close()
        browser.close()


def wait_for_mail(folder: Path) -> None:
    """Wait until the first sweep has sent the demo's digests."""
    for _attempt in range(START_SECONDS):
        if any(folder.glob("*.eml")):
            time.sleep(3)
            return
        time.sleep(1)
    raise SystemExit("No mail was sent.")


if __name__ == "__main__":
    main()
