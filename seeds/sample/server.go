package sample

import (
	"errors"
	"fmt"
	"io"
	"log"
	"net/http"
	"sync"
	"time"
)

// Server is the running sample portal. Its methods may be called at any time
// from any goroutine.
type Server struct {
	mu      sync.Mutex // guards world's resources, and faults
	world   *world
	faults  []fault
	log     *Journal
	servers []*http.Server
	closing chan struct{}
	once    sync.Once
	serving sync.WaitGroup
}

// Start serves the portal until Close. It fails, with ErrPortTaken, where the
// port asked for is in use.
func Start(o Options) (*Server, error) {
	listeners, err := listen(o, len(sites()))
	if err != nil {
		return nil, fmt.Errorf("start sample portal: %w", err)
	}
	var bases []string
	for _, l := range listeners {
		bases = append(bases, "http://"+l.Addr().String())
	}
	s := &Server{world: newWorld(bases), log: &Journal{}, closing: make(chan struct{})}
	for i, l := range listeners {
		server := &http.Server{
			Handler:           http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { s.serve(i, w, r) }),
			ReadHeaderTimeout: time.Minute,
			ErrorLog:          log.New(io.Discard, "", 0), // faults would fill it
		}
		s.servers = append(s.servers, server)
		s.serving.Go(func() { _ = server.Serve(l) }) // ends with ErrServerClosed
	}
	return s, nil
}

// Close ends every connection, running faults too, and frees the ports.
func (s *Server) Close() error {
	var errs []error
	s.once.Do(func() {
		close(s.closing)
		for _, server := range s.servers {
			errs = append(errs, server.Close())
		}
		s.serving.Wait()
	})
	return errors.Join(errs...)
}

// Hosts are the portals' hosts as they stand in URLs, in the order of Seeds.
func (s *Server) Hosts() []string {
	var hosts []string
	for i := range s.world.bases {
		hosts = append(hosts, s.world.host(i))
	}
	return hosts
}

// Columns are the URLs of all seed columns, in the order of Seeds.
func (s *Server) Columns() []string {
	var out []string
	for i, site := range s.world.sites {
		for _, c := range site.columns {
			if c.under == "" {
				out = append(out, s.world.bases[i]+c.path)
			}
		}
	}
	return out
}

// URL is the address of a path on the host that has it; on the first host
// where none has.
func (s *Server) URL(path string) string {
	s.mu.Lock()
	defer s.mu.Unlock()
	for i := range s.world.resources {
		if _, ok := s.world.resources[i][path]; ok && path != "/robots.txt" {
			return s.world.bases[i] + path
		}
	}
	return s.world.bases[0] + path
}

// Documents is what must be read off every report page as it is served now.
// Removed pages are left out.
func (s *Server) Documents() []Truth {
	s.mu.Lock()
	defer s.mu.Unlock()
	var out []Truth
	for _, t := range Documents() {
		r := s.world.resources[t.Site][t.Path]
		if r == nil || r.gone != 0 {
			continue
		}
		p := *r.report
		p.document = p.document.Clone()
		out = append(out, truth(p, s.world.sites[t.Site]))
	}
	return out
}

// find looks a report or any other resource up by its path alone.
func (s *Server) find(path string) *resource {
	for i := range s.world.resources {
		if r := s.world.resources[i][path]; r != nil {
			return r
		}
	}
	return nil
}

// Edit changes the document of a report page: it gets a new body, ETag and
// Last-Modified. It says whether there is such a page.
func (s *Server) Edit(path string, change func(Document) Document) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	r := s.find(path)
	if r == nil || r.report == nil {
		return false
	}
	r.report.document = change(r.report.document.Clone())
	r.changes++
	return true
}

// Touch raises a page's hit counter and leaves all else as it is: the bytes,
// ETag and Last-Modified change, the document does not. It says whether there
// is such a page.
func (s *Server) Touch(path string) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	r := s.find(path)
	if r == nil {
		return false
	}
	r.hits++
	r.changes++
	return true
}

// Remove has a page answer the status from now on, 404 or 410, and Restore
// brings it back. Both say whether there is such a page.
func (s *Server) Remove(path string, status int) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	r := s.find(path)
	if r == nil {
		return false
	}
	r.gone = status
	return true
}

// Restore undoes Remove.
func (s *Server) Restore(path string) bool { return s.Remove(path, 0) }
