"""What every widget promises: names for everything, manners on a page, and a clean end."""

import pytest

from mrcnn_edu.views.widgets.iou import IouWidget
from mrcnn_edu.views.widgets.nms import NmsWidget
from tests.views.widgets.every import EVERY


@pytest.fixture(scope="module", params=EVERY)
def make(request):
    return EVERY[request.param]


@pytest.fixture(scope="module")
def looked_at(make, photo):
    """For tests that only look: they share its page, since to open one takes longest."""
    return make(photo)


@pytest.fixture
def widget(make, photo):
    return make(photo)


DANGLING = """() => [...document.querySelectorAll("*")].flatMap((e) =>
  [e.getAttribute("aria-describedby"), e.getAttribute("for"),
    /url\\(#(.*)\\)/.exec(e.getAttribute("fill"))?.[1]]
  .filter((id) => id && document.querySelectorAll("#" + id).length !== 1))"""


def test_two_views_share_no_id_and_one_state(show, widget):
    shown = show(widget)
    shown.page.evaluate("() => addView()")
    assert shown.page.locator(".mrcnn-widget").count() == 2
    assert shown.page.evaluate(DANGLING) == []
    ids = shown.page.locator("[id]").evaluate_all("all => all.map(e => e.id)")
    assert len(ids) == len(set(ids)) >= 4
    shown.page.locator("input").nth(0 if isinstance(widget, NmsWidget) else 2).focus()
    shown.page.keyboard.press("ArrowUp")
    shown.settle()
    values = shown.page.locator(".mrcnn-widget").evaluate_all(
        "all => all.map(e => [...e.querySelectorAll('input')].map(i => i.value).join())"
    )
    assert values[0] == values[1]


def test_a_removed_view_leaves_nothing_and_comes_back(show, widget):
    shown = show(widget)
    before = shown.page.evaluate("model.listenerCount")
    assert before > 0
    shown.page.evaluate("() => { views[0].remove(); views[0].el.remove(); }")
    assert shown.page.evaluate("model.listenerCount") == 0
    assert shown.page.locator(".mrcnn-widget").count() == 0
    shown.page.evaluate("() => addView()")
    shown.wait_for_observers()  # it draws, and asks Python, when it has a width
    assert shown.page.evaluate("model.listenerCount") == before
    assert "as on this page" in shown.kernel_line()


def test_only_keys_with_ctrl_or_cmd_reach_the_notebook(show, widget):
    page = show(widget).page
    page.evaluate("() => { window.heard = []; document.onkeydown = e => heard.push(e.key); }")
    for _ in range(6):
        page.keyboard.press("Tab")
        page.keyboard.press("d")
    assert page.evaluate("heard.splice(0)") == ["Tab"]  # the first was pressed outside
    for keys in ("Control+s", "Meta+s"):
        page.keyboard.press(keys)
    assert page.evaluate("heard") == ["Control", "s", "Meta", "s"]
    assert page.locator("[data-lm-suppress-shortcuts]").count() == 0  # JupyterLab passes these by


# Everything that can take the focus or means something, without a name that a reader hears.
NAMELESS = """() => {
  const named = (e) => e.getAttribute("aria-label") || e.labels?.[0]?.textContent.trim()
    || (e.tagName === "BUTTON" && e.textContent.trim());
  const all = document.querySelectorAll(
    "button, input, select, [tabindex], table, "
    + "[role=application], [role=group], [role=math], [role=img]");
  return { seen: all.length, nameless: [...all].filter((e) => !named(e)).map((e) => e.outerHTML) };
}"""


def test_everything_has_a_name(show, looked_at):
    found = show(looked_at, stay=True).page.evaluate(NAMELESS)
    assert found["seen"] > 10
    assert found["nameless"] == []


RING = """(e) => {
  const style = getComputedStyle(e.matches("g") ? e.querySelector(".casing") : e);
  return [style.outlineStyle, style.outlineWidth, style.stroke, style.strokeWidth].join();
}"""


def test_the_focus_can_be_seen(show, looked_at):
    shown = show(looked_at, stay=True)
    for _ in range(6):
        shown.page.keyboard.press("Tab")
        focused = shown.page.evaluate_handle("document.activeElement")
        with_focus = focused.evaluate(RING)
        focused.evaluate("e => e.blur()")
        assert focused.evaluate(RING) != with_focus
        focused.evaluate("e => e.focus({ focusVisible: true })")


COLOURS = """() => [...document.querySelectorAll(
  ":is(.right, .microscope) :is(p, button, input[type=number], select, td, legend, label)"
)].filter((e) => !e.closest(".bins-grid")) // its numbers stand on shades of their own
.map((e) => getComputedStyle(e).color)"""


@pytest.mark.parametrize(
    ("scheme", "ink", "paper"),
    [("light", "rgb(34, 34, 34)", "rgb(255, 255, 255)"), ("dark", "rgb(238, 238, 238)", None)],
    ids=["light", "dark"],
)
def test_it_takes_the_colours_of_its_page(show, looked_at, scheme, ink, paper):
    shown = show(looked_at, stay=True)
    style = f"color-scheme: {scheme}; color: {ink}"
    shown.page.evaluate("style => document.body.style = style", style)
    assert set(shown.page.evaluate(COLOURS)) == {ink}
    for head in shown.page.locator("thead th").all():  # rows pass below it: it needs a ground
        ground = head.evaluate("e => getComputedStyle(e).backgroundColor")
        assert (ground == "rgb(255, 255, 255)") == (paper is not None)
        assert "rgba" not in ground
    shown.page.evaluate("() => document.body.removeAttribute('style')")


@pytest.mark.parametrize("width", [480, 700, 1100])
def test_nothing_sticks_out(show, looked_at, width):
    shown = show(looked_at, stay=True)
    shown.resize(width)
    assert shown.page.evaluate("document.documentElement.scrollWidth") <= width
    overfull = """all => all.filter(e => e.scrollWidth > e.clientWidth + 1).map(e => e.outerHTML)"""
    assert (
        shown.page.locator(".mrcnn-widget, .left, .right, .pane, fieldset").evaluate_all(overfull)
        == []
    )


def test_lines_and_letters_keep_their_size_on_any_screen(show, widget):
    shown = show(widget, width=700, pixel_ratio=2)
    overlay = shown.page.locator(".overlay").first
    scale = overlay.evaluate("e => e.getScreenCTM().a")
    assert scale == 1  # the unit of the drawing is the CSS pixel, however large the photograph is
    sizes = shown.page.locator(".tag-text").evaluate_all(
        "all => all.map(e => parseFloat(getComputedStyle(e).fontSize))"
    )
    assert min(sizes, default=15) >= 15  # a widget without boxes has no tags


def test_pixels_stay_pixels_when_there_are_few(show, photo):
    shown = show(IouWidget(image=photo[:20, :30], box1=[2, 2, 9, 9], box2=[5, 5, 12, 12]))
    image = shown.page.locator(".stage img")
    assert image.evaluate("e => getComputedStyle(e).imageRendering") == "pixelated"
    shown = show(IouWidget(image=photo, box1=[2, 2, 9, 9], box2=[5, 5, 12, 12]))
    image = shown.page.locator(".stage img")
    assert image.evaluate("e => getComputedStyle(e).imageRendering") == "auto"


# Under a hand nothing moves but what it drags: where every part of the widget stands.
PLACES = """() => [...document.querySelectorAll(
  ".mrcnn-widget, "
  + ".mrcnn-widget :is(.tasks, .stage, .equation, fieldset, input, button, .queue, .strip)"
)].filter((e) => !e.closest("tbody")) // the list scrolls
.map((e) => { const { x, y, width, height } = e.getBoundingClientRect();
  return [e.className, ...[x, y, width, height].map(Math.round)].join(" ") })"""
EDGE_TO_EDGE = """async () => {
  const box = document.querySelector("g.box[tabindex]");
  for (const key of ["ArrowLeft", "ArrowDown", "ArrowRight", "ArrowUp"]) {
    for (let i = 0; i < 45; i++) {
      box.dispatchEvent(new KeyboardEvent("keydown", { key, altKey: true, bubbles: true }));
    }
    await new Promise((done) => setTimeout(done, 20));
    places.push(look());
  }
}"""


def test_fields_show_whole_numbers(show, widget):
    shown = show(widget, width=350)
    for width in (350, 640, 900):  # the same page, since to open one takes longest
        shown.resize(width)
        for field in shown.page.locator("input[type=number]").all():
            field.fill("384")
            assert field.evaluate("e => e.scrollWidth <= e.clientWidth && e.clientWidth > 35")


def places_under_a_hand(shown):
    """Where everything stands: at first, and after each thing that a hand does."""
    page = shown.page
    page.evaluate(f"window.look = {PLACES}; window.places = [look()]")
    if page.locator("g.box[tabindex]").count():
        page.evaluate(EDGE_TO_EDGE)
        shown.settle()
    for name in ("go to the start", "next step", "next step", "go to the end"):
        if (step := page.get_by_role("button", name=name, exact=True)).count():
            step.click(force=True)  # at the end it leads nowhere
            page.evaluate("places.push(look())")
    shown.kernel_line()
    page.evaluate("places.push(look())")
    return page.evaluate("places")


@pytest.mark.parametrize(
    ("predict", "widths"),
    [(False, [900]), (True, [900, 838])],  # the last is the site's on a screen of 1366
    ids=["play", "predict"],
)
def test_it_fits_one_screen_and_nothing_jumps(show, make, photo, predict, widths):
    shown = show(make(photo, predict=predict), width=widths[0])
    shown.page.evaluate("document.body.style.margin = 0")
    for width in widths:
        shown.resize(width)
        assert shown.page.locator(".mrcnn-widget").bounding_box()["height"] <= 620
        first, *later = places_under_a_hand(shown)
        assert len(first) > 8
        assert all(places == first for places in later)


def test_numbers_stay_covered_until_a_guess(show, make, photo):
    widget = make(photo, predict=True)
    shown = show(widget)
    tasks = shown.page.locator(".tasks")
    height = tasks.bounding_box()["height"]
    while (task := widget.task) < 9 and tasks.locator(".answer > *").count():
        assert "?" in shown.page.locator(".mrcnn-widget").inner_text()
        if (field := tasks.locator("input")).count():
            field.fill("0.5")
            field.press("Enter")
        else:
            tasks.locator("button").first.click()
        shown.settle()
        assert len(widget.guesses) == task + 1
        assert tasks.locator(".verdict").inner_text()
        assert tasks.bounding_box()["height"] == height
        assert tasks.evaluate("e => e.scrollHeight <= e.clientHeight")
        tasks.get_by_role("button", name="next").click()
        shown.settle()
    assert widget.task >= 2
    assert tasks.inner_text() == widget.words["predict_done"]


def test_who_will_not_guess_sees_the_numbers_too(show, make, photo):
    widget = make(photo, predict=True)
    shown = show(widget)
    shown.page.get_by_role("button", name=widget.words["predict_skip"]).click()
    shown.settle()
    assert widget.guesses == [None]


def test_the_picture_that_stays_is_hidden_while_the_widget_lives(show, widget):
    shown = show(widget)
    shown.page.evaluate(
        "html => document.body.insertAdjacentHTML('beforeend', html)", widget.still_html()
    )
    still = shown.page.locator(".mrcnn-still")
    assert not still.is_visible()
    shown.page.evaluate("() => views[0].remove()")
    assert still.is_visible()
    assert widget.in_words() in still.inner_text()
    assert "run this cell" in still.inner_text()
    assert still.locator("img").evaluate("e => e.naturalWidth") > 300
