package store

import (
	"bufio"
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"
)

// killEnv tells a child of this test binary which archive to fill.
const killEnv = "NIANBAO_STORE_TEST_ARCHIVE"

// TestMain lets the test binary be its own victim.
func TestMain(m *testing.M) {
	if path := os.Getenv(compactEnv); path != "" {
		fmt.Fprintln(os.Stderr, compactForEver(path))
		os.Exit(1)
	}
	if path := os.Getenv(killEnv); path != "" {
		if err := fillForEver(path); err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
		return
	}
	if path := os.Getenv(readEnv); path != "" {
		if err := readForEver(path); err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
	}
	os.Exit(m.Run())
}

// victimEnvelope is the nth envelope of the victim: capture, blob, report and
// three state records, which must all be there or none.
func victimEnvelope(n int) Envelope {
	url := fmt.Sprintf("http://h%d.gov.cn/%d.html", n%5, n)
	e := reportAnswer(url, 1, day0, strings.Repeat(url, 100), url, 2024)
	for i := range 3 {
		e.Ops = append(e.Ops, Op{Bucket: Notes, Key: fmt.Appendf(nil, "%08d/%d", n, i), Value: []byte(url), IfAbsent: true})
	}
	return e
}

// fillForEver applies envelopes from several goroutines and prints the number
// of each once it was promised to be durable.
func fillForEver(path string) error {
	a, err := Open(path, Options{Verb: "test", Wait: 5 * time.Second})
	if err != nil {
		return err
	}
	runs, err := a.Runs()
	if err != nil {
		return err
	}
	base := len(runs) * 1_000_000
	if _, _, err := a.BeginRun(context.Background(), "import", day0); err != nil {
		return err
	}
	var mu sync.Mutex
	errs := make(chan error, 8)
	for g := range 8 {
		go func() {
			for i := 0; ; i++ {
				n := base + i*8 + g
				if _, err := a.Apply(context.Background(), victimEnvelope(n)); err != nil {
					errs <- err
					return
				}
				mu.Lock()
				fmt.Println(n)
				mu.Unlock()
			}
		}()
	}
	return <-errs
}

func TestKillLosesNothingPromisedAndKeepsNothingHalf(t *testing.T) {
	path := filepath.Join(t.TempDir(), "archive.db")
	promised := map[int]bool{}
	for round := range 6 {
		killAfter(t, path, time.Duration(60+47*round)*time.Millisecond, promised)
	}
	if len(promised) == 0 {
		t.Fatal("the victim never got to promise anything")
	}
	a := openTest(t, path)
	notes := map[int]int{}
	err := a.Scan(Notes, nil, nil, func(k, _ []byte) (bool, error) {
		n, err := strconv.Atoi(string(k[:8]))
		notes[n]++
		return true, err
	})
	if err != nil {
		t.Fatal(err)
	}
	for n := range promised {
		if notes[n] == 0 {
			t.Errorf("envelope %d was promised and is lost", n)
		}
	}
	_, ids := lines(t, a, Filter{})
	if len(ids) != len(notes) {
		t.Errorf("%d reports, but state of %d", len(ids), len(notes))
	}
	for n, records := range notes {
		if records != 3 {
			t.Errorf("envelope %d is half there: %d of 3 state records", n, records)
		}
		if got := mustApply(t, a, victimEnvelope(n)); !got.Duplicate {
			t.Errorf("envelope %d has state and no capture", n)
		}
		if n%50 > 0 {
			continue
		}
		if _, err := a.Report(ID(victimEnvelope(n).Capture.URL)); err != nil {
			t.Error(err)
		}
	}
	checkWhole(t, a)
}

// killAfter runs a victim, kills it after d and notes what it promised.
func killAfter(t *testing.T, path string, d time.Duration, promised map[int]bool) {
	t.Helper()
	cmd := exec.Command(os.Args[0], "-test.run=^$")
	cmd.Env = append(os.Environ(), killEnv+"="+path)
	cmd.Stderr = os.Stderr
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	time.AfterFunc(d, func() { cmd.Process.Kill() })
	r := bufio.NewReader(out)
	for {
		line, err := r.ReadString('\n')
		if err != nil { // a line without its end was not yet a promise
			break
		}
		n, err := strconv.Atoi(strings.TrimSpace(line))
		if err != nil {
			t.Fatalf("victim said %q", line)
		}
		promised[n] = true
	}
	if err := cmd.Wait(); err == nil {
		t.Fatal("the victim ended by itself")
	}
}
