package notify

import (
	"context"
	"sync"
	"time"
)

// Names of the channels there are.
const (
	WebhookName = "webhook"
	EmailName   = "email"
)

// Names lists the channels there are.
func Names() []string { return []string{WebhookName, EmailName} }

const (
	// firstAgain is how long messages wait that did not get through in all their
	// tries; after each further round twice as long, up to lastAgain.
	firstAgain = 15 * time.Minute
	lastAgain  = 6 * time.Hour
)

// Postman tells messages by one channel, one after the other, the oldest first,
// and keeps what does not get through for later. Name, Ways and Told are needed.
type Postman struct {
	Name string
	// Ways is what holds now: where messages are kept, and the channel; nil where
	// there is none, and what waits goes on waiting. It is asked for each message.
	Ways func() (Outbox, Channel)
	// Told is told how a message went, and of errors of the outbox, with m nil. It
	// is not told of tries that the end of the program broke off.
	Told func(m *Message, err error)

	mu     sync.Mutex
	memory []Kept // what could not be written down
	wake   chan struct{}
}

// Post keeps a message and has it told. It does not wait for that.
func (p *Postman) Post(m *Message) {
	outbox, _ := p.Ways()
	kept, err := outbox.Put(p.Name, m)
	if err != nil {
		p.Told(nil, err) // it is told from memory
		p.mu.Lock()
		p.memory = append(p.memory[max(0, len(p.memory)+1-maxWaiting):], kept)
		p.mu.Unlock()
	}
	p.Hurry()
}

// Hurry has the postman go at once: there is a message, or another way.
func (p *Postman) Hurry() {
	select {
	case p.bell() <- struct{}{}:
	default: // it is on its way
	}
}

func (p *Postman) bell() chan struct{} {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.wake == nil {
		p.wake = make(chan struct{}, 1)
	}
	return p.wake
}

// Serve tells what there is to tell until ctx ends, beginning with what an
// earlier program left.
func (p *Postman) Serve(ctx context.Context) {
	pause := firstAgain
	for {
		left := p.round(ctx)
		timer := time.NewTimer(pause)
		if left {
			pause = min(2*pause, lastAgain)
		} else {
			pause = firstAgain
			timer.Stop()
		}
		select {
		case <-timer.C:
		case <-p.bell():
		case <-ctx.Done():
		}
		timer.Stop()
		if ctx.Err() != nil {
			return
		}
	}
}

// round tells everything that waits, and says whether something is left that is
// worth another. The first message that does not get through gets all its tries;
// those after it get one each, so that a message nobody takes holds up none.
func (p *Postman) round(ctx context.Context) (left bool) {
	outbox, _ := p.Ways()
	waiting, err := outbox.Waiting(p.Name)
	if err != nil {
		p.Told(nil, err)
	}
	p.mu.Lock()
	memory := p.memory
	p.memory = nil
	p.mu.Unlock()
	for _, k := range append(waiting, memory...) {
		_, channel := p.Ways()
		if channel == nil || ctx.Err() != nil {
			p.keep(k)
			continue
		}
		tries := channel.Tries()
		if left {
			tries = 1
		}
		err := deliver(ctx, channel, k.Message, tries, firstPause)
		if err == nil {
			p.Told(k.Message, nil)
			if err := outbox.Remove(k); err != nil {
				p.Told(nil, err)
			}
			continue
		}
		p.keep(k)
		if ctx.Err() == nil {
			p.Told(k.Message, err)
			left = true
		}
	}
	return left
}

// keep puts a message back that is nowhere else.
func (p *Postman) keep(k Kept) {
	if k.file != "" {
		return
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	p.memory = append(p.memory, k)
}
