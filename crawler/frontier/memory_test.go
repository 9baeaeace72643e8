package frontier_test

import (
	"bytes"
	"context"
	"fmt"
	"slices"
	"strings"
	"sync"

	"nianbao/store"
)

// memory is a Store of maps: the least that keeps the contract.
type memory struct {
	mu       sync.Mutex
	buckets  map[store.StateBucket]map[string]string
	hosts    map[string]uint32
	captures map[string]bool
	applied  int
	fail     error // what Apply answers instead of doing anything
}

func newMemory() *memory {
	return &memory{
		buckets: map[store.StateBucket]map[string]string{}, hosts: map[string]uint32{},
		captures: map[string]bool{},
	}
}

func (m *memory) Apply(_ context.Context, e store.Envelope) (store.Applied, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	var a store.Applied
	if m.fail != nil {
		return a, m.fail
	}
	m.applied++
	if e.Capture != nil {
		k := fmt.Sprint(e.Capture.URL, e.Capture.Run, e.Seq)
		if m.captures[k] {
			return store.Applied{Duplicate: true}, nil
		}
		m.captures[k] = true
	}
	for _, op := range e.Ops {
		if op.IfAbsent {
			_, there := m.buckets[op.Bucket][string(op.Key)]
			a.Inserted = append(a.Inserted, !there)
			if there {
				continue
			}
			for _, then := range op.Then {
				m.put(then)
			}
		}
		m.put(op)
	}
	return a, nil
}

func (m *memory) put(op store.Op) {
	b := m.buckets[op.Bucket]
	if b == nil {
		b = map[string]string{}
		m.buckets[op.Bucket] = b
	}
	if op.Value == nil {
		delete(b, string(op.Key))
		return
	}
	b[string(op.Key)] = string(op.Value)
}

func (m *memory) Get(bucket store.StateBucket, key []byte) ([]byte, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	v, there := m.buckets[bucket][string(key)]
	if !there {
		return nil, nil
	}
	return []byte(v), nil
}

func (m *memory) Scan(bucket store.StateBucket, prefix, from []byte, fn func(k, v []byte) (bool, error)) error {
	m.mu.Lock()
	var keys []string
	values := map[string]string{}
	for k, v := range m.buckets[bucket] {
		if strings.HasPrefix(k, string(prefix)) && bytes.Compare([]byte(k), from) >= 0 {
			keys = append(keys, k)
			values[k] = v
		}
	}
	m.mu.Unlock()
	slices.Sort(keys)
	for _, k := range keys {
		if more, err := fn([]byte(k), []byte(values[k])); err != nil || !more {
			return err
		}
	}
	return nil
}

func (m *memory) HostID(_ context.Context, name string) (uint32, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if name == "" {
		return 0, fmt.Errorf("no host name")
	}
	if _, known := m.hosts[name]; !known {
		m.hosts[name] = uint32(len(m.hosts) + 1)
	}
	return m.hosts[name], nil
}
