"""One report: its figures, what must be read off it, and its tables as cells.

A table is rows of cells; a cell is (text, down, across). What is printed and
what must be read are set side by side, so neither is derived from a reader.
"""
import random

import forms


class Cell:
    def __init__(self, text, down=1, across=1):
        self.text, self.down, self.across = text, down, across


class Report:
    def __init__(self, name, agency, year, tables="dar", disclosure="2021", undivided=False, title=None):
        self.name, self.agency, self.year = name, agency, year
        self.title = title or f"{agency}{year}年政府信息公开工作年度报告"
        self.dice = random.Random(name)
        self.printed, self.want, self.states = {}, {}, {}
        self.forms = forms.DISCLOSURE_2019 if disclosure == "2019" else forms.DISCLOSURE_2021
        self.rows = forms.application_rows(undivided)
        self.templates = {}
        self.tables = tables
        if "d" in tables:
            self.templates["disclosure"] = disclosure
            self.fill_disclosure()
        if "a" in tables:
            self.templates["applications"] = "2019" if undivided else "2021"
            self.fill_applications()
        if "r" in tables:
            self.fill_reviews()
        self.headings = list(forms.HEADINGS)
        self.prose = PROSE[:]
        self.signed = None

    def put(self, table, row, column, printed, value=None, state=None):
        """Prints a cell; value is what must be read (None: null) where it is not what is printed."""
        place = (table, row, column)
        self.printed[place] = str(printed)
        self.want[place] = str(printed) if value is None and state is None else value
        self.states.pop(place, None)
        if state:
            self.states[place] = state

    def fill_disclosure(self):
        for _, columns, rows in self.forms:
            for row, _ in rows:
                for column, _ in columns:
                    n = self.dice.randrange(60)
                    if column == "amount_wan":
                        n = f"{n}.{self.dice.randrange(1, 99):02d}"
                    self.put("disclosure", row, column, n)

    def fill_applications(self):
        """Figures whose sums are right, none of them by position alone."""
        counts = {}
        keys = [r[0] for r in self.rows]
        results = [k for k in keys if k not in ("new_received", "carried_over", "total", "carried_forward")]
        for column in forms.APPLICANTS[:-1]:
            done = 0
            for row in results:
                counts[row, column] = self.dice.randrange(9) * self.dice.randrange(2)
                done += counts[row, column]
            left, old = self.dice.randrange(5), self.dice.randrange(4)
            old = min(old, done + left)
            counts.update({("total", column): done, ("carried_forward", column): left,
                           ("carried_over", column): old, ("new_received", column): done + left - old})
        for row in keys:
            counts[row, "total"] = sum(counts[row, c] for c in forms.APPLICANTS[:-1])
        for (row, column), n in counts.items():
            self.put("applications", row, column, n)

    def fill_reviews(self):
        for block in forms.BLOCKS:
            four = [self.dice.randrange(12) for _ in range(4)]
            for (key, _), n in zip(forms.OUTCOMES, four + [sum(four)]):
                self.put("review_litigation", block, key, n)

    def cell(self, table, row, column, across=1):
        return Cell(self.printed[table, row, column], 1, across)

    def disclosure(self):
        width = 5 if len(self.forms) == 5 else 4
        out = []
        for caption, columns, rows in self.forms:
            spans = [1] * len(columns)
            spans[-1 if width == 4 else 0] += width - 1 - len(columns)
            out.append([Cell(caption, 1, width)])
            out.append([Cell("信息内容")] + [Cell(label, 1, s) for (_, label), s in zip(columns, spans)])
            for row, label in rows:
                out.append([Cell(label)] + [self.cell("disclosure", row, c, s) for (c, _), s in zip(columns, spans)])
        return out

    def applications(self):
        out = [[Cell("（本列数据的勾稽关系为：第一项加第二项之和，等于第三项加第四项之和）", 3, 3), Cell("申请人情况", 1, 7)],
               [Cell("自然人", 2), Cell("法人或其他组织", 1, 5), Cell("总计", 2)],
               [Cell(label) for _, label in forms.ORGS]]
        seen = set()
        for key, group, label in self.rows:
            row, across = [], 3
            if group:
                across = 2
                if forms.RESULTS not in seen:
                    seen.add(forms.RESULTS)
                    row.append(Cell(forms.RESULTS, sum(1 for r in self.rows if r[1])))
                if group != forms.RESULTS:
                    across = 1
                    if group not in seen:
                        seen.add(group)
                        row.append(Cell(group, sum(1 for r in self.rows if r[1] == group)))
            row.append(Cell(label, 1, across))
            out.append(row + [self.cell("applications", key, c) for c in forms.APPLICANTS])
        return out

    def reviews(self):
        leaves = [label for _, label in forms.OUTCOMES]
        return [[Cell("行政复议", 1, 5), Cell("行政诉讼", 1, 10)],
                [Cell(x, 2) for x in leaves] + [Cell("未经复议直接起诉", 1, 5), Cell("复议后起诉", 1, 5)],
                [Cell(x) for x in leaves * 2],
                [self.cell("review_litigation", b, c) for b in forms.BLOCKS for c, _ in forms.OUTCOMES]]

    def blocks(self):
        """(kind, what) in the order of the document: head, text, table."""
        out = []
        for i, heading in enumerate(self.headings):
            out.append(("head", heading))
            out += [("text", t.replace("@", self.agency).replace("#", str(self.year))) for t in self.prose[i]]
            for letter, at, table in (("d", 1, self.disclosure), ("a", 2, self.applications), ("r", 3, self.reviews)):
                if letter in self.tables and at == i:
                    out.append(("table", table()))
        if self.signed:
            out += [("text", self.agency), ("text", self.signed[0])]
        return out


PROSE = [
    ["#年，@按照条例的规定，把与群众生活有关的事情及时向社会公布，工作开展平稳有序。", "（一）主动公开。通过门户网站、公告栏和公众号发布信息，内容准确，更新及时。"],
    ["现将主动公开的各项数量列表如下。"], ["申请的数量与办理结果见下表。"], ["复议与诉讼的数量见下表。"],
    ["一些公开内容还不够具体，解读的形式不够多样。今后将加强学习，改进方法，多听取群众意见。"],
    ["本年度没有收取信息处理费，也没有其他需要报告的事项。"],
]
