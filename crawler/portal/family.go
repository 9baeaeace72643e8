package portal

import (
	"regexp"
	"strings"
)

// family is a content system with its own way to list and to page. A row with
// nil functions lists by plain links.
type family struct {
	name string
	// marks are strings of which a page of this system holds at least one.
	marks []string
	// is tells a page of this system by more than its marks; nil where they do.
	is func(*document) bool
	// endpoint is what the addresses of its scripts' requests look like; nil if
	// it has none.
	endpoint *regexp.Regexp
	// records returns HTML fragments of the list that the page keeps in
	// scripts, in order; nil if the system keeps none there.
	records func(*document) []string
	// next returns the pages after this one that only scripts know; it is asked
	// where the page shows no paging links itself.
	next func(*document) []Request
	// ask returns the requests of a page's scripts for what it does not hold of
	// its list; it goes before next.
	ask func(*document) []Request
	// instead returns pages for where ask's endpoint may not be asked.
	instead func(*document) []Request
	// answer returns the request that an answer of the endpoint leads to where
	// it is no part of the list itself.
	answer func(*document) []Request
	// only rejects links of a list that is not of the column alone.
	only func(*document)
	// page is the name of the number of the page in a request; rows are those
	// of its first and last row and of how many there are to a page.
	page string
	rows [3]string
}

// families is in order of precedence: what is told by a mark nobody else has
// stands before what is told by general ones. The last row takes all others.
var families = []family{
	{
		name: "gkmlpt", is: isGkmlpt, ask: gkmlptAsk, page: "page",
		endpoint: regexp.MustCompile(`/gkmlpt/api/`),
	},
	{
		name: "hanweb", marks: []string{"dataproxy.jsp", "<datastore>"}, records: hanwebRecords, ask: hanwebAsk, instead: hanwebInstead,
		endpoint: regexp.MustCompile(`dataproxy\.jsp`), page: "page", rows: [3]string{"startrecord", "endrecord", "perpage"},
	},
	{
		name: "xxgk", marks: []string{"/module/xxgk/"}, ask: xxgkAsk, only: xxgkOnly, page: "currpage",
		endpoint: regexp.MustCompile(`/module/xxgk/search\.jsp`),
	},
	{
		name: "jpaas", marks: []string{"jpaas-publish-server"}, ask: jpaasAsk, page: "pageNo",
		endpoint: regexp.MustCompile(`jpaas-publish-server/.*/build/unit`), rows: [3]string{"", "", "pageSize"},
	},
	{
		name: "truecms", marks: []string{"messageController/getMessage.do"}, records: hanwebRecords, ask: truecmsAsk,
		endpoint: regexp.MustCompile(`messageController/getMessage\.do`), rows: [3]string{"startrecord", "endrecord", "perpage"},
	},
	{
		name: "epoint", marks: []string{"lightfrontaction", "EWB-FRONT", "webBuilderCommon.js", "showinfo.html?infoGuid="}, ask: epointAsk,
		endpoint: regexp.MustCompile(`/rest/lightfrontaction/|webBuilderCommon\.js|/ajaxReq\.js`), answer: epointAnswer,
		page: "pageIndex", rows: [3]string{"", "", "pageSize"},
	},
	{
		name: "blocks", marks: []string{"/blocks/"}, is: hasBlocks, ask: blocksAsk, page: "page",
		endpoint: regexp.MustCompile(`/columns/[0-9a-f-]{32,36}/templates/[0-9a-f-]{32,36}/blocks/`),
	},
	{
		name: "ucap", marks: []string{"getFileListByCodeId", "<ucapcontent>", "<UCAPCONTENT>", "ucaptitle", "页面生成时间"}, next: trsNext, ask: ucapAsk, instead: trsNext,
		endpoint: regexp.MustCompile(`/getFileListByCodeId$`), page: "page", rows: [3]string{"", "", "size"},
	},
	{name: "vsb", marks: []string{"_vsb_", "vsb_content", "wbtreeid=", "vsbscreen"}, next: vsbNext},
	{name: "trs", marks: []string{"createPageHTML", "TRS_Editor", "TRS_UEDITOR", "trs_editor_view", "trs_web"}, next: trsNext},
	{name: "longcheer", marks: []string{"/public/column/", "XxgkAnnualReport"}},
	{name: "plain"},
}

// Endpoint says whether an address is one that scripts of a known system ask
// for rows of a list: no page for people.
func Endpoint(canonical string) bool {
	return endpointFamily(canonical) != nil
}

// NeedsShell says whether what an address answers can be read only together
// with the page that asks for it.
func NeedsShell(canonical string) bool {
	f := endpointFamily(canonical)
	return f != nil && f.answer != nil && isScriptFile(canonical)
}

// isScriptFile says whether an address is that of a script.
func isScriptFile(canonical string) bool { return strings.HasSuffix(pathOf(canonical), ".js") }

func endpointFamily(canonical string) *family {
	where := pathAndQuery(canonical)
	where, _, _ = strings.Cut(where, "?")
	for i := range families {
		if f := &families[i]; f.endpoint != nil && f.endpoint.MatchString(where) {
			return f
		}
	}
	return nil
}

// recognise returns the family of a page.
func recognise(d *document) family {
	if d.endpoint {
		return *endpointFamily(d.url)
	}
	for _, f := range families {
		marked := len(f.marks) == 0 && f.is != nil
		for _, mark := range f.marks {
			marked = marked || strings.Contains(d.text, mark)
		}
		if marked && (f.is == nil || f.is(d)) {
			return f
		}
	}
	for i := range d.links {
		if trsArticle.MatchString(d.links[i].url) {
			return familyOf("trs")
		}
	}
	return families[len(families)-1]
}

// familyOf is a row of the table; plain where there is none.
func familyOf(name string) family {
	for _, f := range families {
		if f.name == name {
			return f
		}
	}
	return families[len(families)-1]
}
