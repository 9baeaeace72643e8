package main

import (
	"context"
	"os"

	"github.com/spf13/cobra"

	"nianbao/crawler"
)

// tryVerb is not for people: crawl starts it.
const tryVerb = "try-page"

// try reads one page, given on standard input, and drops what it reads: crawl
// sees in this way whether a page at which it may have stopped can be read.
func (a *app) try() *cobra.Command {
	return &cobra.Command{
		Use:     tryVerb,
		Short:   "Read one page from standard input and drop it (crawl starts this for a page it may have stopped at)",
		Example: "  nianbao " + tryVerb + " < trial.json",
		Hidden:  true,
		Args:    cobra.NoArgs,
		RunE: func(*cobra.Command, []string) error {
			trial, err := crawler.ReadTrial(a.in)
			if err != nil {
				return err
			}
			trial.Read()
			return nil
		},
	}
}

// apart tries pages in a process of this program. Where the system does not
// tell which that is they are read like any other.
func apart() func(context.Context, crawler.Trial) error {
	program, err := os.Executable()
	if err != nil {
		return nil
	}
	return crawler.Apart(program, tryVerb)
}
