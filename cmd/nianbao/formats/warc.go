package formats

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"iter"

	"nianbao/extract"
	"nianbao/store"
	"nianbao/store/export/warc"
)

// WARC writes captures with their bodies as a WARC file, gzip-compressed record
// by record where that is wanted. progress is told how many there were.
func WARC(w io.Writer, archive *store.Archive, captures iter.Seq2[store.Capture, error], compress bool, progress func(int)) error {
	return warc.Write(w, archive, captures, warc.Options{Compress: compress, Software: "nianbao/" + extract.Parser, Progress: progress})
}

// CapturesOf walks over the captures of reports, each followed by those of its
// attachments.
func CapturesOf(ctx context.Context, archive *store.Archive, lines iter.Seq2[store.ReportLine, error]) iter.Seq2[store.Capture, error] {
	return func(yield func(store.Capture, error) bool) {
		written := map[[8]byte]bool{} // attachments are shared, and reports are attachments
		for line, err := range lines {
			var report struct {
				URL         string               `json:"url"`
				Attachments []extract.Attachment `json:"attachments"`
			}
			if err == nil {
				if err = json.Unmarshal(line.JSON, &report); err != nil {
					err = fmt.Errorf("read report %s: %w; run verify", line.ID, err)
				}
			}
			if err != nil {
				yield(store.Capture{}, err)
				return
			}
			pages := []string{report.URL}
			for _, attachment := range report.Attachments {
				pages = append(pages, attachment.URL)
			}
			for _, url := range pages {
				if hash := store.Hash(url); !written[hash] {
					written[hash] = true
					if !all(archive.CapturesOf(ctx, url), yield) {
						return
					}
				}
			}
		}
	}
}

// all passes a sequence on; false if it is not to go on.
func all(captures iter.Seq2[store.Capture, error], yield func(store.Capture, error) bool) bool {
	for c, err := range captures {
		if !yield(c, err) || err != nil {
			return false
		}
	}
	return true
}
