"""Writes the corpus: each page, and beside it what must be read off it.

Run in this folder. Needs pandoc, LibreOffice, groff, w3m and lynx for the
pages that those programs render; `make.py ours` writes the others only, `make.py files`
the documents only (for PDF it needs Chromium and poppler too), and
`make.py waiting FOLDER` those that are not read yet, to a folder elsewhere.
"""
import gzip
import json
import sys
from pathlib import Path

import pages_files
import pages_forms
import pages_portals
import pages_programs

OUT = Path(__file__).resolve().parent.parent
OFFICE = "application/vnd.openxmlformats-officedocument."
SUFFIX = {"text/html": ".html", "text/plain": ".txt", "text/markdown": ".md", "application/msword": ".doc", "application/rtf": ".rtf",
          "application/vnd.ms-excel": ".xls", OFFICE + "wordprocessingml.document": ".docx", OFFICE + "spreadsheetml.sheet": ".xlsx",
          "application/pdf": ".words"}  # of a PDF, what pdftotext -bbox-layout says of it
LARGE = 30_000  # bytes from which a page is kept compressed


def expected(page):
    """The record of a page, from the generator's data only."""
    r = page.report
    tables = {}
    for (table, row, column), value in r.want.items():
        tables.setdefault(table, {}).setdefault(row, []).append(f"{column}={'_' if value is None else value}")
    record = {
        "media_type": page.media, "url": page.url, "covers": page.covers, "kind": page.kind, "title": page.title, "agency": page.agency,
        "year": page.year, "published_on": page.published, "signed_on": page.signed, "copies": page.copies, "templates": r.templates,
        "sections": page.sections, "tables": {t: {row: " ".join(cells) for row, cells in rows.items()} for t, rows in tables.items()},
        "states": {"|".join(place): state for place, state in r.states.items()}, "rules": page.rules, "never": page.never,
        "says": page.says, "silent": page.silent, "attachments": page.attachments,
    }
    return {k: v for k, v in record.items() if v not in (None, [], {}, "", 0)}


def write(page, folder):
    body = page.body if isinstance(page.body, bytes) else page.body.encode()
    name = page.name + SUFFIX[page.media]
    for old in (folder / name, folder / (name + ".gz")):
        old.unlink(missing_ok=True)
    if len(body) > LARGE:
        (folder / (name + ".gz")).write_bytes(gzip.compress(body, 9, mtime=0))
    else:
        (folder / name).write_bytes(body)
    record = {"file": name} | expected(page)
    (folder / (page.name + ".json")).write_text(json.dumps(record, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


def main():
    folder, waiting = OUT, sys.argv[1:2] == ["waiting"]
    if waiting:
        folder, pages = Path(sys.argv[2]), pages_programs.pages(waiting=True)
    else:
        pages = pages_forms.pages() + pages_portals.pages()
        if sys.argv[1:] == ["files"]:
            pages = pages_files.pages()
        elif sys.argv[1:] != ["ours"]:
            pages += pages_programs.pages() + pages_files.pages()
    names = [p.name for p in pages]
    assert len(set(names)) == len(names), "two pages of one name"
    for p in pages:
        write(p, folder)
    print(len(pages), "pages")


if __name__ == "__main__":
    main()
