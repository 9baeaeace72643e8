package notify

import (
	"fmt"
	"strings"
	"time"
	"unicode"

	"nianbao/crawler"
	"nianbao/crawler/news"
)

// Language is that of a text.
type Language string

// The languages there are. Any other is English.
const (
	English Language = "en"
	Chinese Language = "zh"
)

const (
	// maxShown bounds each list of a text; maxQuoted what is quoted, in characters.
	maxShown  = 20
	maxQuoted = 120
)

// Text is a night in words: a line, and a text of many.
func Text(n *news.Night, lang Language) (subject, text string) {
	w := &writer{zh: lang == Chinese}
	w.head(n)
	w.reports(w.say("New reports", "新报告"), n.New)
	w.reports(w.say("Changed reports", "变更的报告"), n.Changed)
	w.reports(w.say("Reports that are gone", "消失的报告"), n.Gone)
	w.columns(n.Moved)
	w.hosts(w.say("Portals that decline", "拒绝抓取的站点"), n.Declining)
	w.hosts(w.say("Hosts that fail", "出错的站点"), n.Failing)
	w.drift(n.Drift)
	w.tail(n)
	return w.subject(n), w.String()
}

// writer writes a text in one of two languages.
type writer struct {
	strings.Builder
	zh bool
}

func (w *writer) say(en, zh string) string {
	if w.zh {
		return zh
	}
	return en
}

func (w *writer) line(format string, args ...any) { fmt.Fprintf(w, format+"\n", args...) }

// subject says in a line whether somebody has to look.
func (w *writer) subject(n *news.Night) string {
	state := w.say("done", "完成")
	switch {
	case !n.OK:
		state = w.say("FAILED", "失败")
	case n.Trouble():
		state = w.say("look here", "请查看")
	}
	return fmt.Sprintf(w.say("nianbao: %s: %d new, %d changed, %d gone", "年报抓取%s：新 %d，变更 %d，消失 %d"), state, n.New.Count, n.Changed.Count, n.Gone.Count)
}

func (w *writer) head(n *news.Night) {
	took := time.Duration(n.DurationSeconds * float64(time.Second)).Round(time.Second)
	w.line(w.say("Run %d of %s, %s to %s (%v)", "%[2]s 第 %[1]d 次抓取，%[3]s 至 %[4]s（%[5]v）"),
		n.Run, quote(n.Archive), n.Started.UTC().Format(time.RFC3339), n.Ended.UTC().Format(time.RFC3339), took)
	if n.Error != "" {
		w.line(w.say("It failed: %s", "失败：%s"), quote(n.Error))
	}
	if n.CutOff {
		w.line("%s", w.say("The window shut before it was through; it goes on when that opens.", "时段结束时尚未完成，下一时段继续。"))
	}
	t := n.Totals
	w.line(w.say("%d requests, %d of them not modified, %d declined, %d failed", "请求 %d 次，其中未变 %d，拒绝 %d，失败 %d"),
		t.Fetched, t.NotModified, t.Declined, t.Failed)
}

func (w *writer) reports(title string, r news.Reports) {
	if r.Count == 0 {
		return
	}
	w.line("\n%s: %d", title, r.Count)
	for i, report := range r.Reports {
		if i == maxShown {
			break
		}
		name := report.Title
		if name == "" {
			name = report.Agency
		}
		w.line("- %s\n  %s", quote(name), quote(report.URL))
	}
	w.rest(r.Count)
}

// rest says how many are not shown.
func (w *writer) rest(n int) {
	if n > maxShown {
		w.line(w.say("- and %d more", "- 另有 %d 份"), n-maxShown)
	}
}

func (w *writer) columns(columns []news.Column) {
	if len(columns) == 0 {
		return
	}
	w.line("\n%s: %d", w.say("Columns that moved", "变动的栏目"), len(columns))
	for i, c := range columns {
		if i == maxShown {
			break
		}
		what := map[news.Move]string{
			news.Redirected: w.say("leads to ", "转至 ") + quote(c.To),
			news.Vanished:   w.say("is gone", "已不存在"),
			news.Emptied:    w.say("lists nothing any more", "不再列出任何内容"),
		}[c.What]
		w.line("- %s (%s:%d)\n  %s: %s\n  nianbao discover %s", quote(c.Portal), quote(c.File), c.Line, quote(c.URL), what, quote(crawler.FrontOf(c.URL)))
	}
	w.rest(len(columns))
}

func (w *writer) hosts(title string, hosts []news.Host) {
	if len(hosts) == 0 {
		return
	}
	w.line("\n%s: %d", title, len(hosts))
	for i, h := range hosts {
		if i == maxShown {
			break
		}
		mark := ""
		if h.New {
			mark = w.say(" (new)", "（新）")
		}
		w.line("- %s%s: %s", quote(h.Host), mark, quote(h.Cause))
	}
	w.rest(len(hosts))
}

func (w *writer) drift(drift []news.Drift) {
	if len(drift) == 0 {
		return
	}
	w.line("\n%s: %d", w.say("Fields found less often", "识别率下降的字段"), len(drift))
	for i, d := range drift {
		if i == maxShown {
			break
		}
		w.line(w.say("- %s: %s in %.0f %% of %d reports, before in %.0f %%", "- %s：%s 见于 %.0f%%（%d 份报告），此前 %.0f%%"),
			quote(d.Portal), d.Field, 100*d.Now, d.Reports, 100*d.Before)
	}
	w.rest(len(drift))
}

func (w *writer) tail(n *news.Night) {
	w.line("")
	if n.Unread > 0 {
		w.line(w.say("Pages kept unread, since the program stops at them: %d", "保存但未读取的页面（程序在此中止）：%d"), n.Unread)
	}
	const gib = 1 << 30
	if n.Disk.FreeBytes >= 0 {
		low := ""
		if n.Disk.Low {
			low = w.say(" — LOW", "（不足）")
		}
		w.line(w.say("Archive %.2f GiB, free on its disk %.2f GiB%s", "档案 %.2f GiB，磁盘剩余 %.2f GiB%s"),
			float64(n.Disk.ArchiveBytes)/gib, float64(n.Disk.FreeBytes)/gib, low)
	}
	if n.NextRun != nil {
		w.line(w.say("Next run: %s", "下次抓取：%s"), n.NextRun.UTC().Format(time.RFC3339))
	}
}

// quote is a text of others on one line: clipped, and without characters that
// are not seen, or that turn the direction of what follows.
func quote(s string) string {
	out := make([]rune, 0, maxQuoted)
	for _, r := range s {
		if len(out) == maxQuoted {
			return string(out) + "…"
		}
		if unicode.IsSpace(r) {
			r = ' '
		}
		if unicode.IsGraphic(r) {
			out = append(out, r)
		}
	}
	return string(out)
}
