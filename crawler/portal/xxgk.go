package portal

import (
	"regexp"
	"strings"

	"golang.org/x/net/html"
)

var (
	// hanwebColumn is the number of a column of 大汉 JCMS in its address.
	hanwebColumn = regexp.MustCompile(`/col/?(?:col)?([0-9]+)`)
	// xxgkSearch is the endpoint of the information disclosure module.
	xxgkSearch = regexp.MustCompile(`[\w./:-]{0,200}module/xxgk/search\.jsp(?:\?[^'"<>\s\\]*)?`)
	// xxgkArea is the code of the organisation, as the module's tree has it.
	xxgkArea = regexp.MustCompile(`[?&]area=([\w-]{1,40})`)
)

// xxgkFields are what search.jsp is told.
var xxgkFields = []string{"infotypeId", "jdid", "area", "divid", "vc_title", "vc_number", "sortfield", "currpage", "vc_filenumber", "vc_all", "texttype", "fbtime"}

// xxgkAsk returns the request for the list of an information disclosure
// column, which is drawn by POST.
func xxgkAsk(d *document) []Request {
	address := "/module/xxgk/search.jsp"
	if m := xxgkSearch.FindString(html.UnescapeString(d.text)); m != "" {
		address, _, _ = strings.Cut(m, "?")
	}
	canonical, ok := d.resolve(address)
	if !ok {
		return nil
	}
	s := d.settingsNear("module/xxgk/")
	if m := xxgkArea.FindStringSubmatch(html.UnescapeString(d.text)); m != nil {
		s.put("area", m[1])
	}
	if col := hanwebColumn.FindStringSubmatch(d.column); col != nil {
		s.put("divid", "div"+col[1])
	}
	if s.of("infotypeId", "area", "jdid") == "" {
		return nil
	}
	for _, name := range []string{"vc_title", "vc_number", "vc_filenumber", "vc_all"} {
		s[name] = "" // boxes of the search form
	}
	for name, value := range map[string]string{"infotypeid": "", "area": "", "texttype": "0", "fbtime": "-1", "sortfield": ",compaltedate:0"} {
		if s[name] == "" {
			s[name] = value
		}
	}
	s["currpage"] = "1"
	r := Request{URL: canonical, Method: "POST", ContentType: formType, Body: []byte(s.form(xxgkFields))}
	page, before, needed := d.from(5)
	if !needed {
		return nil
	}
	r = r.with("currpage", page)
	r.Before = before
	return []Request{r}
}

// xxgkOnly rejects what is of other columns: search.jsp does not filter by the
// column. Where nothing is of this one, titles alone decide.
func xxgkOnly(d *document) {
	col := hanwebColumn.FindStringSubmatch(d.column)
	if col == nil {
		return
	}
	own, any := "/art_"+col[1]+"_", false
	for i := range d.links {
		any = any || strings.Contains(d.links[i].url, own)
	}
	for i := range d.links {
		if l := &d.links[i]; any && strings.Contains(l.url, "/art_") && !strings.Contains(l.url, own) {
			l.verdict = Rejected
		}
	}
}

// xxgkYear is the module's page of the annual reports of one year.
var xxgkYear = regexp.MustCompile(`/module/xxgk/xxgkAnnualReport\.jsp`)

// yearsOf turns a choice of years that only a script reads into links of its
// page: xxgkAnnualReport.jsp?fbtime=2017&area=….
func (d *document) yearsOf(value, text string) string {
	if !xxgkYear.MatchString(d.url) || len(value) != 4 || !onlyYear.MatchString(fold(text)) {
		return ""
	}
	return withQuery(d.url, "fbtime", value)
}
