package crawler

import (
	"testing"
	"time"

	"nianbao/crawler/fetch"
	"nianbao/crawler/frontier"
	"nianbao/crawler/pace"
	"nianbao/crawler/reading"
	"nianbao/crawler/robots"
	"nianbao/seeds"
	"nianbao/store"
)

func TestEveryOutcomeHasAVerdict(t *testing.T) {
	for _, c := range []struct {
		outcome store.Outcome
		status  int
		want    verdict
	}{
		{store.OK, 200, verdict{state: frontier.Done}},
		{store.NotModified, 304, verdict{state: frontier.Done}},
		{store.Redirect, 301, verdict{state: frontier.Done}},
		{store.RedirectLoop, 301, verdict{state: frontier.Failed}},
		{store.HTTPError, 400, verdict{state: frontier.Failed}},
		{store.HTTPError, 401, verdict{state: frontier.Declined}},
		{store.HTTPError, 403, verdict{state: frontier.Declined}},
		{store.HTTPError, 404, verdict{state: frontier.Gone, gone: true}},
		{store.HTTPError, 410, verdict{state: frontier.Gone, gone: true}},
		{store.HTTPError, 429, verdict{state: frontier.Failed, again: true}},
		{store.HTTPError, 500, verdict{state: frontier.Failed, again: true}},
		{store.HTTPError, 503, verdict{state: frontier.Failed, again: true}},
		{store.Soft404, 200, verdict{state: frontier.Gone}},
		{store.Challenge, 412, verdict{state: frontier.Declined, hard: true}},
		{store.TooLarge, 200, verdict{state: frontier.Failed}},
		{store.Incomplete, 200, verdict{state: frontier.Failed, again: true}},
		{store.DecodeError, 200, verdict{state: frontier.Failed, again: true}},
		{store.Timeout, 0, verdict{state: frontier.Failed, again: true}},
		{store.DNSError, 0, verdict{state: frontier.Failed, again: true}},
		{store.TLSError, 0, verdict{state: frontier.Failed, again: true}},
		{store.ConnectionError, 0, verdict{state: frontier.Failed, again: true}},
		{store.ForbiddenAddress, 0, verdict{state: frontier.Refused}},
	} {
		if got := judge(c.outcome, c.status); got != c.want {
			t.Errorf("%s with status %d: %+v, want %+v", c.outcome, c.status, got, c.want)
		}
	}
}

func TestTheNextVisitFollowsFromWhatIsKnown(t *testing.T) {
	at := time.Date(2026, 3, 1, 0, 0, 0, 0, time.UTC)
	week := 168 * time.Hour
	for name, c := range map[string]struct {
		visit   visit
		recheck time.Duration
		want    time.Duration // after at; -1: not by itself
	}{
		"a report that is new":            {visit{class: frontier.Reports, state: frontier.Done}, week, week},
		"unchanged once":                  {visit{class: frontier.Reports, state: frontier.Done, unchanged: 1}, week, 2 * week},
		"unchanged for ever":              {visit{class: frontier.Reports, state: frontier.Done, unchanged: 1000}, week, longestRecheck},
		"in every run":                    {visit{class: frontier.Reports, state: frontier.Done, unchanged: 1000}, 0, 0},
		"a list that was read":            {visit{class: frontier.Lists, state: frontier.Done}, week, -1},
		"a list that is gone":             {visit{class: frontier.Lists, state: frontier.Gone}, week, -1},
		"a list that failed":              {visit{class: frontier.Lists, state: frontier.Failed, failures: 1}, week, 0},
		"a list behind a wall":            {visit{class: frontier.Lists, state: frontier.Declined}, week, week},
		"a report that failed":            {visit{class: frontier.Reports, state: frontier.Failed, failures: 1}, week, 0},
		"one that failed two runs":        {visit{class: frontier.Reports, state: frontier.Failed, failures: 2}, week, week},
		"one that failed three runs":      {visit{class: frontier.Reports, state: frontier.Failed, failures: 3}, week, 2 * week},
		"an attachment that is not there": {visit{class: frontier.Attachments, state: frontier.Gone, unchanged: 1}, week, 2 * week},
	} {
		got := c.visit.next(at, c.recheck)
		if want := at.Add(c.want); c.want >= 0 && !got.Equal(want) || c.want < 0 && !got.IsZero() {
			t.Errorf("%s: %v, want %v", name, got, want)
		}
	}
}

func TestRetriesWaitLongerEachTimeAndNeverPark(t *testing.T) {
	p := pace.Policy{Delay: 2 * time.Second, MaxDelay: 60 * time.Second}
	last := time.Duration(0)
	for tries := 1; tries < 40; tries++ {
		w := retryWait(tries, p)
		if w < last || w < p.Delay || w > p.MaxDelay {
			t.Errorf("after %d tries: %v, after %d: %v", tries, w, tries-1, last)
		}
		last = w
	}
}

func TestAURLIsInScopeOnItsPortalsHostsOnly(t *testing.T) {
	s := newScope([]seeds.Portal{
		{Name: "甲", Hosts: []string{"wjw.a.example"}, InsecureHosts: []string{"old.a.example"}, Columns: []seeds.Column{{URL: "http://www.a.example/nb/"}}},
		{Name: "乙", Columns: []seeds.Column{{URL: "https://[2001:db8::1]:8443/nb/"}}},
	}, nil)
	for _, c := range []struct {
		portal, url string
		want        bool
	}{
		{"甲", "http://www.a.example/x", true},
		{"甲", "https://www.a.example:8443/x", true},
		{"甲", "http://wjw.a.example/x", true},
		{"甲", "http://old.a.example/x", true},
		{"甲", "http://a.example/x", false},
		{"甲", "http://evil.example/http://www.a.example/", false},
		{"甲", "https://[2001:db8::1]/x", false},
		{"乙", "https://[2001:db8::1]/x", true},
		{"丙", "http://www.a.example/x", true}, // a portal of another run, on a host of this one
		{"丙", "http://c.example/x", false},
	} {
		if got := s.allows(c.portal, c.url); got != c.want {
			t.Errorf("%s of %s: %v", c.url, c.portal, got)
		}
	}
	if !s.insecure["old.a.example"] || s.insecure["www.a.example"] {
		t.Errorf("insecure hosts: %v", s.insecure)
	}
}

func TestRobotsSpeaksOfPathAndQueryOnly(t *testing.T) {
	for u, want := range map[string]string{
		"http://a.example/":            "/",
		"http://a.example":             "/",
		"http://a.example/nb/?p=1#x":   "/nb/?p=1",
		"http://a.example?p=1":         "/?p=1",
		"https://[::1]:8443/a/b.jsp?c": "/a/b.jsp?c",
		"http://a.example/gkmlpt/#1#2": "/gkmlpt/",
	} {
		if got := pathAndQuery(u); got != want {
			t.Errorf("%s: %q, want %q", u, got, want)
		}
	}
}

func TestAnAnswerToRobotsIsAVerdictOrAHop(t *testing.T) {
	now := time.Date(2026, 3, 1, 0, 0, 0, 0, time.UTC)
	answer := func(o store.Outcome, status int, location string) fetch.Exchange {
		return fetch.Exchange{Ended: now, Capture: store.Capture{
			URL: "http://a.example/robots.txt", Outcome: o, Status: status, Location: location, MediaType: "text/plain",
		}}
	}
	for name, c := range map[string]struct {
		x     fetch.Exchange
		hops  int
		state robots.State
		hop   string
	}{
		"a file":               {answer(store.OK, 200, ""), 0, robots.Ruled, ""},
		"none":                 {answer(store.HTTPError, 404, ""), 0, robots.AllowAll, ""},
		"no answer":            {answer(store.Timeout, 0, ""), 0, robots.Unreachable, ""},
		"cut short":            {answer(store.Incomplete, 200, ""), 0, robots.Unreachable, ""},
		"a redirect":           {answer(store.Redirect, 301, "https://A.example/robots.txt"), 0, "", "https://a.example/robots.txt"},
		"the last that counts": {answer(store.Redirect, 301, "http://a.example/5"), 4, "", "http://a.example/5"},
		"one too many":         {answer(store.Redirect, 301, "http://a.example/6"), 5, robots.AllowAll, ""},
		"one to nowhere":       {answer(store.Redirect, 301, ""), 0, robots.AllowAll, ""},
		"one to itself":        {answer(store.Redirect, 301, "http://a.example/robots.txt"), 0, robots.AllowAll, ""},
	} {
		got := robotsRecord{Hops: c.hops}.after(c.x)
		if got.Hop != c.hop || c.hop == "" && got.Entry.Verdict.State != c.state {
			t.Errorf("%s: %+v", name, got)
		}
	}
}

func TestAPanickingReaderCostsItsPageOnly(t *testing.T) {
	err := reading.Guard(func() error { panic("index out of range") })
	if err == nil {
		t.Error("no error")
	}
}
