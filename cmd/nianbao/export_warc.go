package main

import (
	"context"
	"encoding/json"
	"io"
	"iter"
	"strings"

	"nianbao/extract"
	"nianbao/store"
	"nianbao/store/export"
	"nianbao/store/export/warc"
)

// exportWARC writes captures as a WARC file: all of them, or with a filter or
// --what reports those of the reports chosen and of their attachments. It is
// gzip-compressed, record by record, unless the file is to be called .warc.
func (a *app) exportWARC(ctx context.Context, archive *store.Archive, o exportOptions) error {
	captures := archive.Captures(ctx)
	if o.what == "reports" || o.filtered() {
		captures = capturesOfReports(ctx, archive, o.filter)
	}
	bar := a.bar(-1, a.say("exporting", "正在导出"))
	defer bar.Finish()
	options := warc.Options{
		Compress: !strings.HasSuffix(strings.ToLower(o.output), ".warc"),
		Software: "nianbao/" + extract.Parser, Progress: bar.Set,
	}
	if o.output == "" {
		return piped(warc.Write(a.out, archive, captures, options))
	}
	return export.File(o.output, func(w io.Writer) error { return warc.Write(w, archive, captures, options) })
}

// capturesOfReports walks over the captures of reports, each followed by those
// of its attachments.
func capturesOfReports(ctx context.Context, archive *store.Archive, f store.Filter) iter.Seq2[store.Capture, error] {
	return func(yield func(store.Capture, error) bool) {
		written := map[[8]byte]bool{} // attachments are shared, and reports are attachments
		for line, err := range archive.Reports(ctx, f) {
			var report struct {
				URL         string               `json:"url"`
				Attachments []extract.Attachment `json:"attachments"`
			}
			if err == nil {
				err = json.Unmarshal(line.JSON, &report)
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
