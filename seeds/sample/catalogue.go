package sample

import (
	"fmt"
	"strings"
)

// listing says where a report is published, in which rendering, and what is
// wrong with it.
type listing struct {
	site      int
	agency    string
	year      int
	rendering Rendering
	quirks    []quirk
}

// page is a report at its address.
type page struct {
	site      int
	path      string
	column    string // path of the column that lists it
	theme     theme  // "" is the site's
	rendering Rendering
	document  Document
	same      string // path of the page with the same report
	moved     string // old path, which the list links and which redirects here
	declare   string // charset the page declares, where not the site's
}

// catalogue lists every report of the sample portal.
func catalogue() []listing {
	return append(districtListings(), append(countyListings(), cityListings()...)...)
}

func districtListings() []listing {
	return []listing{
		{qingxi, qingxiGov, 2020, Clean, nil},
		{qingxi, qingxiGov, 2021, Word, nil},
		{qingxi, qingxiGov, 2022, Clean, nil},
		{qingxi, qingxiGov, 2023, Word, nil},
		{qingxi, qingxiGov, 2024, PipedRows, []quirk{cutOutcomes, charge("3160.8", "3160.8"), trailer("图解链接：青溪区2024年政府信息公开工作年度报告")}},
		{qingxi, qingxiBuild, 2021, Word, nil},
		{qingxi, qingxiBuild, 2022, TabbedLines, nil},
		{qingxi, qingxiBuild, 2023, Clean, []quirk{oldLabels}},
		{qingxi, qingxiBuild, 2024, Tabbed, []quirk{misnamed("青溪区建设和交通局"), staleYear, borrowed(heduAudit, 2024)}},
		{qingxi, qingxiHealth, 2020, Word, nil},
		{qingxi, qingxiHealth, 2021, Clean, nil},
		{qingxi, qingxiHealth, 2022, Tabbed, nil},
		{qingxi, qingxiHealth, 2023, Piped, nil},
		{qingxi, qingxiHealth, 2024, Clean, []quirk{dashes}},
		{qingxi, liutang, 2022, Clean, []quirk{withoutTables}},
		{qingxi, liutang, 2023, Clean, []quirk{onlyPersons}},
		{qingxi, liutang, 2024, Markdown, nil},
	}
}

func countyListings() []listing {
	return []listing{
		{songwu, songwuHousing, 2019, Clean, nil},
		{songwu, songwuHousing, 2020, TabbedLines, nil},
		{songwu, songwuHousing, 2021, Word, []quirk{charge("437.9125", "437.9125")}},
		{songwu, songwuHousing, 2022, PipedRows, nil},
		{songwu, songwuHousing, 2023, Piped, []quirk{blankFirst(4), cutApplicants, signedIn("2023-02-20"), inTraditional}},
		{songwu, songwuSchools, 2020, Clean, nil},
		{songwu, songwuSchools, 2021, Clean, []quirk{olderApplications}},
		{songwu, songwuSchools, 2022, Word, []quirk{dashes}},
		{songwu, songwuSchools, 2023, Markdown, nil},
		{songwu, songwuSchools, 2024, Clean, []quirk{withoutRow(Disclosure, "coercion")}},
		{songwu, songwuMarket, 2021, Clean, nil},
		{songwu, songwuMarket, 2022, Clean, []quirk{wrongSums}},
		{songwu, songwuMarket, 2023, Clean, []quirk{
			printCell(Disclosure, "licensing", "decisions", "12,548", "12548"),
			printCell(Disclosure, "penalties", "decisions", "１３７", "137"),
			printCell(Disclosure, "normative_documents", "in_force", "1 024", "1024")}},
		{songwu, songwuMarket, 2024, Word, []quirk{pageBreak(Applications, "carried_over")}},
		{yanping, yanpingRoads, 2021, Piped, []quirk{borrowed(yanchuanMoney, 2021), twice}},
		{yanping, yanpingRoads, 2022, Clean, []quirk{blankReview}},
		{yanping, yanpingRoads, 2023, Markdown, []quirk{charge("318.4406", "318.4406"), shiftTotal}},
		{yanping, yanpingRoads, 2024, Clean, nil},
	}
}

func cityListings() []listing {
	return []listing{
		{yanchuan, yanchuanGov, 2022, Clean, nil},
		{yanchuan, yanchuanGov, 2023, Clean, []quirk{printCell(Disclosure, "normative_documents", "in_force", "22（其中修订16件）", "22")}},
		{yanchuan, yanchuanGov, 2024, PipedRows, nil},
		{yanchuan, yanchuanMoney, 2021, Clean, nil},
		{yanchuan, yanchuanMoney, 2022, Word, nil},
		{yanchuan, yanchuanMoney, 2023, Clean, nil},
		{yanchuan, yanchuanMoney, 2024, Clean, []quirk{charge("251000元", "25.1")}},
		{yanchuan, yanchuanWater, 2018, Clean, nil},
		{yanchuan, yanchuanWater, 2021, Tabbed, nil},
		{yanchuan, yanchuanWater, 2022, Clean, nil},
		{yanchuan, yanchuanWater, 2023, Word, nil},
		{yanchuan, yanchuanWater, 2024, Clean, nil},
		{hedu, heduAudit, 2021, Clean, nil},
		{hedu, heduAudit, 2022, Word, []quirk{withoutSection(5)}},
		{hedu, heduAudit, 2023, Tabbed, nil},
		{hedu, heduAudit, 2024, Clean, nil},
		{hedu, heduLand, 2022, Clean, nil},
		{hedu, heduLand, 2023, Word, []quirk{miscounted}},
		{hedu, heduLand, 2024, Piped, nil},
		{hedu, heduLand, 2025, Clean, []quirk{negative, wordy}},
	}
}

func inTraditional(d *Document) { d.Traditional = true }

// negative prints a number below zero where none can be.
func negative(d *Document) {
	d.Set(Disclosure, "penalties", "decisions", "-3", Number("-3"))
	d.must("cell.negative", Disclosure, "penalties", "decisions")
}

// wordy prints words where a number belongs.
func wordy(d *Document) {
	d.Set(Disclosure, "fees", "amount_wan", "详见部门决算", nil)
	d.must("cell.not_a_number", Disclosure, "fees", "amount_wan")
}

// pages builds every report page of the sample portal: the catalogue, one
// report at a second address under other chrome, and one posted again by
// another portal in another rendering.
func pages() []page {
	var out []page
	for _, l := range catalogue() {
		d := build(byName(l.agency), l.year)
		for _, q := range l.quirks {
			q(&d)
		}
		p := page{site: l.site, rendering: l.rendering, document: d, path: address(l.site, d), column: columnOf(l)}
		switch {
		case l.agency == qingxiGov && l.year == 2020:
			p.moved = "/zwgk/nb/2020.html"
		case l.agency == heduLand && l.year == 2023:
			p.declare = "gb2312"
		}
		out = append(out, p)
		switch {
		case l.agency == yanchuanMoney && l.year == 2023:
			out = pair(out, page{site: yanchuan, column: p.column, theme: themeZoom, rendering: l.rendering,
				document: d.Clone(), path: "/public/6981/4417702.html"})
		case l.agency == yanchuanWater && l.year == 2024:
			again := d.Clone()
			again.Published, again.Source = "2025-04-02", "砚川市水利局办公室"
			out = pair(out, page{site: qingxi, column: "/zfxxgk/zfxxgknb/", rendering: Word,
				document: again, path: "/zfxxgk/zfxxgknb/202504/t20250402_3990417.html"})
		}
	}
	return out
}

// pair adds a page with the report of the last one.
func pair(out []page, p page) []page {
	last := len(out) - 1
	p.same, out[last].same = out[last].path, p.path
	return append(out, p)
}

func columnOf(l listing) string {
	switch {
	case l.agency == liutang:
		return "/zfxxgk/zfxxgknb/xz/"
	case l.agency == heduLand:
		return "/zfxxgk/bmnb/zrzyj/"
	case l.site == hedu:
		return "/zfxxgk/bmnb/sjj/"
	default:
		return sites()[l.site].columns[0].path
	}
}

// address makes a report's path as its site's content system would.
func address(site int, d Document) string {
	roll := newDice("address of "+d.Agency, d.Year)
	day := strings.ReplaceAll(d.Published, "-", "")
	switch site {
	case qingxi:
		sub := ""
		if d.Agency == liutang {
			sub = "xz/"
		}
		return fmt.Sprintf("/zfxxgk/zfxxgknb/%s%s/t%s_%d.html", sub, day[:6], day, roll.between(1000000, 3999999))
	case songwu:
		return fmt.Sprintf("/zwgk/xxgknb/%s/content_%d.shtml", day[:4], roll.between(10000, 99999))
	case yanchuan:
		return fmt.Sprintf("/ycs/gknb/%s/%016x%016x.shtml", day[:6], roll.next(), roll.next())
	case hedu:
		return fmt.Sprintf("/info/%d/%d.htm", 1039+len(d.Agency), roll.between(10000, 99999))
	default:
		return fmt.Sprintf("/zfxxgk/jtysj/%s/%d.html", day[:4], roll.between(100000, 999999))
	}
}
