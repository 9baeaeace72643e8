package crawler

import (
	"slices"
	"strings"

	"nianbao/crawler/frontier"
	"nianbao/seeds"
	"nianbao/seeds/urls"
	"nianbao/store"
)

// scope is what the seeds allow: which hosts may be asked, and on behalf of
// which portal.
type scope struct {
	hosts    map[string]map[string]bool // portal's name → its hosts
	all      map[string]bool            // hosts of any portal that are asked in this run
	insecure map[string]bool            // hosts whose broken TLS is accepted
	columns  []frontier.Candidate
}

// newScope reads the portals of a run, of which only the hosts named are asked;
// all of them where none is.
func newScope(portals []seeds.Portal, only []string) scope {
	s := scope{hosts: map[string]map[string]bool{}, all: map[string]bool{}, insecure: map[string]bool{}}
	for _, p := range portals {
		own := map[string]bool{}
		for _, h := range p.AllHosts() {
			own[h] = true
			s.all[h] = s.all[h] || asked(only, h)
		}
		s.hosts[p.Name] = own
		for _, h := range p.InsecureHosts {
			s.insecure[h] = true
		}
		for _, c := range p.Columns {
			if !asked(only, urls.Host(c.URL)) {
				continue
			}
			s.columns = append(s.columns, frontier.Candidate{
				URL: c.URL, Class: frontier.Lists,
				Context: store.Context{Portal: p.Name, Region: p.Region, Column: c.URL, Agency: c.Agency},
			})
		}
	}
	return s
}

// asked says whether a host is one of those to be asked.
func asked(only []string, host string) bool {
	return len(only) == 0 || slices.ContainsFunc(only, func(name string) bool { return plainHost(name) == host })
}

// allows says whether a URL may be asked on behalf of a portal. A portal that
// is not in this run has no hosts of its own to allow; its URLs on a host of
// the run may be asked.
func (s scope) allows(portal, canonical string) bool {
	host := urls.Host(canonical)
	if own, known := s.hosts[portal]; known {
		return own[host]
	}
	return s.all[host]
}

// plainHost is a host as urls.Host has it: an IPv6 address without brackets.
func plainHost(name string) string {
	return strings.TrimSuffix(strings.TrimPrefix(name, "["), "]")
}
