package main

import (
	"time"

	"github.com/schollz/progressbar/v3"
)

// redraw is how often a bar is drawn at most.
const redraw = 100 * time.Millisecond

// bar is a progress bar on a terminal, and nothing elsewhere.
type bar struct{ on *progressbar.ProgressBar }

// bar starts one; a total of -1 is one that is not known.
func (a *app) bar(total int, what string) bar {
	return a.barOf(int64(total), what, progressbar.OptionShowCount(), progressbar.OptionShowIts())
}

// byteBar starts one that counts bytes.
func (a *app) byteBar(total int64, what string) bar {
	return a.barOf(total, what, progressbar.OptionShowBytes(true))
}

// barOf starts one that shows what more says.
func (a *app) barOf(total int64, what string, more ...progressbar.Option) bar {
	if !a.onTerminal() {
		return bar{}
	}
	return bar{progressbar.NewOptions64(total, append([]progressbar.Option{
		progressbar.OptionSetWriter(a.err),
		progressbar.OptionSetDescription(what),
		progressbar.OptionSetWidth(20),
		progressbar.OptionSetPredictTime(true),
		progressbar.OptionThrottle(redraw),
		progressbar.OptionClearOnFinish(),
	}, more...)...)}
}

// Set tells how much is done. Drawing errors are no errors of the work.
func (b bar) Set(n int) {
	if b.on != nil {
		_ = b.on.Set(n)
	}
}

// Total tells how much there is, as far as it is known by now.
func (b bar) Total(n int) {
	if b.on != nil && n > 0 && int64(n) != b.on.GetMax64() {
		b.on.ChangeMax(n)
	}
}

// Records tells how many of about how many are done.
func (b bar) Records(done, total uint64) {
	b.Total(int(total))
	b.Set(int(done))
}

// Say changes the words beside the bar.
func (b bar) Say(what string) {
	if b.on != nil {
		b.on.Describe(what)
	}
}

// Finish takes the bar off the screen.
func (b bar) Finish() {
	if b.on != nil {
		_ = b.on.Finish()
	}
}
