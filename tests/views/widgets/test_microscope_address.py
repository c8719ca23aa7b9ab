"""The microscope's state in the address: on the site, for one microscope, and nowhere else."""

import pytest

from mrcnn_edu.views.widgets.microscope import MicroscopeWidget
from tests.views.widgets.conftest import ADDRESS
from tests.views.widgets.test_microscope_widget import bins, drag

START = (
    "#example=slides&roi=10,10,124,124&stride=32"
    "&bins=2x2&samples=1&aligned=0&reduce=average&bin=0,0"
)

OPEN = """async ([fragment, site]) => {
  views.forEach((view) => { view.remove(); view.el.remove(); });
  document.documentElement.toggleAttribute("data-mrcnn-edu-site", site);
  history.replaceState(null, "", location.pathname + fragment);
  await addView();
}"""

# A microscope of its own, beside the one that is there.
SECOND = """async () => {
  const model = new StandInModel(structuredClone(window.model.state), false);
  const el = document.createElement("div");
  document.body.append(el);
  await widgetModule.render({ model, el });
  window.second = model;
}"""


def open_at(show, fragment, *, site=True):
    """A page of the site, without a kernel, whose address ends in this."""
    shown = show(MicroscopeWidget(), kernel=False)
    shown.page.evaluate(OPEN, [fragment, site])
    return shown


def moment(shown, *names):
    return [shown.page.evaluate("name => model.get(name)", name) for name in names]


def fragment(shown):
    """What stands behind the # once the address had time to be written."""
    shown.page.wait_for_timeout(400)
    return shown.page.evaluate("location.hash")


def test_a_teacher_s_link(show):
    shown = open_at(show, "#roi=10,10,124,124&stride=32&aligned=1")
    assert bins(shown, "align") == [[-1.2911, -0.4863], [0.7460, 0.2380]]
    assert shown.page.get_by_label("aligned").is_checked()


def test_every_part_of_a_link(show):
    link = (
        "#example=coin&roi=20,12.5,80,70&stride=8&bins=3x2&samples=0&aligned=0&reduce=max&bin=2,1"
    )
    shown = open_at(show, link)
    names = ["example", "roi", "stride", "output_size", "sampling_ratio", "aligned", "reduce"]
    expected = ["coin", [20, 12.5, 80, 70], 8, [3, 2], 0, False, "max"]
    assert moment(shown, *names, "chosen_bin") == [*expected, [2, 1]]
    headline = shown.page.locator(".pool h4").text_content()
    assert headline.startswith("RoIPool, bin in row 2, column 1:")


@pytest.mark.parametrize(
    "bad", ["#a-heading", "#roi=1,2,three,4&stride=31&bins=9x9", "#roi=%%%&aligned=constructor", ""]
)
def test_what_is_no_moment_is_left_alone(show, bad):
    shown = open_at(show, bad)
    assert moment(shown, "roi", "stride", "aligned") == [[10, 10, 124, 124], 32, False]
    assert fragment(shown) == bad
    assert shown.page.evaluate("scrollY") == 0


def test_good_parts_count_beside_bad_ones(show):
    shown = open_at(show, "#roi=1,2,three,4&stride=16&colour=red")
    assert moment(shown, "roi", "stride") == [[10, 10, 124, 124], 16]


def test_the_address_follows_the_hand(show):
    shown = open_at(show, "")
    page = shown.page
    length = page.evaluate("history.length")
    drag(shown, (60, 60), (80, 50))
    scrolled = page.evaluate("scrollY")
    written = fragment(shown)
    assert written == START.replace("10,10,124,124", "30,0,144,114")
    assert page.evaluate("history.length") == length  # no page more to go back through
    assert page.evaluate("scrollY") == scrolled
    page.get_by_role("button", name="row 1, column 0").first.click()
    assert fragment(shown).endswith("bin=1,0")
    again = open_at(show, written)
    assert moment(again, "roi") == [[30, 0, 144, 114]]


def test_the_address_is_not_written_at_every_move(show):
    shown = open_at(show, "")
    shown.page.evaluate("""() => {
      window.written = 0;
      const write = history.replaceState;
      history.replaceState = function (...all) { window.written++; write.apply(this, all); };
    }""")
    milliseconds = shown.page.evaluate("""async () => {
      const start = performance.now();
      for (let i = 0; i < 60; i++) {
        model.set("roi", [i, 10, i + 50, 60]);
        await new Promise((done) => setTimeout(done, 10));
      }
      return performance.now() - start;
    }""")
    assert fragment(shown) == START.replace("10,10,124,124", "59,10,109,60")
    # Of 60 moves, which take longer on a busy machine; the last is written after them.
    assert 2 <= shown.page.evaluate("written") <= milliseconds / 300 + 2


def test_another_link_on_the_same_page(show):
    shown = open_at(show, "")
    shown.page.evaluate("location.hash = '#roi=1,2,30,40&stride=16'")
    shown.page.wait_for_function("model.get('stride') === 16")
    assert moment(shown, "roi") == [[1, 2, 30, 40]]
    shown.page.evaluate("location.hash = '#a-heading'")
    shown.page.wait_for_timeout(50)
    assert moment(shown, "stride") == [16]


def test_only_the_first_of_two_takes_the_address(show):
    shown = open_at(show, "#stride=16")
    shown.page.evaluate(SECOND)
    shown.page.evaluate("second.set('stride', 64)")
    assert fragment(shown) == "#stride=16"
    links = shown.page.get_by_role("button", name="copy a link", include_hidden=True)
    assert links.evaluate_all("all => all.map(e => e.checkVisibility())") == [True, False]
    shown.page.evaluate("model.set('stride', 64)")
    assert "stride=64" in fragment(shown)


def test_a_view_that_goes_gives_the_address_back(show):
    shown = open_at(show, "#stride=16")
    shown.page.evaluate("views.forEach(({ remove }) => remove())")
    assert not shown.page.evaluate("document.documentElement.hasAttribute('data-mrcnn-edu-moment')")
    shown.page.evaluate("addView()")
    shown.page.evaluate("model.set('stride', 64)")
    assert "stride=64" in fragment(shown)


def test_elsewhere_the_address_is_neither_read_nor_written(show):
    shown = open_at(show, "#stride=16", site=False)
    assert moment(shown, "stride") == [32]
    drag(shown, (60, 60), (80, 50))
    assert fragment(shown) == "#stride=16"
    link = shown.page.get_by_role("button", name="copy a link", include_hidden=True)
    assert not link.is_visible()


def test_copy_the_link(show):
    shown = open_at(show, "")
    shown.page.evaluate("""() => Object.defineProperty(navigator, "clipboard", {
      value: { writeText: async (text) => { window.clip = text; } }, configurable: true })""")
    shown.page.evaluate("model.set('stride', 16)")
    shown.page.get_by_role("button", name="copy a link to this moment").click()
    shown.page.get_by_text("The link is copied.").wait_for()
    # At once, not when the address would have been written.
    assert shown.page.evaluate("clip") == ADDRESS + START.replace("stride=32", "stride=16")


def test_a_link_to_the_start(show):
    shown = open_at(show, "")
    shown.page.get_by_role("button", name="copy a link to this moment").click()
    assert shown.page.evaluate("location.hash") == START  # though no hand has moved anything


def test_where_the_browser_refuses_to_copy(show):
    shown = open_at(show, "")  # no secure page, so there is no clipboard
    shown.page.evaluate("model.set('stride', 16)")
    shown.page.get_by_role("button", name="copy a link to this moment").click()
    shown.page.get_by_text("Copy the address of the page").wait_for()
    assert shown.page.evaluate("location.hash") == START.replace("stride=32", "stride=16")
