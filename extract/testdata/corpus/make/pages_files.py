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
    return out
