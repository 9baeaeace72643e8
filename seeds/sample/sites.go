package sample

// family is how a site's lists page.
type family int

const (
	familyTRS   family = iota // index.html, index_1.html, …; pages counted in a script
	familyPlain               // list.shtml, list_2.shtml, …; linked
)

// site is one portal on its host.
type site struct {
	name    string
	region  string
	family  family
	theme   theme
	charset string // of the bytes
	declare string // what the pages declare; "" nothing
	robots  string // "" answers 404
	soft404 bool   // unknown paths answer 200 with a notice
	columns []column
}

// column is a list of reports. Agency is named in the seed where set. A column
// under another is its sub-column.
type column struct {
	path    string // of the first page
	title   string
	agency  string
	size    int    // entries a page
	ext     string // of TRS pages
	under   string // path of the parent
	entries []entry
}

// entry is one line of a list.
type entry struct {
	href  string // path, or absolute for other hosts
	text  string // as the list prints it
	title string // title attribute, where the text is cut
	date  string
}

// Indexes of the sites.
const (
	qingxi = iota
	songwu
	yanchuan
	hedu
	yanping
	jichuan
)

// sites are the portals without what their lists hold.
func sites() []site {
	return []site{
		{name: qingxiGov, region: "岚海省/砚川市/青溪区", family: familyTRS, theme: themeTRS, charset: "utf-8", declare: "utf-8",
			robots: "# robots.txt of the portal\nUser-agent: *\nDisallow: /was5/\nDisallow: /admin/\nAllow: /\n",
			columns: []column{
				{path: "/zfxxgk/zfxxgknb/", title: "政府信息公开工作年度报告", size: 8, ext: "html"},
				{path: "/zfxxgk/zfxxgknb/xz/", title: "镇街年报", size: 8, ext: "html", under: "/zfxxgk/zfxxgknb/"},
			}},
		{name: "松梧县人民政府", region: "岚海省/砚川市/松梧县", family: familyPlain, theme: themePlain, charset: "utf-8", declare: "utf-8",
			columns: []column{{path: "/zwgk/xxgknb/list.shtml", title: "政府信息公开年报", size: 6}}},
		{name: yanchuanGov, region: "岚海省/砚川市", family: familyPlain, theme: themeUCAP, charset: "utf-8", declare: "utf-8", soft404: true,
			robots:  "User-agent: Baiduspider\nDisallow: /search/\n\nUser-agent: *\nDisallow: /module/\nDisallow: /*.jsp$\n",
			columns: []column{{path: "/ycs/gknb/list.shtml", title: "年度报告", size: 10}}},
		{name: "禾渡区人民政府", region: "岚海省/禾州市/禾渡区", family: familyTRS, theme: themeVSB, charset: "gb18030",
			robots: "User-Agent: *\r\nAllow: /\r\n",
			columns: []column{
				{path: "/zfxxgk/bmnb/sjj/", title: "区审计局年报", agency: heduAudit, size: 6, ext: "htm"},
				{path: "/zfxxgk/bmnb/zrzyj/", title: "区自然资源局年报", agency: heduLand, size: 6, ext: "htm"},
			}},
		{name: "雁坪县人民政府", region: "岚海省/禾州市/雁坪县", family: familyPlain, theme: themeZoom, charset: "utf-8", declare: "utf-8",
			robots:  "User-agent: *\nDisallow: /zfxxgk/internal/\nCrawl-delay: 1\n",
			columns: []column{{path: "/zfxxgk/jtysj/list.shtml", title: "政府信息公开年报", agency: yanpingRoads, size: 10}}},
		{name: jichuanGov, region: "岚海省/砚川市/霁川县", family: familyPlain, theme: themeZoom, charset: "utf-8", declare: "utf-8",
			robots:  "User-agent: *\nDisallow: /pdfjs/\n",
			columns: []column{{path: filedColumn, title: "政府信息公开工作年度报告", size: 20}}},
	}
}
