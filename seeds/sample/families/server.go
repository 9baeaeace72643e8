package families

import (
	"errors"
	"fmt"
	"io"
	"log"
	"net"
	"net/http"
	"slices"
	"strings"
	"sync"
	"time"

	"nianbao/seeds/sample"
)

// Options say which portals are served. The zero value is all of them.
type Options struct {
	// Only names portals by Portal.ID; empty is all.
	Only []string
	// Years is how many years each agency reports on; 0 is 6, of sound portals,
	// and 3 of broken ones. At most 6.
	Years int
}

// Server is the running portals. Its methods may be called from any goroutine.
type Server struct {
	sites   []*site
	log     sample.Journal
	servers []*http.Server
	serving sync.WaitGroup
}

// Start serves the portals until Close, each on a loopback address of its own
// (127.0.1.1 and up; where only 127.0.0.1 can be bound, on a port of its own),
// at any free port.
func Start(o Options) (*Server, error) {
	chosen, err := choose(o)
	if err != nil {
		return nil, err
	}
	listeners, err := listen(len(chosen) + 1)
	if err != nil {
		return nil, fmt.Errorf("start portals: %w", err)
	}
	s := &Server{}
	stranger := "http://" + listeners[len(chosen)].Addr().String()
	for i, spec := range chosen {
		s.sites = append(s.sites, newSite(i, spec, "http://"+listeners[i].Addr().String(), stranger, o.Years))
	}
	s.sites = append(s.sites, newStranger(stranger))
	for i, l := range listeners {
		server := &http.Server{Handler: s.log.Serve(i, s.sites[i].answer), ReadHeaderTimeout: time.Minute, ErrorLog: log.New(io.Discard, "", 0)}
		s.servers = append(s.servers, server)
		s.serving.Go(func() { _ = server.Serve(l) }) // ends with ErrServerClosed
	}
	return s, nil
}

// choose picks the portals asked for.
func choose(o Options) ([]spec, error) {
	var chosen []spec
	all := specs()
	for _, sp := range all {
		if len(o.Only) == 0 || slices.Contains(o.Only, sp.id()) {
			chosen = append(chosen, sp)
		}
	}
	for _, id := range o.Only {
		if !slices.ContainsFunc(all, func(sp spec) bool { return sp.id() == id }) {
			return nil, fmt.Errorf("start portals: there is none called %q", id)
		}
	}
	return chosen, nil
}

// listen opens n listeners on addresses of their own.
func listen(n int) ([]net.Listener, error) {
	var out []net.Listener
	for i := range n {
		l, err := net.Listen("tcp", fmt.Sprintf("127.0.%d.%d:0", 1+i/250, 1+i%250))
		if err != nil {
			l, err = net.Listen("tcp", "127.0.0.1:0")
		}
		if err != nil {
			for _, open := range out {
				_ = open.Close() // nothing was served yet
			}
			return nil, err
		}
		out = append(out, l)
	}
	return out, nil
}

// Close ends every connection and frees the ports.
func (s *Server) Close() error {
	var errs []error
	for _, server := range s.servers {
		errs = append(errs, server.Close())
	}
	s.serving.Wait()
	return errors.Join(errs...)
}

// Portals are the portals in a fixed order, each with its truth as it is now.
func (s *Server) Portals() []Portal {
	var out []Portal
	for _, st := range s.sites {
		if st.Family != "" {
			out = append(out, st.now())
		}
	}
	return out
}

// now is the portal with the reports it has.
func (s *site) now() Portal {
	s.mu.Lock()
	defer s.mu.Unlock()
	p := s.Portal
	p.Reports = slices.Clone(p.Reports)
	return p
}

// Publish has a portal, named by Portal.ID, post one more report, at the head
// of its list; where it has lists by year or by kind of body, in that of its
// own. On the portals of Longcheer it is a column by itself, which no seed
// names.
func (s *Server) Publish(id string) (Report, error) {
	for _, st := range s.sites {
		if st.ID() == id {
			return st.publish(), nil
		}
	}
	return Report{}, fmt.Errorf("publish a report: there is no portal called %q", id)
}

// Empty has a portal, named by Portal.ID, list none of its reports any more,
// though they stay where they are and so does what is no report of its own.
// Restore has it list them again.
func (s *Server) Empty(id string) error { return s.relist(id, true) }

// Restore undoes Empty.
func (s *Server) Restore(id string) error { return s.relist(id, false) }

func (s *Server) relist(id string, empty bool) error {
	for _, st := range s.sites {
		if st.ID() == id {
			st.relist(empty)
			return nil
		}
	}
	return fmt.Errorf("change what a portal lists: there is no portal called %q", id)
}

// Log returns every request since the start or the last ResetLog, in order of
// arrival. Request.Site is the index of the portal; one past the last is the
// host of nobody's, which is linked everywhere and must never be asked.
func (s *Server) Log() []sample.Request { return s.log.Log() }

// ResetLog forgets the requests so far.
func (s *Server) ResetLog() { s.log.Reset() }

// Seeds is a seed file (YAML) that names the columns of the portals.
func (s *Server) Seeds() []byte {
	var b strings.Builder
	b.WriteString("portals:\n")
	for _, p := range s.Portals() {
		fmt.Fprintf(&b, "  - name: %s\n    region: %s\n    columns:\n", p.Name, p.Region)
		for _, c := range p.Columns {
			fmt.Fprintf(&b, "      - url: %q\n", c)
		}
	}
	return []byte(b.String())
}
