package reader

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"time"
	"unicode"
)

// Bounds of one run. A file has 10 seconds and 512 MB in all: what a program
// leaves of them is for reading what it said.
const (
	Timeout   = 8 * time.Second // from start to end
	MaxMemory = 256 << 20       // bytes of address space; Linux only
	MaxOutput = 32 << 20        // bytes on standard output

	maxMessage = 4 << 10     // bytes kept of what a program complains of
	grace      = time.Second // for pipes to close once a program is killed
)

// said is what a program left.
type said struct {
	out     []byte
	message string // first lines of standard error
	code    int    // exit code; -1 where a signal ended it
	signal  string // which
}

// run writes body to a file of its own and runs a program with args, the
// file's path in place of "FILE". The error wraps ErrTimeout or ErrTooLarge, or
// is the context's; an exit code is no error here.
func run(ctx context.Context, program string, body []byte, args ...string) (s said, err error) {
	dir, err := os.MkdirTemp("", "nianbao-read-")
	if err != nil {
		return said{}, fmt.Errorf("make folder: %w", err)
	}
	defer func() { err = errors.Join(err, os.RemoveAll(dir)) }()
	file := filepath.Join(dir, "in")
	if err := os.WriteFile(file, body, 0o600); err != nil {
		return said{}, fmt.Errorf("write file: %w", err)
	}
	for i, a := range args {
		if a == "FILE" {
			args[i] = file
		}
	}
	inner, stop := context.WithTimeout(ctx, Timeout)
	defer stop()
	s, err = start(inner, dir, program, args)
	switch {
	case ctx.Err() != nil:
		return said{}, fmt.Errorf("run %s: %w", filepath.Base(program), ctx.Err())
	case inner.Err() != nil, s.signal == "cpu":
		return said{}, fmt.Errorf("run %s for %v: %w", filepath.Base(program), Timeout, ErrTimeout)
	case err != nil:
		return said{}, fmt.Errorf("run %s: %w", filepath.Base(program), err)
	}
	return s, nil
}

func start(ctx context.Context, dir, program string, args []string) (said, error) {
	ctx, stop := context.WithCancelCause(ctx)
	defer stop(nil)
	cmd := bounded(ctx, program, args)
	cmd.Dir = dir
	cmd.Env = []string{"PATH=/usr/bin:/bin", "LC_ALL=C.UTF-8", "HOME=" + dir, "TMPDIR=" + dir}
	cmd.WaitDelay = grace
	out := &limited{left: MaxOutput, full: func() { stop(ErrTooLarge) }}
	message := &limited{left: maxMessage}
	cmd.Stdout, cmd.Stderr = out, message
	err := cmd.Run()
	s := said{out: out.kept, message: printable(message.kept)}
	var exit *exec.ExitError
	switch {
	case out.over:
		return s, fmt.Errorf("more than %d MB of text: %w", MaxOutput>>20, ErrTooLarge)
	case errors.As(err, &exit):
		s.code, s.signal = exit.ExitCode(), signalOf(exit.ProcessState)
		if outOfMemory(s) {
			return s, fmt.Errorf("more than %d MB of memory: %w", MaxMemory>>20, ErrTooLarge)
		}
		return s, nil
	}
	return s, err
}

// outOfMemory tells a program that ran into the bound of its memory: they say
// so, or are aborted by their own library.
func outOfMemory(s said) bool {
	m := strings.ToLower(s.message)
	return s.signal == "abort" || strings.Contains(m, "out of memory") || strings.Contains(m, "bad_alloc") || strings.Contains(m, "cannot allocate")
}

// limited keeps what is written to it, up to a number of bytes. What comes
// after is dropped, and full is called, once.
type limited struct {
	kept []byte
	left int
	over bool
	full func()
}

func (l *limited) Write(p []byte) (int, error) {
	n := min(len(p), l.left)
	l.left -= n
	l.kept = append(l.kept, p[:n]...)
	if n < len(p) && !l.over {
		l.over = true
		if l.full != nil {
			l.full()
		}
	}
	return len(p), nil
}

// printable is a message in one line without control characters: it quotes
// the file.
func printable(b []byte) string {
	s := strings.Map(func(r rune) rune {
		if unicode.IsControl(r) {
			return ' '
		}
		return r
	}, strings.ToValidUTF8(string(b), "?"))
	return strings.Join(strings.Fields(s), " ")
}

// short is a message cut for an error's text.
func short(s string) string {
	const most = 200
	if r := []rune(s); len(r) > most {
		return string(r[:most]) + "…"
	}
	return s
}

// find looks a program up; the error wraps ErrNotInstalled.
func find(program, install string) (string, error) {
	path, err := exec.LookPath(program)
	if err != nil {
		return "", fmt.Errorf("%s is %w: %s", program, ErrNotInstalled, install)
	}
	return path, nil
}
