package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"iter"
	"slices"
	"strings"
	"syscall"
	"time"

	"github.com/spf13/cobra"

	"nianbao/crawler/frontier"
	"nianbao/store"
	"nianbao/store/export"
)

// exportOptions are the flags of export.
type exportOptions struct {
	format, what, output, since string
	filter                      store.Filter
}

func (a *app) export() *cobra.Command {
	var o exportOptions
	cmd := &cobra.Command{
		Use:   "export",
		Short: "Write what the archive holds, one JSON object per line",
		Long: `export writes what the archive holds as JSONL: reports (one line for each
URL, its latest version, ordered by id), cells (one line for each cell),
captures (one line for each request made) or urls (one line for each URL known).
It goes to stdout, or with -o into a file that is written beside and renamed.`,
		Example: `  nianbao export -a demo.db | head -1
  nianbao export -a demo.db --year 2023 --no-duplicates -o 2023.jsonl
  nianbao export -a demo.db --what cells | grep carried_over
  nianbao export -a demo.db --what urls`,
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error { return a.runExport(cmd.Context(), o) },
	}
	f := cmd.Flags()
	f.StringVar(&o.format, "format", "jsonl", "output format: jsonl or warc")
	f.StringVar(&o.what, "what", "", "what to export: reports (default), cells, captures or urls")
	f.StringVarP(&o.output, "output", "o", "", "write to `FILE` instead of stdout")
	f.IntSliceVar(&o.filter.Years, "year", nil, "only reports of this report `YEAR` (repeatable)")
	f.StringVar(&o.filter.RegionPrefix, "region", "", "only reports whose region `PATH` begins so, e.g. 河南省/平顶山市")
	f.StringVar(&o.since, "since", "", "only reports changed at or after this `TIME` (RFC 3339 or YYYY-MM-DD)")
	f.BoolVar(&o.filter.NoDuplicates, "no-duplicates", false, "leave out reports that repeat another one")
	f.BoolVar(&o.filter.AllKinds, "all-kinds", false, "also pages that are no report")
	complete(cmd, "format", "jsonl", "warc")
	complete(cmd, "what", exportable...)
	return cmd
}

// complete offers the values of a flag to the shell.
func complete(cmd *cobra.Command, flag string, values ...string) {
	// the only error is a flag that does not exist
	_ = cmd.RegisterFlagCompletionFunc(flag, cobra.FixedCompletions(values, cobra.ShellCompDirectiveNoFileComp))
}

func (a *app) runExport(ctx context.Context, o exportOptions) error {
	switch o.format {
	case "warc":
		if err := o.checkWARC(); err != nil {
			return usage(err)
		}
	case "jsonl":
	default:
		return usage(fmt.Errorf("--format %s: must be jsonl or warc", o.format))
	}
	if o.what == "" && o.format != "warc" {
		o.what = "reports"
	}
	if o.what != "" && !slices.Contains(exportable, o.what) {
		return usage(fmt.Errorf("--what %s: must be one of %s", o.what, strings.Join(exportable, ", ")))
	}
	if (o.what == "captures" || o.what == "urls") && o.filtered() {
		return usage(fmt.Errorf("--what %s: --year, --region, --since, --no-duplicates and --all-kinds choose reports and cells only", o.what))
	}
	if o.since != "" {
		since, err := parseTime(o.since)
		if err != nil {
			return usage(fmt.Errorf("--since %s: %w", o.since, err))
		}
		o.filter.Since = since
	}
	archive, err := a.open(store.Options{ReadOnly: true, Verb: "export"})
	if err != nil {
		return err
	}
	defer archive.Close()
	if o.format == "warc" {
		return a.exportWARC(ctx, archive, o)
	}
	bar := a.bar(-1, a.say("exporting", "正在导出"))
	defer bar.Finish()
	lines := export.Counted(exportLines(ctx, archive, o), bar.Set)
	if o.output == "" {
		return piped(export.Write(a.out, lines))
	}
	return export.File(o.output, func(w io.Writer) error { return export.Write(w, lines) })
}

// filtered tells whether a flag chooses among reports.
func (o exportOptions) filtered() bool {
	return o.since != "" || len(o.filter.Years) > 0 || o.filter.RegionPrefix != "" || o.filter.NoDuplicates || o.filter.AllKinds
}

// exportable is what export can write.
var exportable = []string{"reports", "cells", "captures", "urls"}

// exportLines picks the lines to write.
func exportLines(ctx context.Context, archive *store.Archive, o exportOptions) iter.Seq2[[]byte, error] {
	switch o.what {
	case "cells":
		return export.Cells(archive.Reports(ctx, o.filter))
	case "captures":
		return export.JSON(archive.Captures(ctx))
	case "urls":
		return export.JSON(frontier.All(ctx, archive, ""))
	}
	return export.Reports(archive.Reports(ctx, o.filter))
}

// piped makes a reader that went away (head) no failure.
func piped(err error) error {
	if errors.Is(err, syscall.EPIPE) {
		return ended(exitDone, "the reader of stdout went away")
	}
	return err
}

// parseTime reads a point in time; a day is its first instant, UTC.
func parseTime(s string) (time.Time, error) {
	for _, layout := range []string{time.RFC3339, time.DateOnly} {
		if t, err := time.Parse(layout, s); err == nil {
			return t, nil
		}
	}
	return time.Time{}, errors.New("must be RFC 3339 or YYYY-MM-DD, e.g. 2025-02-01")
}
