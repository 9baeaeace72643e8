package crawler

import (
	"cmp"
	"context"
	"fmt"
	"log/slog"
	"math/rand/v2"
	"regexp"
	"slices"
	"strings"
	"sync"
	"time"

	"nianbao/crawler/fetch"
	"nianbao/crawler/frontier"
	"nianbao/crawler/pace"
	"nianbao/crawler/robots"
	"nianbao/seeds/urls"
	"nianbao/store"
)

// VisitOptions say how a Visitor asks. Fetch.UserAgent is needed.
type VisitOptions struct {
	Policy   pace.Policy
	Fetch    fetch.Options
	Archive  *store.Archive  // open for writing: its clocks and robots.txt hold, and are kept up; nil: they are kept in memory
	Insecure map[string]bool // hosts, without port, whose broken TLS is accepted
	Wait     bool            // wait for the window instead of answering that it is shut
	Log      *slog.Logger    // nil: nothing is logged
	Now      func() time.Time
}

// Visitor asks for single pages outside of a crawl, as politely as one does:
// one request at a time, the same pace, robots.txt, guard and fetch chain. It
// keeps no captures. Visits may be made at the same time: those of one host or
// address take turns.
type Visitor struct {
	opts    VisitOptions
	agent   string
	fetcher *fetch.Fetcher
	states  states
	from    time.Time // no host is asked before a pause from here: another visitor may just have ended

	mu       sync.Mutex
	free     *sync.Cond          // of mu: something is not busy any more
	busy     map[string]bool     // hosts and addresses that are being asked, authorities whose robots.txt is
	sitemaps map[string][]string // by authority, as its robots.txt names them
}

// Visit is what came of one page.
type Visit struct {
	fetch.Exchange
	Requests   int             // made for it, those for robots.txt too
	Asked      bool            // a request for the page itself was made
	Skipped    store.Outcome   // why none was; "" if it was
	Cause      string          // the same in words
	Until      time.Time       // when it may be asked, where that is known
	Robots     robots.State    // of the page's host
	Note       string          // on its robots.txt
	Decision   robots.Decision // about the page
	CrawlDelay time.Duration   // that robots.txt asks for; 0: none
	Sitemaps   []string        // that robots.txt names, as far as it was asked by this visitor
}

// NewVisitor makes a visitor. It refuses what fetch.New refuses.
func NewVisitor(o VisitOptions) (*Visitor, error) {
	if o.Now == nil {
		o.Now = time.Now
	}
	if o.Log == nil {
		o.Log = slog.New(slog.DiscardHandler)
	}
	if o.Fetch.Now == nil {
		o.Fetch.Now = o.Now
	}
	f, err := fetch.New(o.Fetch)
	if err != nil {
		return nil, err
	}
	v := &Visitor{opts: o, agent: robots.Token(o.Fetch.UserAgent), fetcher: f, states: &remembered{}, from: o.Now(), sitemaps: map[string][]string{}, busy: map[string]bool{}}
	v.free = sync.NewCond(&v.mu)
	if o.Archive != nil {
		v.states = archived{o.Archive}
	}
	return v, nil
}

// Close gives idle connections back.
func (v *Visitor) Close() { v.fetcher.Close() }

// reserve waits until none of the keys is busy, and makes all of them so.
func (v *Visitor) reserve(ctx context.Context, keys ...string) (release func(), err error) {
	stop := context.AfterFunc(ctx, func() {
		v.mu.Lock()
		defer v.mu.Unlock()
		v.free.Broadcast()
	})
	defer stop()
	v.mu.Lock()
	defer v.mu.Unlock()
	for slices.ContainsFunc(keys, func(k string) bool { return v.busy[k] }) && ctx.Err() == nil {
		v.free.Wait()
	}
	if ctx.Err() != nil {
		return nil, context.Cause(ctx)
	}
	for _, k := range keys {
		v.busy[k] = true
	}
	return func() {
		v.mu.Lock()
		defer v.mu.Unlock()
		for _, k := range keys {
			delete(v.busy, k)
		}
		v.free.Broadcast()
	}, nil
}

// Visit asks for a page once its host may be asked, or says why it was not
// asked. The error is ctx's or the archive's.
func (v *Visitor) Visit(ctx context.Context, r fetch.Request) (Visit, error) {
	out := Visit{}
	authority := urls.Authority(r.URL)
	release, err := v.reserve(ctx, authority)
	if err != nil {
		return out, err
	}
	known, err := v.robotsOf(ctx, authority, &out)
	release()
	if err != nil || out.Skipped != "" {
		return out, err
	}
	verdict := known.Entry.Verdict
	out.Robots, out.Note, out.Sitemaps = verdict.State, verdict.Note, v.sitemapsOf(authority)
	out.CrawlDelay, _ = verdict.CrawlDelay(v.agent)
	out.Decision = verdict.Allowed(v.agent, pathAndQuery(r.URL))
	if !out.Decision.Allowed {
		out.Skipped, out.Cause = store.RobotsDenied, fmt.Sprintf("robots.txt line %d: %s", out.Decision.Line, out.Decision.Rule)
		return out, nil
	}
	x, skipped, err := v.ask(ctx, r, out.CrawlDelay)
	if err != nil || skipped != nil {
		return skipped.of(out), err
	}
	out.Exchange, out.Asked, out.Requests = x, true, out.Requests+1
	return out, nil
}

// skip is why no request was made.
type skip frontier.Left

// of is the visit that ends so.
func (s *skip) of(v Visit) Visit {
	if s != nil {
		v.Skipped, v.Cause, v.Until = s.Outcome, s.Cause, s.Until
	}
	return v
}

// robotsOf is the robots.txt in force for an authority, asked for where none
// is known or it is a day old.
func (v *Visitor) robotsOf(ctx context.Context, authority string, out *Visit) (robotsRecord, error) {
	for range maxRobotsHops + 2 {
		known, err := loadRobots(v.states, authority)
		if err != nil {
			return known, err
		}
		if known.Entry.Fresh(v.opts.Now()) {
			return known, nil
		}
		target := cmp.Or(known.Hop, authority+"/robots.txt")
		x, skipped, err := v.ask(ctx, known.request(target), asKept)
		if err != nil || skipped != nil {
			*out = skipped.of(*out)
			return known, err
		}
		out.Requests++
		known = known.after(x)
		op, err := known.op(authority)
		if err != nil {
			return known, err
		}
		if err := v.states.put(ctx, []store.Op{op}); err != nil {
			return known, err
		}
		v.noteSitemaps(authority, x.Body)
		if verdict := known.Entry.Verdict; known.Hop == "" && verdict.State == robots.Unreachable {
			out.Skipped, out.Cause = store.RobotsUnreachable, "robots.txt: "+verdict.Note
			out.Robots, out.Note = verdict.State, verdict.Note
			return known, nil
		}
	}
	out.Skipped, out.Cause = store.RobotsUnreachable, "robots.txt: too many redirects"
	return robotsRecord{}, nil
}

// asKept stands for the Crawl-delay that was known before.
const asKept = -1

// ask makes one request once the clocks of its host and of all its addresses
// are free, or says why that takes too long.
func (v *Visitor) ask(ctx context.Context, r fetch.Request, crawlDelay time.Duration) (fetch.Exchange, *skip, error) {
	name := frontier.Host(r.URL)
	ips, err := v.fetcher.Resolve(ctx, name)
	if ctx.Err() != nil {
		return fetch.Exchange{}, nil, context.Cause(ctx)
	}
	if err != nil {
		return fetch.Exchange{}, &skip{Outcome: store.DNSError, Cause: err.Error()}, nil
	}
	keys := []string{name}
	for _, ip := range ips {
		keys = append(keys, ip.String())
	}
	release, err := v.reserve(ctx, keys...)
	if err != nil {
		return fetch.Exchange{}, nil, err
	}
	defer release()
	policy := atLeast(v.opts.Policy, ips)
	c, err := loadClocks(v.states, name, ips, v.opts.Now())
	if err != nil {
		return fetch.Exchange{}, nil, err
	}
	c = c.each(func(k pace.Clock) pace.Clock {
		if k.Ended.Before(v.from) {
			k = k.Reclaim(v.from)
		}
		return k
	})
	if crawlDelay != asKept {
		c.host.CrawlDelay = crawlDelay
	}
	if skipped, err := v.wait(ctx, c, policy); err != nil || skipped != nil {
		return fetch.Exchange{}, skipped, err
	}
	r.Addrs, r.Insecure = ips, v.opts.Insecure[urls.Host(r.URL)]
	x := v.fetcher.Fetch(ctx, r)
	if x.Interrupted {
		ops, err := c.reclaim(v.opts.Now()).ops(name)
		if err == nil {
			err = v.states.put(context.WithoutCancel(ctx), ops)
		}
		return x, nil, cmp.Or(err, context.Cause(ctx))
	}
	if !answered(x.Capture.Outcome) {
		return x, &skip{Outcome: x.Capture.Outcome, Cause: x.Capture.Error}, nil
	}
	v.opts.Log.Debug("asked", "url", r.URL, "outcome", x.Capture.Outcome)
	ops, err := c.after(x.Ended, x.Ended.Sub(x.Started), paceAnswer(&x.Capture, x.RetryAfter), policy, rand.Float64()).ops(name)
	if err != nil {
		return x, nil, err
	}
	return x, nil, v.states.put(context.WithoutCancel(ctx), ops)
}

// wait waits until the clocks are free.
func (v *Visitor) wait(ctx context.Context, c clocks, policy pace.Policy) (*skip, error) {
	if c.host.TooSlow(policy) {
		s := skip(*tooSlow(c.host, policy))
		return &s, nil
	}
	for {
		now := v.opts.Now()
		at, why := c.next(now, policy)
		if !at.After(now) {
			return nil, nil
		}
		if policy.Parks(now, at, why) && (why != pace.OutsideWindow || !v.opts.Wait) {
			return &skip{Outcome: store.Parked, Cause: strings.TrimSpace(string(why) + " " + c.host.Trouble), Until: at.UTC()}, nil
		}
		timer := time.NewTimer(min(at.Sub(now), longestNap))
		select {
		case <-ctx.Done():
			timer.Stop()
			return nil, context.Cause(ctx)
		case <-timer.C:
		}
	}
}

// sitemapLine is how a robots.txt names a site map.
var sitemapLine = regexp.MustCompile(`(?im)^[ \t]*sitemap[ \t]*:[ \t]*(https?://\S{1,500})`)

// maxSitemaps bounds what is kept of one robots.txt.
const maxSitemaps = 10

// noteSitemaps notes what a robots.txt names.
func (v *Visitor) noteSitemaps(authority string, body []byte) {
	var found []string
	for _, m := range sitemapLine.FindAllSubmatch(body, maxSitemaps) {
		found = append(found, string(m[1]))
	}
	v.mu.Lock()
	defer v.mu.Unlock()
	v.sitemaps[authority] = found
}

func (v *Visitor) sitemapsOf(authority string) []string {
	v.mu.Lock()
	defer v.mu.Unlock()
	return v.sitemaps[authority]
}
