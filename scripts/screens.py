"""The pictures of docs/screens/: `make screens` starts the product with its demo in a scratch folder and visits it.

Playwright drives the Chromium of the machine. Run it after a change that is seen, and look at every picture. What
README and the documents show is taken from the demo; docs/screens/pages/ has every page in each of its states, taken by
the very walk that tests them (tests/browser/test_every_page.py), so that none is missing and none is left over. Only
one of the two: `python -m scripts.screens demo`, `python -m scripts.screens pages`.
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
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from playwright.sync_api import Page, sync_playwright

from scripts.screens_index import titles_of, write_index

ROOT = Path(__file__).resolve().parent.parent
FOLDER = ROOT / "docs" / "screens"
WALK = "tests/browser/test_every_page.py"
WIDTHS = {1280: 900, 390: 844}
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
         "--disable-component-update", "--disable-sync"]  # fmt: skip
START_SECONDS = 120
TODAY = datetime.now(ZoneInfo("Asia/Ho_Chi_Minh")).date()
FIRST_FILE = "#case-list a[href^='/cases/']:not([href*='?']):not([href='/cases/'])"


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


@dataclass(frozen=True, slots=True)
class Photographer:
    """Somebody who goes from page to page and takes a picture of each, at one width."""

    page: Page
    address: str
    password: str
    width: int

    def take(self, name: str, *, whole: bool = False) -> None:
        self.page.screenshot(path=FOLDER / f"{name}-{self.width}.png", full_page=whole)

    def open(self, path: str) -> None:
        self.page.goto(f"{self.address}{path}")

    def sign_in(self, username: str) -> None:
        self.page.context.clear_cookies()
        self.open("/sign-in/")
        self.page.fill("[name=username]", username)
        self.page.fill("[name=password]", self.password)
        self.page.click("main button[type=submit]")
        self.page.wait_for_url(lambda url: "sign-in" not in url)
        later = self.page.locator("button[name=later]")
        if later.count():  # the practice accounts do without a telephone
            with self.page.expect_navigation():  # else the picture may fall into it
                later.click()

    def follow(self, link: str) -> None:
        self.page.locator(f"main {link} >> visible=true").first.click()

    def open_first(self, path: str) -> None:
        """Open the first file of a list."""
        self.open(path)
        self.follow(FIRST_FILE)

    def search(self, words: str) -> None:
        """Type words into the search of files and press Enter."""
        self.open("/cases/")
        self.page.fill("[name=q]", words)
        self.page.press("[name=q]", "Enter")
        self.page.wait_for_url("**/cases/?search=*")


def visit(one: Photographer) -> None:
    """Take all pictures of one width."""
    one.open("/sign-in/")
    one.take("sign-in")
    committee_pages(one)
    branch_pages(one)
    inspector_pages(one)
    administrator_pages(one)
    calendar_pages(one)
    settlement_page(one)


def committee_pages(one: Photographer) -> None:
    one.sign_in("thamdinh")
    one.take("work-list")
    one.search("nguyen")
    one.take("list")
    one.open("/")
    one.follow("a[href^='/cases/']")
    one.take("case", whole=True)
    one.follow("a[href*='/deadlines/']")
    one.page.wait_for_timeout(500)
    one.take("why")
    one.open_first("/cases/?stage=returned")
    one.take("returned", whole=True)
    one.search("vu gia bao")  # the historical file of the demo
    one.follow(FIRST_FILE)
    one.follow("a[href$='/inspection/']")
    one.take("inspection", whole=True)
    one.open("/calendar/")
    one.take("calendar", whole=True)
    one.open("/alerts/")
    one.take("bell")
    one.open("/planning/workload/")
    one.take("workload", whole=True)
    one.open("/reports/on-time/")
    one.take("report", whole=True)
    one.open("/decisions/")
    one.take("decisions", whole=True)
    one.follow("a[href^='/decisions/']")
    one.take("decision")
    lost_race(one)


def lost_race(one: Photographer) -> None:
    """Another reviewer decides while this one still types."""
    words = "Số quyết định chưa đúng mẫu, đề nghị ghi lại."
    one.page.fill("[name=reason]", words)
    browser = one.page.context.browser
    if browser is None:
        raise SystemExit("The browser is gone.")
    context = browser.new_context()
    other = Photographer(context.new_page(), one.address, one.password, one.width)
    other.sign_in("duyet")
    other.page.goto(one.page.url)
    other.page.click("main form[action$='/approve/'] button:not([formaction])")
    other.page.wait_for_load_state()
    context.close()
    one.page.click("main button[formaction$='/send-back/']")
    one.page.wait_for_load_state()
    one.take("lost-race", whole=True)


def branch_pages(one: Photographer) -> None:
    one.sign_in("bithu01")
    one.open("/import/")
    one.take("import")
    one.open("/")
    one.follow("a[href*='/steps/']")
    one.take("step", whole=True)
    one.open("/")
    one.follow("a[href^='/cases/']")
    file = one.page.url.split("?")[0]
    one.page.goto(f"{file}why/")
    one.take("case-why", whole=True)
    one.page.goto(f"{file}alerts/")
    one.take("case-alerts", whole=True)
    one.open("/planning/")
    one.follow("a[href$='/meeting/']")
    one.take("meeting", whole=True)
    one.follow("a[href*='/meeting/votes/']")
    one.take("meeting-votes", whole=True)
    one.open("/deadlines/calendar/")
    one.take("due-dates", whole=True)
    one.open("/help/")
    one.take("help")
    one.open("/planning/")
    one.follow("a[href$='/ceremony-plan/']")
    one.follow(".screen-only a")
    one.take("ceremony-plan", whole=True)
    one.open("/account/calendar/")
    one.take("feed")
    one.open("/branches/")
    one.take("members")
    one.open_first("/cases/?stage=admission_vote_failed")
    one.page.goto(f"{one.page.url.split('?')[0]}steps/admission_resolution/")
    for name, figure in (("present", 8), ("for", 6), ("against", 2), ("blank", 0)):
        one.page.fill(f"[name=vote_{name}]", str(figure))
    one.page.wait_for_timeout(1000)
    one.take("vote", whole=True)


def inspector_pages(one: Photographer) -> None:
    one.sign_in("kiemtra")
    one.take("inspector")
    one.open("/journal/")
    one.take("journal")


def administrator_pages(one: Photographer) -> None:
    one.sign_in("quantri")
    one.take("administrator")
    one.open("/rules/")
    one.take("rules")
    one.follow("a[href^='/rules/QD294']")
    one.take("rule-set")
    one.open("/organizations/merge/")
    one.take("merge")
    one.open("/accounts/")
    one.take("accounts")
    one.page.locator("main table a").nth(4).click()
    one.follow("a[href$='/roles/give/']")
    one.take("role-give")
    one.open("/organizations/")
    one.follow("table a[href^='/organizations/']")
    one.take("organization", whole=True)
    one.open("/mail/")
    one.take("mail-list")
    one.follow("a[href^='/mail/']")
    one.take("mail")


def calendar_pages(one: Photographer) -> None:
    """A Friday of next month swapped against a Saturday after it: the draft, the preview, what was published."""
    one.open("/calendars/")
    one.take("calendars")
    one.follow("a[href^='/calendars/']")
    one.take("calendar-versions", whole=True)
    one.page.click("main form[action$='/draft/'] button, main a[href$='/draft/']")
    one.page.wait_for_load_state()
    draft = one.page.url
    one.page.goto(f"{draft}notice/")
    for name, words in (("notice_number", f"{one.width}/TB-BNV"), ("notice_on", f"{TODAY:%d/%m/%Y}")):
        one.page.fill(f"[name={name}]", words)
    one.page.fill("[name=issued_by]", "Bộ Nội vụ")
    one.page.click("main form button[type=submit]")
    one.page.goto(f"{draft}acts/swap/")
    friday = TODAY + timedelta(days=(4 - TODAY.weekday()) % 7 + (14 if one.width == min(WIDTHS) else 7))
    one.page.fill("[name=off]", f"{friday:%d/%m/%Y}")
    one.page.fill("[name=worked]", f"{friday + timedelta(days=8):%d/%m/%Y}")
    one.page.fill("[name=document]", f"{one.width}/TB-BNV")
    one.take("calendar-swap", whole=True)
    one.page.click("main form button[type=submit]")
    one.page.goto(draft)
    one.take("calendar-draft", whole=True)
    one.page.goto(f"{draft}preview/")
    one.take("calendar-preview", whole=True)
    one.page.fill("[name=reason]", "Thực hiện thông báo hoán đổi ngày làm việc")
    one.page.click("main form button[type=submit]")
    if one.page.locator("[name=password]").count():
        one.page.fill("[name=password]", one.password)
        one.page.click("main button[type=submit]")
    one.page.wait_for_load_state()
    one.take("calendar-published", whole=True)


def settlement_page(one: Photographer) -> None:
    """What the swap moved towards today."""
    one.sign_in("canbo")
    one.open("/settlements/")
    one.take("settlements")


def every_page(chromium: str) -> None:
    """Have the walk over every page take its pictures, in the place of all that were there. Raises: SystemExit."""
    command = [sys.executable, "-m", "pytest", "-q", "-n", "2", "-k", "test_page_is_without_fault", WALK]
    more = {"CHROMIUM": chromium, "DJANGO_ALLOW_ASYNC_UNSAFE": "true", "LANG": "C.UTF-8"}
    with tempfile.TemporaryDirectory() as scratch:
        taken = Path(scratch, "pages")
        taken.mkdir()
        more |= {"PICTURES_ONLY": str(taken), "VAR_DIR": scratch, "DATABASE_URL": f"sqlite:///{scratch}/db.sqlite3"}
        if subprocess.run(command, cwd=ROOT, env=os.environ | more, check=False).returncode:
            raise SystemExit("The walk over every page did not end well: its pictures stay as they were.")
        shutil.rmtree(FOLDER / "pages", ignore_errors=True)
        shutil.copytree(taken, FOLDER / "pages", ignore=shutil.ignore_patterns("*.json"))
        write_index(FOLDER, titles_of(taken))


def demo(chromium: str) -> None:
    """Take the pictures of the demo, and remove those that are taken no more."""
    started = time.time()
    with tempfile.TemporaryDirectory() as scratch, product(Path(scratch)) as address, sync_playwright() as playwright:
        accounts = (Path(scratch) / "demo_accounts.txt").read_text(encoding="utf-8")
        found = re.search(r"^bithu01 .* (\S+)$", accounts, re.MULTILINE)
        if found is None:
            raise SystemExit("The demo wrote no accounts.")
        wait_for_mail(Path(scratch) / "mail")
        browser = playwright.chromium.launch(executable_path=chromium, args=FLAGS)
        for width, height in WIDTHS.items():
            context = browser.new_context(viewport={"width": width, "height": height}, locale="vi-VN")
            visit(Photographer(context.new_page(), address, found[1], width))
            context.close()
        browser.close()
    for picture in FOLDER.glob("*.png"):
        if picture.stat().st_mtime < started:
            picture.unlink()


PARTS = {"demo": demo, "pages": every_page}


def main() -> None:
    """Take all pictures, or those of the parts named on the command line: "demo", "pages"."""
    chromium = shutil.which("chromium") or shutil.which("chromium-browser")
    if chromium is None:
        raise SystemExit("Chromium is not installed (Debian: apt-get install chromium).")
    FOLDER.mkdir(parents=True, exist_ok=True)
    for part in sys.argv[1:] or PARTS:
        PARTS[part](chromium)


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
