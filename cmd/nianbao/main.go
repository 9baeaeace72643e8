// Command nianbao archives and reads the annual reports on government
// information disclosure (政府信息公开工作年度报告) that Chinese government
// bodies publish: a polite crawler, exact tables, one archive file.
package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/signal"
	"syscall"
)

func main() {
	os.Exit(run(os.Args[1:]))
}

// run runs one command line and returns its exit code. The first Ctrl-C or
// SIGTERM asks the verb to save its state and end; a second one ends at once.
func run(args []string) int {
	ctx, stop := untilSignal()
	defer stop()
	app := newApp(os.Stdin, os.Stdout, os.Stderr)
	root := app.root()
	root.SetArgs(args)
	err := root.ExecuteContext(ctx)
	if ctx.Err() != nil && (err == nil || errors.Is(err, context.Canceled)) {
		return exitInterrupted
	}
	code := exitCode(err)
	if err != nil && !isQuiet(err) {
		fmt.Fprintln(os.Stderr, "nianbao: "+oneLine(err))
	}
	return code
}

// told is the signal that asked the program to end: the cause of its context.
type told struct{ os.Signal }

func (s told) Error() string { return s.String() + " signal received" }

// Is makes it a cancellation like any other.
func (s told) Is(target error) bool { return target == context.Canceled }

// untilSignal is a context that the first Ctrl-C or SIGTERM ends. A second one
// finds the system's own handling.
func untilSignal() (context.Context, context.CancelFunc) {
	ctx, cancel := context.WithCancelCause(context.Background())
	signals := make(chan os.Signal, 1)
	signal.Notify(signals, os.Interrupt, syscall.SIGTERM)
	go func() {
		select {
		case s := <-signals:
			signal.Stop(signals)
			cancel(told{s})
		case <-ctx.Done():
		}
	}()
	return ctx, func() {
		signal.Stop(signals)
		cancel(nil)
	}
}

// terminated says whether a context ended since the program was told to
// terminate, and not by Ctrl-C.
func terminated(ctx context.Context) bool {
	var s told
	return errors.As(context.Cause(ctx), &s) && s.Signal == syscall.SIGTERM
}

// parted is how what stays up until it is told to end does so: with 0 where it
// was told to terminate, as service managers do, and with the code of an
// interrupt on Ctrl-C. An error that is not of that is kept.
func parted(ctx context.Context, err error) error {
	switch {
	case ctx.Err() == nil, err != nil && !errors.Is(err, context.Canceled):
		return err
	case terminated(ctx):
		return ended(exitDone, "terminated")
	}
	return ctx.Err()
}
