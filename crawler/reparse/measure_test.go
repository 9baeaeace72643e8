package reparse_test

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"time"

	"nianbao/crawler/reparse"
	"nianbao/store"
)

// measureEnv tells a child of this test binary which archive to reparse, and to
// say what it took.
const measureEnv = "NIANBAO_REPARSE_TEST_MEASURE"

// measured is what such a child says.
type measured struct {
	Summary reparse.Summary
	Most    int64 // bytes of memory
}

// measure reparses an archive and prints what it took.
func measure(path string) error {
	a, err := store.Open(path, store.Options{Verb: "reparse"})
	if err != nil {
		return err
	}
	var m measured
	var broken error
	looked := time.Now()
	m.Summary, err = reparse.Run(context.Background(), reparse.Options{Archive: a, Progress: func(int, int) {
		if time.Since(looked) > 20*time.Millisecond {
			now, err := anonymous()
			m.Most, looked, broken = max(m.Most, now), time.Now(), errors.Join(broken, err)
		}
	}})
	return errors.Join(err, broken, a.Close(), json.NewEncoder(os.Stdout).Encode(m))
}

// anonymous is the memory this process has but for files, in bytes (proc(5),
// RssAnon).
func anonymous() (int64, error) {
	b, err := os.ReadFile("/proc/self/status")
	if err != nil {
		return 0, err
	}
	_, rest, _ := bytes.Cut(b, []byte("RssAnon:"))
	var kb int64
	_, err = fmt.Sscan(string(rest), &kb)
	return kb << 10, err
}
