"""Pages whose tables stand otherwise than the forms print them."""
import html

import render
from page import Page
from render import body, page, table
from report import Cell, Report


def placed(rows):
    """(cell, row, column) of each cell."""
    out, taken = [], set()
    for y, row in enumerate(rows):
        x = 0
        for c in row:
            while (y, x) in taken:
                x += 1
            taken |= {(y + dy, x + dx) for dy in range(c.down) for dx in range(c.across)}
            out.append((c, y, x))
    return out


def turn(rows):
    """Rows and columns exchanged."""
    cells = placed(rows)
    out = [[] for _ in range(max(x + c.across for c, _, x in cells))]
    for c, _, x in sorted(cells, key=lambda p: p[1]):
        out[x].append(Cell(c.text, c.across, c.down))
    return out


def bands(rows):
    """The sub-tables below their captions; one, where there are none."""
    out = []
    for row in rows:
        if len(row) == 1 or not out:
            out.append((row, []) if len(row) == 1 else ([], [row]))
        else:
            out[-1][1].append(row)
    return out


def sideways(rows):
    """Every table turned, sub-tables below their captions."""
    out = []
    for caption, rest in bands(rows):
        inner = turn(rest)
        width = sum(c.across for c in inner[0])
        out += ([[Cell(caption[0].text, 1, width)]] if caption else []) + inner
    return out


def pages():
    out = []

    def one(name, draw, tables="dar", text=None, media="text/html", **more):
        r = Report(name, "白雁县审计局", 2023, tables=tables)
        out.append(Page(name, r, render.text(r, draw) if text else page(body(r, draw)), ["table." + more.pop("shows")], media, **more))

    one("sideways", lambda rows: table(sideways(rows)), shows="sideways")
    one("sideways_tabs", lambda rows: "\n".join("\t".join(row) for part in bands(rows) for row in
        ([[part[0][0].text]] if part[0] else []) + render.filled(turn(part[1]))), text=True, media="text/plain", shows="sideways")
    return out
