package seeds

import (
	"fmt"

	"nianbao/seeds/strict"
)

// register remembers where each portal name and each column stood first, over
// all files of one Load.
type register struct {
	file    string
	names   map[string]string
	columns map[string]string
}

func newRegister() *register {
	return &register{names: map[string]string{}, columns: map[string]string{}}
}

func (r *register) name(n strict.Node, name string) { r.note(r.names, n, name, "portal") }

// column takes the canonical URL, so that two spellings of one address are one.
func (r *register) column(n strict.Node, canonical string) { r.note(r.columns, n, canonical, "column") }

func (r *register) note(seen map[string]string, n strict.Node, key, what string) {
	if first, twice := seen[key]; twice {
		n.Fail("%s %s stands twice, first at %s", what, key, first)
		return
	}
	seen[key] = fmt.Sprintf("%s:%d", r.file, n.Line())
}
