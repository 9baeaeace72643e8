package store

import (
	"bufio"
	"bytes"
	"context"
	"encoding/binary"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"
)

// readEnv tells a child of this test binary which archive to read for ever.
const readEnv = "NIANBAO_STORE_TEST_READ"

// readForEver exports all reports again and again, and prints how many there
// were.
func readForEver(path string) error {
	a, err := Open(path, Options{ReadOnly: true, Verb: "test"})
	if err != nil {
		return err
	}
	for {
		n := 0
		for _, err := range a.Reports(context.Background(), Filter{}) {
			if err != nil {
				return err
			}
			n++
		}
		fmt.Println(n)
	}
}

// fillFast puts n reports of 24 KB pages into an archive, with many callers.
func fillFast(t *testing.T, a *Archive, n int) {
	t.Helper()
	atOnce(n, func(i int) {
		url := fmt.Sprintf("http://h%d.gov.cn/%d.html", i%50, i)
		e := reportAnswer(url, 1, day0, benchPage(i%8)+url, strings.Repeat(url, 40), 2024)
		if _, err := a.Apply(t.Context(), e); err != nil {
			t.Error(err)
		}
	})
}

// churn rewrites state records for a time, as a crawl does, and returns how
// long each commit took.
func churn(t *testing.T, a *Archive, d time.Duration) (took []time.Duration) {
	t.Helper()
	r := rand.New(rand.NewPCG(1, 2))
	tick := time.NewTicker(5 * time.Millisecond)
	defer tick.Stop()
	for end := time.Now().Add(d); time.Now().Before(end); {
		ops := make([]Op, 20)
		for i := range ops {
			key := binary.BigEndian.AppendUint32(nil, uint32(r.IntN(20000)))
			ops[i] = Op{Bucket: Notes, Key: key, Value: bytes.Repeat(key, 50)}
		}
		began := time.Now()
		if _, err := a.Apply(t.Context(), Envelope{Ops: ops}); err != nil {
			t.Fatal(err)
		}
		took = append(took, time.Since(began))
		<-tick.C
	}
	slices.Sort(took)
	return took
}

// TestExportsNeitherSlowTheWriterNorSwellTheFile has processes export without
// end while this one commits, and compares with the same without them.
func TestExportsNeitherSlowTheWriterNorSwellTheFile(t *testing.T) {
	reports, readers, d := 1000, 2, time.Second
	if os.Getenv("NIANBAO_FULL") == "1" {
		reports, readers, d = 20000, 3, 30*time.Second
	}
	path := filepath.Join(t.TempDir(), "archive.db")
	a := openTest(t, path)
	fillFast(t, a, reports)
	churn(t, a, d)
	alone, before := churn(t, a, d), sizeOf(t, path)
	done, first := make(chan int), make(chan struct{}, readers)
	for range readers {
		cmd := exec.Command(os.Args[0], "-test.run=^$")
		cmd.Env = append(os.Environ(), readEnv+"="+path)
		cmd.Stderr = os.Stderr
		out, err := cmd.StdoutPipe()
		if err != nil {
			t.Fatal(err)
		}
		if err := cmd.Start(); err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { cmd.Wait() })
		go func() {
			sum := 0
			for s := bufio.NewScanner(out); s.Scan(); {
				n, err := strconv.Atoi(s.Text())
				if err != nil || n != reports {
					t.Errorf("a reader exported %q reports, want %d", s.Text(), reports)
				}
				if sum += n; sum == n {
					first <- struct{}{}
				}
			}
			done <- sum
		}()
		defer func() {
			cmd.Process.Kill()
			t.Logf("reader: %d reports", <-done)
		}()
	}
	for range readers {
		select {
		case <-first:
		case <-time.After(time.Minute):
			t.Fatal("a reader exported nothing in a minute")
		}
	}
	loaded, after := churn(t, a, d), sizeOf(t, path)
	q := func(took []time.Duration, p float64) time.Duration { return took[int(p*float64(len(took)-1))] }
	t.Logf("commit alone: p50 %v, p99 %v, max %v", q(alone, 0.5), q(alone, 0.99), q(alone, 1))
	t.Logf("with %d exports: p50 %v, p99 %v, max %v", readers, q(loaded, 0.5), q(loaded, 0.99), q(loaded, 1))
	t.Logf("file: %.1f MB before, %.1f MB after", float64(before)/1e6, float64(after)/1e6)
	// A snapshot of a batch lives some ms: what is freed meanwhile is little.
	if grown := after - before; grown > 2*growStep {
		t.Errorf("the file grew by %d bytes while nothing was added", grown)
	}
	if m := q(loaded, 0.99); m > time.Second {
		t.Errorf("one in a hundred commits took %v", m)
	}
}

func sizeOf(t *testing.T, path string) int64 {
	t.Helper()
	info, err := os.Stat(path)
	if err != nil {
		t.Fatal(err)
	}
	return info.Size()
}
