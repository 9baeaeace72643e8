package web

import "nianbao/extract/audit"

// words are what keys of the public surface are called, in English and Chinese.
// A key that is not here stands for itself.
var words = map[string][2]string{
	"error":   {"error", "错误"},
	"warning": {"warning", "警告"},
	"info":    {"note", "提示"},

	"annual_report":    {"annual report", "年度报告"},
	"legal_table_only": {"tables only", "仅有表格"},
	"attachment_only":  {"file only", "仅有附件"},
	"image_only":       {"images only", "仅有图片"},
	"not_a_report":     {"not a report", "非报告"},

	"2021": {"form of 2021", "2021年格式"}, "2019": {"form of 2019", "2019年格式"}, "2014": {"form of 2014", "2014年统计表"},
	"local": {"local form", "地方格式"}, "unknown": {"unknown form", "格式不明"},

	"blank": {"blank", "空白"}, "dash": {"a stroke", "划线"}, "annotated": {"with a note", "带注释"},
	"signed": {"with a sign", "带符号"}, "unit": {"with a unit", "带单位"}, "text": {"text", "文字"}, "absent": {"not on the page", "页面无此格"},

	"ok": {"answered", "成功"}, "not_modified": {"not changed", "未变更"}, "redirect": {"redirected", "重定向"}, "redirect_loop": {"redirected in a circle", "循环重定向"},
	"http_error": {"HTTP error", "HTTP 错误"}, "soft_404": {"missing, though it says 200", "软 404"}, "challenge": {"a wall", "访问验证"}, "too_large": {"too large", "过大"},
	"incomplete": {"incomplete", "不完整"}, "decode_error": {"cannot be decoded", "解码失败"}, "timeout": {"timed out", "超时"}, "dns_error": {"no address", "域名解析失败"},
	"tls_error": {"TLS error", "TLS 错误"}, "connection_error": {"no connection", "连接失败"},

	"crawl": {"crawl", "抓取"}, "import": {"import", "导入"}, "demo": {"demo", "演示"},

	"applications.row_sum": {"row total", "申请表行合计"}, "applications.column_sum": {"column total", "申请表列合计"},
	"applications.balance": {"received against handled", "收件与办结"}, "review_litigation.sum": {"reviews and suits, total", "复议诉讼合计"},
	"cell.not_a_number": {"not a number", "不是数字"}, "cell.negative": {"negative count", "负数"}, "cell.blank": {"blank cells", "空白单元格"},
	"table.shifted_row": {"row one column off", "数字错列"}, "table.missing": {"table missing", "缺少表格"}, "table.row_missing": {"row missing", "缺少行"},
	"section.missing": {"section missing", "缺少部分"}, "years.carried_over": {"carried over", "上年结转"}, "years.in_force": {"in force", "现行有效件数"},
	"text.doubled": {"body doubled", "正文重复"}, "text.year_mismatch": {"another year", "年份不符"}, "text.agency_mismatch": {"another agency", "机关不符"},
	"text.table_mismatch": {"text against table", "文表不一致"}, "text.phonetic_annotations": {"phonetic annotations", "注音"},
	"text.foreign_topic": {"another agency's work", "内容与职能不符"}, "text.borrowed": {"borrowed passage", "内容雷同"},

	"title": {"title", "标题"}, "agency": {"agency", "机关"}, "agency_printed": {"agency as printed", "原文机关名称"}, "year": {"year", "年度"},
	"kind": {"kind", "类型"}, "published_on": {"published on", "发布日期"}, "signed_on": {"signed on", "落款日期"}, "template": {"form", "表式"},
	"copies": {"copies", "份数"}, "charset": {"charset", "编码"}, "media_type": {"media type", "媒体类型"}, "url": {"address", "网址"},
}

func word(lang audit.Language, key string) string {
	w, ok := words[key]
	if !ok {
		return key
	}
	return say(lang, w[0], w[1])
}
