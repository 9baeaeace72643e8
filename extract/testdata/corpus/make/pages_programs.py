"""Pages that other programs render: office suites, typesetters, converters, text browsers.

Some are not read yet; `make.py waiting FOLDER` writes those with their records.
"""
import render
from page import ARITHMETIC, Page
from report import Report


def gaps(r):
    """Leaves zeros of the first two tables blank, one in three, and whole cells of the third."""
    for (table, row, column), value in list(r.want.items()):
        if table != "statistics" and value == "0" and r.dice.randrange(3) == 0:
            r.put(table, row, column, "", None, "blank")
    for place in [("review_litigation", "review", "corrected"), ("review_litigation", "litigation.direct", "pending"), ("disclosure", "regulations", "repealed")]:
        if place in r.want:
            r.put(*place, "", None, "blank")
    return r


def pages(waiting=False):
    out = []

    def blanks(name, make, media):
        if not waiting:
            r = gaps(Report(name, "安阳县发展和改革局", 2024))
            out.append(Page(name, r, make(r), ["program.blanks"], media, rules=["cell.blank", "review_litigation.sum"], never=ARITHMETIC[:3]))

    def one(name, covers, make, media, tables="dar", wait=False):
        if wait == waiting:
            r = Report(name, "安阳县发展和改革局", 2024, tables=tables)
            out.append(Page(name, r, make(r), ["program." + c for c in covers], media))

    source = lambda r: render.page(render.body(r), r.title)
    word = lambda r: render.page(render.body(r, render.word_table(r.name)), r.title)
    bare = lambda r: source(r).replace(' border="1"', "")
    writer, docx = ("odt:writer8", "odt"), ("docx:MS Word 2007 XML", "docx")
    saved = ("html:HTML (StarWriter)", "html")
    office = lambda of, *steps: lambda r: render.office(of(r), "html", *steps)
    pandoc = lambda to: lambda r: render.pandoc(source(r), "html", to, "--wrap=none", "--columns=240")
    one("office_html", ["office"], office(source, saved), "text/html")
    one("office_docx_html", ["office"], office(source, writer, docx, saved), "text/html")
    one("office_pasted_docx_html", ["office"], office(word, writer, docx, saved), "text/html")
    one("office_xhtml", ["office"], office(source, writer, ("xhtml:XHTML Writer File", "xhtml")), "text/html")
    one("office_text", ["office"], office(source, writer, ("txt:Text (encoded):UTF8", "txt")), "text/plain", "d")
    one("groff_text", ["groff"], lambda r: render.tbl(r, "utf8"), "text/plain", "a")
    one("groff_text_disclosure", ["groff"], lambda r: render.tbl(r, "utf8"), "text/plain", "d")
    one("groff_text_reviews", ["groff"], lambda r: render.tbl(r, "utf8"), "text/plain", "r")
    one("groff_html", ["groff"], lambda r: render.tbl(r, "html"), "text/html", "d", wait=True)  # its table is a picture
    one("pandoc_html", ["pandoc"], pandoc("html"), "text/html")
    one("pandoc_gfm", ["pandoc"], pandoc("gfm"), "text/markdown")
    one("pandoc_plain", ["pandoc"], pandoc("plain"), "text/plain")
    one("pandoc_asciidoc", ["pandoc"], pandoc("asciidoc"), "text/plain")
    one("pandoc_phpextra", ["pandoc"], pandoc("markdown_phpextra"), "text/markdown")
    one("pandoc_rst", ["pandoc"], pandoc("rst"), "text/plain")
    one("w3m_drawn", ["browser"], lambda r: render.browser("w3m", source(r)), "text/plain", "a")
    one("w3m", ["browser"], lambda r: render.browser("w3m", bare(r)), "text/plain", "a")
    one("lynx", ["browser"], lambda r: render.browser("lynx", source(r)), "text/plain", "a")
    one("lynx_reviews", ["browser"], lambda r: render.browser("lynx", source(r)), "text/plain", "r")
    one("python_references", ["python"], lambda r: source(r).replace(r.title, "".join(f"&#{ord(c)};" for c in r.title))
        .encode("ascii", "xmlcharrefreplace").decode(), "text/html")
    one("word_paste", ["word"], word, "text/html")
    blanks("groff_blanks", lambda r: render.tbl(r, "utf8"), "text/plain")
    blanks("w3m_blanks", lambda r: render.browser("w3m", bare(r)), "text/plain")
    blanks("w3m_drawn_blanks", lambda r: render.browser("w3m", source(r)), "text/plain")
    blanks("lynx_blanks", lambda r: render.browser("lynx", source(r)), "text/plain")
    blanks("pandoc_plain_blanks", pandoc("plain"), "text/plain")
    blanks("pandoc_rst_blanks", pandoc("rst"), "text/plain")
    blanks("pandoc_asciidoc_blanks", pandoc("asciidoc"), "text/plain")
    blanks("pandoc_gfm_blanks", pandoc("gfm"), "text/markdown")
    return out
