package families

import (
	"fmt"
	"net/http"
	"regexp"
	"strings"

	"nianbao/seeds/sample"
)

// Verdict is what a portal's log says of whoever asked it.
type Verdict struct {
	Portal    Portal
	Requests  int      // all of them, robots.txt too
	Robots    int      // of those for robots.txt
	Served    int      // reports that were asked for and given
	Missing   []string // URLs of reports that had to be found and were not asked for
	Twice     []string // requests made again though the answer was a good one
	Retries   int      // requests made again after an answer that was none
	Forbidden []string // requests that robots.txt forbids
	Trapped   []string // requests that only a trapped crawler makes
	Empty     int      // list pages and others that had nothing to give: 404, 5xx
	Others    []string // requests for what is no report, in order, each with its status
}

// PerReport is how many requests each report took.
func (v Verdict) PerReport() float64 {
	if v.Served == 0 {
		return 0
	}
	return float64(v.Requests) / float64(v.Served)
}

// Judge reads the log since the start or the last ResetLog, one verdict a
// portal, in the order of Portals. Strangers are the requests to the host that
// is nobody's.
func (s *Server) Judge() (verdicts []Verdict, strangers []string) {
	logs := make([][]sample.Request, len(s.sites))
	for _, r := range s.Log() {
		logs[r.Site] = append(logs[r.Site], r)
	}
	for i, st := range s.sites {
		if st.Family == "" {
			for _, r := range logs[i] {
				strangers = append(strangers, describe(r))
			}
			continue
		}
		verdicts = append(verdicts, st.judge(logs[i]))
	}
	return verdicts, strangers
}

func (s *site) judge(log []sample.Request) Verdict {
	v := Verdict{Portal: s.now(), Requests: len(log)}
	rules := parseRobots(s.robots)
	good := map[string]bool{}
	asked := map[string]bool{}
	reports := map[string]bool{}
	for _, r := range s.now().Reports {
		reports["GET "+r.path] = true
	}
	for _, r := range log {
		if !reports[describe(r)] {
			v.Others = append(v.Others, fmt.Sprint(r.Status, " ", describe(r)))
		}
		if r.Path == "/robots.txt" {
			v.Robots++
			continue
		}
		what := describe(r)
		switch {
		case good[what]:
			v.Twice = append(v.Twice, what)
		case asked[what]:
			v.Retries++
		}
		asked[what] = true
		good[what] = good[what] || r.Status < http.StatusInternalServerError
		if r.Status >= http.StatusBadRequest {
			v.Empty++
		}
		target := r.Path
		if r.Query != "" {
			target += "?" + r.Query
		}
		if !rules.allow(target) {
			v.Forbidden = append(v.Forbidden, what)
		}
		for _, prefix := range s.traps {
			if strings.HasPrefix(r.Path, prefix) {
				v.Trapped = append(v.Trapped, what)
			}
		}
	}
	for _, r := range v.Portal.Reports {
		switch {
		case good["GET "+r.path]:
			v.Served++
		case r.Must:
			v.Missing = append(v.Missing, r.URL)
		}
	}
	return v
}

// describe tells requests apart: method, address, what was posted.
func describe(r sample.Request) string {
	what := r.Method + " " + r.Path
	if r.Query != "" {
		what += "?" + r.Query
	}
	if len(r.Body) > 0 {
		what += " " + string(r.Body)
	}
	return what
}

// rule is a line of robots.txt for all robots.
type rule struct {
	allow   bool
	length  int
	pattern *regexp.Regexp
}

type rules []rule

// parseRobots reads the groups for every robot; nothing here names another.
func parseRobots(text string) (out rules) {
	for line := range strings.Lines(text) {
		key, value, _ := strings.Cut(strings.TrimSpace(line), ":")
		value = strings.TrimSpace(value)
		if value == "" || key != "Allow" && key != "Disallow" {
			continue
		}
		pattern := strings.ReplaceAll(regexp.QuoteMeta(value), `\*`, ".*")
		pattern = strings.TrimSuffix(pattern, `\$`)
		if strings.HasSuffix(value, "$") {
			pattern += "$"
		}
		out = append(out, rule{key == "Allow", len(value), regexp.MustCompile("^" + pattern)})
	}
	return out
}

// allow is the longest rule that fits (RFC 9309, 2.2.2).
func (r rules) allow(target string) bool {
	best, allowed := -1, true
	for _, l := range r {
		if l.pattern.MatchString(target) && (l.length > best || l.length == best && l.allow) {
			best, allowed = l.length, l.allow
		}
	}
	return allowed
}

// Table prints verdicts below each other, for a log or for documentation.
func Table(verdicts []Verdict) string {
	var b strings.Builder
	fmt.Fprintf(&b, "| portal | reports | must | found | requests | a report | again | robots | traps |\n|---|---|---|---|---|---|---|---|---|\n")
	for _, v := range verdicts {
		fmt.Fprintf(&b, "| %s | %d | %d | %d | %d | %.2f | %d | %d | %d |\n", v.Portal.ID(), len(v.Portal.Reports), v.Portal.Must(), v.Served,
			v.Requests, v.PerReport(), len(v.Twice), len(v.Forbidden), len(v.Trapped))
	}
	return b.String()
}
