package crawler

import (
	"context"
	"maps"
	"sync"

	"nianbao/store"
)

// getter is what clocks and robots.txt are read from. Get answers nil for a
// key that is not there.
type getter interface {
	Get(bucket store.StateBucket, key []byte) ([]byte, error)
}

// states keeps what a visitor learns of hosts.
type states interface {
	getter
	put(ctx context.Context, ops []store.Op) error
}

// archived keeps it in an archive, which no crawl holds meanwhile.
type archived struct{ *store.Archive }

func (a archived) put(ctx context.Context, ops []store.Op) error {
	_, err := a.Apply(ctx, store.Envelope{Ops: ops})
	return err
}

// remembered keeps it in memory.
type remembered struct {
	mu     sync.Mutex
	values map[string][]byte
}

func stateKey(bucket store.StateBucket, key []byte) string {
	return string(bucket) + "\x00" + string(key)
}

// Get answers what was put.
func (r *remembered) Get(bucket store.StateBucket, key []byte) ([]byte, error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.values[stateKey(bucket, key)], nil
}

func (r *remembered) put(_ context.Context, ops []store.Op) error {
	r.mu.Lock()
	defer r.mu.Unlock()
	now := map[string][]byte{}
	for _, op := range ops {
		now[stateKey(op.Bucket, op.Key)] = op.Value
	}
	if r.values == nil {
		r.values = map[string][]byte{}
	}
	maps.Copy(r.values, now)
	return nil
}
