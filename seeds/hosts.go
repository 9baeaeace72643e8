package seeds

import (
	"errors"
	"strings"

	"nianbao/seeds/strict"
	"nianbao/seeds/urls"
)

func readHosts(n strict.Node) []string {
	var hosts []string
	for _, item := range n.List() {
		text := line(item)
		if text == "" {
			continue
		}
		host, ok := readHost(text)
		if !ok {
			item.Fail("%q is not the name of a host", text)
			continue
		}
		hosts = append(hosts, host)
	}
	return hosts
}

// readHost returns a host in canonical form. A port may be written but says
// nothing: a portal is its hosts, whatever the port.
func readHost(text string) (host string, ok bool) {
	if strings.ContainsAny(text, `/\@?# `) {
		return "", false
	}
	if strings.Count(text, ":") > 1 && !strings.HasPrefix(text, "[") {
		text = "[" + text + "]"
	}
	canonical, err := urls.Canonical("http://"+text+"/", nil, "")
	return urls.Host(canonical), err == nil
}

// cause is the innermost error: what is around it says where, and the fault
// says that better.
func cause(err error) error {
	for {
		inner := errors.Unwrap(err)
		if inner == nil {
			return err
		}
		err = inner
	}
}
