"""The pages in a browser: they ask for nothing from elsewhere, and their widgets are alive."""

import re
import shutil
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace
from urllib.parse import quote

import nbformat
import pytest
import torch
from playwright.sync_api import Browser, Error, Page

from mrcnn_edu.ops.boxes import box_iou
from tools import look_at_site

UNMARK = "document.documentElement.removeAttribute('data-mrcnn-edu-site')"


@pytest.fixture(scope="module", params=["served", "from disk"])
def base(request: pytest.FixtureRequest, site: Path) -> Iterator[str]:
    """The address that the pages stand under."""
    if request.param == "from disk":
        yield f"{site.as_uri()}/"
    else:
        with look_at_site.served(site) as address:
            yield address


@pytest.fixture(scope="module")
def tab(browser: Browser) -> Iterator[Page]:
    """One for all tests: it need not read and translate the scripts of the pages each time."""
    tab = browser.new_page()
    yield tab
    tab.close()


@pytest.fixture
def page(tab: Page) -> Page:
    """The tab as if it were new: an empty page, a wide window, a light screen, no mouse on it."""
    tab.goto("about:blank")
    tab.set_viewport_size({"width": 1300, "height": 900})
    tab.emulate_media(media="screen", color_scheme="light")
    tab.mouse.move(0, 0)
    return tab


def iou_shown(page: Page) -> float:
    label = page.locator(".mrcnn-widget [role=math]").first.get_attribute("aria-label")
    assert label is not None
    return float(label.rsplit("= ", 1)[1])


def iou_of(box1: list[float], box2: list[float]) -> float:
    return round(float(box_iou(torch.tensor([box1]), torch.tensor([box2]))), 4)


def test_no_page_asks_for_anything_or_shows_an_error(browser, site, base):
    names = look_at_site.pages_of(site)
    wanted = {"index.html", "01_first.html", "02_second.html", "extras/aside.html", "search.html"}
    assert wanted <= set(names)
    if base.startswith("http:"):  # from disk, where less is allowed, these two are seen as well
        names = [name for name in names if name not in ("02_second.html", "03_third.html")]
    assert look_at_site.look_at(browser, base, names) == []


def test_every_link_leads_somewhere(site):
    assert look_at_site.dead_links(site) == []
    first = look_at_site.Links(site / "01_first.html").targets
    assert {"02_second.html", "extras/aside.html"} <= set(first)
    assert "../01_first.html#a-sum" in look_at_site.Links(site / "extras" / "aside.html").targets
    assert "01_first.html#a-sum" in look_at_site.Links(site / "02_second.html").targets
    assert {"01_first.html", "02_second.html"} <= set(
        look_at_site.Links(site / "index.html").targets
    )


def test_the_box_follows_the_mouse_and_the_keyboard(page, site):
    page.goto(f"{site.as_uri()}/01_first.html")
    stage = page.locator(".mrcnn-widget .stage")
    stage.scroll_into_view_if_needed()
    assert iou_shown(page) == iou_of([40, 40, 100, 100], [80, 60, 160, 140])
    place = stage.bounding_box()
    scale = place["width"] / 200
    page.mouse.move(place["x"] + 60 * scale, place["y"] + 60 * scale)
    page.mouse.down()
    page.mouse.move(place["x"] + 80 * scale, place["y"] + 70 * scale, steps=5)
    page.mouse.up()
    page.keyboard.press("ArrowRight")
    page.wait_for_function("document.querySelector('.number input').value === '61'")
    assert iou_shown(page) == iou_of([61, 50, 121, 110], [80, 60, 160, 140])


def test_the_queue_goes_on_and_has_its_head(page, site):
    page.goto(f"{site.as_uri()}/02_second.html")
    queue = page.locator(".mrcnn-widget .queue")
    assert queue.locator("thead th").first.is_visible()
    waiting = queue.inner_text()
    page.get_by_role("button", name=re.compile("next")).click()
    page.wait_for_function(
        "text => document.querySelector('.queue').innerText !== text", arg=waiting
    )
    assert queue.inner_text() != waiting


def test_an_address_opens_a_widget_as_it_was(page, base):
    page.goto(f"{base}03_third.html#roi=20,30,100,110")
    page.wait_for_selector(".mrcnn-widget")
    values = [field.input_value() for field in page.locator(".mrcnn-widget .number input").all()]
    assert values == ["20", "30", "100", "110"]
    page.locator(".mrcnn-widget .moves button").last.click()
    page.wait_for_url(re.compile("#.*roi=21,30,101,110"))


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_photograph_lies_exactly_below_what_is_drawn_on_it(page, site, scheme):
    page.emulate_media(color_scheme=scheme)
    page.goto(f"{site.as_uri()}/01_first.html")
    page.wait_for_selector(".mrcnn-widget .stage")
    assert page.evaluate("document.documentElement.dataset.theme") == scheme
    inner = """image => {
        const { width, height, x, y } = image.getBoundingClientRect();
        const style = getComputedStyle(image);
        return [x, y, width, height, style.paddingLeft, style.borderRadius, style.filter];
    }"""
    *photo, padding, radius, colours = page.locator(".stage img").evaluate(inner)
    assert photo == page.locator(".stage .overlay").evaluate(inner)[:4]
    assert (padding, radius, colours) == ("0px", "0px", "none")


def test_formula_hint_and_card(page, site):
    page.goto(f"{site.as_uri()}/01_first.html")
    assert page.locator("math mfrac").bounding_box()["height"] > 15
    assert page.locator("math mtr").count() == 2
    closed = page.locator("details:not(.hide)").bounding_box()["height"]
    page.get_by_text("Hint 1").click()
    assert page.locator("details:not(.hide)").bounding_box()["height"] > closed + 15
    assert page.locator("article table thead").is_hidden()
    assert page.locator("article table tbody").is_visible()
    assert page.locator(".cell_output img").first.is_visible()


@pytest.mark.parametrize("width", [400, 1300])
def test_a_page_is_as_wide_as_its_window(page, site, width):
    page.set_viewport_size({"width": width, "height": 900})
    page.goto(f"{site.as_uri()}/01_first.html")
    page.wait_for_selector(".mrcnn-widget .stage")
    assert page.evaluate("document.documentElement.scrollWidth") == width


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("second POMEGR", [("02 · Second › Fruit", "A pomegranate lies in the second bowl")]),
        ("fruit", [("02 · Second › Fruit", None)]),
        ("fruit plum", [("02 · Second › Fruit", "a plum")]),
        (
            "persimmon",
            [("01 · First", "You are here. A persimmon is"), ("01 · First", "captioned(")],
        ),
        ("IouWidget(", [("01 · First › A sum", "IouWidget(image=photo")]),
        ("nor", []),
        ("pear plum", []),
    ],
    ids=["two words", "title", "title and word", "caption", "code", "within", "apart"],
)
def test_search_finds_and_quotes_passages(page, site, query, found):
    page.goto(f"{site.as_uri()}/search.html?q={quote(query)}")
    page.wait_for_selector(".search-summary")
    items = page.locator("ul.search li").all()
    assert [item.locator("a").inner_text() for item in items] == [title for title, _ in found]
    for item, (_, words) in zip(items, found, strict=True):
        assert (words is None) == (item.locator(".context").count() == 0)
        assert words is None or words in item.locator(".context").inner_text()
        assert words is None or item.locator("mark").count() >= 1


def test_a_result_opens_at_its_passage(page, base):
    page.goto(f"{base}search.html?q=pomegranate")
    page.locator("ul.search li a").click()
    page.wait_for_url(re.compile("02_second.html#passage-"))
    passage = page.locator(":target")
    assert passage.inner_text().startswith("A pomegranate")
    assert 0 < passage.bounding_box()["y"] < 850
    page.goto(f"{base}search.html?q=remark")
    page.locator("ul.search li a").click()
    page.wait_for_url(re.compile("01_first.html#passage-"))
    page.wait_for_function("document.querySelector(':target')?.closest('details').open")


def test_code_is_copied_as_it_stands(page, base):
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.goto(f"{base}02_second.html")
    button = page.locator("div.cell_input button.copybtn")
    button.focus()
    page.wait_for_function("getComputedStyle(document.activeElement).opacity === '1'")
    page.keyboard.press("Enter")
    page.wait_for_selector("button.copybtn.success")
    assert page.evaluate("navigator.clipboard.readText()").strip() == "widget"


def test_a_notebook_is_taken_along_without_its_outputs(page, site):
    with look_at_site.served(site) as address:
        page.goto(f"{address}extras/aside.html")
        with page.expect_download() as download:
            page.get_by_text("Download this notebook").click()
    assert download.value.suggested_filename == "aside.ipynb"
    taken = nbformat.read(download.value.path(), as_version=4)
    assert [cell.source for cell in taken.cells][1:] == ["widget"]
    assert "widgets" not in taken.metadata
    page.goto(f"{site.as_uri()}/index.html")
    assert page.locator(".take-along").count() == 0


@pytest.mark.parametrize(("width", "height"), [(1366, 768), (390, 844)])
def test_the_first_picture_is_on_the_first_screen(page, site, width, height):
    page.set_viewport_size({"width": width, "height": height})
    page.goto(f"{site.as_uri()}/01_first.html")
    place = page.locator("figure img").first.bounding_box()
    assert place["width"] > min(600, 0.8 * width)
    assert place["y"] + place["height"] < height


def test_nothing_is_cut_on_paper(page, site):
    paper = {"width": 673, "height": 1016}  # A4 without its margins
    page.goto(f"{site.as_uri()}/03_third.html")
    page.wait_for_selector("html[data-widgets-shown]")
    widget, stage = page.locator(".site-widget"), page.locator(".stage").first
    proportions = stage.bounding_box()["width"] / widget.bounding_box()["width"]
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    page.emulate_media(media="print")
    page.set_viewport_size(paper)
    place = widget.bounding_box()
    assert place["width"] <= paper["width"]
    assert place["height"] <= paper["height"]
    assert stage.bounding_box()["width"] / place["width"] == pytest.approx(proportions, rel=0.01)
    assert widget.evaluate("element => getComputedStyle(element).breakInside") == "avoid"
    page.evaluate("dispatchEvent(new Event('afterprint'))")
    assert widget.get_attribute("style") == ""

    page.goto(f"{site.as_uri()}/01_first.html")
    assert page.locator("details.hide").first.is_hidden()
    assert page.locator("figure").evaluate("e => getComputedStyle(e).breakInside") == "avoid"
    too_wide = "e => e.scrollWidth > e.clientWidth"
    assert not page.locator("div.cell_input pre").last.evaluate(too_wide)
    assert page.evaluate("document.documentElement.scrollWidth") == paper["width"]


def test_what_the_theme_leaves_out_for_those_who_hear_a_page(page, site):
    page.goto(f"{site.as_uri()}/01_first.html")
    page.get_by_role("complementary", name="The course").wait_for()
    assert page.locator("summary[aria-label]").count() == 0
    assert page.get_by_role("button", name="Search Ctrl + K").count() == 1


WRONG = {
    "01_first.html": [
        ("</body>", '<img src="nothing.png"></body>', "a picture does not load"),
        ("</body>", "<script>throw new Error('sour')</script></body>", "an error: sour"),
        ("</body>", "<math></math></body>", "a formula is not drawn"),
        ('href="02_second.html"', 'href="02_second.html#x"', "nowhere: 02_second.html#x"),
    ],
    "02_second.html": [("_static/site.js", "_static/gone.js", "a widget is not drawn")],
    "03_third.html": [
        ("</body>", f"<script>onload = () => {UNMARK}</script></body>", "<html> is not marked")
    ],
    "index.html": [
        ("</body>", '<img src="http://192.0.2.1/x"></body>', "asks for http://192.0.2.1/x"),
        ('href="02_second.html"', 'href="99_gone.html"', "nowhere: 99_gone.html"),
    ],
}


@pytest.fixture(scope="module")
def found(browser: Browser, site: Path, tmp_path_factory: pytest.TempPathFactory) -> list[str]:
    """What is found on the pages after each was made wrong; no fault makes up for another."""
    broken = tmp_path_factory.mktemp("broken") / "site"
    shutil.copytree(site, broken)
    for name, faults in WRONG.items():
        text = (broken / name).read_text(encoding="utf-8")
        for old, new, _ in faults:
            assert old in text
            text = text.replace(old, new)
        (broken / name).write_text(text, encoding="utf-8")
    with look_at_site.served(broken) as address:
        return look_at_site.look_at(browser, address, list(WRONG)) + look_at_site.dead_links(broken)


@pytest.mark.parametrize(
    ("name", "problem"),
    [(name, problem) for name, faults in WRONG.items() for *_, problem in faults],
)
def test_what_is_wrong_is_found(found, name, problem):
    assert any(line.startswith(f"{name}: ") and problem in line for line in found)


def test_a_browser_that_does_not_answer_is_started_again():
    answers = iter(
        [Error("no answer"), Error("no answer"), "browser", Error("none"), Error("none")]
    )

    def launch(**_):
        answer = next(answers)
        if isinstance(answer, Error):
            raise answer
        return answer

    playwright = SimpleNamespace(chromium=SimpleNamespace(launch=launch))
    assert look_at_site.start_browser(playwright, "chromium") == "browser"
    with pytest.raises(Error, match="none"):
        look_at_site.start_browser(playwright, "chromium", attempts=2)
