"""A bare page in Chromium that holds one widget, wired to its real Python object."""

import json
import shutil
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path

import anywidget
import numpy as np
import pytest
from numpy.typing import NDArray
from playwright.sync_api import Browser, Page, sync_playwright

HERE = Path(__file__).parent
ADDRESS = "http://widget.test/"  # answered by the test itself; nothing is asked of a network
# What no page changes, and what is long.
NOT_MINE = {"layout", "tabbable", "tooltip", "words", "photo", "numbers", "maps", "_esm", "_css"}
NOT_MINE |= {"regions", "runs"}


class Tab:
    """A page of the browser that shows one widget after another, for opening one takes a while."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.shown: WidgetPage
        self.stays = False  # whether what shows is at the service of the tests that follow
        html = "<!doctype html><html lang=en><title>widget</title><body></body>"
        page.route(ADDRESS, lambda route: route.fulfill(body=html, content_type="text/html"))
        page.expose_function("toPython", lambda text: self.shown.take(text))
        page.on("request", lambda request: self.shown.requests.append(request.url))
        page.on("pageerror", lambda error: self.shown.errors.append(str(error)))
        page.on("console", lambda m: m.type == "error" and self.shown.errors.append(m.text))


class WidgetPage:
    """A page with one widget, and what happened on it."""

    def __init__(self, tab: Tab, widget: anywidget.AnyWidget) -> None:
        self.page = tab.page
        self.widget = widget
        self.requests: list[str] = []
        self.errors: list[str] = []
        self.from_page: list[dict[str, object]] = []
        tab.shown = self

    def open(self, *, kernel: bool = True) -> None:
        """Load an empty page and the widget into it."""
        self.page.goto(ADDRESS)
        self.from_page.clear()  # what the page before had still to say
        self.page.add_script_tag(content=(HERE / "stand_in_model.js").read_text())
        state = {key: value for key, value in self.widget.get_state().items() if key != "layout"}
        self.page.evaluate("([s, k]) => openWidget(s, k)", [_json(state), kernel])
        self.page.wait_for_function(
            "[...document.querySelectorAll('.stage')].every(stage => stage.clientWidth)"
            " && [...document.images].every(image => image.complete)"
        )

    def take(self, text: str) -> str:
        """A message from the page, as the kernel takes it; the answer is what changed besides."""
        changes = json.loads(text)
        self.from_page.append(changes)
        before = {**self._state(), **changes}
        self.widget.set_state(changes)
        after = self._state()
        return _json({key: after[key] for key in after if after[key] != before[key]})

    def _state(self) -> dict[str, object]:
        state = self.widget.get_state()
        return {key: value for key, value in state.items() if key not in NOT_MINE}

    def push(self) -> None:
        """Send the page what Python changed."""
        self.page.evaluate("text => model.receive(JSON.parse(text))", _json(self._state()))

    def resize(self, width: int) -> None:
        """Make the window so wide, and wait until everything has its place in it."""
        self.page.set_viewport_size({"width": width, "height": 900})
        self.page.wait_for_function("width => innerWidth === width", arg=width)
        self.wait_for_observers()

    def wait_for_observers(self) -> None:
        """Wait until all who hear of a new size, at the end of a frame, have heard of it."""
        self.page.evaluate(
            "() => new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))"
        )

    def settle(self) -> None:
        """Wait until Python has answered everything."""
        self.page.evaluate("() => model.arrived")

    def kernel_line(self) -> str | None:
        """What the page says about the kernel once the hand rests."""
        self.settle()
        self.page.wait_for_timeout(200)
        return self.page.locator(".kernel").text_content()

    def processor_seconds(self, script: str, *arguments: object) -> float:
        """How long the page's main thread computes while a script runs, drawing included."""
        session = self.page.context.new_cdp_session(self.page)
        session.send("Performance.enable", {"timeDomain": "threadTicks"})

        def spent() -> float:
            metrics = session.send("Performance.getMetrics")["metrics"]
            return next(m["value"] for m in metrics if m["name"] == "TaskDuration")

        before = spent()
        self.page.evaluate(script, *arguments)
        spent_in_script = spent() - before
        session.detach()
        return spent_in_script

    def at(self, x: float, y: float) -> tuple[float, float]:
        """A point of the image as a point of the page."""
        place = self.page.locator(".stage").bounding_box()
        assert place is not None
        scale = place["width"] / self.widget.photo_size[0]
        return place["x"] + x * scale, place["y"] + y * scale

    def drag(self, start: tuple[float, float], end: tuple[float, float]) -> None:
        """Press, move in a few steps and let go, in points of the image."""
        mouse = self.page.mouse
        mouse.move(*self.at(*start))
        mouse.down()
        mouse.move(*self.at(*end), steps=5)
        mouse.up()
        self.settle()


def _json(value: object) -> str:
    return json.dumps(value, allow_nan=False)  # a notebook's messages have no NaN either


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    chromium = shutil.which("chromium")
    if chromium is None:
        pytest.skip("needs Chromium")
    # Of one module, not of the session: while it lives, no other test can run an event loop.
    with sync_playwright() as playwright:
        yield playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])


@pytest.fixture(scope="module")
def tab_for(browser: Browser) -> Callable[[float, bool], Tab]:
    """A function that opens one tab for each kind of screen."""

    @cache
    def open_tab(pixel_ratio: float, touch: bool) -> Tab:
        return Tab(browser.new_page(device_scale_factor=pixel_ratio, has_touch=touch))

    return open_tab


@pytest.fixture
def show(tab_for: Callable[[float, bool], Tab]) -> Iterator[Callable[..., WidgetPage]]:
    """A function that opens a page for a widget. Afterwards nothing may have gone wrong on it.

    With ``stay`` the page is kept for the next test that shows the same widget with ``stay``, and
    takes what Python holds then, for to open a page takes longer than most tests.
    """
    opened: list[WidgetPage] = []

    def open_page(
        widget: anywidget.AnyWidget,
        *,
        kernel: bool = True,
        width: int = 1100,
        pixel_ratio: float = 1,
        touch: bool = False,
        stay: bool = False,
    ) -> WidgetPage:
        tab = tab_for(pixel_ratio, touch)
        tab.page.set_viewport_size({"width": width, "height": 900})
        if stay and tab.stays and tab.shown.widget is widget:
            tab.shown.push()
            opened.append(tab.shown)
        else:
            opened.append(WidgetPage(tab, widget))
            opened[-1].open(kernel=kernel)
        tab.stays = stay
        return opened[-1]

    yield open_page
    for shown in opened:
        assert shown.errors == []
        outside = [url for url in shown.requests if not url.startswith(("data:", "blob:"))]
        assert outside == [ADDRESS]


@pytest.fixture(scope="session")
def photo() -> NDArray[np.uint8]:
    """A grey picture with some structure, of the size of the coins."""
    rows, columns = np.mgrid[0:303, 0:384]
    return ((rows + columns) % 256).astype(np.uint8)
