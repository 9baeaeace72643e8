"""Pages for how portals print meta tags and bodies: portals.md parts 2 and 3."""
from page import Page
from render import body, page
from report import Report

TAGS = ["ucapcontent", "article", "main", "td.detail"]
IDS = ["vsb_content", "zoom", "zoomcon", "ivs_content", "UCAP-CONTENT", "Zoom", "content", "Content", "info_content"]
CLASSES = ["TRS_Editor", "TRS_UEDITOR", "trs_editor_view", "v_news_content", "article-content", "article_content", "articleCont", "article-con",
           "pages_content", "news_cont_d_wrap", "xxgk_content", "xxgk-content", "zw-content", "info-content", "content", "wrapper_detail_text",
           "jgzn_content", "hbgov-article-content"]
TOWNS = ["甘泉", "白石", "长桥", "双河", "清源", "平川", "安阳", "新塘", "古城", "大田"]

NOISE = ["分享到", "打印", "关闭", "扫一扫在手机打开当前页", "字体：【大 中 小】", "浏览次数：", "相关附件", "上一篇：", "下一篇：", "繁體版", "ENGLISH", "ICP备"]
ABOVE = """<div class="top"><a href="/gb">繁體版</a> <a href="/en">ENGLISH</a></div>
<div class="nav"><a href="/">首页</a><a href="/zwgk">政务公开</a></div>
<div class="bar">字体：【<a>大</a> <a>中</a> <a>小</a>】 <a>打印</a> <a>关闭</a> 浏览次数：<span>319</span> 分享到：</div>
"""
BELOW = """
<div class="more"><p>扫一扫在手机打开当前页</p><p>相关附件</p><p>上一篇：<a href="1.html">机构职能</a></p><p>下一篇：<a href="2.html">领导分工</a></p></div>
<div class="foot">主办单位：办公室 ICP备12345678号-1</div>"""


def containers():
    out = []
    kinds = [("tag", t) for t in TAGS] + [("id", i) for i in IDS] + [("class", c) for c in CLASSES]
    for n, (kind, name) in enumerate(kinds):
        agency = TOWNS[n % 10] + ("镇" if n % 2 else "乡") + "人民政府"
        r = Report(f"container_{kind}_{name}_{n}", agency, 2022 + n % 3, tables="r" if n % 2 else "d")
        inner = body(r)
        if name == "td.detail":
            inner = f'<table width="1000"><tr><td class="detail">{inner}</td></tr></table>'
        elif kind == "tag":
            inner = f"<{name}>{inner}</{name}>"
        else:
            inner = f'<div {kind}="{name}">{inner}</div>'
        case = "_" + str(n) if name.lower() in ("zoom", "content", "ucap-content", "trs_editor") else ""
        out.append(Page(f"container_{kind}_{name.replace('.', '_')}{case}", r, page(ABOVE + inner + BELOW), [f"container.{kind}.{name}", "noise"], silent=NOISE))
    r = Report("container_none", "大田镇人民政府", 2024)
    menu = "<ul>" + "".join(f"<li><a href='#{i}'>{h}</a></li>" for i, h in enumerate(r.headings)) + "</ul>"
    inner = f'<div class="x7"><div class="side">{menu}</div><div class="x8"><div class="x9">{body(r)}</div></div></div>'
    out.append(Page("container_none", r, page(ABOVE + inner + BELOW), ["container.smallest", "noise"], silent=NOISE))
    return out


def meta(**tags):
    return "\n".join(f'<meta name="{k}" content="{v}">' for k, v in tags.items())


def national(r):
    """Every tag of the national standard, as it prescribes them."""
    return meta(SiteName="白石县人民政府", SiteDomain="www.example.gov.cn", SiteIDCode="4100000001", ColumnName="政府信息公开年报",
                ColumnDescription="各单位年报", ColumnKeywords="年报,信息公开", ColumnType="年度报告", ArticleTitle=r.title, PubDate="2025-01-20 09:30",
                ContentSource=r.agency, Keywords="年报", Author="张三", Description="年度报告", Image="/images/a.png", Url="/a.html")


def tags():
    out = []

    def one(name, covers, head, published, r=None, agency=None, title=None, **more):
        r = r or Report(name, "白石县财政局", 2024, tables="d")
        heading = "<p>2024年政府信息公开工作年度报告</p>" if title == "body" else ""
        inner = heading + body(r, title=None if title else "h2")
        more.setdefault("published", published)
        p = Page(name, r, page('<div id="zoom">' + inner + "</div>", "政府信息公开", head(r)), covers, **more)
        if title == "body":
            p.title = "2024年政府信息公开工作年度报告"
        if agency is not None:
            p.agency = agency
        out.append(p)

    one("meta_national", ["meta.site", "meta.column", "meta.article"], national, "2025-01-20", title="meta")
    one("meta_lower_case", ["meta.case"], lambda r: meta(pubdate="2025-01-21 10:00", contentsource=r.agency), "2025-01-21", title="body")
    one("meta_mixed_case", ["meta.case"], lambda r: meta(Pubdate="2025-01-22 10:00", Contentsource=r.agency), "2025-01-22", title="body")
    one("meta_unquoted", ["meta.quotes"], lambda r: f"<meta name=PubDate content=2025-01-23><meta name=ContentSource content={r.agency}>", "2025-01-23", title="body")
    one("meta_date_alone", ["meta.no_time"], lambda r: meta(PubDate="2025-01-24"), "2025-01-24")
    one("meta_date_seconds", ["meta.seconds"], lambda r: meta(PubDate="2025-01-25 08:00:59"), "2025-01-25")
    one("meta_title_entities", ["meta.title_markup"], lambda r: meta(ArticleTitle="白石县&#36130;&#25919;局2024年&lt;br&gt;政府信息公开工作年度报告"), None, title="meta")
    one("meta_column_wrong", ["meta.column_wrong"], lambda r: meta(ColumnName="头部", ArticleTitle=r.title), None, title="meta")
    one("source_a_person", ["meta.source_person"], lambda r: meta(ContentSource="市科委", PubDate="2025-01-26"), "2025-01-26")
    one("source_an_office", ["meta.source_person"], lambda r: meta(ContentSource="区人民政府办公室", PubDate="2025-01-27"), "2025-01-27")
    return out


def dates():
    out = []

    def one(name, covers, published, above="", url="", signed=None, agency="清源县教育局"):
        r = Report(name, agency, 2024, tables="r")
        r.signed = signed
        out.append(Page(name, r, page(above + '<div class="article-content">' + body(r) + "</div>"), covers, published=published, url=url))

    one("date_publishtime", ["date.publishtime"], "2025-01-11", above="<table><tr><td>名称</td><td>年报</td></tr><tr><td>公开日期</td><td><publishtime>2025-01-11 10:22</publishtime></td></tr></table>")
    for n, word in enumerate(["公开日期", "发布日期", "发布时间", "生成日期"]):
        one(f"date_label_{n}", ["date.label." + word], f"2025-01-1{n + 2}", above=f"<table><tr><td>索引号</td><td>A-12</td><td>{word}</td><td>2025-01-1{n + 2}</td></tr></table>")
    for n, (path, date) in enumerate([("/nb/t20250120_12.html", "2025-01-20"), ("/art/2025/1/16/art_5_6.html", "2025-01-16"), ("/nb/202401/c5.html", None)]):
        one(f"date_path_{n}", [f"date.path.{n}"], date, url="http://www.example.gov.cn" + path)
    one("date_signed", ["date.signed", "agency.signature"], None, signed=("2025年1月23日", "2025-01-23"))
    return out


def agencies():
    out = []
    r = Report("agency_in_cell", "平川区司法局", 2024, tables="r")
    above = f"<table><tr><td>索引号</td><td>B-9</td><td>发布机构</td><td>{r.agency}</td></tr><tr><td>公开日期</td><td>2025-01-13</td><td>文号</td><td></td></tr></table>"
    r.title = "2024年政府信息公开工作年度报告"
    for i in range(6):
        r.prose[i] = [t.replace("@", "我局") for t in r.prose[i]]
    out.append(Page("agency_in_cell", r, page(above + '<div id="zoom">' + body(r) + "</div>"), ["agency.cell"], published="2025-01-13"))
    r = Report("agency_in_title", "平川区审计局", 2024, tables="r")
    out.append(Page("agency_in_title", r, page('<div id="zoom">' + body(r) + "</div>"), ["agency.title"]))
    r = Report("agency_in_source", "平川区统计局", 2024, tables="r")
    r.title = "2024年政府信息公开工作年度报告"
    for i in range(6):
        r.prose[i] = [t.replace("@", "我局") for t in r.prose[i]]
    out.append(Page("agency_in_source", r, page('<div id="zoom">' + body(r) + "</div>", head=meta(ContentSource=r.agency)), ["agency.source"]))
    return out


def pages():
    return containers() + tags() + dates() + agencies()
