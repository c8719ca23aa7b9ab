"""Which cells only draw: a table of cells beside one whose code would notice."""

import pytest

from mrcnn_edu.classroom.grading.pictures import only_draw

USES = "def f(): return side, box.area, numbers[0]"
CELLS = {  # whether it may go, when USES stands beside it
    "fig, ax = plt.subplots()\nax.plot([1]), ax.grid()\nplt.show()": True,
    "coins = data.coins()\nplt.imshow(coins)\nprint(coins.shape)": True,
    "plt.rcParams['axes.grid'] = False": True,
    "def show():\n    plt.show()": True,
    "other = 1": False,  # draws nothing
    "side = 1\nplt.show()": False,
    "def side():\n    plt.show()": False,
    "for side in (1, 2):\n    plt.plot([side])": False,
    "import numbers\nplt.show()": False,
    "import matplotlib.pyplot as plt\nfrom shapes import *\nplt.show()": False,
    "del side\nplt.show()": False,
    "box.area = 3\nplt.show()": False,
    "box.area += plt.xlim()[0]": False,
    "numbers[0] = 1\nplt.show()": False,
    "numbers.append(1)\nplt.show()": False,
    "plt.show(), numbers.append(1)": False,
    "torch.manual_seed(1)\nplt.show()": False,
    "make()[0] = 3\nplt.show()": False,
    "exec('side = 1')\nplt.show()": False,
    "%matplotlib inline\nplt.show()": False,
    "plt.show(": False,
    "plt.show(" + "(" * 1000: False,
}


@pytest.mark.parametrize("cell", CELLS)
def test_a_cell_that_only_draws_may_go(cell):
    assert only_draw([cell, USES]) == ({0} if CELLS[cell] else set())


@pytest.mark.parametrize(
    "other",
    [
        "ax.grid()",
        "def f(): return ax",
        "def f():\n    def g(): return ax",
        "class F:\n    x = ax",
        "globals()['ax']",
        "%timeit len(ax)",
        "size = 2; ax = ax or 1",
    ],
)
def test_a_name_that_another_cell_takes_keeps_it(other):
    assert only_draw(["fig, ax = plt.subplots()", other]) == set()


@pytest.mark.parametrize("other", ["def f(ax): return ax", "# ax", "def f():\n    ax = 1\n    ax"])
def test_a_name_of_a_functions_own_does_not(other):
    assert only_draw(["fig, ax = plt.subplots()", other]) == {0}


def test_pictures_that_need_each_other_go_together_or_stay_together():
    first, second = "fig, ax = plt.subplots()", "ax.grid()\nplt.show()\nfor last in ax: pass"
    assert only_draw([first, second.partition("\nfor")[0]]) == set()  # changes what it did not make
    second = "plt.sca(ax)\nlast = 1"
    assert only_draw([first, second]) == {0, 1}
    assert only_draw([first, second, "def f(): return last"]) == set()
