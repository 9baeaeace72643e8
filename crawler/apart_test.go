package crawler_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"os"
	"os/exec"
	"strings"
	"testing"
	"time"

	"nianbao/crawler"
	"nianbao/crawler/frontier"
	"nianbao/store"
)

const (
	// crashing tells a child, in the environment, to crawl a column into an
	// archive: its URL and the archive.
	crashing = "NIANBAO_TEST_CRAWL_A_PAGE_THAT_CRASHES"
	// trying tells a child to read the page on its standard input.
	trying = "NIANBAO_TEST_TRY_A_PAGE"
	// deadly stands in the address of a page that no program survives.
	deadly = "/deadly.html"
)

// die is the end of a program that nothing in it can prevent.
func die() {
	self, err := os.FindProcess(os.Getpid())
	if err == nil {
		err = self.Kill()
	}
	fmt.Fprintln(os.Stderr, "still alive:", err)
	select {} // until the signal is there
}

// deadlyLog is a log whose program dies as soon as the deadly page is read.
type deadlyLog struct{ slog.Handler }

func (deadlyLog) Enabled(context.Context, slog.Level) bool { return true }

func (deadlyLog) Handle(_ context.Context, r slog.Record) error {
	r.Attrs(func(a slog.Attr) bool {
		if r.Message == "page is read" && strings.HasSuffix(a.Value.String(), deadly) {
			die()
		}
		return true
	})
	return nil
}

// crawlToTheEnd is a child's crawl, tries included. The web is its parent's.
func crawlToTheEnd(where string) int {
	column, path, _ := strings.Cut(where, " ")
	a, err := store.Open(path, store.Options{})
	if err != nil {
		return 3
	}
	w := &web{names: map[string]string{"a.example": "127.0.0.1"}}
	w.port = strings.TrimSuffix(strings.TrimPrefix(column, "http://a.example:"), "/nb/")
	o := w.options(a, "a.example")
	o.Log = slog.New(deadlyLog{slog.DiscardHandler})
	o.Try = crawler.Apart(os.Args[0])
	if err := os.Setenv(trying, "1"); err != nil {
		return 4
	}
	sum, err := crawler.Run(context.Background(), o)
	if err != nil || a.Close() != nil {
		return 5
	}
	for _, p := range sum.Unread {
		fmt.Println(p.URL, p.Cause)
	}
	return 0
}

// tryOne is a child's try.
func tryOne() int {
	t, err := crawler.ReadTrial(os.Stdin)
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 3
	}
	if strings.HasSuffix(t.URL, deadly) {
		fmt.Fprintln(os.Stderr, "fatal error: stack overflow\n\nruntime stack:")
		die()
	}
	t.Read()
	return 0
}

func TestAPageThatCrashesTheProgramIsKeptUnreadByTheNextRunAndNamed(t *testing.T) {
	t.Parallel()
	w := newWeb(t, "a.example")
	w.on("/nb/", list("/nb/1.html", "/nb"+deadly, "/nb/2.html"))
	w.on("/nb/1.html", report("一局"))
	w.on("/nb/2.html", report("二局"))
	w.on("/nb"+deadly, report("要命的局"))
	path := t.TempDir() + "/archive.db"
	run := func() (string, error) {
		child := exec.Command(os.Args[0])
		child.Env = append(os.Environ(), crashing+"="+w.url("a.example", "/nb/")+" "+path)
		out, err := child.Output()
		return string(out), err
	}
	var exit *exec.ExitError
	if out, err := run(); !errors.As(err, &exit) || exit.ExitCode() != -1 {
		t.Fatalf("the first run was to be killed by the page: %v, %s", err, out)
	}
	out, err := run()
	if err != nil {
		t.Fatalf("the second run: %v", err)
	}
	want := w.url("a.example", "/nb"+deadly) + " kept unread, the program stops at it: fatal error: stack overflow\n"
	if out != want {
		t.Errorf("the summary names %q, want %q", out, want)
	}
	if out, err := run(); err != nil || out != "" {
		t.Errorf("the third run: %v, %q", err, out)
	}
	if n := w.times("a.example", "/nb"+deadly); n != 2 {
		t.Errorf("the page was asked %d times in three runs", n)
	}
	checkPauses(t, w.log(), delay)

	a := openArchive(t, path)
	if got := reports(t, a); got["/nb/1.html"] == nil || got["/nb/2.html"] == nil || len(got) != 2 {
		t.Errorf("reports %v", got)
	}
	l := lines(t, a)["/nb"+deadly]
	if l.State != frontier.Done || l.Outcome != store.OK || l.NextAt == nil || time.Until(*l.NextAt) < 80*24*time.Hour {
		t.Errorf("the page is %+v", l)
	}
	kept := 0
	for c, err := range a.Captures(t.Context()) {
		if err != nil {
			t.Fatal(err)
		}
		if strings.HasSuffix(c.URL, deadly) {
			body, err := a.Blob(c.RawSHA256)
			if err != nil || !bytes.Contains(body, []byte("要命的局")) {
				t.Errorf("its capture has %q, %v", body, err)
			}
			kept++
		}
	}
	if kept != 1 {
		t.Errorf("%d captures of the page", kept)
	}
}

func TestATryThatIsBrokenOffSaysNothingOfThePage(t *testing.T) {
	t.Parallel()
	w, a, o := oneReport(t)
	suspect(t, a, w.url("a.example", "/nb/"), 1, time.Now())
	ctx, cancel := context.WithCancel(t.Context())
	tried := 0
	o.Try = func(ctx context.Context, _ crawler.Trial) error {
		tried++
		cancel()
		<-ctx.Done()
		return errors.New("killed")
	}
	interrupted(t, ctx, o)
	o.Try = func(context.Context, crawler.Trial) error { tried++; return nil }
	if sum := crawl(t, o); tried != 2 || sum.Totals.New != 1 || len(sum.Unread) != 0 {
		t.Errorf("tried %d times: %+v", tried, sum)
	}
}

// suspect makes a column one at which the program stopped in a run.
func suspect(t *testing.T, a *store.Archive, column string, run uint32, now time.Time) {
	t.Helper()
	f, _, err := frontier.Open(t.Context(), a, nil)
	if err != nil {
		t.Fatal(err)
	}
	c := frontier.Candidate{URL: column, Context: store.Context{Column: column}}
	if err := f.Begin(t.Context(), run, now, []frontier.Candidate{c}); err != nil {
		t.Fatal(err)
	}
	if _, ok, _, err := f.Take(t.Context(), "a.example", now); err != nil || !ok {
		t.Fatal(ok, err)
	}
	if _, _, err := frontier.Open(t.Context(), a, nil); err != nil { // as after a stop
		t.Fatal(err)
	}
	if rec, _, err := frontier.Lookup(t.Context(), a, column); err != nil || !rec.Suspect() {
		t.Fatalf("after a stop: %+v, %v", rec, err)
	}
}

func TestAListThatIsNotModifiedIsTriedToo(t *testing.T) {
	t.Parallel()
	w, a := newWeb(t, "a.example"), newArchive(t)
	w.on("/nb/", func(rw http.ResponseWriter, r *http.Request) {
		rw.Header().Set("ETag", `"1"`)
		if r.Header.Get("If-None-Match") != "" {
			rw.WriteHeader(http.StatusNotModified)
			return
		}
		list("/nb/1.html")(rw, r)
	})
	w.on("/nb/1.html", report("一局"))
	o := w.options(a, "a.example")
	crawl(t, o)
	later := at(o, 8*24*time.Hour)
	suspect(t, a, w.url("a.example", "/nb/"), 2, later.Now())
	later.Try = func(_ context.Context, trial crawler.Trial) error {
		if !bytes.Contains(trial.Body, []byte("1.html")) {
			t.Errorf("tried with %q", trial.Body)
		}
		return errors.New("it crashes")
	}
	if sum := crawl(t, later); len(sum.Unread) != 1 {
		t.Errorf("summary %+v", sum)
	}
}
