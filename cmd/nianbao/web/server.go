package web

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"net/http"
	"sync"
	"time"

	"nianbao/cmd/nianbao/web/search"
	"nianbao/crawler/pace"
	"nianbao/extract/audit"
	"nianbao/store"
)

// Options of New. The zero value serves on loopback names only.
type Options struct {
	Token     string         // what one must show; "" = nothing
	AnyHost   bool           // answer under any host name: with a token, or said to be public
	CORS      string         // an origin whose pages may read the API; "" = none
	Index     string         // file of the search index; "" = beside the archive
	Language  audit.Language // where a browser names none
	Policy    pace.Policy    // what why is told with
	UserAgent string         // likewise
	Log       *slog.Logger   // nil = nowhere
	Now       func() time.Time
}

// Server answers requests about one archive. It is an http.Handler.
type Server struct {
	archive *store.Archive
	index   *search.Index
	options Options
	log     *slog.Logger
	handler http.Handler
	pages   map[audit.Language]*pages
	views   cache
	books   shelf

	busy      chan struct{} // requests under way
	downloads chan struct{} // of those, downloads
	bodies    chan struct{} // of those, archived pages
	reads     chan struct{} // reports being read off the archive for lists
}

const (
	// maxBusy is how many requests are answered at a time; others wait a
	// moment, and are then told to come again.
	maxBusy = 64
	// maxDownloads is how many downloads run at a time.
	maxDownloads = 4
	// maxBodies is how many archived pages are unpacked at a time: each may
	// take as much memory as the crawl's max_body, twice.
	maxBodies = 8
	// maxReads is how many reports are read off the archive at a time for lists,
	// which read twenty and more each: half of what it keeps connections for while
	// another process holds it. So a search of many does not hold up who opens one.
	maxReads = 4
)

// New makes a server of an archive, which stays the caller's, and opens its
// search index. ctx is for opening; Close ends what New began.
func New(ctx context.Context, archive *store.Archive, o Options) (*Server, error) {
	if o.Log == nil {
		o.Log = slog.New(slog.DiscardHandler)
	}
	if o.Now == nil {
		o.Now = time.Now
	}
	if o.Language == "" {
		o.Language = audit.English
	}
	s := &Server{
		archive: archive, options: o, log: o.Log, pages: map[audit.Language]*pages{},
		busy: make(chan struct{}, maxBusy), downloads: make(chan struct{}, maxDownloads), bodies: make(chan struct{}, maxBodies), reads: make(chan struct{}, maxReads),
	}
	for _, lang := range []audit.Language{audit.Chinese, audit.English} {
		p, err := parsePages(lang)
		if err != nil {
			return nil, fmt.Errorf("serve: %w", err)
		}
		s.pages[lang] = p
	}
	mux, err := s.routes()
	if err != nil {
		return nil, fmt.Errorf("serve: %w", err)
	}
	s.handler = s.guarded(mux)
	if s.index, err = search.Open(ctx, archive, o.Index, o.Log); err != nil {
		return nil, fmt.Errorf("serve: %w", err)
	}
	s.index.OnChange(s.books.drop)
	return s, nil
}

// Close ends the search index. Requests must have ended.
func (s *Server) Close() error { return s.index.Close() }

// ServeHTTP answers a request.
func (s *Server) ServeHTTP(w http.ResponseWriter, r *http.Request) { s.handler.ServeHTTP(w, r) }

// routes lists everything there is.
func (s *Server) routes() (*http.ServeMux, error) {
	mux := http.NewServeMux()
	page := func(pattern string, make func(*request) (*screen, error)) {
		mux.HandleFunc("GET "+pattern, func(w http.ResponseWriter, r *http.Request) { s.page(w, r, make) })
	}
	page("/{$}", s.overviewPage)
	page("/search", s.searchPage)
	page("/reports/{id}", s.reportPage)
	page("/reports/{id}/diff", s.diffPage)
	page("/agencies", s.agenciesPage)
	page("/agency", s.agencyPage)
	page("/hosts", s.hostsPage)
	page("/hosts/{host}", s.hostPage)
	page("/about", s.aboutPage)
	mux.HandleFunc("GET /raw/{id}", s.raw)
	mux.HandleFunc("GET /raw/{id}/files/{sha}", s.rawFile)
	mux.HandleFunc("GET /export", s.download)
	mux.HandleFunc("GET /favicon.ico", func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusNoContent) })
	mux.HandleFunc("GET /robots.txt", func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "text/plain; charset=utf-8")
		fmt.Fprint(w, "User-agent: *\nDisallow: /\n")
	})
	static, err := fs.Sub(assets, "static")
	if err != nil {
		return nil, err
	}
	mux.HandleFunc("GET /static/{file}", func(w http.ResponseWriter, r *http.Request) { s.static(w, r, static) })
	s.api(mux)
	mux.HandleFunc("GET /", func(w http.ResponseWriter, r *http.Request) {
		s.page(w, r, func(*request) (*screen, error) { return nil, errNoPage })
	})
	return mux, nil
}

// What a request can be refused for.
var (
	errNoPage  = errors.New("there is no such page")
	errRequest = errors.New("the request makes no sense")
	errBusy    = errors.New("too many requests at a time; try again in a moment")
)

// status is the HTTP status an error is told with.
func status(err error) int {
	switch {
	case err == nil:
		return http.StatusOK
	case errors.Is(err, errNoPage), errors.Is(err, store.ErrNotFound):
		return http.StatusNotFound
	case errors.Is(err, errRequest):
		return http.StatusBadRequest
	case errors.Is(err, errBusy), errors.Is(err, search.ErrBuilding), errors.Is(err, search.ErrSlow), errors.Is(err, context.DeadlineExceeded):
		return http.StatusServiceUnavailable
	case errors.Is(err, context.Canceled):
		return 499 // nobody reads it
	}
	return http.StatusInternalServerError
}

// cache keeps one value for a moment, as long as the index does not move.
type cache struct {
	mu    sync.Mutex
	at    time.Time
	fed   uint64
	value *Overview
}

// keepView is how long an overview is shown while a crawl changes what it
// counts.
const keepView = 2 * time.Second
