package portal

import (
	"regexp"
	"strings"

	"nianbao/seeds/urls"
)

var (
	// gkmlptSite is the number of the site in the page's script.
	gkmlptSite = regexp.MustCompile(`(?:\bSID|NFCMS_SITE_ID|\bsid|siteId)['"]?\s*[:=]\s*['"]?([0-9]{1,12})`)
	// lastNumber is the category in a column's fragment: #1234, #/1234.
	lastNumber = regexp.MustCompile(`([0-9]{1,9})[^0-9]*$`)
)

// isGkmlpt tells a column of the platform from the many pages that link to it.
func isGkmlpt(d *document) bool {
	return strings.Contains(pathOf(d.url), "/gkmlpt") && lastNumber.MatchString(d.fragment)
}

// gkmlptAsk returns the request for the articles of the category that a
// column's fragment names, on the Guangdong platform.
func gkmlptAsk(d *document) []Request {
	category := lastNumber.FindStringSubmatch(d.fragment)
	if category == nil {
		return nil
	}
	path := pathOf(d.url)
	at := strings.Index(path, "/gkmlpt")
	if at < 0 {
		return nil
	}
	address := urls.Authority(d.url) + path[:at] + "/gkmlpt/api/all/" + category[1] + "?page=1"
	if sid := gkmlptSite.FindStringSubmatch(d.text); sid != nil {
		address += "&sid=" + sid[1]
	}
	return []Request{get(address)}
}
