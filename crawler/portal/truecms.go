package portal

import (
	"regexp"
	"strconv"
)

// truecmsAddress is the endpoint of truecms, with its folder, which is spelt in
// either case.
var truecmsAddress = regexp.MustCompile(`(?i)[\w./:-]{0,200}messageController/getMessage\.do`)

// truecmsAsk returns the request for the rows that the column's page does not
// hold. perpage has a limit of its own on each portal: the page's is kept.
func truecmsAsk(d *document) []Request {
	canonical, ok := d.resolve(truecmsAddress.FindString(d.text))
	s := d.settingsNear("getMessage.do")
	column := s.of("columnId")
	if !ok || column == "" {
		return nil
	}
	size := s.size(20, "perPage")
	total, shown := within(s.of("totalRecord"), maxTotal), max(d.inlined, d.listed())
	if total > 0 && shown >= total {
		return nil
	}
	before := shown / size * size
	address := withQuery(canonical, "startrecord", strconv.Itoa(before+1))
	address = withQuery(address, "endrecord", strconv.Itoa(before+size))
	address = withQuery(address, "perpage", strconv.Itoa(size))
	address = withQuery(address, "columnId", column)
	r := get(withQuery(address, "callback", "cb"))
	r.Before = before
	return []Request{r}
}
