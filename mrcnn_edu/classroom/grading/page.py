"""What the pages of grading share: a frame without scripts, in which every text is escaped."""

import html
from collections.abc import Iterable

from mrcnn_edu.classroom.grading.outcomes import clean, printable

RIGHT, PARTLY, WRONG, OPEN = "right", "partly", "wrong", "open"
# Nothing is loaded and nothing runs, even if something had slipped through.
POLICY = "default-src 'none'; style-src 'unsafe-inline'"
STYLE = """
:root { color-scheme: light dark; --right: #009e73; --partly: #b8860b; --wrong: #d55e00;
  --open: #767676; --line: color-mix(in srgb, currentcolor 22%, transparent);
  --ground: color-mix(in srgb, currentcolor 6%, transparent); }
body { font: 16px/1.5 system-ui, sans-serif; max-width: 62rem; margin: 2rem auto; padding: 0 1rem; }
h1 { font-size: 1.6rem; margin-bottom: 0.2rem; }
h2 { font-size: 1.15rem; margin: 2rem 0 0.5rem; }
section { border-left: 6px solid var(--open); padding: 0.1rem 1rem; margin: 1rem 0; }
section h2 { margin: 0.2rem 0; display: flex; justify-content: space-between; gap: 1rem; }
section p { margin: 0.3rem 0; }
.right { border-color: var(--right); } .partly { border-color: var(--partly); }
.wrong { border-color: var(--wrong); }
pre { background: var(--ground); padding: 0.6rem 0.8rem; margin: 0.5rem 0; overflow-wrap: anywhere;
  white-space: pre-wrap; font-size: 0.9rem; }
table { border-collapse: collapse; font-size: 0.95rem; }
th, td { text-align: left; padding: 0.25rem 0.7rem 0.25rem 0; border-bottom: 1px solid var(--line);
  vertical-align: top; overflow-wrap: anywhere; }
td.number, th.number { text-align: right; font-variant-numeric: tabular-nums; white-space: nowrap; }
.wide { overflow-x: auto; }
.share { display: flex; width: 11rem; height: 0.9rem; margin-top: 0.3rem; gap: 1px; }
.share i { display: block; } i.right { background: var(--right); }
i.partly { background: var(--partly); } i.wrong { background: var(--wrong); }
i.open { background: var(--open); opacity: 0.5; }
.key i { display: inline-block; width: 0.8rem; height: 0.8rem; margin: 0 0.3rem 0 1rem; }
svg { max-width: 100%; height: auto; } svg rect { fill: #0072b2; }
svg text { fill: currentcolor; font-size: 13px; text-anchor: middle; }
"""


def page(title: str, parts: Iterable[str]) -> str:
    """A whole page in one file.

    Args:
        title: as text.
        parts: as HTML, in order.
    """
    head = (
        f'<meta charset="utf-8"><meta http-equiv="Content-Security-Policy" content="{POLICY}">'
        '<meta name="viewport" content="width=device-width">'
        f"<title>{text(title)}</title><style>{STYLE}</style>"
    )
    body = "\n".join(parts)
    return f'<!doctype html>\n<html lang="en"><head>{head}</head>\n<body>\n{body}\n</body></html>\n'


def text(words: str) -> str:
    """A text as HTML that shows it, on one line.

    Args:
        words: anything, a submission's own words too.

    Example:
        >>> text("<b>a & b</b>")
        '&lt;b&gt;a &amp; b&lt;/b&gt;'
    """
    return html.escape(clean(words))


def lines(words: str, longest: int = 20_000) -> str:
    """A text of several lines as HTML that shows them as they are.

    Args:
        words: anything.
        longest: characters that are shown.

    Example:
        >>> lines("a  b\\n<c>")
        '<pre>a  b\\n&lt;c&gt;</pre>'
    """
    shown = "\n".join(map(printable, words[:longest].split("\n")))
    cut = "\n…" if len(words) > longest else ""
    return f"<pre>{html.escape(shown)}{cut}</pre>"


def table(head: list[str], rows: Iterable[list[str]], numbers: frozenset[int] = frozenset()) -> str:
    """A table.

    Args:
        head: of its columns, as HTML.
        rows: of cells, as HTML.
        numbers: the columns whose cells are numbers.
    """

    def row(cells: list[str], tag: str) -> str:
        kinds = [' class="number"' if i in numbers else "" for i in range(len(cells))]
        made = (f"<{tag}{kind}>{cell}</{tag}>" for kind, cell in zip(kinds, cells, strict=True))
        return f"<tr>{''.join(made)}</tr>"

    body = "\n".join(row(cells, "td") for cells in rows)
    return f'<div class="wide"><table>{row(head, "th")}\n{body}</table></div>'
