package frontier

import (
	"context"
	"fmt"

	"nianbao/store"
)

// Forget makes the next request for a URL unconditional, because the body that
// its last answer brought is lost. One that is not known stays so.
func Forget(ctx context.Context, s Store, canonical string) error {
	rec, known, err := Lookup(ctx, s, canonical)
	if err != nil || !known {
		return err
	}
	id, err := s.HostID(ctx, Host(canonical))
	if err != nil {
		return fmt.Errorf("forget %s: %w", canonical, err)
	}
	rec.Good, rec.Unchanged = Good{}, 0
	_, err = s.Apply(ctx, store.Envelope{Ops: []store.Op{
		{Bucket: store.URLs, Key: urlKey(id, rec.hash()), Value: encodeRecord(rec)},
	}})
	if err != nil {
		return fmt.Errorf("forget %s: %w", canonical, err)
	}
	return nil
}
