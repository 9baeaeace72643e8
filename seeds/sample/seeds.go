package sample

import (
	"fmt"
	"strings"
)

// Seeds is a seed file (YAML) for the portals as they are served: one portal
// per host, with its columns; the agency is named on some of them only.
func (s *Server) Seeds() []byte {
	var b strings.Builder
	b.WriteString("portals:\n")
	for i, site := range s.world.sites {
		fmt.Fprintf(&b, "  - name: %s\n    region: %s\n    columns:\n", site.name, site.region)
		for _, c := range site.columns {
			if c.under != "" {
				continue
			}
			fmt.Fprintf(&b, "      - url: %s%s\n", s.world.bases[i], c.path)
			if c.agency != "" {
				fmt.Fprintf(&b, "        agency: %s\n", c.agency)
			}
		}
	}
	return []byte(b.String())
}
