package news

import (
	"context"
	"encoding/json"
	"fmt"
	"time"

	"nianbao/store"
)

// Mark is where in the archive an account begins.
type Mark struct {
	Change uint64    `json:"change"` // number of the last change before
	From   time.Time `json:"from"`
	Open   bool      `json:"open"` // no account was made from here yet
}

// markKey is where it is kept: a run that is killed is accounted for with the
// one that goes on with it.
var markKey = []byte("news/mark")

// Begin marks where the account of a run that is about to begin starts: here,
// or where one did that was never made.
func Begin(ctx context.Context, a *store.Archive, now time.Time) (Mark, error) {
	var m Mark
	b, err := a.Get(store.Notes, markKey)
	if err != nil {
		return m, fmt.Errorf("read where the account begins: %w", err)
	}
	if b != nil && json.Unmarshal(b, &m) == nil && m.Open && !m.From.After(now) {
		return m, nil
	}
	m = Mark{From: now.UTC(), Open: true}
	if m.Change, err = a.LastChange(); err != nil {
		return m, err
	}
	b, err = json.Marshal(m)
	if err != nil {
		return m, fmt.Errorf("encode mark: %w", err)
	}
	_, err = a.Apply(ctx, store.Envelope{Ops: []store.Op{{Bucket: store.Notes, Key: markKey, Value: b}}})
	if err != nil {
		return m, fmt.Errorf("note where the account begins: %w", err)
	}
	return m, nil
}
