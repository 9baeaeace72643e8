package main

import (
	"errors"
	"strings"

	"nianbao/seeds"
)

// Exit codes of the public surface.
const (
	exitDone        = 0
	exitFailed      = 1
	exitUsage       = 2
	exitInterrupted = 130
)

// coded is an error that ends the program with a code of its own. A quiet one
// has been told already.
type coded struct {
	code  int
	err   error
	quiet bool
}

func (c *coded) Error() string { return c.err.Error() }
func (c *coded) Unwrap() error { return c.err }

// usage marks an error as wrong usage or config.
func usage(err error) error {
	if err == nil {
		return nil
	}
	return &coded{code: exitUsage, err: err}
}

// ended ends the program with a code and no more words.
func ended(code int, why string) error {
	return &coded{code: code, err: errors.New(why), quiet: true}
}

func exitCode(err error) int {
	var c *coded
	var s *seeds.Error
	switch {
	case err == nil:
		return exitDone
	case errors.As(err, &c):
		return c.code
	case errors.As(err, &s):
		return exitUsage
	}
	return exitFailed
}

func isQuiet(err error) bool {
	var c *coded
	return errors.As(err, &c) && c.quiet
}

// oneLine puts a joined error on one line.
func oneLine(err error) string {
	return strings.ReplaceAll(strings.TrimSpace(err.Error()), "\n", "; ")
}
