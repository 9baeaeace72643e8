package seeds

import (
	"slices"

	"nianbao/seeds/strict"
	"nianbao/seeds/urls"
)

// Error is a fault in a seed file or in the patterns that name them:
// file:line: key: message. Load and Parse return several at once as
// strict.Errors; errors.As with *Error finds the first.
type Error = strict.Error

// Portal is a government site whose report columns are to be archived.
type Portal struct {
	Name          string   // unique over all seeds
	Region        string   // path of names from province down, such as 河南省/平顶山市
	Hosts         []string // further hosts of the portal, canonical, without port
	InsecureHosts []string // hosts whose broken TLS is accepted, canonical, without port
	Columns       []Column // at least one
	File          string   // the seed file
	Line          int      // in it, from 1
}

// Column is the address of one list of annual reports.
type Column struct {
	URL      string // canonical, with its fragment
	Agency   string // whose reports the list holds; "" if many, or not said
	Source   string // page the column was found on, canonical; "" if not said
	Verified string // day somebody last saw reports there, YYYY-MM-DD; "" if nobody has ("no"), or it is not said
	Line     int    // in the portal's file, from 1
}

// AllHosts returns every host of the portal, sorted: those of its columns,
// Hosts and InsecureHosts. Nothing outside them is ever asked.
func (p Portal) AllHosts() []string {
	hosts := slices.Concat(p.Hosts, p.InsecureHosts)
	for _, c := range p.Columns {
		hosts = append(hosts, urls.Host(c.URL))
	}
	slices.Sort(hosts)
	return slices.Compact(hosts)
}
