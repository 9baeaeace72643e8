"""A page of the corpus: a rendering of a report, and what else must be read."""
ARITHMETIC = ["applications.row_sum", "applications.column_sum", "applications.balance", "review_litigation.sum"]


class Page:
    def __init__(self, name, report, body, covers, media="text/html", **more):
        self.name, self.report, self.body, self.covers, self.media = name, report, body, covers, media
        self.title, self.agency, self.year = report.title, report.agency, report.year
        self.kind, self.copies, self.sections = "annual_report", 1, "1 2 3 4 5 6"
        self.url, self.published, self.attachments = "", None, 0
        self.signed = report.signed[1] if report.signed else None
        self.rules, self.never, self.says, self.silent = [], list(ARITHMETIC), [], []
        for key, value in more.items():
            assert hasattr(self, key), key
            setattr(self, key, value)
