"""Open every page of the site in a browser, from a server and from disk, and say what is wrong.

    python -m tools.look_at_site [FOLDER]

Wrong is a request that leaves the site, an error on the page, a picture that does not load, a
widget that is not drawn, a formula without a height, and a link that leads nowhere.
"""

import functools
import shutil
import sys
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from html.parser import HTMLParser
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import unquote, urldefrag, urlsplit

from playwright.sync_api import Browser, Page, Playwright, Request, sync_playwright
from playwright.sync_api import Error as PlaywrightError

from tools.site import SITE, VIEW

PATIENCE = 300_000  # milliseconds for what takes one second where nothing else runs
GIVEN_UP = "net::ERR_ABORTED"  # Chromium's word for a request that it no longer wants
# A page whose script does not run at all is not waited for.
FINISHED = """() => {
    const page = document.documentElement;
    return !page.hasAttribute("data-mrcnn-edu-site") || page.hasAttribute("data-widgets-shown");
}"""
DRAWN = f"""() => [...document.querySelectorAll('script[type="{VIEW}"]')].every(
    (script) => script.nextElementSibling?.firstElementChild?.clientHeight > 0)"""
LOOK = """() => {
    const named = [...document.images].filter((image) => image.getAttribute("src"));
    const broken = named.filter((image) => !(image.complete && image.naturalWidth));
    const drawnFlat = (element) => !element.getBoundingClientRect().height;
    const flat = [...document.querySelectorAll("math")].filter(drawnFlat);
    const marked = document.documentElement.hasAttribute("data-mrcnn-edu-site");
    return [
        ...broken.map((image) => `a picture does not load: ${image.src.slice(0, 80)}`),
        ...flat.map((math) => `a formula is not drawn: ${math.textContent}`),
        ...(marked ? [] : ["<html> is not marked"]),
    ];
}"""


class Links(HTMLParser):
    """The addresses that a page links to, and the places on it that others can link to."""

    def __init__(self, path: Path) -> None:
        super().__init__()
        self.targets: list[str] = []
        self.places: set[str] = set()
        self.feed(path.read_text(encoding="utf-8"))

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Called by the parser for each element."""
        attributes = dict(attrs)
        self.places.add(attributes.get("id") or "")
        if tag == "a" and attributes.get("href"):
            self.targets.append(attributes["href"] or "")


class QuietHandler(SimpleHTTPRequestHandler):
    """Serves files without a line for each."""

    def log_message(self, format: str, *args: object) -> None:
        """Keep quiet."""


@contextmanager
def served(site: Path) -> Iterator[str]:
    """A server of the pages for as long as the block lasts; gives its address."""
    handler = functools.partial(QuietHandler, directory=str(site))
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}/"
        server.shutdown()


def pages_of(site: Path) -> list[str]:
    """The addresses of all pages, from the folder of the site on."""
    every = sorted(path.relative_to(site) for path in site.rglob("*.html"))
    return [path.as_posix() for path in every if not path.parts[0].startswith("_")]


def dead_links(site: Path) -> list[str]:
    """Links between pages whose page, or whose place on it, does not exist."""
    site = site.resolve()
    pages = {site / name: Links(site / name) for name in pages_of(site)}
    dead = []
    for path, links in pages.items():
        for target in links.targets:
            address, place = urldefrag(target)
            if urlsplit(address).scheme:  # elsewhere; nothing is asked of it until somebody does
                continue
            there = (path.parent / unquote(address)).resolve() if address else path
            known = pages[there].places if there in pages else {""}
            if not there.is_file() or unquote(place) not in known | {""}:
                dead.append(f"{path.relative_to(site)}: a link leads nowhere: {target}")
    return dead


def watch(page: Page, base: str, problems: list[str]) -> None:
    """Note what a page asks for and complains of from now on; it gets nothing from elsewhere."""

    def note(what: str) -> None:
        problems.append(f"{page.url.removeprefix(base)}: {what}")

    def is_ours(address: str) -> bool:
        return address.startswith((base, "data:", "blob:"))

    def note_failure(request: Request) -> None:
        # What is under way when the next page is opened is given up: that is no fault of a page.
        if request.failure != GIVEN_UP:
            note(f"does not get {request.url}")

    page.route(lambda address: not is_ours(address), lambda route: route.abort())
    page.on("request", lambda r: is_ours(r.url) or note(f"asks for {r.url}"))
    page.on("requestfailed", note_failure)
    page.on("pageerror", lambda error: note(f"an error: {error}"))
    page.on("console", lambda m: m.type == "error" and note(f"an error: {m.text}"))


def start_browser(playwright: Playwright, chromium: str, attempts: int = 3) -> Browser:
    """Start Chromium; another time where it does not answer, as happens on a busy machine."""
    try:
        return playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
    except PlaywrightError:
        if attempts == 1:
            raise
        return start_browser(playwright, chromium, attempts - 1)


def look_at(browser: Browser, base: str, names: Sequence[str]) -> list[str]:
    """Open the pages one after another, and say what is wrong with them."""
    problems: list[str] = []
    page = browser.new_page()
    page.set_default_timeout(PATIENCE)
    watch(page, base, problems)
    for name in names:
        page.goto(base + name)
        page.wait_for_function(FINISHED)
        if not page.evaluate(DRAWN):
            problems.append(f"{name}: a widget is not drawn")
        problems += [f"{name}: {what}" for what in page.evaluate(LOOK)]
    page.close()
    return problems


def main(arguments: Sequence[str] | None = None) -> int:
    """The command line; 1 where something is wrong."""
    site = Path(*(sys.argv[1:] if arguments is None else arguments) or [SITE]).resolve()
    names = pages_of(site)
    chromium = shutil.which("chromium")
    if chromium is None or not names:
        print("needs Chromium" if names else f"no pages in {site}")
        return 1
    problems = dead_links(site)
    with sync_playwright() as playwright, served(site) as address:
        browser = start_browser(playwright, chromium)
        for base in (address, f"{site.as_uri()}/"):
            problems += look_at(browser, base, names)
        browser.close()
    print(*problems, f"{len(names)} pages, read twice, {len(problems)} problems", sep="\n")
    return int(bool(problems))


if __name__ == "__main__":
    sys.exit(main())
