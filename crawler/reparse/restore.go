package reparse

import (
	"context"
	"errors"

	"nianbao/crawler/frontier"
	"nianbao/store"
)

// Restorer reads captures again whose readings were lost, for store.Repair. A
// page the frontier does not know was imported: it is read, too, and kept if it
// is a report. A page that cannot be read has no reading.
func Restorer(a *store.Archive) func(context.Context, *store.Version) (*store.Reading, error) {
	o := &Options{Archive: a}
	return func(ctx context.Context, v *store.Version) (*store.Reading, error) {
		files := asOf{Archive: a}
		r, err := o.reading(ctx, v, files, false)
		if err == nil && r == nil {
			r, err = o.imported(ctx, v, files)
		}
		var page *pageError
		if errors.As(err, &page) {
			return nil, nil
		}
		return r, err
	}
}

// imported reads a capture of a page that the frontier does not know.
func (o *Options) imported(ctx context.Context, v *store.Version, files asOf) (*store.Reading, error) {
	_, known, err := frontier.Lookup(ctx, o.Archive, v.Capture.URL)
	if err != nil || known {
		return nil, err
	}
	r, err := o.reading(ctx, &store.Version{Capture: v.Capture, Read: &store.Facts{}}, files, false)
	if err != nil || r.Kind == "not_a_report" {
		return nil, err
	}
	return r, nil
}
