package conformance

import (
	"slices"
	"time"

	"nianbao/crawler/frontier"
	"nianbao/store"
)

const (
	host   = "www.qingxi.example"
	other  = "wjw.qingxi.example"
	column = "http://www.qingxi.example/nb/"
	list2  = "http://www.qingxi.example/nb/index_1.html"
	report = "http://www.qingxi.example/nb/t1.html"
	file   = "http://www.qingxi.example/nb/t1.pdf"
	away   = "http://wjw.qingxi.example/t2.html"
)

func promises() []promise {
	return []promise{
		{"ListsGoBeforeReportsBeforeAttachmentsBeforeRechecks", classOrder},
		{"APageKeepsTheOrderOfItsLinks", pageOrder},
		{"AHostHasAtMostOneLease", oneLease},
		{"AReleasedURLStandsWhereItStood", released},
		{"ALeaseIsReclaimedAfterAStop", reclaimed},
		{"AnEndedLeaseIsNotReclaimed", endedForGood},
		{"AKnownURLIsNotQueuedAgain", knownOnce},
		{"AColumnIsAskedEveryRunWhateverItsState", columnEveryRun},
		{"AResumedRunAsksOnlyWhatIsMissing", resumed},
		{"AColumnNewToAResumedRunIsAsked", newColumn},
		{"ARetryWaitsForItsTime", retry},
		{"ARecheckIsTakenOncePerRun", recheckOnce},
		{"ARecheckThatFailsIsTriedAgainInItsRun", recheckRetry},
		{"ARecheckInTheFutureIsLeftToALaterRun", recheckLater},
		{"AKnownListIsRevisitedOncePerRun", revisit},
		{"ARefusedURLIsKeptAndNeverTaken", refused},
		{"AURLOfAnotherHostWakesIt", wakes},
		{"PagesAreCountedPerRunAcrossAStop", counted},
		{"RequestsOfARunAreNumbered", numbered},
	}
}

func classOrder(b *bench) {
	b.night(column)
	b.end(b.take(host, column), func(e *frontier.Ending) {
		found(frontier.Attachments, file)(e)
		found(frontier.Reports, report)(e)
		found(frontier.Lists, list2)(e)
	})
	for _, u := range []string{list2, report, file} {
		b.end(b.take(host, u), func(e *frontier.Ending) {
			if u == report {
				e.Recheck = b.now
			}
		})
	}
	b.night(column)
	b.end(b.take(host, column), found(frontier.Reports, report+"2"))
	b.end(b.take(host, report+"2"), nil)
	b.end(b.take(host, report), nil)
	b.take(host, "")
}

func pageOrder(b *bench) {
	b.night(column)
	want := []string{report + "?9", report + "?1", report + "?5", report + "?3"}
	b.end(b.take(host, column), found(frontier.Reports, want...))
	for _, u := range want {
		b.end(b.take(host, u), nil)
	}
}

func oneLease(b *bench) {
	b.night(column, column+"2/")
	l := b.take(host, column)
	b.take(host, "")
	b.end(l, nil)
	b.take(host, column+"2/")
}

func released(b *bench) {
	b.night(column, column+"2/")
	l := b.take(host, column)
	before := b.lookup(column)
	if err := b.q.Release(b.Context(), l); err != nil {
		b.Fatal(err)
	}
	if got := b.lookup(column); got.State != before.State || got.Run != before.Run {
		b.Errorf("record after release: %+v, before %+v", got, before)
	}
	b.take(host, column)
}

func reclaimed(b *bench) {
	b.night(column)
	b.end(b.take(host, column), found(frontier.Reports, report))
	b.take(host, report)
	got := b.resume(column)
	if len(got) != 1 || got[0].URL != report || got[0].Host != host {
		b.Errorf("reclaimed %+v, want the one lease of %s", got, report)
	}
	if again := b.resume(column); len(again) != 0 {
		b.Errorf("reclaimed %+v a second time", again)
	}
	b.end(b.take(host, report), nil)
}

func endedForGood(b *bench) {
	b.night(column)
	b.end(b.take(host, column), nil)
	if got := b.resume(column); len(got) != 0 {
		b.Errorf("reclaimed %+v, which had ended", got)
	}
	b.take(host, "")
}

func knownOnce(b *bench) {
	b.night(column, column+"2/")
	if eff := b.end(b.take(host, column), found(frontier.Reports, report, report)); eff.New != 1 {
		b.Errorf("a page with one new URL, twice, brought %d", eff.New)
	}
	if eff := b.end(b.take(host, column+"2/"), found(frontier.Reports, report)); eff.New != 0 {
		b.Errorf("a page with a known URL brought %d new", eff.New)
	}
	b.end(b.take(host, report), nil)
	b.take(host, "")
}

func columnEveryRun(b *bench) {
	states := []frontier.State{frontier.Done, frontier.Failed, frontier.Declined, frontier.Refused, frontier.Gone}
	for _, s := range states {
		b.night(column)
		b.end(b.take(host, column), func(e *frontier.Ending) { e.State = s })
		b.take(host, "")
	}
}

func resumed(b *bench) {
	b.night(column, column+"2/")
	b.end(b.take(host, column), found(frontier.Reports, report))
	b.resume(column, column+"2/")
	b.end(b.take(host, column+"2/"), nil)
	b.end(b.take(host, report), nil)
	b.take(host, "")
}

func newColumn(b *bench) {
	b.night(column)
	b.end(b.take(host, column), nil)
	b.night(column + "2/")
	b.end(b.take(host, column+"2/"), nil)
	b.resume(column, column+"2/")
	b.end(b.take(host, column), nil)
	b.take(host, "")
}

func retry(b *bench) {
	b.night(column)
	at := b.now.Add(time.Minute)
	b.end(b.take(host, column), func(e *frontier.Ending) {
		e.State, e.Outcome, e.Retry = frontier.Found, store.Timeout, at
	})
	_, ok, due, err := b.q.Take(b.Context(), host, b.now)
	if err != nil || ok || !due.Equal(at) {
		b.Fatalf("before its time: taken %v, due %v, error %v; want due %v", ok, due, err, at)
	}
	b.resume(column)
	b.now = at
	if l := b.take(host, column); l.Tries() != 1 {
		b.Errorf("second try says %d were made before", l.Tries())
	}
}

func recheckOnce(b *bench) {
	b.night(column)
	b.end(b.take(host, column), found(frontier.Reports, report))
	again := func(e *frontier.Ending) { e.Recheck = e.At } // recheck: 0s
	b.end(b.take(host, report), again)
	for range 2 {
		b.take(host, "")
		b.night(column)
		b.end(b.take(host, column), nil)
		b.end(b.take(host, report), again)
	}
}

func recheckRetry(b *bench) {
	b.night(column)
	b.end(b.take(host, column), found(frontier.Reports, report))
	b.end(b.take(host, report), func(e *frontier.Ending) { e.Recheck = e.At })
	b.night()
	b.end(b.take(host, report), func(e *frontier.Ending) { e.Retry = e.At.Add(time.Second) })
	b.now = b.now.Add(time.Second)
	if l := b.take(host, report); l.Tries() != 1 {
		b.Errorf("the second try says %d were made before", l.Tries())
	}
}

func recheckLater(b *bench) {
	b.night(column)
	b.end(b.take(host, column), found(frontier.Reports, report))
	b.end(b.take(host, report), func(e *frontier.Ending) { e.Recheck = e.At.Add(40 * time.Hour) })
	b.night()
	_, ok, due, err := b.q.Take(b.Context(), host, b.now.Add(100*time.Hour))
	if ok || !due.IsZero() || err != nil {
		b.Fatalf("the next night: taken %v, due %v, error %v", ok, due, err)
	}
	b.night()
	b.take(host, report)
}

func revisit(b *bench) {
	b.night(column)
	paging := func(e *frontier.Ending) {
		e.Found = []frontier.Candidate{{URL: list2, Class: frontier.Lists, Revisit: true}}
	}
	b.end(b.take(host, column), paging)
	b.end(b.take(host, list2), nil)
	b.night(column)
	b.end(b.take(host, column), found(frontier.Lists, list2))
	b.take(host, "")
	b.night(column, column+"2/")
	b.end(b.take(host, column), paging)
	b.end(b.take(host, column+"2/"), paging)
	b.end(b.take(host, list2), paging)
	b.take(host, "")
}

func refused(b *bench) {
	b.night(column)
	b.end(b.take(host, column), func(e *frontier.Ending) {
		e.Found = []frontier.Candidate{{
			URL: report, Class: frontier.Reports, Refuse: store.Trap, Cause: "a calendar",
		}}
	})
	b.take(host, "")
	if r := b.lookup(report); r.State != frontier.Refused || r.Outcome != store.Trap || r.Cause != "a calendar" {
		b.Errorf("refused URL is kept as %+v", r)
	}
}

func wakes(b *bench) {
	b.night(column)
	if hosts := b.q.Hosts(); !slices.Equal(hosts, []string{host}) {
		b.Errorf("hosts %v, want only %s", hosts, host)
	}
	eff := b.end(b.take(host, column), found(frontier.Reports, away))
	if !slices.Equal(eff.Woken, []string{other}) {
		b.Errorf("woken %v, want %s", eff.Woken, other)
	}
	b.resume()
	if !slices.Contains(b.q.Hosts(), other) {
		b.Errorf("hosts %v after a restart, want %s among them", b.q.Hosts(), other)
	}
	b.take(other, away)
}

func counted(b *bench) {
	b.night(column)
	b.end(b.take(host, column), found(frontier.Reports, report, report+"2"))
	b.end(b.take(host, report), nil)
	b.end(b.take(host, report+"2"), func(e *frontier.Ending) { e.Envelope.Capture = nil })
	b.resume(column)
	if n, err := b.q.Fetched(b.Context(), host); n != 2 || err != nil {
		b.Errorf("counted %d pages, error %v; want the 2 that were asked", n, err)
	}
	b.night(column)
	if n, err := b.q.Fetched(b.Context(), host); n != 0 || err != nil {
		b.Errorf("a new run begins with %d pages, error %v", n, err)
	}
}

func numbered(b *bench) {
	for range 2 {
		b.night(column)
		for try := range 3 {
			l := b.take(host, column)
			if l.Tries() != try {
				b.Fatalf("try %d of a run says %d", try, l.Tries())
			}
			eff := b.end(l, func(e *frontier.Ending) { e.State, e.Retry = frontier.Found, b.now })
			if eff.Applied.Duplicate {
				b.Fatalf("try %d of a run has the number of another", try)
			}
		}
	}
}
