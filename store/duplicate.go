package store

import (
	"bytes"
	"cmp"
	"encoding/hex"
	"encoding/json"
	"slices"
	"sync"
)

// contentKey is a content hash as it stands in the index; false for none.
func contentKey(sha string) ([]byte, bool) {
	b, err := hex.DecodeString(sha)
	return b, err == nil && len(b) == 32
}

// primaries says of each report in a group of equal content which one it is a
// duplicate of; primaries themselves are absent (CONTRACT, duplicates).
//
// Taken in order of preference, a report is a duplicate of the first primary
// from which neither agency nor year is known to tell it apart, and else is a
// primary. So nobody is a duplicate of a duplicate, and leaving the duplicates
// out loses no agency and no year.
func primaries(group []twin) map[pageKey]pageKey {
	group = slices.Clone(group)
	slices.SortFunc(group, prefer)
	out := map[pageKey]pageKey{}
	var first []twin
	for _, t := range group {
		i := slices.IndexFunc(first, func(p twin) bool { return !apart(p, t) })
		if i < 0 {
			first = append(first, t)
			continue
		}
		out[t.key] = first[i].key
	}
	return out
}

// apart says whether two reports of equal content are known to be of different
// agencies or years.
func apart(a, b twin) bool {
	return a.Agency != "" && b.Agency != "" && a.Agency != b.Agency ||
		a.Year != 0 && b.Year != 0 && a.Year != b.Year
}

// prefer orders a group: without phonetic annotations, not gone, earliest
// published (unknown last), smallest id.
func prefer(a, b twin) int {
	return cmp.Or(
		compareBool(a.Annotated, b.Annotated),
		compareBool(a.Gone, b.Gone),
		compareBool(a.Published == "", b.Published == ""),
		cmp.Compare(a.Published, b.Published),
		bytes.Compare(a.key[4:], b.key[4:]),
		bytes.Compare(a.key[:4], b.key[:4]),
	)
}

// compareBool puts false first.
func compareBool(a, b bool) int {
	switch {
	case a == b:
		return 0
	case b:
		return -1
	}
	return 1
}

// twins answers which report another is a duplicate of, and remembers groups
// while the archive does not change: a text that a thousand agencies share is
// then sorted once. Its methods may be called from any goroutine.
type twins struct {
	mu     sync.Mutex
	change uint64 // number of the last change the groups were read at
	groups map[string]map[pageKey]pageKey
}

// maxGroups bounds what twins remembers.
const maxGroups = 4096

// primaryOf is the id of the report p is a duplicate of; "" if of none.
func (t *twins) primaryOf(tx snapshot, key pageKey, p *Page) (string, error) {
	sha, ok := contentKey(p.Read.ContentSHA256)
	if !ok || !p.listed() {
		return "", nil
	}
	if isAlone(tx, sha) {
		return "", nil
	}
	group, err := t.group(tx, sha)
	if err != nil {
		return "", err
	}
	if primary, ok := group[key]; ok {
		return primary.id(), nil
	}
	return "", nil
}

// contentPrefix begins the index entries of one content hash.
func contentPrefix(sha []byte) []byte { return append([]byte{byContent}, sha...) }

// isAlone tells of most reports, cheaply, that no other has their content.
func isAlone(tx snapshot, sha []byte) bool {
	prefix := contentPrefix(sha)
	c := tx.Bucket(bucketIndex).Cursor()
	if k, _ := c.Seek(prefix); !bytes.HasPrefix(k, prefix) {
		return false
	}
	k, _ := c.Next()
	return !bytes.HasPrefix(k, prefix)
}

// group says of the reports of one content which of them are duplicates of
// which. One that was read at an earlier change than others is not kept.
func (t *twins) group(tx snapshot, sha []byte) (map[pageKey]pageKey, error) {
	t.mu.Lock()
	defer t.mu.Unlock()
	now := tx.Bucket(bucketChanges).Sequence()
	if t.groups == nil || t.change < now || len(t.groups) >= maxGroups {
		t.change, t.groups = now, map[string]map[pageKey]pageKey{}
	}
	if group, ok := t.groups[string(sha)]; ok && t.change == now {
		return group, nil
	}
	members, err := readTwins(tx, sha)
	if err != nil {
		return nil, err
	}
	group := primaries(members)
	if t.change == now {
		t.groups[string(sha)] = group
	}
	return group, nil
}

// readTwins reads the reports of one content hash from the index.
func readTwins(tx snapshot, sha []byte) ([]twin, error) {
	prefix := contentPrefix(sha)
	var out []twin
	c := tx.Bucket(bucketIndex).Cursor()
	for k, v := c.Seek(prefix); bytes.HasPrefix(k, prefix); k, v = c.Next() {
		if len(k) != len(prefix)+12 {
			return nil, damage("content index: key of %d bytes", len(k))
		}
		t := twin{key: pageKey(k[len(prefix):])}
		if err := json.Unmarshal(v, &t); err != nil {
			return nil, damage("content index: %w", err)
		}
		out = append(out, t)
	}
	return out, nil
}
