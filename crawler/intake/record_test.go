package intake

import (
	"bytes"
	"compress/gzip"
	"fmt"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/andybalholm/brotli"
	"golang.org/x/text/encoding/simplifiedchinese"

	"nianbao/seeds/sample"
)

// recordedAt is the address of the site in the recordings.
const recordedAt = "127.0.0.1:18731"

// truths are the documents of the site by path. It answers as portals do:
// chunked, coded with gzip or brotli, in GBK, as a file.
func truths() map[string]sample.Truth {
	docs := sample.Documents()
	return map[string]sample.Truth{
		"/nb/chunked.html": docs[0], "/nb/gzip.html": docs[1], "/nb/gbk.html": docs[2], "/nb/brotli.html": docs[3], "/nb/file.docx": docs[7],
		"/same.html": docs[0],
	}
}

// site is what is recorded.
func site() http.Handler {
	docs := truths()
	clean := func(path string) []byte { return sample.Render(docs[path].Document, sample.Clean) }
	mux := http.NewServeMux()
	page := func(path, media string, body []byte, header ...string) {
		mux.HandleFunc(path, func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Type", media)
			for i := 0; i+1 < len(header); i += 2 {
				w.Header().Set(header[i], header[i+1])
			}
			if path != "/nb/chunked.html" {
				w.Header().Set("Content-Length", fmt.Sprint(len(body)))
				w.Write(body)
				return
			}
			for part := range slices.Chunk(body, 4000) {
				w.Write(part)
				w.(http.Flusher).Flush()
			}
		})
	}
	var index strings.Builder
	for _, path := range []string{"/nb/chunked.html", "/nb/gzip.html", "/nb/gbk.html", "/nb/brotli.html", "/nb/file.docx", "/same.html", "/nb/moved.html", "/nb/missing.html"} {
		title := "年报"
		if doc, ok := docs[path]; ok {
			title = doc.Document.Title
		}
		fmt.Fprintf(&index, `<li><a href=%q>%s</a></li>`, path, title)
	}
	page("/{$}", "text/html; charset=utf-8", []byte(`<html><head><title>年报</title><link rel="stylesheet" href="/style.css"></head><body><img src="/logo.png"><ul>`+index.String()+`</ul></body></html>`))
	page("/style.css", "text/css", []byte("body { color: black }"))
	page("/logo.png", "image/png", []byte("\x89PNG\r\n\x1a\n"))
	page("/nb/chunked.html", "text/html; charset=utf-8", clean("/nb/chunked.html"))
	page("/same.html", "text/html; charset=utf-8", clean("/same.html"))
	page("/nb/gzip.html", "text/html", gzipped(clean("/nb/gzip.html")), "Content-Encoding", "gzip", "ETag", `"one"`)
	page("/nb/brotli.html", "text/html", brotlied(clean("/nb/brotli.html")), "Content-Encoding", "br")
	gbk, err := simplifiedchinese.GBK.NewEncoder().Bytes(bytes.ReplaceAll(clean("/nb/gbk.html"), []byte("utf-8"), []byte("gb2312")))
	if err != nil {
		panic(err)
	}
	page("/nb/gbk.html", "text/html; charset=gb2312", gbk)
	page("/nb/file.docx", "application/octet-stream", sample.Docx(docs["/nb/file.docx"].Document))
	mux.Handle("/nb/moved.html", http.RedirectHandler("/nb/chunked.html", http.StatusFound))
	return mux
}

func gzipped(b []byte) []byte {
	var out bytes.Buffer
	w := gzip.NewWriter(&out)
	w.Write(b)
	w.Close()
	return out.Bytes()
}

func brotlied(b []byte) []byte {
	var out bytes.Buffer
	w := brotli.NewWriter(&out)
	w.Write(b)
	w.Close()
	return out.Bytes()
}

// TestRecord makes the recordings of testdata anew, with NIANBAO_RECORD naming a
// folder in which npm has installed warcio and puppeteer-core. It needs wget,
// node and chromium.
func TestRecord(t *testing.T) {
	modules := os.Getenv("NIANBAO_RECORD")
	if modules == "" {
		t.Skip("set NIANBAO_RECORD to a folder with the npm packages warcio and puppeteer-core")
	}
	listener, err := net.Listen("tcp", recordedAt)
	if err != nil {
		t.Fatal(err)
	}
	server := &http.Server{Handler: site()}
	go server.Serve(listener)
	defer server.Close()
	out, err := filepath.Abs("testdata")
	if err != nil {
		t.Fatal(err)
	}
	scratch := t.TempDir()
	run := func(name string, args ...string) {
		t.Helper()
		cmd := exec.CommandContext(t.Context(), name, args...)
		cmd.Dir = scratch
		if text, err := cmd.CombinedOutput(); err != nil && name != "wget" { // which ends with 8 for the 404
			t.Fatalf("%s: %v\n%s", name, err, text)
		}
	}
	url := "http://" + recordedAt
	run("wget", "-q", "-r", "-p", "--warc-cdx", "--warc-file=wget", url+"/")
	time.Sleep(2 * time.Second) // records of one second and one digest are one capture
	run("wget", "-q", "--warc-dedup=wget.cdx", "--warc-file=wget-again", url+"/nb/chunked.html", url+"/nb/gbk.html", url+"/logo.png")
	run("wget", "-q", "--no-warc-compression", "--warc-file=wget-plain", url+"/nb/chunked.html")
	script, err := os.ReadFile("testdata/record.mjs")
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(modules, "record.mjs"), script, 0o644); err != nil {
		t.Fatal(err)
	}
	run("node", filepath.Join(modules, "record.mjs"), url, scratch)
	for _, name := range []string{"wget.warc.gz", "wget-again.warc.gz", "wget-plain.warc", "warcio.warc.gz", "browser.warc.gz", "browser.mhtml"} {
		b, err := os.ReadFile(filepath.Join(scratch, name))
		if err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(filepath.Join(out, name), b, 0o644); err != nil {
			t.Fatal(err)
		}
	}
}
