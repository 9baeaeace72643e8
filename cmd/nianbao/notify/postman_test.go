package notify

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"nianbao/cmd/nianbao/notify/mailtest"
)

// numbered is the message of a run.
func numbered(t *testing.T, run uint32) *Message {
	t.Helper()
	n := night()
	n.Run = run
	m, err := NewMessage(n)
	if err != nil {
		t.Fatal(err)
	}
	return m
}

func TestWhatIsKeptIsTheSameMessage(t *testing.T) {
	o := Outbox{Folder: filepath.Join(t.TempDir(), "a.db.outbox")}
	if waiting, err := o.Waiting(WebhookName); err != nil || len(waiting) != 0 {
		t.Fatalf("an outbox that is not there: %v, %v", waiting, err)
	}
	for run := range uint32(3) {
		if _, err := o.Put(WebhookName, numbered(t, run)); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := o.Put(EmailName, numbered(t, 9)); err != nil {
		t.Fatal(err)
	}
	waiting, err := o.Waiting(WebhookName)
	if err != nil || len(waiting) != 3 {
		t.Fatalf("%d wait, %v", len(waiting), err)
	}
	for i, k := range waiting {
		if want := numbered(t, uint32(i)); k.ID != want.ID || !bytes.Equal(k.Body, want.Body) || k.Night.Run != want.Night.Run {
			t.Errorf("message %d is %s of run %d", i, k.ID, k.Night.Run)
		}
	}
	if err := errors.Join(o.Remove(waiting[1]), o.Remove(waiting[1])); err != nil {
		t.Error(err)
	}
	if waiting, err = o.Waiting(WebhookName); err != nil || len(waiting) != 2 || waiting[1].Night.Run != 2 {
		t.Errorf("after one got through: %v, %v", waiting, err)
	}
	if info, err := os.Stat(o.Folder); err != nil || info.Mode().Perm() != 0o700 {
		t.Errorf("%v, %v", info.Mode(), err)
	}
}

// TestAnOutboxIsBounded fills one, lets it grow old, and puts into it what no
// message is.
func TestAnOutboxIsBounded(t *testing.T) {
	var log bytes.Buffer
	now := time.Date(2026, 3, 1, 0, 0, 0, 0, time.UTC)
	o := Outbox{
		Folder: filepath.Join(t.TempDir(), "outbox"), Log: slog.New(slog.NewTextHandler(&log, nil)),
		Now: func() time.Time { now = now.Add(time.Second); return now },
	}
	for run := range uint32(maxWaiting + 5) {
		if _, err := o.Put(WebhookName, numbered(t, run)); err != nil {
			t.Fatal(err)
		}
	}
	waiting, err := o.Waiting(WebhookName)
	if err != nil || len(waiting) != maxWaiting || waiting[0].Night.Run != 5 {
		t.Fatalf("%d wait, %v", len(waiting), err)
	}
	if n := strings.Count(log.String(), "message given up"); n != 5 {
		t.Errorf("%d given up, and said so:\n%s", n, log.String())
	}
	put := func(name, text string) {
		t.Helper()
		if err := os.WriteFile(filepath.Join(o.Folder, name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	stamp := fmt.Sprintf("%019d", now.UnixNano())
	for i, text := range []string{"", "{", `{"schema":"other"}`, "[]", `"` + strings.Repeat("x", maxMessage) + `"`} {
		put(fmt.Sprintf("%s-%s-bad%d.json", stamp, WebhookName, i), text)
	}
	others := []string{"note.txt", "x-webhook-1.json", "-1-webhook-2.json", stamp + ".json"}
	for _, name := range others {
		put(name, "mine")
	}
	begun := "." + stamp + "-webhook-3.json.123"
	put(begun, "{")
	if waiting, err = o.Waiting(WebhookName); err != nil || len(waiting) != maxWaiting {
		t.Errorf("beside what is none: %d wait, %v", len(waiting), err)
	}
	now = now.Add(maxAge)
	if waiting, err = o.Waiting(WebhookName); err != nil || len(waiting) != 0 {
		t.Errorf("after a week %d wait, %v", len(waiting), err)
	}
	old := time.Now().Add(-24 * time.Hour * 365 * 30) // by the clock of this test
	if err := os.Chtimes(filepath.Join(o.Folder, begun), old, old); err != nil {
		t.Fatal(err)
	}
	if _, err := o.Waiting(WebhookName); err != nil {
		t.Error(err)
	}
	left, err := os.ReadDir(o.Folder)
	if err != nil || len(left) != len(others) {
		t.Errorf("%v is left, %v; want what was never ours", left, err)
	}
}

// receiver is a channel that is down, or takes what it does not refuse.
type receiver struct {
	down   bool
	refuse uint32 // a run it never takes
	got    []uint32
	tries  map[uint32]int
}

func (r *receiver) Name() string { return WebhookName }
func (r *receiver) Tries() int   { return 3 }
func (r *receiver) Send(_ context.Context, m *Message) error {
	if r.tries == nil {
		r.tries = map[uint32]int{}
	}
	r.tries[m.Night.Run]++
	if r.down || m.Night.Run == r.refuse {
		return errors.New("not taken")
	}
	r.got = append(r.got, m.Night.Run)
	return nil
}

// TestWhatDoesNotGetThroughIsTriedAgain has a receiver be down for some hours,
// and one message that it never takes.
func TestWhatDoesNotGetThroughIsTriedAgain(t *testing.T) {
	folder := filepath.Join(t.TempDir(), "outbox")
	synctest.Test(t, func(t *testing.T) {
		r := &receiver{down: true, refuse: 2}
		serve := func() (p *Postman, stop func()) {
			ctx, cancel := context.WithCancel(t.Context())
			p = &Postman{
				Name: WebhookName, Ways: func() (Outbox, Channel) { return Outbox{Folder: folder}, r },
				Told: func(m *Message, err error) {
					if m == nil {
						t.Errorf("outbox: %v", err)
					}
				},
			}
			done := make(chan struct{})
			go func() { p.Serve(ctx); close(done) }()
			return p, func() { cancel(); <-done }
		}
		p, stop := serve()
		for run := range uint32(4) {
			p.Post(numbered(t, run))
			time.Sleep(time.Second) // each is older than the next
		}
		time.Sleep(time.Minute)
		if len(r.got) != 0 || r.tries[0] < 3 || r.tries[3] == 0 {
			t.Fatalf("while it is down: %v of %v", r.got, r.tries)
		}
		stop()
		r.down = false
		p, stop = serve() // the next program
		time.Sleep(time.Minute)
		if fmt.Sprint(r.got) != "[0 1 3]" {
			t.Errorf("when it is up: %v", r.got)
		}
		before := r.tries[2]
		time.Sleep(24 * time.Hour)
		if n := r.tries[2] - before; n < 5 || n > 30 {
			t.Errorf("what it never takes is tried %d times a day", n)
		}
		p.Post(numbered(t, 7))
		time.Sleep(time.Minute)
		if fmt.Sprint(r.got) != "[0 1 3 7]" {
			t.Errorf("behind what it never takes: %v", r.got)
		}
		time.Sleep(maxAge)
		before = r.tries[2]
		time.Sleep(24 * time.Hour)
		if r.tries[2] != before || fmt.Sprint(r.got) != "[0 1 3 7]" {
			t.Errorf("after a week it is still tried: %d, %d; got %v", before, r.tries[2], r.got)
		}
		stop()
	})
}

// TestWhatCannotBeKeptIsToldFromMemory has no folder that can be written to.
func TestWhatCannotBeKeptIsToldFromMemory(t *testing.T) {
	file := filepath.Join(t.TempDir(), "outbox")
	if err := os.WriteFile(file, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	box := &mailtest.Box{}
	e := &Email{Server: box.Start(t), Clear: true, From: "robot@example.org", To: []string{"a@example.org"}}
	told := make(chan error, 10)
	p := &Postman{
		Name: EmailName, Ways: func() (Outbox, Channel) { return Outbox{Folder: file}, e },
		Told: func(m *Message, err error) {
			if m != nil {
				told <- err
			}
		},
	}
	ctx, cancel := context.WithCancel(t.Context())
	done := make(chan struct{})
	go func() { p.Serve(ctx); close(done) }()
	p.Post(message(t))
	if err := <-told; err != nil {
		t.Error(err)
	}
	cancel()
	<-done
	if got := box.Got(); len(got.Mails) != 1 {
		t.Errorf("%d mails", len(got.Mails))
	}
}
