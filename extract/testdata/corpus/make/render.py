"""Renderings of a report: markup of our own, text, and what other programs make of it."""
import html
import random
import subprocess
import tempfile
from pathlib import Path


def spans(c):
    return (f' rowspan="{c.down}"' if c.down > 1 else "") + (f' colspan="{c.across}"' if c.across > 1 else "")


def table(rows, cell=lambda c: html.escape(c.text)):
    body = "\n".join("<tr>" + "".join(f"<td{spans(c)}>{cell(c)}</td>" for c in row) + "</tr>" for row in rows)
    return f'<table border="1">\n{body}\n</table>'


def filled(rows, filler=""):
    """The table cell by cell, with a filler where a span reaches."""
    width = sum(c.across for c in rows[0])
    out = [[None] * width for _ in rows]
    for y, row in enumerate(rows):
        x = 0
        for c in row:
            while x < width and out[y][x] is not None:
                x += 1
            for dy in range(c.down):
                for dx in range(c.across):
                    if y + dy < len(rows) and x + dx < width:
                        out[y + dy][x + dx] = filler
            out[y][x] = c.text
    return [["" if t is None else t for t in row] for row in out]


def body(r, draw=table, head="h3", title="h2"):
    out = [f"<{title}>{html.escape(r.title)}</{title}>"] if title else []
    for kind, what in r.blocks():
        out.append({"head": lambda w: f"<{head}>{html.escape(w)}</{head}>", "text": lambda w: f"<p>{html.escape(w)}</p>",
                    "table": draw}[kind](what))
    return "\n".join(out)


def page(inner, title="政府信息公开", head=""):
    return f'<!DOCTYPE html>\n<html><head><meta charset="utf-8"><title>{title}</title>{head}</head>\n<body>\n{inner}\n</body></html>\n'


MSO = "style='font-size:10.5pt;font-family:仿宋_GB2312;mso-bidi-font-family:宋体;mso-font-kerning:0pt'"


def word_runs(text, dice, most=8):
    """A text as a word processor's paste leaves it: one to eight spans."""
    if not text.strip():
        return f"<span lang=EN-US {MSO}><o:p>&nbsp;</o:p></span>"
    cuts = sorted(dice.sample(range(1, len(text)), min(len(text) - 1, dice.randrange(most))))
    parts = [text[a:b] for a, b in zip([0] + cuts, cuts + [len(text)])]
    out = []
    for i, part in enumerate(parts):
        inner = html.escape(part)
        out.append([f"<span {MSO}>{inner}</span>", f"<b style='mso-bidi-font-weight:normal'><span {MSO}>{inner}</span></b>",
                    f"<font face=宋体>{inner}</font>"][dice.randrange(3) if i else 0])
    return "".join(out) + f"<span lang=EN-US {MSO}><o:p></o:p></span>"


def word_table(seed):
    dice = random.Random(seed)

    def draw(rows):
        out = ["<table class=MsoNormalTable border=1 cellspacing=0 cellpadding=0 width=605 style='border-collapse:collapse;mso-yfti-tbllook:480'>"]
        for i, row in enumerate(rows):
            out.append(f" <tr style='mso-yfti-irow:{i};height:16.5pt'>")
            out += [f"  <td{spans(c)} style='padding:0cm 5.4pt'><p class=MsoNormal align=center>{word_runs(c.text, dice)}</p></td>" for c in row]
            out.append(" </tr>")
        return "\n".join(out + ["</table>"])
    return draw


def tabs(rows):
    return "\n".join("\t".join(row) for row in filled(rows))


def gfm(rows):
    lines = ["| " + " | ".join(row) + " |" for row in filled(rows)]
    lines.insert(1, "|" + " --- |" * len(filled(rows)[0]))
    return "\n".join(lines)


def cell_lines(rows):
    """One cell on each line, ended by a pipe; a row is padded with pipes."""
    width, out = sum(c.across for c in rows[0]), []
    for row in rows:
        out += [c.text + " |" for c in row]
        if len(row) < width:
            out.append("|" * (width - len(row)))
    return "\n".join(out)


def text(r, draw, mark=lambda i: ""):
    """mark says what stands before a heading: Markdown's marks, or nothing."""
    out, n = [r.title, ""], 0
    for kind, what in r.blocks():
        if kind == "head":
            out, n = out + [mark(n) + what, ""], n + 1
        else:
            out += [draw(what) if kind == "table" else what, ""]
    return "\n".join(out) + "\n"


def run(args, source=None, **kw):
    done = subprocess.run(args, input=source, capture_output=True, check=True, **kw)
    return done.stdout.decode("utf-8", "replace")


def pandoc(source, frm, to, *more):
    return run(["pandoc", "-f", frm, "-t", to, *more], source.encode())


def office(source, suffix, *steps, raw=False):
    """Takes a document through LibreOffice, one conversion after the other; a step may name the filter to read by."""
    with tempfile.TemporaryDirectory() as d:
        at = Path(d) / ("in." + suffix)
        at.write_text(source, encoding="utf-8")
        for i, (to, name, *read_as) in enumerate(steps):
            out = Path(d) / str(i)
            run(["soffice", "--headless", f"-env:UserInstallation=file://{d}/profile", *(f"--infilter={f}" for f in read_as),
                 "--convert-to", to, "--outdir", str(out), str(at)])
            at = out / (at.stem + "." + name)
        return at.read_bytes() if raw else at.read_text(encoding="utf-8-sig")


def chromium(source):
    """The PDF that a browser prints of a page."""
    with tempfile.TemporaryDirectory() as d:
        at, out = Path(d) / "in.html", Path(d) / "out.pdf"
        at.write_text(source, encoding="utf-8")
        run(["chromium", "--headless", "--no-sandbox", "--disable-gpu", "--no-pdf-header-footer", f"--print-to-pdf={out}", f"file://{at}"])
        return out.read_bytes()


def words(pdf):
    """What the reader of PDF files says of one, by poppler."""
    with tempfile.TemporaryDirectory() as d:
        at = Path(d) / "in.pdf"
        at.write_bytes(pdf)
        return subprocess.run(["go", "run", str(Path(__file__).parent / "words.go"), str(at)], capture_output=True, check=True).stdout


def browser(program, source):
    """What a text browser prints of a page."""
    with tempfile.TemporaryDirectory() as d:
        at = Path(d) / "in.html"
        at.write_text(source, encoding="utf-8")
        args = {"w3m": ["w3m", "-dump", "-cols", "240", "-I", "UTF-8", "-O", "UTF-8", str(at)],
                "lynx": ["lynx", "-dump", "-width=300", "-nolist", "-assume_charset=utf-8", "-display_charset=utf-8", str(at)]}[program]
        return run(args)


def tbl(r, device):
    """The report through tbl and groff. A cell that reaches right is followed by s, which takes no entry, down by ^."""
    out = [".pl 2000", ".ll 40i", ".nf", r.title, ""]
    for kind, what in r.blocks():
        if kind != "table":
            out += [what, ""]
            continue
        width = sum(c.across for c in what[0])
        marks = [["l"] * width for _ in what]
        taken = set()
        for y, row in enumerate(what):
            x = 0
            for c in row:
                while (y, x) in taken:
                    x += 1
                for dy in range(c.down):
                    for dx in range(c.across):
                        taken.add((y + dy, x + dx))
                        if dx or dy:
                            marks[y + dy][x + dx] = "s" if dx else "^"
                x += c.across
        out += [".TS", "tab(@);"]
        out += [" ".join(m) + ("." if i == len(what) - 1 else "") for i, m in enumerate(marks)]
        out += ["@".join(t for t, m in zip(row, mark) if m != "s") for row, mark in zip(filled(what), marks)]
        out += [".TE", ""]
    return run(["groff", "-t", "-K", "utf8", "-T", device], "\n".join(out).encode())
