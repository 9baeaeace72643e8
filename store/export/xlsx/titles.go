package xlsx

import (
	"strings"

	"nianbao/extract/audit"
	"nianbao/extract/form"
)

// The sheets of a workbook of reports.
const (
	sheetReports  = "报告"
	sheetFindings = "问题"
)

// tableSheets are the sheets of the statutory tables: shorter than the tables'
// names, as a sheet's name has at most 31 characters.
var tableSheets = map[string]string{
	form.Disclosure:       "主动公开",
	form.Applications:     "依申请公开",
	form.ReviewLitigation: "复议诉讼",
	form.Statistics:       "统计表",
}

// keyHeads begin every sheet but the first.
var keyHeads = []head{{"编号", 18}, {"行政区划", 24}, {"机关", 24}, {"年度", 6}}

var findingHeads = []head{
	{"级别", 6}, {"规则", 24}, {"表", 24}, {"行", 30}, {"列", 16}, {"部分", 6}, {"应为", 9}, {"实为", 9}, {"说明", 60},
}

var severities = map[string]string{
	string(audit.Error): "错误", string(audit.Warning): "警告", string(audit.Info): "提示",
}

var states = map[form.State]string{
	form.Blank: "空白", form.Annotated: "有附注", form.Signed: "有正负号", form.Unit: "带单位",
}

// reportTitles are the headers of the sheet of reports, by the columns' names.
var reportTitles = map[string]head{
	"id": {"编号", 18}, "url": {"网址", 40}, "portal": {"门户", 18}, "region": {"行政区划", 24},
	"agency": {"机关", 24}, "agency_printed": {"机关（原文）", 24}, "year": {"年度", 6}, "kind": {"类型", 16}, "title": {"标题", 40},
	"published_on": {"发布日期", 11}, "signed_on": {"落款日期", 11}, "template": {"表式", 7},
	"template_disclosure": {"主动公开表式", 7}, "template_applications": {"依申请公开表式", 7},
	"template_review_litigation": {"复议诉讼表式", 7}, "template_statistics": {"统计表表式", 7},
	"cells": {"数字个数", 0}, "characters": {"正文字数", 0}, "errors": {"错误", 6}, "warnings": {"警告", 6}, "infos": {"提示", 6},
	"files": {"附件数", 7}, "tables_from": {"表格出自附件（SHA-256）", 18}, "duplicate_of": {"重复于", 18}, "copies": {"正文份数", 7},
	"first_seen": {"首次抓取", 20}, "changed_at": {"最近变动", 20}, "fetched_at": {"最近确认", 20}, "gone_at": {"失效时间", 20},
	"versions": {"版本数", 7}, "status": {"状态码", 7}, "media_type": {"媒体类型", 12}, "charset": {"编码", 9},
	"raw_sha256": {"原始网页 SHA-256", 18}, "content_sha256": {"内容 SHA-256", 18}, "parser": {"解析器版本", 11},
}

// nameUnlessEmpty is the name of a key; nothing for none.
func nameUnlessEmpty(key string, name func(string) string) string {
	if key == "" {
		return ""
	}
	return name(key)
}

func columnNames(table string, keys []string) string {
	names := make([]string, len(keys))
	for i, k := range keys {
		names[i] = form.ColumnName(table, k)
	}
	return strings.Join(names, "、")
}
