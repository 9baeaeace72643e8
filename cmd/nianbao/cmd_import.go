package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"

	"github.com/spf13/cobra"

	"nianbao/crawler/intake"
	"nianbao/crawler/reading"
	"nianbao/seeds/urls"
	"nianbao/store"
)

// importOptions are the flags of import.
type importOptions struct {
	url, agency string
	year        int
	asJSON      bool
}

// single tells whether a flag is set that goes with one file only.
func (o importOptions) single() bool { return o.url != "" || o.agency != "" || o.year != 0 }

func (a *app) imports() *cobra.Command {
	var o importOptions
	cmd := &cobra.Command{
		Use:   "import PATH…",
		Short: "Take saved pages in as if fetched",
		Long: `import takes pages in that others saved, as if they had been fetched: WARC
files, saved pages, files, or folders of them, of these types:
` + typeNames(recorded, readable) + `
A record of a WARC keeps its address, its time and its headers.
The address of a file is that of --url, else what the file says of itself (a
comment "saved from", a <base>), else file: and its path below the PATH given.
What is in the archive already is not taken in again.

It ends with 1 if something was refused that should have been taken in: a file
that cannot be read or breaks off, a record that is not what its digest says.`,
		Example: `  nianbao import -a archive.db saved/
  nianbao import -a archive.db crawl-00000.warc.gz crawl-00001.warc.gz
  nianbao import page.html --url http://www.example.gov.cn/zfxxgk/nb/2024.html --agency 某区财政局 --year 2024`,
		Args: cobra.MinimumNArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error { return a.runImport(cmd.Context(), args, o) },
	}
	f := cmd.Flags()
	f.StringVar(&o.url, "url", "", "address of the page (single file)")
	f.StringVar(&o.agency, "agency", "", "`NAME` of the agency whose report it is (single file)")
	f.IntVar(&o.year, "year", 0, "report `YEAR` (single file)")
	f.BoolVar(&o.asJSON, "json", false, "print the summary as JSON")
	return cmd
}

func (a *app) runImport(ctx context.Context, args []string, o importOptions) error {
	if o.single() && len(args) != 1 {
		return usage(errors.New("--url, --agency and --year go with a single file"))
	}
	if o.year != 0 && (o.year < 2000 || o.year > 2099) {
		return usage(fmt.Errorf("--year %d: must be a year from 2000 to 2099", o.year))
	}
	files, bad := findFiles(args, recorded)
	if o.single() && len(files)+len(bad) > 0 && (len(files) != 1 || files[0].path != args[0] || files[0].media == mediaWARC) {
		return usage(errors.New("--url, --agency and --year go with a single page, not with a folder or a WARC"))
	}
	if o.url != "" {
		canonical, err := urls.Canonical(o.url, nil, "")
		if err != nil {
			return usage(fmt.Errorf("--url %s: %w", o.url, err))
		}
		o.url = canonical
	}
	if err := checkAddresses(files); err != nil {
		return usage(err)
	}
	if len(files) == 0 {
		return a.nothingToImport(args, bad)
	}
	c, err := a.config()
	if err != nil {
		return err
	}
	archive, err := a.open(store.Options{Verb: "import"})
	if err != nil {
		return err
	}
	defer archive.Close()
	told := refusals{app: a}
	in := intake.Begin(ctx, intake.Options{Archive: archive, MaxBody: c.Limits.MaxBody, Told: told.tell, Reader: a.reader(), Unread: a.tellUnread})
	importErr := a.importAll(ctx, in, files, bad, o)
	sum, err := in.End()
	told.end()
	if err = errors.Join(a.tellImport(sum, o.asJSON), cmpErr(err, importErr)); err != nil {
		return err
	}
	if sum.Refused > 0 {
		return ended(exitFailed, "something was refused")
	}
	return archive.Close()
}

// cmpErr is the first error of two: the second one follows from it.
func cmpErr(first, second error) error {
	if first != nil {
		return first
	}
	return second
}

// nothingToImport says why there is nothing to do.
func (a *app) nothingToImport(args []string, bad []unreadable) error {
	named := false
	for _, b := range bad {
		named = named || !b.found
		fmt.Fprintf(a.err, "%s: %v\n", b.path, b.err)
	}
	if named {
		return ended(exitFailed, "nothing could be read")
	}
	return fmt.Errorf("import: nothing to read in %s; give files of these types, or a folder with some: %s", strings.Join(args, ", "), typeNames(recorded, readable))
}

// checkAddresses refuses two files whose names make one address, unless they say
// of themselves where they were saved from: they would pass for two versions of
// one page.
func checkAddresses(files []file) error {
	owners := map[string][]file{}
	for _, f := range files {
		if f.media != mediaWARC {
			address := intake.Address(f.name)
			owners[address] = append(owners[address], f)
		}
	}
	for _, f := range files {
		address := intake.Address(f.name)
		same := owners[address]
		if len(same) < 2 {
			continue
		}
		delete(owners, address)
		owner := ""
		for _, f := range same {
			if owner == f.path || saysAddress(f) {
				continue
			}
			if owner != "" {
				return fmt.Errorf("%s and %s would both have the address %s; import the folder above them instead", owner, f.path, address)
			}
			owner = f.path
		}
	}
	return nil
}

// saysAddress tells a file that says itself what its address is.
func saysAddress(f file) bool {
	body, err := readFile(f.path)
	return err == nil && intake.File{Media: f.media, Body: body}.Said() != ""
}

// importAll hands in everything that was found. The error is that of the
// archive or of ctx.
func (a *app) importAll(ctx context.Context, in *intake.Intake, files []file, bad []unreadable, o importOptions) error {
	for _, b := range bad {
		if b.pass != "" && b.found {
			in.Pass(b.pass, b.path)
		} else {
			in.Refuse(intake.Refusal{File: b.path, Why: b.err.Error()})
		}
	}
	var recorded, saved []file
	var total, done int64
	for _, f := range files {
		if total += f.size; f.media == mediaWARC {
			recorded = append(recorded, f)
			total += f.size // they are gone through twice
		} else {
			saved = append(saved, f)
		}
	}
	bar := a.byteBar(total, a.say("importing", "正在导入"))
	defer bar.Finish()
	if len(recorded) > 0 {
		if err := in.WARCs(sources(recorded), func(n int64) { done = n; bar.Set(int(n)) }); err != nil {
			return err
		}
	}
	for _, f := range saved {
		if err := ctx.Err(); err != nil {
			return err
		}
		if err := importPage(in, f, o); err != nil {
			return err
		}
		done += f.size
		bar.Set(int(done))
	}
	return nil
}

// sources are WARC files as an import reads them.
func sources(files []file) (out []intake.Source) {
	for _, f := range files {
		out = append(out, intake.Source{Name: f.path, Open: func() (io.ReadSeekCloser, error) {
			file, err := os.Open(f.path)
			if err != nil {
				return nil, plainly(err)
			}
			return file, nil
		}})
	}
	return out
}

// importPage hands one saved page in.
func importPage(in *intake.Intake, f file, o importOptions) error {
	body, err := readFile(f.path)
	if err != nil {
		in.Refuse(intake.Refusal{File: f.path, Why: err.Error()})
		return nil
	}
	return in.File(intake.File{Path: f.path, Name: f.name, Media: f.media, Body: body, URL: o.url, Agency: o.agency, Year: o.year})
}

// tellUnread says of a file that was taken in why nothing could be read off it.
func (a *app) tellUnread(file string, fault string) {
	fmt.Fprintf(a.err, "%s: kept, but not read: %s\n", file, unreadFault[fault])
}

// reader reads files by programs, and says on standard error what is missing.
func (a *app) reader() *reading.Reader {
	return &reading.Reader{Tell: func(line string) { fmt.Fprintf(a.err, "nianbao: %s\n", line) }}
}
