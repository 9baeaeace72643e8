package portal

import (
	"encoding/json"
	"net/url"
	"regexp"
	"strconv"
	"strings"

	"nianbao/extract/charset"
)

var (
	// epointAddress is the endpoint, whole or with the project left to a
	// variable.
	epointAddress = regexp.MustCompile(`[\w./:-]{0,200}rest/lightfrontaction/getgovinfolist`)
	// epointScript is the file that says project and site where the page does
	// not.
	epointScript = regexp.MustCompile(`(?i)src\s*=\s*["']?([^"'\s<>]{0,300}(?:webBuilderCommon|ajaxReq)\.js(?:\?[^"'\s<>]{0,100})?)`)
	// epointNested is a script that wraps what it sends: {"params": {…}}.
	epointNested = regexp.MustCompile(`["']?params["']?\s*:\s*\{`)
)

// epointAsk returns the request for the list of a column of 新点 WebBuilder, or
// for the script that says where that is.
func epointAsk(d *document) []Request {
	return d.epointList(d.settingsNear("getgovinfolist"), d.text, true)
}

// epointAnswer goes on from that script, with what its page sets.
func epointAnswer(d *document) []Request {
	s := settings{}
	s.read(d.text)
	text := d.text + "\n" + charset.Decode(d.shell, "").Text
	s.read(text)
	return d.epointList(s, text, false)
}

func (d *document) epointList(s settings, text string, first bool) []Request {
	query := d.queryOf(d.column)
	category := query.Get("categorynum")
	if category == "" {
		category = s.of("categorynum")
	}
	site := s.of("siteGuid")
	if category == "" {
		return nil
	}
	if site == "" {
		if m := epointScript.FindStringSubmatch(text); m != nil && first {
			if canonical, ok := d.resolve(m[1]); ok {
				return []Request{get(canonical)}
			}
		}
		return nil
	}
	address := epointAddress.FindString(text)
	if project := strings.Trim(s.of("projectName"), "/"); project != "" && !strings.Contains(address, project) {
		address = "/" + project + "/rest/lightfrontaction/getgovinfolist"
	}
	if address == "" {
		address = "/EWB-FRONT/rest/lightfrontaction/getgovinfolist"
	}
	if address[0] != '/' && !strings.HasPrefix(address, "http") {
		address = "/" + address
	}
	canonical, ok := d.resolve(address)
	if !ok {
		return nil
	}
	department := query.Get("deptcode")
	if department == "" {
		department = s.of("deptcode")
	}
	index := within(s.of("pageIndex"), 1)
	size := s.size(20, "pageSize")
	body := `{"deptcode":` + quote(department) + `,"categorynum":` + quote(category) + `,"siteGuid":` + quote(site) +
		`,"pageIndex":` + strconv.Itoa(index) + `,"pageSize":` + strconv.Itoa(size) + `}`
	if epointNested.MatchString(text) {
		body = `{"token":"","params":` + body + `}`
	}
	return []Request{{URL: canonical, Method: "POST", ContentType: jsonType, Body: []byte(body)}}
}

func quote(s string) string {
	b, err := json.Marshal(s)
	if err != nil {
		return `""`
	}
	return string(b)
}

// queryOf are the parameters of an address; what does not parse is left out.
func (d *document) queryOf(canonical string) url.Values {
	_, query, _ := strings.Cut(pathAndQuery(canonical), "?")
	values, _ := url.ParseQuery(query) // the rest of a broken one is read
	return values
}
