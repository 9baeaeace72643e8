package sample

import (
	"fmt"
	"strconv"
)

// ordinals of sections and headings.
var ordinals = []string{"", "一", "二", "三", "四", "五", "六", "七", "八"}

// titles are the six headings of the national form.
var titles = []string{"",
	"总体情况", "主动公开政府信息情况", "收到和处理政府信息公开申请情况",
	"政府信息公开行政复议、行政诉讼情况", "存在的主要问题及改进情况", "其他需要报告的事项",
}

// Wordings also seen for two of them.
const (
	longProblems = "政府信息公开工作存在的主要问题及改进情况"
	oldReview    = "因政府信息公开工作被申请行政复议、提起行政诉讼情况"
)

// build makes an agency's report on a year, in the form of that year.
func build(a agency, year int) Document {
	h := history(a)
	f := h[year]
	d := Document{Agency: a.name, Printed: a.name, Year: year, Source: a.name}
	d.Title = fmt.Sprintf("%s%d年政府信息公开工作年度报告", a.name, year)
	roll := newDice("dates of "+a.name, year)
	d.Published = fmt.Sprintf("%d-%02d-%02d", year+1, roll.between(1, 3), roll.between(3, 28))
	n := newNarrator(a, year, f)
	if year < 2019 {
		d.Sections = prose2014(n, f)
		return d
	}
	form := "2021"
	if year < 2021 {
		form = "2019"
	}
	d.Sections = []Section{
		{Paragraphs: n.overview(f)},
		{Paragraphs: n.sometimes(disclosureNotes), Tables: []Table{disclosureTable(form, f, h[year-1])}},
		{Paragraphs: n.sometimes(applicationNotes), Tables: []Table{applicationsTable(form, f)}},
		{Paragraphs: n.sometimes(reviewNotes), Tables: []Table{reviewTable(form, f)}},
		{Paragraphs: n.outlook()},
		{Paragraphs: n.rest()},
	}
	for i := range d.Sections {
		d.Sections[i].Number, d.Sections[i].Ordinal, d.Sections[i].Heading = i+1, ordinals[i+1], titles[i+1]
	}
	if form == "2019" {
		d.Sections[3].Heading = oldReview
	}
	if roll.upTo(3) == 0 {
		d.Sections[4].Heading = longProblems
	}
	if roll.upTo(2) == 0 {
		d.Signed = d.Published
	}
	return d
}

// signature is the lines below the body; nil where it is not signed.
func (d Document) signature() []string {
	if d.Signed == "" {
		return nil
	}
	return []string{d.Agency, chineseDate(d.Signed)}
}

// chineseDate writes YYYY-MM-DD as 2025年1月7日; as it is where it is no date.
func chineseDate(date string) string {
	if len(date) != len("2025-01-07") {
		return date
	}
	month, err1 := strconv.Atoi(date[5:7])
	day, err2 := strconv.Atoi(date[8:10])
	if err1 != nil || err2 != nil {
		return date
	}
	return fmt.Sprintf("%s年%d月%d日", date[:4], month, day)
}

// prose2014 is a report in the headings of 2008–2018 with the statistics table
// as its appendix. Of those headings only the problems and the rest are also
// headings of the national form.
func prose2014(n *narrator, f figures) []Section {
	overview := n.overview(f)
	requests := overview[3]
	return []Section{
		{Number: -1, Ordinal: "一", Heading: "概述", Paragraphs: []string{overview[0]}},
		{Number: -1, Ordinal: "二", Heading: "主动公开政府信息的情况", Paragraphs: overview[1:3]},
		{Number: -1, Ordinal: "三", Heading: "依申请公开政府信息和不予公开政府信息的情况", Paragraphs: []string{requests}},
		{Number: -1, Ordinal: "四", Heading: "政府信息公开的收费及减免情况", Paragraphs: []string{n.replacer.Replace("{Y}年，{W}未收取检索、复制、邮寄等费用，也没有减免情况。")}},
		{Number: -1, Ordinal: "五", Heading: "因政府信息公开申请行政复议、提起行政诉讼的情况", Paragraphs: []string{n.say(reviewNotes)}},
		{Number: 5, Ordinal: "六", Heading: "存在的主要问题及改进措施", Paragraphs: n.outlook()},
		{Number: 6, Ordinal: "七", Heading: "其他需要报告的事项", Paragraphs: []string{n.say(others)}},
		{Number: -1, Heading: "附表：政府信息公开情况统计表", Tables: []Table{statisticsTable(f)}},
	}
}
