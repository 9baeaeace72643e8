"""Pages for what real pages do to the forms: form against year, titles, captions, headers."""
import html
import random

import forms
import pages_cells
import pages_layouts
import render
from page import Page
from render import body, page, table
from report import Cell, Report


def plain(name, r, covers, draw=table, **more):
    return Page(name, r, page(body(r, draw)), covers, **more)


def form_against_year():
    a = Report("form_2019_in_2023", "云山县水利局", 2023, disclosure="2019", undivided=True)
    a.put("disclosure", "licensing", "change", "+12", "12", "signed")
    a.put("disclosure", "penalties", "change", "--253", "-253", "signed")
    b = Report("form_mixed_2022", "青泽市统计局", 2022, tables="da", undivided=True)
    c = Report("form_2021_in_2020", "临溪区教育局", 2020, tables="dr")
    d = Report("prose_2022", "枫桥镇人民政府", 2022, tables="")
    for i in range(6):
        d.prose[i] = d.prose[i] + ["#年镇里继续做好各村公开栏的维护，安排专人更新内容，方便群众查看，也便于大家监督。",
                                   "各村按季度公开财务收支、惠农补贴发放和工程建设进度，群众有疑问的由包村干部当面解释。"]
    return [plain("form_2019_in_2023", a, ["form.year", "number.plus", "number.minusminus"]),
            plain("form_mixed_2022", b, ["form.mixed"]), plain("form_2021_in_2020", c, ["form.year"]),
            plain("prose_2022", d, ["form.prose"], rules=["table.missing"])]


def statistics_2014():
    r = Report("statistics_2016", "白雁县人民政府", 2016, tables="")
    r.templates = {"statistics": "2014"}
    r.headings = ["一、概述", "二、主动公开政府信息情况", "三、依申请公开政府信息情况", "四、政府信息公开的收费及减免情况",
                  "五、因政府信息公开申请行政复议、提起行政诉讼的情况", "六、存在的主要问题及改进措施"]
    rows = [[Cell("统计指标"), Cell("单位"), Cell("统计数")]]
    for i, (key, label, unit) in enumerate(forms.STATISTICS_2014):
        n = 7 + 3 * i
        if key:
            r.put("statistics", key, "value", f"{n}.5" if unit == "万元" else n)
        rows.append([Cell(label), Cell(unit), Cell(r.printed["statistics", key, "value"] if key else "")])
    inner = body(r) + "\n<p>附表</p>\n" + table(rows)
    return [Page("statistics_2016", r, page(inner), ["form.year"], sections="- 2 3 - 4 5")]


def local_2010():
    r = Report("local_2010", "沙河区财政局", 2010, tables="")
    r.templates = {"statistics": "local"}
    r.headings = ["一、概述", "二、主动公开政府信息情况", "三、依申请公开政府信息情况"]
    labels = [("01", "主动公开信息数", "条"), ("02", "其中:全文电子化的主动公开信息数", "条"), ("03", "新增的行政规范性文件数", "条"),
              ("05", "网站专栏页面访问量", "人次"), ("06", "现场接待人数", "人次"), ("10", "申请总数", "条"), ("32", "行政复议数", "件")]
    rows = [[Cell(t) for t in ("指标名称", "计量单位", "代码", "本期", "累计")]]
    for i, (code, label, unit) in enumerate(labels):
        r.put("statistics", "c" + code, "value", 11 + 5 * i)
        rows.append([Cell(label), Cell(unit), Cell(code), Cell(r.printed["statistics", "c" + code, "value"]), Cell(str(400 + i))])
    r.prose[0] = r.prose[0] + ["全年共召开专题会议研究工作，安排人员值守窗口，耐心解答来人来电的各类询问，得到了群众的认可。"]
    return [Page("local_2010", r, page(body(r) + "\n" + table(rows)), ["form.year"], sections="- 2 3")]


def section_titles():
    out = []
    for name, at, title, cover in [
            ("title_work_problems", 4, "五、政府信息公开工作存在的主要问题及改进情况", "section.problems"),
            ("title_rectify", 4, "五、存在的主要问题及整改措施", "section.rectify"),
            ("title_short_problems", 4, "五、存在问题及改进情况", "section.short"),
            ("title_typo", 1, "二、主动公开政府政府情况", "section.typo")]:
        r = Report(name, "石桥县司法局", 2024, tables="d")
        r.headings[at] = title
        out.append(plain(name, r, [cover], rules=["table.missing"]))
    r = Report("introduction", "湖西区民政局", 2023, tables="r")
    intro = "根据《中华人民共和国政府信息公开条例》的要求，编制并公布本年度报告。报告由六个部分组成。"
    inner = body(r, title=None)
    out.append(Page("introduction", r, page(f"<h2>{r.title}</h2>\n<p>{intro}</p>\n" + inner), ["section.introduction"], says=[intro]))
    out += [repeated_ordinals(), subheads(), drifting_levels()]
    return out


def repeated_ordinals():
    """Prose under 一 to 六, then the tables again under 一、二、三."""
    r = Report("ordinals_twice", "北塘市水务局", 2022, tables="")
    r.headings = ["一、总体情况", "二、工作机制建设情况", "三、平台维护情况", "四、监督保障情况", "五、存在的主要问题及改进情况", "六、其他需要报告的事项"]
    full = Report("ordinals_twice", "北塘市水务局", 2022)
    r.printed, r.want, r.states, r.templates = full.printed, full.want, full.states, full.templates
    tail = "".join(f"<h3>{t}</h3>\n{table(x)}\n" for t, x in [
        ("一、主动公开政府信息情况", full.disclosure()), ("二、收到和处理政府信息公开申请情况", full.applications()),
        ("三、政府信息公开行政复议、行政诉讼情况", full.reviews())])
    return Page("ordinals_twice", r, page(body(r) + "\n" + tail), ["section.repeat"], sections="1 - - - 5 6 2 3 4")


def subheads():
    r = Report("subheads_three_kinds", "柳河县医疗保障局", 2023, tables="d")
    r.prose[0] = ["1、主动公开方面。全年按目录公开各类信息，重点公布医保目录调整和定点机构名单。", "2.依申请公开方面。渠道保持畅通。",
                  "（1）窗口受理；（2）网上受理；（3）信函受理。"]
    return plain("subheads_three_kinds", r, ["section.subheads"], says=["1、主动公开方面", "2.依申请公开方面", "（1）窗口受理"])


def drifting_levels():
    r = Report("drifting_levels", "东宁市商务局", 2024)
    marks = ["## ", "#### ", "### ", "", "###### ", "# "]
    return Page("drifting_levels", r, render.text(r, render.gfm, lambda i: marks[i]), ["section.levels"], media="text/markdown")


def captions():
    out = []
    r = Report("no_first_caption", "兰原县文化局", 2024, tables="d")
    out.append(plain("no_first_caption", r, ["caption.missing"], lambda rows: table(rows[1:])))
    r = Report("caption_spaces", "兰原县体育局", 2024, tables="d")
    out.append(plain("caption_spaces", r, ["caption.spaces", "caption.halfwidth"],
                     lambda rows: table(rows, lambda c: c.text.replace("第（", "  第(").replace("）项", ") 项").replace("（", "(").replace("）", ")"))))
    r = Report("in_force_history", "兰原县审计局", 2024, tables="d")
    out.append(plain("in_force_history", r, ["caption.history"], lambda rows: table(rows, lambda c: c.text + ("(历史累计)" if c.text == "现行有效件数" else ""))))
    return out


def headers():
    cut = {"社会公益组织": "社会公", "法律服务机构": "法律服", "结果维持": "结果", "结果纠正": "结果", "其他结果": "其他", "尚未审结": "尚未"}
    out = []
    r = Report("header_cut", "松岭县公安局", 2024, tables="ar")
    out.append(plain("header_cut", r, ["header.cut"], lambda rows: table(rows, lambda c: cut.get(c.text, c.text))))
    r = Report("header_two_lines", "松岭县财政局", 2024, tables="ar")
    out.append(plain("header_two_lines", r, ["header.two_lines"], lambda rows: table(rows, lambda c: c.text[:2] + "<br>" + c.text[2:] if len(c.text) == 4 else c.text)))
    r = Report("header_over_two_rows", "松岭县教育局", 2024, tables="a")

    def two_rows(rows):
        rows[0][0].down = 4
        rows[1][0].down = rows[1][2].down = 3
        halves = [Cell("商业"), Cell("科研"), Cell("社会公益"), Cell("法律服务"), Cell("其他", 2)]
        return table(rows[:2] + [halves, [Cell("企业"), Cell("机构"), Cell("组织"), Cell("机构")]] + rows[3:])
    out.append(plain("header_over_two_rows", r, ["header.two_rows"], two_rows))
    r = Report("header_without_spans", "松岭县水利局", 2024, tables="da")
    empty = lambda rows: table([[Cell(t) for t in row] for row in render.filled(rows)])
    out.append(plain("header_without_spans", r, ["header.empty"], empty))
    r = Report("header_again", "松岭县林业局", 2024, tables="a")
    out.append(plain("header_again", r, ["header.again", "number.page"], split_pages))
    return out


def split_pages(rows):
    """The table over a page break: the page's number, then the header again."""
    at = 17
    first, second = [list(row) for row in rows[:at]], [list(row) for row in rows[at:]]
    reach = []
    for y, row in enumerate(first):
        for i, c in enumerate(row):
            over = y + c.down - at
            if over > 0:
                row[i] = Cell(c.text, c.down - over, c.across)
                reach.append(Cell("", over, c.across))
    second[0] = reach + second[0]
    return table(first) + "\n<p align=center>— 4 —</p>\n" + table(rows[:3] + second)


def pages():
    return form_against_year() + statistics_2014() + local_2010() + section_titles() + captions() + headers() + pages_cells.pages() + pages_layouts.pages()
