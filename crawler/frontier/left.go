package frontier

import (
	"context"
	"fmt"
	"time"

	"nianbao/store"
)

// Left says why a host's queue was left standing, and until when.
type Left struct {
	Run     uint32        `json:"n"`
	Outcome store.Outcome `json:"o"`
	Cause   string        `json:"c"`
	Until   time.Time     `json:"u,omitzero"` // zero: until the next run
}

// leftKey is where a host's note is kept.
func leftKey(id uint32) []byte { return append([]byte("left/"), hostKey(id)...) }

// Leave notes why hosts are left, for whoever asks what their URLs wait for,
// in one commit. A nil note takes the last one away.
func (f *Frontier) Leave(ctx context.Context, notes map[string]*Left) error {
	var ops []store.Op
	for name, l := range notes {
		h, err := f.host(ctx, name)
		if err != nil {
			return err
		}
		op := store.Op{Bucket: store.Notes, Key: leftKey(h.id)}
		if l != nil {
			note := *l
			note.Run = f.run
			if op.Value, err = encode(note); err != nil {
				return err
			}
		}
		ops = append(ops, op)
	}
	if len(ops) == 0 {
		return nil
	}
	if _, err := f.store.Apply(ctx, store.Envelope{Ops: ops}); err != nil {
		return fmt.Errorf("note why hosts are left: %w", err)
	}
	return nil
}

// left reads a host's note; nil where it was not left.
func left(r Reader, id uint32) (*Left, error) {
	b, err := r.Get(store.Notes, leftKey(id))
	if err != nil || b == nil {
		return nil, err
	}
	var l Left
	if err := decode(b, &l); err != nil {
		return nil, err
	}
	return &l, nil
}
