"""Pages for what real pages do to row labels, blanks, numbers, sums, text and script."""
import copy
import random

import forms
import render
from page import ARITHMETIC, Page
from render import body, page, table
from report import Cell, Report

A, D, V = "applications", "disclosure", "review_litigation"


def with_labels(name, agency, covers, change, draw=None, **more):
    """An applications table some of whose row labels are printed otherwise."""
    r = Report(name, agency, 2024, tables="a")
    r.rows = [(k, g, change.get(k, label)) for k, g, label in r.rows]
    return Page(name, r, page(body(r, draw or table)), covers, **more)


def row_labels():
    out = []
    r = Report("normative_short", "河口县农业农村局", 2024, tables="d")
    r.forms = copy.deepcopy(r.forms)
    r.forms[0][2][1] = ("normative_documents", "规范性文件")
    out.append(Page("normative_short", r, page(body(r)), ["row.normative"]))
    for name, mark in (("points_comma", "、"), ("points_spaced", ". ")):
        r = Report(name, "河口县民政局", 2024, tables="a")
        r.rows = [(k, g, label.replace(".", mark) if "." in k else label) for k, g, label in r.rows]
        out.append(Page(name, r, page(body(r)), ["row.points"]))
    out.append(with_labels("letters_lost", "河口县自然资源局", ["row.lost"], {"denied.prohibited_by_law": "2.其他法律行政止公开"}))
    out.append(with_labels("stray_spaces", "河口县交通运输局", ["row.spaces"],
                           {"not_processed.excessive": "4.无正当理由大量反复 申请", "unavailable.not_held": "1.本机关不 掌握相关政 府信息"}))
    out.append(with_labels("shortened", "河口县应急管理局", ["row.short"],
                           {"partially_granted": "（二）部分公开", "other.not_corrected": "1.申请人无正当理由逾期不补正", "not_processed.reissue": "5.要求行政机关确认或重新出具"}))
    out += [label_cut_by_break(), vertical_groups(), other_outside(), eight_spans()]
    return out


def label_cut_by_break():
    r = Report("group_label_cut", "金沙区住房和城乡建设局", 2024, tables="a")

    def draw(rows):
        at = next(i for i, row in enumerate(rows) if row[0].text == "（四）无法提供") + 1
        upper, lower = rows[:at], rows[at:]
        for y, row in enumerate(upper):
            for c in row:
                over = y + c.down - at
                if over > 0 and c.text == "（四）无法提供":
                    c.text, c.down = "（四）无", c.down - over
                    lower[0].insert(0, Cell("法提供", over))
                elif over > 0:
                    c.down -= over
                    lower[0].insert(0, Cell("", over))
        lower[0][0], lower[0][1] = sorted(lower[0][:2], key=lambda c: c.text)
        return table(upper) + "\n" + table(lower)
    return Page("group_label_cut", r, page(body(r, draw)), ["row.cut"])


def vertical_groups():
    r = Report("vertical_labels", "金沙区发展和改革局", 2024, tables="a")
    draw = lambda rows: table(rows, lambda c: " ".join(c.text) if c.down > 2 and len(c.text) < 12 else c.text)
    return Page("vertical_labels", r, page(body(r, draw)), ["row.vertical"])


def other_outside():
    r = Report("other_outside_group", "金沙区医疗保障局", 2024, tables="a")

    def draw(rows):
        for i, row in enumerate(rows):
            if row[0].text == "（六）其他处理":
                row[0].down = 2
                rows[i + 2][0].across = 2
        return table(rows)
    return Page("other_outside_group", r, page(body(r, draw)), ["row.outside"])


def eight_spans():
    r = Report("label_over_eight_spans", "金沙区人力资源和社会保障局", 2024, tables="da")
    return Page("label_over_eight_spans", r, page(body(r, render.word_table("eight"))), ["row.spans", "word"])


def blank_kinds():
    out = []
    for name, text, state, cover in [
            ("blank_empty", "", "blank", "blank.empty"), ("blank_nbsp", "\u00a0", "blank", "blank.nbsp"), ("blank_slash", "/", "dash", "blank.slash"),
            ("blank_hyphen", "-", "dash", "blank.hyphen"), ("blank_dash", "—", "dash", "blank.dash"), ("blank_none", "无", "dash", "blank.none")]:
        r = Report(name, "盐湖区司法局", 2024, tables="dr")
        for row, column in (("regulations", "issued"), ("normative_documents", "repealed"), ("fees", "amount_wan")):
            r.put(D, row, column, text, None, state)
        r.put(D, "licensing", "decisions", 0)
        out.append(Page(name, r, page(body(r)), [cover, "blank.apart"], rules=["cell.blank"] if state == "blank" else []))
    r = Report("blank_word", "盐湖区信访局", 2024, tables="ar")
    for c in forms.APPLICANTS:
        r.put(A, "carried_over", c, "", None, "blank")
    out.append(Page("blank_word", r, page(body(r, render.word_table("blank"))), ["blank.op", "word"], rules=["cell.blank"], never=ARITHMETIC[:2] + ARITHMETIC[3:]))
    return out


def half_filled():
    out = []
    for name, cover, keep in [("only_person_and_total", "blank.person_total", ("natural_person", "total")), ("only_total", "blank.total", ("total",))]:
        r = Report(name, "桃源县卫生健康局", 2024, tables="a")
        for row, _, _ in r.rows:
            for c in forms.APPLICANTS:
                if c not in keep:
                    r.put(A, row, c, "", None, "blank")
        out.append(Page(name, r, page(body(r)), [cover], rules=["cell.blank"], never=[]))
    r = Report("totals_on_some_rows", "桃源县教育局", 2024, tables="a")
    for i, (row, _, _) in enumerate(r.rows):
        if i % 3 == 1:
            r.put(A, row, "total", "", None, "blank")
    out.append(Page("totals_on_some_rows", r, page(body(r)), ["blank.some_totals"], rules=["cell.blank"], never=ARITHMETIC[:1]))
    r = Report("table_all_blank", "桃源县林业局", 2024, tables="da")
    for row, _, _ in r.rows:
        for c in forms.APPLICANTS:
            r.put(A, row, c, "", None, "blank")
    out.append(Page("table_all_blank", r, page(body(r)), ["blank.whole"], rules=["cell.blank"]))
    return out


def merged():
    """Cells that swallow others leave nothing to tell which column a number is of; a row one column off has one reading."""
    out = []
    r = Report("row_one_left", "溪口县水利局", 2023, tables="a")
    for c in forms.APPLICANTS:
        r.put(A, "granted", c, {"natural_person": 5, "commercial": 3, "total": 8}.get(c, 0))

    def left(rows):
        row = next(row for row in rows if any(c.text == "（一）予以公开" for c in row))
        label = next(c for c in row if c.text == "（一）予以公开")
        label.across = 1
        return table(rows)
    out.append(Page("row_one_left", r, page(body(r, left)), ["merged.left"], rules=["table.shifted_row"], never=[]))
    r = Report("row_one_right", "溪口县教育局", 2023, tables="a")
    for c in forms.APPLICANTS:
        r.put(A, "carried_forward", c, {"natural_person": 2, "other": 1, "total": 3}.get(c, 0))

    def right(rows):
        rows[-1][0].across = 4
        return table(rows)
    out.append(Page("row_one_right", r, page(body(r, right)), ["merged.right"], rules=["table.shifted_row"], never=[]))
    r = Report("row_swallowed", "溪口县财政局", 2023, tables="a")
    for c in forms.APPLICANTS:
        r.put(A, "granted", c, 4 if c == "natural_person" else "", "4" if c == "natural_person" else None, None if c == "natural_person" else "blank")
    r.put(A, "granted", "total", 9)

    def swallow(rows):
        row = next(row for row in rows if any(c.text == "（一）予以公开" for c in row))
        at = len(row) - 7
        row[at].across = 6
        del row[at + 1:-1]
        return table(rows)
    out.append(Page("row_swallowed", r, page(body(r, swallow)), ["merged.swallow"], never=[]))
    return out


def numbers():
    out = []
    for name, printed, value, state, cover in [
            ("fee_four_decimals", "562.0678", "562.0678", None, "number.decimals"), ("fee_in_yuan", "251000元", "25.1", "unit", "number.unit"),
            ("fee_in_wan", "25.10万元", "25.10", "unit", "number.unit")]:
        r = Report(name, "长岭县税务局", 2024, tables="dr")
        r.put(D, "fees", "amount_wan", printed, value, state)
        out.append(Page(name, r, page(body(r)), [cover]))
    r = Report("numbers_of_every_kind", "长岭县市场监督管理局", 2024, tables="dr")
    r.put(D, "normative_documents", "issued", "22（其中修订16件）", "22", "annotated")
    r.put(D, "normative_documents", "repealed", "+3", "3", "signed")
    r.put(D, "normative_documents", "in_force", "１２６", "126")
    r.put(D, "licensing", "decisions", "132,548", "132548")
    r.put(D, "penalties", "decisions", "9 16", "916")
    r.put(D, "coercion", "decisions", "5件", "5", "unit")
    r.states.pop((D, "normative_documents", "in_force"), None)
    out.append(Page("numbers_of_every_kind", r, page(body(r)), ["number.note", "number.plus", "number.wide", "number.thousands", "number.space"]))
    r = Report("page_numbers_in_table", "长岭县统计局", 2024, tables="a")
    inner = body(r, lambda rows: "<pre>" + "\n".join(line + ("\n— 4 —" if i == 9 else "\n-3-" if i == 18 else "") for i, line in enumerate(render.tabs(rows).split("\n"))) + "</pre>")
    out.append(Page("page_numbers_in_table", r, page(inner), ["number.page"]))
    return out


def sums():
    r = Report("block_total_zero", "龙泉区司法局", 2024, tables="r")
    for c, n in zip(["upheld", "corrected", "other", "pending", "total"], [3, 1, 0, 0, 0]):
        r.put(V, "review", c, n)
    a = Page("block_total_zero", r, page(body(r)), ["sum.block_zero"], rules=["review_litigation.sum"], never=ARITHMETIC[:3])
    r = Report("total_without_addends", "龙泉区财政局", 2024, tables="a")
    for c in forms.APPLICANTS[:-1]:
        r.put(A, "carried_over", c, 0)
    r.put(A, "carried_over", "total", 4)
    b = Page("total_without_addends", r, page(body(r)), ["sum.no_addends"], rules=["applications.row_sum"], never=[])
    r = Report("narrative_of_another_scope", "龙泉区水利局", 2024, tables="a")
    r.prose[0] = ["#年，@新收政府信息公开申请987件，均已按期办理。", r.prose[0][1]]
    c = Page("narrative_of_another_scope", r, page(body(r)), ["sum.narrative"], rules=["text.table_mismatch"])
    return [a, b, c]


def broken_text():
    r = Report("digits_lost", "梅山县农业农村局", 2021, tables="d")
    r.prose[0] = ["本报告所列数据的统计期限从202111日起至20211231日止。", r.prose[0][1]]
    a = Page("digits_lost", r, page(body(r)), ["text.digits_lost"], says=["202111日起至20211231日止"])
    r = Report("recognised_from_image", "梅山县水利局", 2023, tables="d")
    r.prose[0] = ["#年，梅山具水利局继续完善工作制度，按目录公开信息，更新及时。", r.prose[0][1]]
    b = Page("recognised_from_image", r, page(body(r)), ["text.ocr"])
    r = Report("last_years_passage", "梅山县教育局", 2024, tables="d")
    r.prose[4] = ["2023年，@还存在公开不够主动的问题。2023年，我局公开渠道不够丰富，未发生责任追究的情况。"]
    c = Page("last_years_passage", r, page(body(r)), ["text.stale"], rules=["text.year_mismatch"])
    return [a, b, c]


TRADITIONAL = ["县縣", "务務", "关關", "发發", "数數", "规規", "废廢", "现現", "区區", "处處", "罚罰", "强強", "费費", "额額", "单單", "万萬", "条條", "项項",
               "内內", "开開", "报報", "总總", "体體", "况況", "动動", "请請", "复復", "讼訟", "诉訴", "问問", "题題", "进進", "与與", "业業", "东東", "国國", "栏欄",
               "实實", "时時", "门門", "户戶", "网網", "读讀", "够夠", "样樣", "学學", "习習", "织織", "会會", "议議", "决決", "满滿", "准準", "确確", "办辦", "结結",
               "据據", "应應", "没沒", "无無", "产產", "说說", "将將", "众眾", "号號", "还還", "听聽", "见見", "关關", "为為", "农農", "书書", "财財", "齐齊", "乡鄉",
               "镇鎮", "计計", "监監", "审審", "执執", "许許", "经經", "维維", "纠糾", "规規", "广廣", "机機", "构構", "组組", "过過", "较較", "类類", "证證", "该該", "权權"]
SYLLABLES = {"務": "wù", "關": "guān", "數": "shù", "區": "qū", "處": "chǔ", "內": "nèi", "報": "bào", "復": "fù", "項": "xiàng", "為": "wéi", "結": "jié", "據": "jù", "應": "yīng"}
TONELESS = str.maketrans("ùāūǔèàéěīíǎ", "uauueaeeiia")


def mirror(source, annotate):
    turned = source.translate({ord(p[0]): p[1] for p in TRADITIONAL})
    return "".join(ch + annotate(SYLLABLES[ch]) if ch in SYLLABLES else ch for ch in turned)


def script():
    out = []
    for name, cover, annotate in [("traditional_single", "script.single", lambda s: f"({s})"),
                                  ("traditional_doubled", "script.doubled", lambda s: f"({s.translate(TONELESS)})({s.translate(TONELESS)})")]:
        r = Report(name, "东塘县财政局", 2024, tables="dr")
        inner = mirror(body(r), annotate)
        out.append(Page(name, r, page(inner), [cover], rules=["text.phonetic_annotations"]))
    r = Report("traditional_dropped", "东塘县教育局", 2024, tables="dr")
    inner = mirror(body(r), lambda s: f"({s})").replace("規範", "規").replace("審結", "審")
    out.append(Page("traditional_dropped", r, page(inner), ["script.dropped"], rules=["text.phonetic_annotations"]))
    return out


def twice():
    r = Report("body_twice_with_tail", "南坪县卫生健康局", 2024, tables="dr")
    one = body(r)
    tail = '<p>附件：<a href="/files/nanping_2024.docx">南坪县卫生健康局2024年政府信息公开工作年度报告.docx</a></p>'
    return [Page("body_twice_with_tail", r, page(one + "\n" + one + "\n" + tail), ["twice"], copies=2, rules=["text.doubled"], attachments=1,
                 url="http://www.example.gov.cn/np/202501/t20250118_5.html", published="2025-01-18")]


def pages():
    return row_labels() + blank_kinds() + half_filled() + merged() + numbers() + sums() + broken_text() + script() + twice()
