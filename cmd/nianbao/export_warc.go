package main

import (
	"context"
	"io"
	"strings"

	"nianbao/cmd/nianbao/formats"
	"nianbao/store"
	"nianbao/store/export"
)

// exportWARC writes captures as a WARC file: all of them, or with a filter or
// --what reports those of the reports chosen and of their attachments. It is
// gzip-compressed, record by record, unless the file is to be called .warc.
func (a *app) exportWARC(ctx context.Context, archive *store.Archive, o exportOptions) error {
	captures := archive.Captures(ctx)
	if o.what == "reports" || o.filtered() {
		captures = formats.CapturesOf(ctx, archive, archive.Reports(ctx, o.filter))
	}
	bar := a.bar(-1, a.say("exporting", "正在导出"))
	defer bar.Finish()
	compress := !strings.HasSuffix(strings.ToLower(o.output), ".warc")
	if o.output == "" {
		return piped(formats.WARC(a.out, archive, captures, compress, bar.Set))
	}
	return export.File(o.output, func(w io.Writer) error { return formats.WARC(w, archive, captures, compress, bar.Set) })
}
