"""The statutory forms, typed from the notices; keys are the contract's.

Nothing here is taken from the parser, so that a mistake in either shows.
"""

ORGS = [("commercial", "商业企业"), ("research", "科研机构"), ("nonprofit", "社会公益组织"),
        ("legal_service", "法律服务机构"), ("other", "其他")]
APPLICANTS = ["natural_person", "commercial", "research", "nonprofit", "legal_service", "other", "total"]
OUTCOMES = [("upheld", "结果维持"), ("corrected", "结果纠正"), ("other", "其他结果"), ("pending", "尚未审结"), ("total", "总计")]
BLOCKS = ["review", "litigation.direct", "litigation.after_review"]

RESULTS = "三、本年度办理结果"
GROUPS = {
    "（三）不予公开": [("state_secret", "属于国家秘密"), ("prohibited_by_law", "其他法律行政法规禁止公开"),
                 ("endangers_security", "危及“三安全一稳定”"), ("third_party", "保护第三方合法权益"),
                 ("internal_affairs", "属于三类内部事务信息"), ("process_information", "属于四类过程性信息"),
                 ("enforcement_file", "属于行政执法案卷"), ("administrative_query", "属于行政查询事项")],
    "（四）无法提供": [("not_held", "本机关不掌握相关政府信息"), ("needs_creation", "没有现成信息需要另行制作"),
                 ("still_unclear", "补正后申请内容仍不明确")],
    "（五）不予处理": [("petition", "信访举报投诉类申请"), ("repeated", "重复申请"), ("publication", "要求提供公开出版物"),
                 ("excessive", "无正当理由大量反复申请"), ("reissue", "要求行政机关确认或重新出具已获取信息")],
    "（六）其他处理": [("not_corrected", "申请人无正当理由逾期不补正、行政机关不再处理其政府信息公开申请"),
                 ("fee_unpaid", "申请人逾期未按收费通知要求缴纳费用、行政机关不再处理其政府信息公开申请"), ("other", "其他")],
}
PREFIX = {"（三）不予公开": "denied", "（四）无法提供": "unavailable", "（五）不予处理": "not_processed", "（六）其他处理": "other"}


def application_rows(undivided=False):
    """(key, group, label) of every row, in the order of the form."""
    rows = [("new_received", "", "一、本年新收政府信息公开申请数量"), ("carried_over", "", "二、上年结转政府信息公开申请数量"),
            ("granted", RESULTS, "（一）予以公开"),
            ("partially_granted", RESULTS, "（二）部分公开（区分处理的，只计这一情形，不计其他情形）")]
    for group, items in GROUPS.items():
        if undivided and PREFIX[group] == "other":
            rows.append(("other", RESULTS, group))
            continue
        rows += [(PREFIX[group] + "." + key, group, f"{i}.{label}") for i, (key, label) in enumerate(items, 1)]
    return rows + [("total", RESULTS, "（七）总计"), ("carried_forward", "", "四、结转下年度继续办理")]


DISCLOSURE_2021 = [
    ("第二十条第（一）项", [("issued", "本年制发件数"), ("repealed", "本年废止件数"), ("in_force", "现行有效件数")],
     [("regulations", "规章"), ("normative_documents", "行政规范性文件")]),
    ("第二十条第（五）项", [("decisions", "本年处理决定数量")], [("licensing", "行政许可")]),
    ("第二十条第（六）项", [("decisions", "本年处理决定数量")], [("penalties", "行政处罚"), ("coercion", "行政强制")]),
    ("第二十条第（八）项", [("amount_wan", "本年收费金额（单位：万元）")], [("fees", "行政事业性收费")]),
]
BEFORE = [("previous_year", "上一年项目数量"), ("change", "本年增/减"), ("decisions", "处理决定数量")]
DISCLOSURE_2019 = [
    ("第二十条第（一）项", [("created", "本年新制作数量"), ("published", "本年新公开数量"), ("in_public", "对外公开总数量")],
     [("regulations", "规章"), ("normative_documents", "规范性文件")]),
    ("第二十条第（五）项", BEFORE, [("licensing", "行政许可"), ("other_services", "其他对外管理服务事项")]),
    ("第二十条第（六）项", BEFORE, [("penalties", "行政处罚"), ("coercion", "行政强制")]),
    ("第二十条第（八）项", BEFORE[:2], [("fees", "行政事业性收费")]),
    ("第二十条第（九）项", [("projects", "采购项目数量"), ("amount_wan", "采购总金额")], [("procurement", "政府集中采购")]),
]

HEADINGS = ["一、总体情况", "二、主动公开政府信息情况", "三、收到和处理政府信息公开申请情况",
            "四、政府信息公开行政复议、行政诉讼情况", "五、存在的主要问题及改进情况", "六、其他需要报告的事项"]

STATISTICS_2014 = [
    ("", "一、主动公开情况", ""), ("1.1", "（一）主动公开政府信息数（不同渠道和方式公开相同信息计1条）", "条"),
    ("1.1.a", "其中：主动公开规范性文件数", "条"), ("1.1.b", "制发规范性文件总数", "件"),
    ("", "（二）通过不同渠道和方式公开政府信息的情况", ""), ("1.2.1", "1.政府公报公开政府信息数", "条"),
    ("1.2.2", "2.政府网站公开政府信息数", "条"), ("1.2.3", "3.政务微博公开政府信息数", "条"),
    ("", "三、依申请公开情况", ""), ("3.1", "（一）收到申请数", "件"), ("3.1.1", "1.当面申请数", "件"), ("3.2", "（二）申请办结数", "件"),
    ("3.3", "（三）申请答复数", "件"), ("3.3.4", "4.不同意公开答复数", "件"), ("3.3.4.a", "其中：涉及国家秘密", "件"), ("3.3.4.b", "涉及商业秘密", "件"),
    ("4", "四、行政复议数量", "件"), ("4.2", "（二）被依法纠错数", "件"), ("5", "五、行政诉讼数量", "件"), ("5.2", "（二）被依法纠错数", "件"),
    ("6", "六、举报投诉数量", "件"), ("7", "七、依申请公开信息收取的费用", "万元"),
    ("", "九、政府信息公开会议和培训情况", ""), ("9.3", "（三）接受培训人员数", "人次"),
]
