package main

import (
	"fmt"
	"time"

	"github.com/schollz/progressbar/v3"

	"nianbao/crawler"
)

// watch shows a run's progress on a terminal.
type watch struct {
	bar bar
	app *app
}

// watch starts one. What is left to do is reckoned from the clocks of the
// hosts, which the bar knows nothing of.
func (a *app) watch() *watch {
	return &watch{bar: a.barOf(1, a.say("crawling", "正在抓取"), progressbar.OptionShowCount(), progressbar.OptionShowIts(), progressbar.OptionSetPredictTime(false)), app: a}
}

func (w *watch) show(p crawler.Progress) {
	w.bar.Say(w.app.standing(p))
	done := p.Totals.Fetched + p.Totals.Refused
	w.bar.Total(max(p.Known, done))
	w.bar.Set(done)
}

func (w *watch) done() { w.bar.Finish() }

// standing says in a line how a run stands.
func (a *app) standing(p crawler.Progress) string {
	t := p.Totals
	line := fmt.Sprintf(a.say("%d new, %d changed, %d unchanged, %d failed; hosts: %d asked, %d ready, %d waiting, %d parked",
		"新 %d，变更 %d，未变 %d，失败 %d；站点：抓取中 %d，就绪 %d，等待 %d，搁置 %d"),
		t.New, t.Changed, t.NotModified, t.Failed, p.Active, p.Ready, p.Snoozed, p.Parked)
	switch {
	case p.Paused != "":
		return line + a.say("; paused: ", "；暂停：") + p.Paused
	case p.ETA > 0:
		return line + fmt.Sprintf(a.say("; %v to go", "；尚需 %v"), p.ETA.Round(time.Second))
	}
	return line
}
