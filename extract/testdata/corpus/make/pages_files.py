"""Documents that office suites and browsers write: what attachments are."""
import render
from page import Page
from report import Report

OFFICE = "application/vnd.openxmlformats-officedocument."
MEDIA = {"docx": OFFICE + "wordprocessingml.document", "xlsx": OFFICE + "spreadsheetml.sheet", "doc": "application/msword",
         "rtf": "application/rtf", "xls": "application/vnd.ms-excel", "pdf": "application/pdf"}
WRITER, DOCX = ("odt:writer8", "odt"), ("docx:MS Word 2007 XML", "docx")
CALC = ("xlsx:Calc MS Excel 2007 XML", "xlsx", "HTML (StarCalc)")
DOC, RTF, XLS = ("doc:MS Word 97", "doc"), ("rtf:Rich Text Format", "rtf"), ("xls:MS Excel 97", "xls")
OLD = dict(disclosure="2019", undivided=True)


def pages():
    out = []

    def one(name, kind, make, **form):
        r = Report(name, "安阳县发展和改革局", 2024, **form)
        out.append(Page(name, r, make(r), ["file." + kind], MEDIA[kind]))

    source = lambda r: render.page(render.body(r), r.title)
    word = lambda r: render.page(render.body(r, render.word_table(r.name)), r.title)
    suite = lambda of, *steps: lambda r: render.office(of(r), "html", *steps, raw=True)
    for form, kw in (("2021", {}), ("2019", OLD)):
        one("file_docx_" + form, "docx", suite(source, WRITER, DOCX), **kw)
        one("file_docx_word_" + form, "docx", suite(word, WRITER, DOCX), **kw)
        one("file_doc_" + form, "doc", suite(source, WRITER, DOC), **kw)
        one("file_doc_from_docx_" + form, "doc", suite(word, WRITER, DOCX, DOC), **kw)
        one("file_rtf_" + form, "rtf", suite(source, WRITER, RTF), **kw)
        one("file_rtf_from_doc_" + form, "rtf", suite(source, WRITER, DOC, RTF), **kw)
        one("file_xlsx_" + form, "xlsx", suite(source, CALC), **kw)
        one("file_xls_" + form, "xls", suite(source, CALC, XLS), **kw)
    style = lambda css: lambda r: render.page(render.body(r), r.title, f"<style>{css}</style>")
    printed = lambda css: lambda r: render.words(render.chromium(style(css)(r)))
    written = lambda of: lambda r: render.words(render.office(of(r), "html", WRITER, DOCX, ("pdf:writer_pdf_Export", "pdf"), raw=True))
    pdfs = [("plain", printed(TABLE)), ("spacious", printed(TABLE + "@page{size:A4;margin:2cm} td{font-size:12pt;padding:3px;line-height:28pt;text-align:right;vertical-align:bottom}")),
            ("landscape", printed(TABLE + "@page{size:A4 landscape}")), ("big", printed(TABLE + "@page{size:A4;margin:2.5cm} td{font-size:12pt;padding:6px 2px}")),
            ("top", printed(TABLE + "td{font-size:9pt;padding:6px;text-align:left;vertical-align:top} @page{size:A4;margin:1cm}")),
            ("small", printed(TABLE + "td{font-size:7pt;padding:1px} @page{size:A4;margin:2.8cm}")),
            ("office", written(source)), ("office_word", written(word)),
            ("office_spacious", written(style(TABLE + "td{font-size:12pt;padding:6px 2px} p{font-size:16pt;line-height:28pt;text-indent:2em}")))]
    for name, make in pdfs:
        for form, kw in (("2021", {}), ("2019", OLD)):
            if (name, form) != ("office_word", "2019"):  # without ruling, its header broken within words: not read
                one(f"file_pdf_{name}_{form}", "pdf", make, **kw)
    blanks(out, printed(TABLE + "@page{size:A4;margin:2cm} td{font-size:12pt;padding:3px;line-height:28pt;text-align:right;vertical-align:bottom}"))
    return out


TABLE = "table{border-collapse:collapse;width:100%} td{border:1px solid #000;text-align:center;font-size:10.5pt} "


def blanks(out, make):
    """A total and some cells left blank: nothing but the lines says which."""
    r = Report("file_pdf_blanks", "安阳县发展和改革局", 2024)
    for row in ("carried_forward", "total", "denied.third_party"):
        for column in ("natural_person", "total"):
            r.put("applications", row, column, "", None, "blank")
    out.append(Page(r.name, r, make(r), ["file.pdf"], MEDIA["pdf"], never=["table.shifted_row"]))
