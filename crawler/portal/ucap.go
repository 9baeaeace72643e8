package portal

import "regexp"

// ucapAddress is the endpoint of 开普 UCAP.
var ucapAddress = regexp.MustCompile(`[\w./:-]{0,200}getFileListByCodeId`)

// ucapAsk returns the request for the list of a column that its page draws by
// script. Columns of static pages have none.
func ucapAsk(d *document) []Request {
	address := ucapAddress.FindString(d.text)
	if address == "" {
		return nil
	}
	if address[0] != '/' && address[0] != 'h' {
		address = "/" + address
	}
	canonical, ok := d.resolve(address)
	s := d.settingsNear("getFileListByCodeId")
	if !ok || s.of("channelId") == "" {
		return nil
	}
	if _, _, needed := d.from(MaxEntries); !needed {
		return nil
	}
	s["page"] = "1"
	if within(s["size"], 1000) == 0 {
		s["size"] = s.of("pageSize", "rows")
	}
	if within(s["size"], 1000) == 0 {
		s["size"] = "20"
	}
	if s["relatesubchannels"] == "" {
		s["relatesubchannels"] = "false"
	}
	if _, set := s["codeid"]; !set {
		s["codeid"] = ""
	}
	return []Request{{
		URL: canonical, Method: "POST", ContentType: formType,
		Body: []byte(s.form([]string{"codeId", "channelId", "page", "size", "relateSubChannels"})),
	}}
}
