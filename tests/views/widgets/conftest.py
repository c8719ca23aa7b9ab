"""A bare page in Chromium that holds one widget, wired to its real Python object."""

import json
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import anywidget
import numpy as np
import pytest
from numpy.typing import NDArray
from playwright.sync_api import Browser, Page, sync_playwright

HERE = Path(__file__).parent
ADDRESS = "http://widget.test/"  # answered by the test itself; nothing is asked of a network
NOT_MINE = {"layout", "tabbable", "tooltip", "words", "photo", "_esm", "_css"}


class WidgetPage:
    """A page with one widget, and what happened on it."""

    def __init__(self, page: Page, widget: anywidget.AnyWidget) -> None:
        self.page = page
        self.widget = widget
        self.requests: list[str] = []
        self.errors: list[str] = []
        self.from_page: list[dict[str, object]] = []
        page.on("request", lambda request: self.requests.append(request.url))
        page.on("pageerror", lambda error: self.errors.append(str(error)))
        page.on("console", lambda message: message.type == "error" and self._note(message.text))

    def _note(self, text: str) -> None:
        self.errors.append(text)

    def open(self, *, kernel: bool = True, dark: bool = False) -> None:
        colours = (
            "color-scheme: dark; background: #111; color: #eee"
            if dark
            else "background: #fff; color: #222"
        )
        html = f"<!doctype html><html lang=en><title>widget</title><body style='{colours}'></body>"
        self.page.route(ADDRESS, lambda route: route.fulfill(body=html, content_type="text/html"))
        self.page.goto(ADDRESS)
        self.page.expose_function("toPython", self._take)
        self.page.add_script_tag(content=(HERE / "stand_in_model.js").read_text())
        state = {key: value for key, value in self.widget.get_state().items() if key != "layout"}
        self.page.evaluate("([s, k]) => openWidget(s, k)", [_json(state), kernel])
        self.page.wait_for_function("document.querySelector('.stage').clientWidth > 0")
        self.page.wait_for_function("document.querySelector('.stage img').complete")

    def _take(self, text: str) -> str:
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

    def settle(self) -> None:
        """Wait until Python has answered everything."""
        self.page.evaluate("() => model.arrived")

    def kernel_line(self) -> str | None:
        """What the page says about the kernel once the hand rests."""
        self.settle()
        self.page.wait_for_timeout(200)
        return self.page.locator(".kernel").text_content()

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


@pytest.fixture
def show(browser: Browser) -> Iterator[Callable[..., WidgetPage]]:
    """A function that opens a page for a widget. Afterwards nothing may have gone wrong on it."""
    opened: list[WidgetPage] = []

    def open_page(
        widget: anywidget.AnyWidget,
        *,
        kernel: bool = True,
        dark: bool = False,
        width: int = 1100,
        pixel_ratio: float = 1,
        touch: bool = False,
    ) -> WidgetPage:
        context = browser.new_context(
            viewport={"width": width, "height": 900},
            device_scale_factor=pixel_ratio,
            has_touch=touch,
        )
        opened.append(WidgetPage(context.new_page(), widget))
        opened[-1].open(kernel=kernel, dark=dark)
        return opened[-1]

    yield open_page
    for opened_page in opened:
        opened_page.page.context.close()
        assert opened_page.errors == []
        outside = [url for url in opened_page.requests if not url.startswith(("data:", "blob:"))]
        assert outside == [ADDRESS]


@pytest.fixture(scope="session")
def photo() -> NDArray[np.uint8]:
    """A grey picture with some structure, of the size of the coins."""
    rows, columns = np.mgrid[0:303, 0:384]
    return ((rows + columns) % 256).astype(np.uint8)
