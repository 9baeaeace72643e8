package main

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"nianbao/crawler/reading"
	"nianbao/extract"
	"nianbao/seeds/urls"
	"nianbao/store"
)

// importOptions are the flags of import.
type importOptions struct {
	url, agency string
	year        int
}

func (a *app) imports() *cobra.Command {
	var o importOptions
	cmd := &cobra.Command{
		Use:   "import PATH…",
		Short: "Take saved pages in as if fetched",
		Long: `import takes saved pages (.html, .htm, .txt, .md) and files (.pdf, .docx, .doc,
.wps, .rtf, .xlsx, .xls), or folders of them, into
the archive as if they had been fetched. A page's address is file: and its path
below the PATH given, or for a single file that of --url. What is in the
archive already, byte for byte, is not taken in again.`,
		Example: `  nianbao import -a archive.db saved/
  nianbao import page.html --url http://www.example.gov.cn/zfxxgk/nb/2024.html --agency 某区财政局 --year 2024`,
		Args: cobra.MinimumNArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error { return a.runImport(cmd.Context(), args, o) },
	}
	f := cmd.Flags()
	f.StringVar(&o.url, "url", "", "address of the page (single file)")
	f.StringVar(&o.agency, "agency", "", "`NAME` of the agency whose report it is (single file)")
	f.IntVar(&o.year, "year", 0, "report `YEAR` (single file)")
	return cmd
}

// imported counts what an import did.
type imported struct{ taken, known, reports, others, refused int }

func (a *app) runImport(ctx context.Context, args []string, o importOptions) error {
	if (o.url != "" || o.agency != "" || o.year != 0) && len(args) != 1 {
		return usage(errors.New("--url, --agency and --year go with a single file"))
	}
	if o.year != 0 && (o.year < 2000 || o.year > 2099) {
		return usage(fmt.Errorf("--year %d: must be a year from 2000 to 2099", o.year))
	}
	files, bad := findFiles(args)
	if o != (importOptions{}) && len(files)+len(bad) > 0 && (len(files) != 1 || files[0].path != args[0]) {
		return usage(errors.New("--url, --agency and --year go with a single file, not with a folder"))
	}
	addresses, err := addressesOf(files, o)
	if err != nil {
		return usage(err)
	}
	for _, b := range bad {
		fmt.Fprintf(a.err, "%s: %v\n", b.path, b.err)
	}
	if len(files) == 0 && len(bad) > 0 {
		return ended(exitFailed, "nothing could be read")
	}
	if len(files) == 0 {
		return fmt.Errorf("import: nothing to read in %s; give .html, .htm, .pdf, .docx, .doc, .txt or .md files, or a folder with some", strings.Join(args, ", "))
	}
	archive, err := a.open(store.Options{Verb: "import"})
	if err != nil {
		return err
	}
	defer archive.Close()
	n, err := a.importAll(ctx, archive, files, addresses, o)
	n.refused += len(bad)
	fmt.Fprintf(a.err, a.say("%d taken in (%d reports, %d other pages), %d known already, %d refused\n", "导入 %d 个（报告 %d 份，其他页面 %d 个），已有 %d 个，未导入 %d 个\n"),
		n.taken, n.reports, n.others, n.known, n.refused)
	if err != nil {
		return err
	}
	for _, b := range bad {
		if !b.found {
			return ended(exitFailed, "a file that was named was not taken in")
		}
	}
	return archive.Close()
}

// addressesOf gives each file its address. Two files with one address would
// pass for two versions of one page.
func addressesOf(files []file, o importOptions) (map[string]string, error) {
	out, owner := map[string]string{}, map[string]string{}
	for _, f := range files {
		address := "file:" + f.name
		if o.url != "" {
			canonical, err := urls.Canonical(o.url, nil, "")
			if err != nil {
				return nil, fmt.Errorf("--url %s: %w", o.url, err)
			}
			address = canonical
		}
		if other, taken := owner[address]; taken && other != f.path {
			return nil, fmt.Errorf("%s and %s would both have the address %s; import the folder above them instead", other, f.path, address)
		}
		owner[address], out[f.path] = f.path, address
	}
	return out, nil
}

func (a *app) importAll(ctx context.Context, archive *store.Archive, files []file, addresses map[string]string, o importOptions) (imported, error) {
	var n imported
	in := intake{app: a, archive: archive, options: o, reader: a.reader(), n: &n}
	run, _, err := archive.BeginRun(ctx, "import", time.Now())
	if err != nil {
		return n, err
	}
	in.run = run.ID
	bar := a.bar(len(files), a.say("importing", "正在导入"))
	defer bar.Finish()
	for i, f := range files {
		if err := ctx.Err(); err != nil {
			return n, err
		}
		if err := in.file(ctx, f, addresses[f.path]); err != nil {
			return n, err
		}
		bar.Set(i + 1)
	}
	return n, archive.EndRun(ctx, run.ID, time.Now())
}

// intake takes files in, one after the other.
type intake struct {
	app     *app
	archive *store.Archive
	run     uint32
	options importOptions
	reader  *reading.Reader
	n       *imported
}

// file takes one file in. Only an error of the archive ends the import.
func (in *intake) file(ctx context.Context, f file, address string) error {
	body, err := readFile(f.path)
	if err != nil {
		fmt.Fprintf(in.app.err, "%s: %v\n", f.path, err)
		in.n.refused++
		return nil
	}
	c := store.Context{Agency: in.options.agency, Year: in.options.year}
	sum := sha256.Sum256(body)
	page, known, err := in.archive.PageOf(address)
	if err != nil {
		return err
	}
	if known && page.RawSHA256 == hex.EncodeToString(sum[:]) && c == (store.Context{}) {
		in.n.known++
		return nil
	}
	words, err := in.reader.Words(ctx, body)
	if err != nil {
		return fmt.Errorf("import %s: %w", f.path, err)
	}
	report := extract.Read(extract.Page{Body: body, MediaType: f.media, URL: address, Agency: c.Agency, Year: c.Year, Words: words.Bytes()})
	readAs, err := store.ReadingOf(&report)
	if err != nil {
		return err
	}
	_, err = in.archive.Apply(ctx, store.Envelope{
		Capture: &store.Capture{
			URL: address, Run: in.run, At: time.Now().UTC(), Method: "GET", Outcome: store.OK, Status: 200,
			MediaType: f.media, Bytes: int64(len(body)), WireBytes: int64(len(body)), Context: c,
		},
		Body: body, Reading: readAs, Words: words,
	})
	if err != nil {
		return fmt.Errorf("import %s: %w", f.path, err)
	}
	if words != nil && words.Fault != "" {
		fmt.Fprintf(in.app.err, "%s: kept, but not read: %s\n", f.path, unreadFault[words.Fault])
	}
	in.n.taken++
	if report.Kind == extract.NotAReport {
		in.n.others++
	} else {
		in.n.reports++
	}
	return nil
}

// reader reads files by programs, and says on standard error what is missing.
func (a *app) reader() *reading.Reader {
	return &reading.Reader{Tell: func(line string) { fmt.Fprintf(a.err, "nianbao: %s\n", line) }}
}
