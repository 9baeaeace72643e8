package grid

import "strings"

// run is the text of a line while it is read. Most lines are one text, which
// is then taken as it stands.
type run struct {
	first string
	all   strings.Builder // once there is more than the first
}

func (r *run) add(s string) {
	switch {
	case s == "":
	case r.empty():
		r.first = s
	default:
		if r.all.Len() == 0 {
			r.all.WriteString(r.first)
		}
		r.all.WriteString(s)
	}
}

func (r *run) empty() bool { return r.first == "" }

// take returns the text and begins anew.
func (r *run) take() string {
	s := r.first
	if r.all.Len() > 0 {
		s = r.all.String()
	}
	*r = run{}
	return s
}

// hasSpace tells a text with white space that markup folds.
func hasSpace(s string) bool {
	return strings.IndexByte(s, ' ') >= 0 || strings.IndexByte(s, '\n') >= 0 || strings.IndexByte(s, '\t') >= 0 ||
		strings.IndexByte(s, '\r') >= 0 || strings.IndexByte(s, '\f') >= 0
}
