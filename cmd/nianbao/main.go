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
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	go func() {
		<-ctx.Done()
		stop()
	}()
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
