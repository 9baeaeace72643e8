package web

import (
	"context"
	"errors"
	"fmt"
	"io"
	"iter"
	"mime"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"time"

	"nianbao/cmd/nianbao/formats"
	"nianbao/crawler/frontier"
	"nianbao/store"
)

const (
	downloadPath = "/export"
	// downloadTime bounds one download.
	downloadTime = 2 * time.Hour
	// stalled is how long a reader may take no byte of a download.
	stalled = time.Minute
)

// downloadFormat is a format as it is sent.
type downloadFormat struct{ name, media, ending string }

var downloadFormats = []downloadFormat{
	{"jsonl", "application/jsonl; charset=utf-8", ".jsonl"},
	{"csv", "text/csv; charset=utf-8", ".csv"},
	{"xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", ".xlsx"},
	{"parquet", "application/vnd.apache.parquet", ".parquet"},
	{"sqlite", "application/vnd.sqlite3", ".sqlite"},
	{"warc", "application/warc", ".warc.gz"},
}

// subjects are what can be downloaded.
var subjects = []string{"reports", "cells", "sections", "findings", "captures", "urls"}

// wanted is a download as it was asked for.
type wanted struct {
	format downloadFormat
	what   string
	id     string // of one report; "" = those of the filters
	v      int    // its version; 0 = the latest
	Filters
}

func parseWanted(v url.Values) (d wanted, err error) {
	format, what, id := v.Get("format"), v.Get("what"), v.Get("id")
	if d.v, err = versionOf(v.Get("v")); err != nil {
		return d, err
	}
	for _, name := range []string{"format", "what", "id", "v", "token", languageName} {
		v.Del(name)
	}
	if d.Filters, err = parseFilters(v); err != nil {
		return d, err
	}
	at := slices.IndexFunc(downloadFormats, func(f downloadFormat) bool { return f.name == format })
	if what == "" {
		what = "reports"
	}
	switch {
	case at < 0:
		return d, fmt.Errorf("%w: format=%.20q: must be jsonl, csv, xlsx, parquet, sqlite or warc", errRequest, format)
	case !slices.Contains(subjects, what):
		return d, fmt.Errorf("%w: what=%.20q: must be reports, cells, sections, findings, captures or urls", errRequest, what)
	case id != "" && !isID(id):
		return d, fmt.Errorf("%w: id=%.20q is no report", errRequest, id)
	case d.v != 0 && id == "":
		return d, fmt.Errorf("%w: v=%d is the version of a report: name its id", errRequest, d.v)
	case what == "urls" && d.Host == "":
		return d, fmt.Errorf("%w: what=urls needs a host", errRequest)
	}
	d.format, d.what, d.id = downloadFormats[at], what, id
	holds := map[string][]string{"jsonl": {"reports", "cells", "captures", "urls"}, "sqlite": {"reports", "captures", "urls"}, "warc": {"reports", "captures"}}
	if some := holds[format]; some != nil && !slices.Contains(some, what) {
		return d, fmt.Errorf("%w: %s does not hold %s on their own", errRequest, format, what)
	}
	return d, nil
}

// download sends what a page shows, all of it, in a format of export.
func (s *Server) download(w http.ResponseWriter, r *http.Request) {
	d, err := parseWanted(r.URL.Query())
	if err != nil {
		s.fail(w, r, err)
		return
	}
	release, ok := turn(r.Context(), s.downloads)
	if !ok {
		s.fail(w, r, errBusy)
		return
	}
	defer release()
	ctx, cancel := context.WithTimeout(r.Context(), downloadTime)
	defer cancel()
	w.Header().Set("Content-Type", d.format.media)
	name := "nianbao-" + d.what
	if d.id != "" {
		name = "nianbao-" + d.id
		if d.v != 0 {
			name += fmt.Sprintf("-v%d", d.v)
		}
	}
	w.Header().Set("Content-Disposition", mime.FormatMediaType("attachment", map[string]string{"filename": name + d.format.ending}))
	if r.Method == http.MethodHead {
		return
	}
	out := &patient{ResponseWriter: w}
	err = s.write(ctx, out, d)
	switch {
	case err == nil:
	case out.begun:
		s.log.Warn("serve: a download broke off", "query", r.URL.RawQuery, "cause", err)
		panic(http.ErrAbortHandler) // so that half a file does not pass for one
	default:
		s.fail(w, r, err)
	}
}

// patient is an answer that may take long, as long as its reader takes some of
// it now and then.
type patient struct {
	http.ResponseWriter
	begun bool
}

func (p *patient) Write(b []byte) (int, error) {
	p.begun = true
	err := http.NewResponseController(p.ResponseWriter).SetWriteDeadline(time.Now().Add(stalled))
	if err != nil && !errors.Is(err, http.ErrNotSupported) {
		return 0, err
	}
	return p.ResponseWriter.Write(b)
}

func (s *Server) write(ctx context.Context, w io.Writer, d wanted) error {
	lines := s.chosen(ctx, d)
	src := formats.Source{Lines: lines, Captures: formats.CapturesOf(ctx, s.archive, lines), URLs: frontier.All(ctx, s.archive, d.Host)}
	switch d.format.name {
	case "warc":
		return formats.WARC(w, s.archive, src.Captures, true, func(int) {})
	case "sqlite":
		return s.database(ctx, w, d.what, src)
	}
	return formats.Stream(w, d.format.name, d.what, src)
}

// database writes a database into a temporary folder, and sends it.
func (s *Server) database(ctx context.Context, w io.Writer, what string, src formats.Source) (err error) {
	dir, err := os.MkdirTemp("", "nianbao-export-")
	if err != nil {
		return fmt.Errorf("make database: %w", err)
	}
	defer func() { err = errors.Join(err, os.RemoveAll(dir)) }()
	name := filepath.Join(dir, "reports.sqlite")
	if err := os.WriteFile(name, nil, 0o600); err != nil {
		return fmt.Errorf("make database: %w", err)
	}
	if err := formats.Database(ctx, name, what, src); err != nil {
		return err
	}
	f, err := os.Open(name)
	if err != nil {
		return fmt.Errorf("send database: %w", err)
	}
	defer f.Close()
	_, err = io.Copy(w, struct{ io.Reader }{f})
	return err
}

// chosen walks over the reports of a download.
func (s *Server) chosen(ctx context.Context, d wanted) iter.Seq2[store.ReportLine, error] {
	f := d.Filters
	if d.id == "" && f.Text == "" && f.Agency == "" && f.Form == "" && f.Finding == "" && f.Severity == "" && f.Host == "" && f.Content == "" {
		return s.archive.Reports(ctx, store.Filter{Years: f.Years, RegionPrefix: f.Region, Since: f.Since, NoDuplicates: f.NoDuplicates, AllKinds: f.AllKinds})
	}
	return func(yield func(store.ReportLine, error) bool) {
		if d.id != "" {
			line, _, err := s.readReport(d.id, d.v)
			yield(line, err)
			return
		}
		for f.Limit = listSize; ; {
			r, err := s.find(ctx, f, true)
			if err != nil {
				yield(store.ReportLine{}, err)
				return
			}
			for _, one := range r.found {
				if !yield(one.line, nil) {
					return
				}
			}
			if f.After = r.next; r.next == 0 {
				return
			}
		}
	}
}
