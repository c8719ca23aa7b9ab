"""No two things look the same."""

from mrcnn_edu.views import looks

LOOKS = {name: value for name, value in vars(looks).items() if isinstance(value, dict)}


def test_no_two_share_colour_and_dash():
    named = {name: look for name, look in LOOKS.items() if not name.startswith("__")}
    assert len(named) >= 9
    assert len({(look["color"], look["style"]) for look in named.values()}) == len(named)
