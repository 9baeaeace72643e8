package web

import (
	"container/list"
	"sync"
	"time"

	"nianbao/cmd/nianbao/web/search"
	"nianbao/store"
)

const (
	// maxShelf bounds what is kept of reports that lists showed lately, in bytes:
	// some thousand of them.
	maxShelf = 32 << 20
	// keepBook is how long a report may be shown in lists as it was: what it says of
	// others (that it repeats one) may change without it.
	keepBook = time.Minute
)

// book is a report as lists and searches read it. Nothing in it changes
// but that texts are made when they are asked for.
type book struct {
	id       string
	document *search.Document
	at       time.Time
	size     int // in bytes, about
	once     sync.Once
	normal   []string // see texts
}

// texts are those that words are looked for in, as search.Normal brings them.
func (b *book) texts() []string {
	b.once.Do(func() { b.normal = search.Normal(b.document.Texts()...) })
	return b.normal
}

// shelf keeps the books that were read last. The zero shelf is empty.
type shelf struct {
	mu    sync.Mutex
	books map[string]*list.Element // of *book
	order list.List                // the last one read first
	size  int
	drops uint64 // so many reports changed
}

// take is a book that is there, and fresh; else what put is to be told.
func (s *shelf) take(id string, now time.Time) (b *book, drops uint64) {
	s.mu.Lock()
	defer s.mu.Unlock()
	e := s.books[id]
	if e == nil {
		return nil, s.drops
	}
	b = e.Value.(*book)
	if age := now.Sub(b.at); age > keepBook || age < 0 {
		s.remove(e)
		return nil, s.drops
	}
	s.order.MoveToFront(e)
	return b, s.drops
}

// put keeps a book, unless a report changed since take gave drops: it might be
// this one, and have been read before.
func (s *shelf) put(b *book, drops uint64) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if drops != s.drops || b.size > maxShelf/8 {
		return
	}
	if s.books == nil {
		s.books = map[string]*list.Element{}
	}
	if old := s.books[b.id]; old != nil {
		s.remove(old)
	}
	s.books[b.id] = s.order.PushFront(b)
	for s.size += b.size; s.size > maxShelf; {
		s.remove(s.order.Back())
	}
}

// drop forgets a report that changed.
func (s *shelf) drop(id string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.drops++
	if e := s.books[id]; e != nil {
		s.remove(e)
	}
}

func (s *shelf) remove(e *list.Element) {
	b := s.order.Remove(e).(*book)
	delete(s.books, b.id)
	s.size -= b.size
}

// open reads a report: off the shelf where a list is content with that, else off
// the archive, with its line.
func (s *Server) open(id string, whole bool) (*book, store.ReportLine, error) {
	b, drops := s.books.take(id, s.options.Now())
	if b != nil && !whole {
		return b, store.ReportLine{}, nil
	}
	s.reads <- struct{}{} // others hold it for the moment a report takes
	line, err := s.archive.Report(id)
	<-s.reads
	if err != nil {
		return nil, line, err
	}
	d, err := search.Decode(line)
	if err != nil {
		return nil, line, err
	}
	b = &book{id: id, document: d, at: s.options.Now(), size: 2 * len(line.JSON)} // its texts, in two forms
	if !whole {
		s.books.put(b, drops)
	}
	return b, line, nil
}
