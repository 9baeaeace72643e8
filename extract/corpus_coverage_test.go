package extract_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
)

// shown is one line of the descriptions of the forms and portals as they are
// in the world, by the name its pages give it.
type shown struct{ name, line string }

// formLines are what real pages do to the forms.
var formLines = []shown{
	{"form.year", "reports of one year come in the form of another"},
	{"form.mixed", "the disclosure table of 2021 beside the undivided （六）其他处理 of 2019"},
	{"form.prose", "township reports of 2021–2022 in prose, with no table"},
	{"section.problems", "政府信息公开工作存在的主要问题及改进情况"}, {"section.rectify", "存在的主要问题及整改措施"}, {"section.short", "存在问题及改进情况"},
	{"section.typo", "typos: 主动公开政府政府情况"}, {"section.introduction", "an introduction before 一"},
	{"section.repeat", "ordinals that repeat: prose under 一…六, then the tables under 一、二、三"},
	{"section.subheads", "sub-heads as 1、, 1. and （1）"}, {"section.levels", "Markdown heading levels that drift within one page"},
	{"caption.missing", "first caption row missing"}, {"caption.spaces", "第二十条  第（一）项 with spaces"}, {"caption.halfwidth", "half-width brackets"},
	{"caption.history", "现行有效件数(历史累计)"}, {"header.cut", "a header label cut at a line break: 社会公, 法律服, 结果"},
	{"header.two_lines", "商业企业 over two lines"}, {"header.two_rows", "商业企业 split over two header rows"},
	{"header.empty", "header cells empty instead of spanned"}, {"header.again", "the header row repeated after a page break"},
	{"row.normative", "规范性文件 for 行政规范性文件"}, {"row.points", "1、, 1. and 1. with a space"}, {"row.lost", "characters lost: 2.其他法律行政止公开"},
	{"row.spaces", "stray spaces: 大量反复 申请"}, {"row.short", "shortened labels"}, {"row.cut", "a label cut by a page break: （四）无, 法提供"},
	{"row.vertical", "vertical text with spaces between characters"}, {"row.outside", "3.其他 printed outside its group"}, {"row.spans", "a label split over up to eight spans"},
	{"blank.empty", "empty"}, {"blank.nbsp", "NBSP"}, {"blank.op", "<o:p> </o:p>"}, {"blank.slash", "/"}, {"blank.hyphen", "-"}, {"blank.dash", "—"}, {"blank.none", "无"},
	{"blank.person_total", "only 自然人 and 总计 filled"}, {"blank.total", "only 总计 filled"}, {"blank.some_totals", "总计 filled on some rows only"},
	{"blank.whole", "a whole table blank"}, {"blank.apart", "blank, / and 0 stay apart"},
	{"merged.swallow", "merged cells that swallow the cells after the first number"}, {"merged.left", "a row one column too far left"}, {"merged.right", "a row one column too far right"},
	{"number.decimals", "up to four decimals in 万元"}, {"number.unit", "the unit inside the cell"}, {"number.plus", "+3"}, {"number.minusminus", "--253"},
	{"number.note", "22（其中…16件）"}, {"number.wide", "full-width digits"}, {"number.thousands", "thousands separators"}, {"number.space", "a space inside a number"},
	{"number.page", "page numbers inside a table"},
	{"sum.block_zero", "block totals of 0 beside non-zero cells"}, {"sum.no_addends", "a total without its addends"}, {"sum.narrative", "narrative counts that differ from the table"},
	{"text.digits_lost", "digits lost with a font: 202111日起至20211231日止"}, {"text.ocr", "one wrong character in a place name"}, {"text.stale", "a year or passage left over"},
	{"script.single", "區(qū)"}, {"script.doubled", "政(zheng)(zheng)府"}, {"script.dropped", "characters dropped"},
	{"table.sideways", "rows and columns of a table exchanged"},
	{"twice", "the same body pasted twice, an attachments line after the second"},
}

// portalLines are the tags, dates and names that pages of portals carry.
var portalLines = []shown{
	{"meta.site", "SiteName, SiteDomain, SiteIDCode"}, {"meta.column", "ColumnName, ColumnDescription, ColumnKeywords, ColumnType"},
	{"meta.article", "ArticleTitle, PubDate, ContentSource, Keywords, Author, Description, Image, Url"},
	{"meta.case", "case varies"}, {"meta.quotes", "quotes may be missing"}, {"meta.no_time", "PubDate without time"}, {"meta.seconds", "PubDate with seconds"},
	{"meta.title_markup", "ArticleTitle may hold <br> and entities"}, {"meta.column_wrong", "ColumnName wrong in saved pages: 头部"},
	{"date.publishtime", "<publishtime>"}, {"date.label.公开日期", "公开日期"}, {"date.label.发布日期", "发布日期"}, {"date.label.发布时间", "发布时间"}, {"date.label.生成日期", "生成日期"},
	{"date.path.0", "t20250120_"}, {"date.path.1", "/2025/1/16/"}, {"date.path.2", "/202401/, a month and no date"}, {"date.signed", "the signature at the end"},
	{"agency.cell", "发布机构 cell"}, {"agency.source", "ContentSource"}, {"agency.title", "the title less year and suffix"}, {"agency.signature", "the signature"},
	{"meta.source_person", "ContentSource is often just a person or an office"},
	{"container.smallest", "the smallest element that holds all tables and headings"}, {"noise", "noise inside and around the body"},
}

// containerLines are the body containers, by tag, id and class.
var containerLines = map[string]string{
	"tag": "ucapcontent article main td.detail",
	"id":  "vsb_content zoom zoomcon ivs_content UCAP-CONTENT Zoom content Content info_content",
	"class": `TRS_Editor TRS_UEDITOR trs_editor_view v_news_content article-content article_content articleCont article-con pages_content news_cont_d_wrap
		xxgk_content xxgk-content zw-content info-content content wrapper_detail_text jgzn_content hbgov-article-content`,
}

// programLines are the programs that must have written pages.
var programLines = []string{"program.office", "program.groff", "program.pandoc", "program.browser", "program.python", "program.word", "program.blanks", "word",
	"file.docx", "file.doc", "file.rtf", "file.xlsx", "file.xls", "file.pdf"}

// TestCorpusShowsEveryLine holds that each line is shown by a page, and that no
// page claims to show a line there is not.
func TestCorpusShowsEveryLine(t *testing.T) {
	lines := append(slices.Clone(formLines), portalLines...)
	for kind, names := range containerLines {
		for _, name := range strings.Fields(names) {
			lines = append(lines, shown{"container." + kind + "." + name, "body container " + name})
		}
	}
	for _, name := range programLines {
		lines = append(lines, shown{name, "a rendering of another program's"})
	}
	pages := map[string][]string{}
	for _, c := range corpus(t) {
		if len(c.Covers) == 0 {
			t.Errorf("%s shows nothing", c.File)
		}
		for _, name := range c.Covers {
			pages[name] = append(pages[name], c.File)
		}
	}
	for _, l := range lines {
		if len(pages[l.name]) == 0 {
			t.Errorf("no page shows %s: %s", l.name, l.line)
		}
		delete(pages, l.name)
	}
	for name, files := range pages {
		t.Errorf("%s show %s, which is no line", fmt.Sprint(files), name)
	}
}
