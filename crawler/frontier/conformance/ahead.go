package conformance

import (
	"nianbao/crawler/frontier"
	"nianbao/store"
)

// aheadPromises are those about leases that are taken when another ends, or
// kept over more than one request.
func aheadPromises() []promise {
	return []promise{
		{"AnEndingMayLeaseTheNextURL", ahead},
		{"NothingIsLeasedAheadOfURLsThatAreNew", aheadOfNew},
		{"ALeaseTakenAheadIsReclaimedAfterAStop", aheadReclaimed},
		{"ALeaseIsKeptOverARequestBesideIt", kept},
		{"LeasesGivenBackTogetherStandWhereTheyStood", releasedAll},
		{"APageThatTheProgramStoppedAtIsASuspectUntilItIsRead", stops},
		{"AKillIsNotTakenForTheDoingOfAPage", kills},
		{"AURLThatWasTooDeepIsAskedWhereItIsNot", deep},
	}
}

func leaseAhead(e *frontier.Ending) { e.Ahead = true }

func ahead(b *bench) {
	b.night(column)
	b.end(b.take(host, column), found(frontier.Reports, report, report+"2"))
	eff := b.end(b.take(host, report), leaseAhead)
	if eff.Next == nil || eff.Next.URL() != report+"2" {
		b.Fatalf("leased ahead %+v, want %s", eff.Next, report+"2")
	}
	b.take(host, "")
	if last := b.end(*eff.Next, leaseAhead); last.Next != nil {
		b.Errorf("leased %s ahead of an empty queue", last.Next.URL())
	}
	b.take(host, "")
}

func aheadOfNew(b *bench) {
	b.night(column, column+"2/")
	eff := b.end(b.take(host, column), func(e *frontier.Ending) {
		found(frontier.Lists, list2)(e)
		e.Ahead = true
	})
	if eff.Next != nil {
		b.Errorf("leased %s ahead, though the page brought new URLs", eff.Next.URL())
	}
	eff = b.end(b.take(host, column+"2/"), func(e *frontier.Ending) {
		found(frontier.Reports, away)(e)
		e.Ahead = true
	})
	if eff.Next == nil || eff.Next.URL() != list2 {
		b.Errorf("leased ahead %+v, want %s: what is new is another host's", eff.Next, list2)
	}
}

func aheadReclaimed(b *bench) {
	b.night(column)
	b.end(b.take(host, column), found(frontier.Reports, report, report+"2"))
	b.end(b.take(host, report), leaseAhead)
	if got := b.resume(column); len(got) != 1 || got[0].URL != report+"2" {
		b.Errorf("reclaimed %+v, want %s", got, report+"2")
	}
	b.take(host, report+"2")
}

func kept(b *bench) {
	b.night(column)
	l := b.take(host, column)
	robots := store.Envelope{
		Capture: &store.Capture{URL: "http://" + host + "/robots.txt", At: b.now, Method: "GET", Outcome: store.OK, Status: 200, Run: b.run},
		Seq:     9,
	}
	if err := b.q.KeepWith(b.Context(), l, robots); err != nil {
		b.Fatal(err)
	}
	b.take(host, "")
	l, err := b.q.Renew(b.Context(), l, "192.0.2.7")
	if err != nil {
		b.Fatal(err)
	}
	got := b.resume(column)
	if len(got) != 1 || got[0].URL != column || len(got[0].Addrs) != 1 || got[0].Addrs[0] != "192.0.2.7" {
		b.Errorf("reclaimed %+v, want %s at the address of its renewal", got, l.URL())
	}
	b.end(b.take(host, column), nil)
}

func releasedAll(b *bench) {
	b.night(column, "http://"+other+"/nb/")
	leases := []frontier.Lease{b.take(host, column), b.take(other, "http://"+other+"/nb/")}
	if err := b.q.ReleaseAll(b.Context(), leases); err != nil {
		b.Fatal(err)
	}
	if got := b.resume(column); len(got) != 0 {
		b.Errorf("reclaimed %+v, which had been given back", got)
	}
	b.take(other, "http://"+other+"/nb/")
	b.take(host, column)
}

func stops(b *bench) {
	b.night(column)
	b.end(b.take(host, column), found(frontier.Reports, report))
	for i := range 10 {
		l := b.take(host, report)
		if l.Record.Suspect() != (i > 0) {
			b.Errorf("stop %d: suspect is %v", i, l.Record.Suspect())
		}
		b.resume(column)
	}
	b.end(b.take(host, report), func(e *frontier.Ending) { e.Unread, e.Recheck = true, b.now })
	if r := b.lookup(report); r.State != frontier.Done || !r.Suspect() {
		b.Errorf("kept unread it is %+v", r)
	}
	b.night()
	b.end(b.take(host, report), nil)
	if r := b.lookup(report); r.State != frontier.Done || r.Suspect() {
		b.Errorf("once it was read it is %+v", r)
	}
}

func kills(b *bench) {
	b.night(column)
	for range 10 {
		b.take(host, column)
		b.resume(column)
	}
	b.end(b.take(host, column), nil)
}

func deep(b *bench) {
	b.night(column, column+"2/")
	b.end(b.take(host, column), func(e *frontier.Ending) {
		e.Found = []frontier.Candidate{{URL: report, Class: frontier.Reports, Depth: 9, Refuse: store.OverBudget, Cause: "max_depth"}}
	})
	b.end(b.take(host, column+"2/"), func(e *frontier.Ending) {
		e.Found = []frontier.Candidate{{URL: report, Class: frontier.Reports, Depth: 1, Revisit: true}}
	})
	b.end(b.take(host, report), nil)
	if r := b.lookup(report); r.State != frontier.Done || r.Depth != 1 {
		b.Errorf("it is %+v", r)
	}
}
