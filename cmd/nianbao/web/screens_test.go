package web_test

import (
	"context"
	"encoding/json"
	"fmt"
	"net"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/chromedp/cdproto/browser"
	"github.com/chromedp/chromedp"

	"nianbao/cmd/nianbao/web"
	"nianbao/cmd/nianbao/web/webtest"
	"nianbao/store"
)

// Environment of the tests of screens. .ci/screens sets the first two.
const (
	screensEnv = "NIANBAO_SCREENS" // 1: a browser must be there
	axeEnv     = "NIANBAO_AXE"     // file of axe-core
	shotsEnv   = "NIANBAO_SHOTS"   // folder for pictures of the screens
)

// patience is how long a browser may take for one thing.
const patience = time.Minute

// startBrowser starts a headless Chromium with a window of a desktop's size.
// Where there is none the test is left out, unless NIANBAO_SCREENS asks for it.
func startBrowser(t *testing.T) context.Context {
	t.Helper()
	path := ""
	for _, name := range []string{"chromium", "chromium-browser", "google-chrome", "chrome", "headless-shell"} {
		if p, err := exec.LookPath(name); err == nil && path == "" {
			path = p
		}
	}
	if path == "" && os.Getenv(screensEnv) == "1" {
		t.Fatal("no Chromium in PATH")
	}
	if path == "" {
		t.Skip("no Chromium in PATH; .ci/screens runs this test where there is one")
	}
	options := append(chromedp.DefaultExecAllocatorOptions[:], chromedp.ExecPath(path), chromedp.NoSandbox,
		chromedp.WindowSize(1280, 900), chromedp.Flag("force-color-profile", "srgb"), chromedp.WSURLReadTimeout(patience))
	ctx, cancel := chromedp.NewExecAllocator(t.Context(), options...)
	t.Cleanup(cancel)
	ctx, cancel = chromedp.NewContext(ctx)
	t.Cleanup(cancel)
	if err := chromedp.Do(ctx); err != nil {
		t.Fatalf("start browser: %v", err)
	}
	return ctx
}

// visitor is somebody who looks at a site.
type visitor struct {
	*site
	t   *testing.T
	ctx context.Context // of the browser, for the test's length
}

func (v *visitor) do(what string, steps ...chromedp.Action[chromedp.Void]) {
	v.t.Helper()
	ctx, cancel := context.WithTimeout(v.ctx, patience)
	defer cancel()
	if err := chromedp.Do(ctx, steps...); err != nil {
		at, _ := chromedp.Run(v.ctx, chromedp.Location())
		v.t.Fatalf("%s: %v; at %s", what, err, at)
	}
}

// run does one thing and returns what came of it.
func run[T any](v *visitor, what string, a chromedp.Action[T]) T {
	v.t.Helper()
	ctx, cancel := context.WithTimeout(v.ctx, patience)
	defer cancel()
	value, err := chromedp.Run(ctx, a)
	if err != nil {
		v.t.Fatalf("%s: %v", what, err)
	}
	return value
}

// ask runs a question in the page.
func ask[T any](v *visitor, question string) T {
	v.t.Helper()
	return run(v, question, chromedp.Evaluate[T](question))
}

func (v *visitor) open(path string) { v.t.Helper(); v.do("open "+path, chromedp.Navigate(v.url+path)) }

// follow clicks a link or button and waits for the next page.
func (v *visitor) follow(selector string) {
	v.t.Helper()
	ctx, cancel := context.WithTimeout(v.ctx, patience)
	defer cancel()
	if _, err := chromedp.RunResponse(ctx, chromedp.Click(chromedp.CSS(selector))); err != nil {
		v.t.Fatalf("click %s: %v", selector, err)
	}
}

// shot looks at a page as it is: in a window of a desktop and of a phone it
// must not be wider than the window, and axe must find nothing.
func (v *visitor) shot(name string) {
	v.t.Helper()
	for _, size := range []struct {
		name          string
		width, height int64
	}{{"desktop", 1280, 900}, {"phone", 390, 844}} {
		v.do("resize", chromedp.EmulateViewport(size.width, size.height))
		if over := ask[int](v, "document.documentElement.scrollWidth - window.innerWidth"); over > 0 {
			v.t.Errorf("%s on a %s: %d pixels wider than the window", name, size.name, over)
		}
		v.axe(name + " on a " + size.name)
		if dir := os.Getenv(shotsEnv); dir != "" {
			png := run(v, "picture", chromedp.CaptureScreenshot())
			if err := os.WriteFile(filepath.Join(dir, name+"-"+size.name+".png"), png, 0o600); err != nil {
				v.t.Fatal(err)
			}
		}
	}
	v.do("resize", chromedp.EmulateViewport(1280, 900))
}

// axe runs axe-core (WCAG 2.2 A and AA, and best practices) over the page.
func (v *visitor) axe(name string) {
	v.t.Helper()
	file := os.Getenv(axeEnv)
	if file == "" {
		if os.Getenv(screensEnv) == "1" {
			v.t.Fatalf("%s does not name axe-core", axeEnv)
		}
		return
	}
	script, err := os.ReadFile(file)
	if err != nil {
		v.t.Fatal(err)
	}
	var found []struct {
		ID, Help string
		Nodes    []struct {
			HTML, FailureSummary string
		}
	}
	const check = `axe.run(document, {iframes: false, runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}).then(r => JSON.stringify(r.violations))`
	v.do("load axe", chromedp.Evaluate[chromedp.Void](string(script)+"\n;0"))
	text := run(v, "axe", chromedp.Evaluate[string](check, chromedp.EvalAwaitPromise))
	if err := json.Unmarshal([]byte(text), &found); err != nil {
		v.t.Fatal(err)
	}
	for _, f := range found {
		for _, n := range f.Nodes[:min(len(f.Nodes), 3)] {
			v.t.Errorf("%s: axe %s: %s\n%.300s\n%s", name, f.ID, f.Help, n.HTML, n.FailureSummary)
		}
	}
}

// TestScreens goes through the site as people do.
func TestScreens(t *testing.T) {
	s := serve(t, web.Options{})
	v := &visitor{s, t, startBrowser(t)}
	v.open("/?lang=zh")
	v.shot("overview")
	v.searchAndFilter()
	v.findingOnItsCell()
	v.switchVersions()
	v.download()
	agency := url.QueryEscape(s.truths[0].Agency)
	for name, path := range map[string]string{
		"agency": "/agency?name=" + agency, "agencies": "/agencies", "hosts": "/hosts", "host": "/hosts/www.s0.gov.example", "about": "/about?lang=en",
		"nothing": "/nowhere", "english": "/?lang=en",
	} {
		v.open(path)
		v.shot(name)
	}
}

// searchAndFilter types words, then narrows what was found.
func (v *visitor) searchAndFilter() {
	v.open("/?lang=zh")
	v.do("type", chromedp.SendKeys(chromedp.CSS("header input[name=q]"), "政府信息公开\r"), chromedp.WaitVisible(chromedp.CSS("form.filters")))
	const results = "document.querySelectorAll('ul.results > li').length"
	all, marked := ask[int](v, results), ask[int](v, "document.querySelectorAll('ul.results mark').length")
	if all == 0 || marked == 0 {
		v.t.Errorf("%d results, %d words marked", all, marked)
	}
	v.do("choose", chromedp.SetValue(chromedp.CSS("select[name=finding]"), "applications.row_sum"))
	v.follow("form.filters button")
	some := ask[int](v, results)
	if some == 0 || some >= all {
		v.t.Errorf("%d results, %d with the filter", all, some)
	}
	v.shot("search")
}

// findingOnItsCell opens the first report with a wrong sum, and follows the
// finding to its cell and back.
func (v *visitor) findingOnItsCell() {
	v.follow("ul.results > li h2 a")
	v.shot("report")
	v.do("show", chromedp.Click(chromedp.CSS(`ol.findings a[href^="#c-applications"]`)))
	type place struct {
		Tag  string `json:"tag"`
		Name string `json:"name"`
		Seen bool   `json:"seen"`
	}
	cell := ask[place](v, `(() => {
		const at = document.querySelector(":target");
		const mark = at && at.querySelector("a.m");
		const box = at ? at.getBoundingClientRect() : {};
		return {tag: at ? at.tagName : "", name: mark ? mark.textContent : "", seen: box.bottom > 0 && box.top < innerHeight};
	})()`)
	if cell.Tag != "TD" || !cell.Seen || !strings.Contains(cell.Name, "合计") {
		v.t.Errorf("the finding leads to %+v", cell)
	}
	v.shot("finding")
	v.do("back", chromedp.Click(chromedp.CSS(":target a.m")))
	rule := ask[string](v, `document.querySelector(":target code").textContent`)
	if !strings.HasPrefix(rule, "applications.") {
		v.t.Errorf("the mark leads back to %q", rule)
	}
	frame := ask[string](v, `document.querySelector("iframe").getAttribute("sandbox") + "|" + document.querySelector("iframe").title`)
	if !strings.HasPrefix(frame, "|归档网页") {
		v.t.Errorf("frame %q", frame)
	}
}

// switchVersions goes to the first version of a report that has two, and to
// what changed.
func (v *visitor) switchVersions() {
	id := store.ID(webtest.URL(v.truths[0]))
	v.open("/reports/" + id)
	v.follow(fmt.Sprintf(`a[href="/reports/%s?v=1"]`, id))
	if text := run(v, "read", chromedp.Text(chromedp.CSS("main"))); !strings.Contains(text, "这是第 1 个版本") || strings.Contains(text, "罕见龘字") {
		v.t.Errorf("version 1: %.200s", text)
	}
	v.follow(fmt.Sprintf(`main p.note a[href^="/reports/%s/diff"]`, id))
	added := ask[string](v, `Array.from(document.querySelectorAll("ins")).map(e => e.textContent).join("|")`)
	if !strings.Contains(added, "这里有罕见龘字") || !strings.Contains(added, "99") {
		v.t.Errorf("added: %s", added)
	}
	v.shot("diff")
}

// download saves what a search shows.
func (v *visitor) download() {
	dir := v.t.TempDir()
	v.open("/search?year=2023")
	ctx, cancel := context.WithTimeout(v.ctx, patience)
	defer cancel()
	progress := chromedp.Events(ctx, browser.DownloadProgress)
	v.do("allow", func(ctx context.Context, _ *chromedp.Target) (chromedp.Void, error) {
		_, err := chromedp.Call(ctx, browser.SetDownloadBehavior, browser.SetDownloadBehaviorParams{
			Behavior: browser.SetDownloadBehaviorBehaviorAllow, DownloadPath: dir, EventsEnabled: new(true),
		})
		return chromedp.Void{}, err
	})
	v.do("download", chromedp.Click(chromedp.CSS(`main a[href^="/export?format=csv&"]`)))
	for e, err := range progress {
		if err != nil {
			v.t.Fatal(err)
		}
		if e.State == browser.DownloadProgressStateCompleted {
			break
		}
	}
	files, err := filepath.Glob(filepath.Join(dir, "*"))
	if err != nil || len(files) != 1 {
		v.t.Fatalf("files %v, %v", files, err)
	}
	text, err := os.ReadFile(files[0])
	if err != nil || strings.Count(string(text), ",2023,") < 5 || strings.Contains(string(text), ",2022,") {
		v.t.Errorf("%s: %v: %.300s", files[0], err, text)
	}
}

// TestAnArchivedPageConnectsToNobody opens a page with what makes a browser
// connect without asking for anything: a connection alone says that the page is
// looked at.
func TestAnArchivedPageConnectsToNobody(t *testing.T) {
	var conns atomic.Int32
	canary := httptest.NewUnstartedServer(http.NotFoundHandler())
	canary.Config.ConnState = func(_ net.Conn, state http.ConnState) {
		if state == http.StateNew {
			conns.Add(1)
		}
	}
	canary.Start()
	defer canary.Close()
	s := serve(t, web.Options{})
	address := "http://www.hostile.example/connects.html"
	webtest.Put(t, s.archive, address, "某局", 2, []byte(strings.ReplaceAll(`<html><head><title>2024年政府信息公开工作年度报告</title>
<link rel="preconnect" href="CANARY/"><LINK rel="preconnect" href="CANARY/" crossorigin></head><body><p>一、总体情况</p><p>我局2024年主动公开政府信息12条。</p>
<iframe src="CANARY/iframe"></iframe><object data="CANARY/object"></object><embed src="CANARY/embed"></body></html>`, "CANARY", canary.URL)))
	v := &visitor{s, t, startBrowser(t)}
	for _, path := range []string{"/raw/" + store.ID(address), "/reports/" + store.ID(address)} {
		v.open(path)
		if strings.HasPrefix(path, "/reports") {
			ask[bool](v, `document.querySelector("iframe").scrollIntoView() === undefined`)
		}
		v.open("/about") // by the time it is idle the other has done what it does
		v.do("idle", chromedp.Evaluate[chromedp.Void](`new Promise(done => requestIdleCallback(() => setTimeout(() => done(0), 500)))`, chromedp.EvalAwaitPromise))
	}
	if n := conns.Load(); n > 0 {
		t.Errorf("%d connections", n)
	}
}

// TestAnArchivedPageLoadsAndDoesNothing opens a page that tries everything to
// be noticed, in its frame and alone.
func TestAnArchivedPageLoadsAndDoesNothing(t *testing.T) {
	var hits atomic.Int32
	canary := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		hits.Add(1)
		t.Errorf("it reached %s", r.URL.Path)
	}))
	defer canary.Close()
	s := serve(t, web.Options{})
	hostile := strings.NewReplacer("CANARY", canary.URL).Replace(`<html><head><title>2024年政府信息公开工作年度报告</title>
<base href="CANARY/base/"><meta http-equiv="refresh" content="0;url=CANARY/refresh"><link rel="stylesheet" href="CANARY/css"><link rel="prefetch" href="CANARY/prefetch">
<link rel="preload" as="image" href="CANARY/preload"><link rel="icon" href="CANARY/icon"><link rel="dns-prefetch" href="CANARY/"><link rel="preconnect" href="CANARY/"><link rel="preconnect" href="CANARY/" crossorigin><link rel="manifest" href="CANARY/manifest">
<script src="CANARY/script"></script><script>fetch("CANARY/fetch");parent.location="CANARY/parent";top.location="CANARY/top";document.title="ran"</script>
<style>@import url(CANARY/import);body{background:url(CANARY/background)}@font-face{font-family:x;src:url(CANARY/font)}p{font-family:x}</style></head>
<body background="CANARY/body" onload="location='CANARY/onload'"><a href="CANARY/click" target="_top" style="position:fixed;top:50%;left:0;right:0;bottom:0">all over</a><a href="CANARY/click2" style="position:fixed;top:0;left:0;right:0;bottom:50%">all over</a><p>一、总体情况</p><p>我局2024年主动公开政府信息12条。</p>
<img src="CANARY/img" srcset="CANARY/srcset 2x" onerror="location='CANARY/onerror'"><iframe src="CANARY/iframe"></iframe><object data="CANARY/object"></object><embed src="CANARY/embed">
<video src="CANARY/video" poster="CANARY/poster" autoplay></video><audio src="CANARY/audio" autoplay></audio><svg><image href="CANARY/svg"/><use href="CANARY/use#x"/></svg>
<form action="CANARY/form" id="f"><input autofocus onfocus="f.submit()"></form><a href="javascript:location='CANARY/js'" ping="CANARY/ping">x</a><input type="image" src="CANARY/input">
<div style="background:url(CANARY/inline)">y</div><table background="CANARY/table"><tr><td>z</td></tr></table></body></html>`)
	address := "http://www.hostile.example/report.html"
	webtest.Put(t, s.archive, address, "某局", 2, []byte(hostile))
	v := &visitor{s, t, startBrowser(t)}
	for _, path := range []string{"/reports/" + store.ID(address), "/raw/" + store.ID(address)} {
		v.open(path)
		if strings.HasPrefix(path, "/reports") {
			ask[bool](v, `document.querySelector("iframe").scrollIntoView() === undefined`)
			middle := ask[[]float64](v, `(() => { const b = document.querySelector("iframe").getBoundingClientRect(); return [b.left + b.width / 2, b.top + b.height / 2] })()`)
			v.do("click its links", chromedp.MouseClickXY(middle[0], middle[1]+40), chromedp.MouseClickXY(middle[0], middle[1]-40))
		}
		at, title := run(v, "where", chromedp.Location()), run(v, "title", chromedp.Title())
		if at != s.url+path || title == "ran" {
			t.Errorf("%s became %s, %q", path, at, title)
		}
		// what it was to load it has asked for by the time another page is idle
		v.open("/about")
		v.do("idle", chromedp.Evaluate[chromedp.Void](`new Promise(done => requestIdleCallback(() => setTimeout(() => done(0), 500)))`, chromedp.EvalAwaitPromise))
	}
	if n := hits.Load(); n > 0 {
		t.Errorf("%d requests left the page", n)
	}
	if a := s.get("/raw/" + store.ID(address)); !strings.Contains(a.body, canary.URL+"/img") {
		t.Error("the page is not as it was archived")
	}
}
