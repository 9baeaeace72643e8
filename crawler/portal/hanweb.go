package portal

import (
	"regexp"
	"strings"
)

// record is one row of a list that 大汉 JCMS puts into a script of its first
// page: <datastore>…<record><![CDATA[<li>…</li>]]></record>.
var record = regexp.MustCompile(`(?s)<record>\s*<!\[CDATA\[(.*?)\]\]>\s*</record>`)

// hanwebRecords returns the rows of the list that the page holds in a
// datastore. They are the first pages of it; the rest comes from
// dataproxy.jsp, which pages do not link to.
func hanwebRecords(d *document) []string {
	var rows []string
	for _, script := range d.scripts {
		if !strings.Contains(script, "<datastore>") {
			continue
		}
		for _, m := range record.FindAllStringSubmatch(script, MaxLinks) {
			rows = append(rows, m[1])
		}
	}
	return rows
}
