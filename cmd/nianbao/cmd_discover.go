package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"nianbao/crawler"
	"nianbao/crawler/discover"
	"nianbao/store/export"
)

// discoverSchema names the form of what discover prints as JSON.
const discoverSchema = "nianbao.discover/1"

// discoverOptions are the flags of discover.
type discoverOptions struct {
	write               string
	requests            int
	asJSON, force, wait bool
}

// mostRequests is how many requests discover makes for one portal by default.
const mostRequests = 40

func (a *app) discover() *cobra.Command {
	var o discoverOptions
	cmd := &cobra.Command{
		Use:   "discover URL…",
		Short: "Find the annual-report columns of a portal and print seed YAML",
		Long: `discover follows 政府信息公开 → 政府信息公开年报 and its variants from a portal's front
page, as politely as crawl, and prints the columns it found as a seed file with
the evidence as comments: how the list is published, how many reports it links
to and of which years, and where the column is linked. A column without a link
to a report is named, not proposed. Also for a column that moved: give the
portal's front page, or the column's old address.

It exits 1 where it found nothing, and says what it tried.`,
		Example: `  nianbao discover http://www.example.gov.cn/
  nianbao discover http://www.example.gov.cn/ --write seeds/example.yaml`,
		Args: cobra.MinimumNArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error { return a.runDiscover(cmd.Context(), args, o) },
	}
	f := cmd.Flags()
	f.StringVar(&o.write, "write", "", "write the seed `FILE` instead of printing it")
	f.BoolVar(&o.force, "force", false, "let --write replace a file that is there")
	f.IntVar(&o.requests, "max-requests", mostRequests, "at most `N` requests for each URL, robots.txt included")
	f.BoolVar(&o.asJSON, "json", false, "print JSON")
	f.BoolVar(&o.wait, "wait", false, "wait for the window instead of ending before it")
	return cmd
}

func (a *app) runDiscover(ctx context.Context, fronts []string, o discoverOptions) error {
	if o.requests < 1 {
		return usage(fmt.Errorf("--max-requests %d: must be at least 1", o.requests))
	}
	hosts, err := hostsOf("discover", fronts)
	if err != nil {
		return err
	}
	if err := writable(o.write, o.force); err != nil {
		return err
	}
	c, err := a.config()
	if err != nil {
		return err
	}
	v, err := a.visitor(c, "discover", hosts, nil, o.wait)
	if err != nil {
		return err
	}
	results, err := a.search(ctx, v.Visitor, fronts, o.requests)
	if err := errors.Join(err, v.Close()); err != nil {
		if columnsIn(results) == 0 {
			return err
		}
		return errors.Join(err, a.tellFound(results, o)) // what was found is not lost
	}
	return a.tellFound(results, o)
}

// columnsIn counts what was found.
func columnsIn(results []discover.Result) (n int) {
	for _, r := range results {
		n += len(r.Columns)
	}
	return n
}

// search looks at one portal after the other. Progress goes to stderr.
func (a *app) search(ctx context.Context, v *crawler.Visitor, fronts []string, most int) ([]discover.Result, error) {
	results := []discover.Result{}
	pages := 0
	for _, front := range fronts {
		r, err := crawler.Discover(ctx, v, front, most, func(url, what string) {
			if what != "" {
				what = ": " + what
			}
			pages++
			fmt.Fprintf(a.err, "%3d %s%s\n", pages, url, what)
		})
		if results = append(results, r); err != nil {
			return results, err
		}
	}
	return results, nil
}

// writable says whether a file may be written.
func writable(file string, force bool) error {
	if file == "" || force {
		return nil
	}
	switch _, err := os.Lstat(file); {
	case err == nil:
		return usage(fmt.Errorf("--write %s: the file is there; name another one, or say --force", file))
	case !errors.Is(err, fs.ErrNotExist):
		return fmt.Errorf("--write: %w", err)
	}
	return nil
}

// tellFound prints or writes what was found.
func (a *app) tellFound(results []discover.Result, o discoverOptions) error {
	found, nothing := columnsIn(results), []string{}
	for _, r := range results {
		if len(r.Columns) == 0 {
			nothing = append(nothing, a.inVain(r))
		}
	}
	text := discover.SeedFile(results, time.Now().Format(time.DateOnly))
	var err error
	switch {
	case o.asJSON:
		err = a.json(struct {
			Schema  string            `json:"schema"`
			Portals []discover.Result `json:"portals"`
		}{discoverSchema, results})
	case o.write == "" && found > 0:
		_, err = a.out.Write(text)
	}
	if err == nil && o.write != "" && found > 0 {
		err = a.writeSeeds(o.write, text, o.force)
	}
	if err != nil {
		return err
	}
	if found == 0 {
		return errors.New(strings.Join(nothing, "; "))
	}
	for _, line := range nothing {
		fmt.Fprintln(a.err, line)
	}
	return nil
}

// inVain says in one line what was tried for nothing.
func (a *app) inVain(r discover.Result) string {
	line := fmt.Sprintf(a.say("discover %s: no column with reports in %d requests", "discover %s：%d 次请求内没有找到列有年报的栏目"), r.Front, r.Requests)
	for i, t := range r.Tried {
		if i == mostTold {
			line += fmt.Sprintf(a.say(", and %d more", "，另有 %d 页"), len(r.Tried)-i)
			break
		}
		line += ", " + t.URL
		if t.What != "" {
			line += " (" + t.What + ")"
		}
	}
	for _, u := range r.Unproven {
		line += fmt.Sprintf(a.say("; %s looks like one: %s", "；%s 像是栏目：%s"), u.URL, u.Cause)
	}
	return line + a.say("; give the address of its 政府信息公开 page, or a larger --max-requests", "；请改用其“政府信息公开”页面的网址，或调大 --max-requests")
}

// mostTold is how many of the pages tried are named.
const mostTold = 8

// writeSeeds writes a seed file, unless one has come meanwhile.
func (a *app) writeSeeds(file string, text []byte, force bool) error {
	if err := writable(file, force); err != nil {
		return err
	}
	err := export.File(file, func(w io.Writer) error {
		_, err := w.Write(text)
		return err
	})
	if err != nil {
		return fmt.Errorf("--write: %w", err)
	}
	_, err = fmt.Fprintf(a.err, a.say("written: %s\n", "已写入：%s\n"), file)
	return err
}
