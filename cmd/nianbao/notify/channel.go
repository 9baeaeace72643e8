package notify

import (
	"context"
	"errors"
	"fmt"
	"time"
)

const (
	// firstPause is how long the second try waits; each further one twice as long.
	firstPause = 2 * time.Second
	// longestPause bounds that, and what a Retry-After may ask for.
	longestPause = 10 * time.Minute
)

// Channel is one way of telling.
type Channel interface {
	// Name is what logs and metrics call it.
	Name() string
	// Send makes one try. A *later error says when the next one may be made.
	Send(ctx context.Context, m *Message) error
	// Tries is how many are made in all.
	Tries() int
}

// later is an answer that asks to come back.
type later struct {
	after time.Duration
	err   error
}

func (l *later) Error() string { return l.err.Error() }
func (l *later) Unwrap() error { return l.err }

// deliver tells a message by a channel, again where it does not get through. The
// error is that of the last try; ctx ends it at once.
func deliver(ctx context.Context, c Channel, m *Message, tries int, pause time.Duration) error {
	for try := 1; ; try++ {
		err := c.Send(ctx, m)
		if err == nil {
			return nil
		}
		if ctx.Err() != nil {
			return fmt.Errorf("tell by %s: %w", c.Name(), context.Cause(ctx))
		}
		if try >= tries {
			return fmt.Errorf("tell by %s, not got through in %d tries: %w", c.Name(), try, err)
		}
		wait := pause
		var asked *later
		if errors.As(err, &asked) {
			wait = max(wait, asked.after)
		}
		timer := time.NewTimer(min(wait, longestPause))
		select {
		case <-timer.C:
		case <-ctx.Done():
			timer.Stop()
		}
		pause *= 2
	}
}
