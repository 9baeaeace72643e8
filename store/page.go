package store

import (
	"encoding/json"
	"errors"
	"fmt"
	"time"

	bolt "go.etcd.io/bbolt"
)

// Page is what is known of one URL over all its captures. It is derived from
// them. Times are UTC, zero where it never happened.
type Page struct {
	URL    string `json:"url"`
	Portal string `json:"portal,omitempty"`
	Region string `json:"region,omitempty"`

	FirstSeen time.Time `json:"first_seen,omitzero"` // first answer that was kept
	FetchedAt time.Time `json:"fetched_at,omitzero"` // last answer that confirmed what stands here
	ChangedAt time.Time `json:"changed_at,omitzero"` // when the latest version was first seen
	GoneAt    time.Time `json:"gone_at,omitzero"`    // first 404 or 410 since it was last there
	Versions  int       `json:"versions,omitempty"`

	// Of the answer that is kept: what the next request can be conditional on.
	Status       int    `json:"status,omitempty"`
	MediaType    string `json:"media_type,omitempty"`
	RawSHA256    string `json:"raw_sha256,omitempty"`
	ETag         string `json:"etag,omitempty"`
	LastModified string `json:"last_modified,omitempty"`

	// Of the last request, whatever came of it.
	LastRun     uint32    `json:"last_run"`
	LastSeq     uint16    `json:"last_seq"`
	LastAt      time.Time `json:"last_at"`
	LastOutcome Outcome   `json:"last_outcome"`

	Change uint64 `json:"change,omitempty"` // its number in the change log; 0 = none
	Read   *Facts `json:"read,omitempty"`   // nil where nothing was read off it
}

// Facts are the indexed fields of a page's latest reading.
type Facts struct {
	Parser        string         `json:"parser"`
	Kind          string         `json:"kind"`
	Agency        string         `json:"agency,omitempty"`
	Title         string         `json:"title,omitempty"`
	Template      string         `json:"template,omitempty"`
	ContentSHA256 string         `json:"content_sha256,omitempty"`
	Year          int            `json:"year,omitempty"`
	PublishedOn   string         `json:"published_on,omitempty"`
	Copies        int            `json:"copies,omitempty"`
	Cells         int            `json:"cells,omitempty"`
	Annotations   int            `json:"annotations,omitempty"`
	Findings      map[string]int `json:"findings,omitempty"`    // how many by rule
	Text          string         `json:"text"`                  // digest of text and cells, see textOf
	Body          string         `json:"body"`                  // digest of the whole JSON object
	TablesFrom    string         `json:"tables_from,omitempty"` // SHA-256 of the attachment, if any
	TextFrom      string         `json:"text_from,omitempty"`   // likewise, of the narrative
	Attachments   []string       `json:"attachments,omitempty"` // their URLs
}

// listed says whether the page is a report that exports show.
func (p *Page) listed() bool { return p.Read != nil && p.Read.Kind != notAReport }

// getPage reads a page; nil where there is none.
func getPage(tx snapshot, key pageKey) (*Page, error) {
	v := tx.Bucket(bucketPages).Get(key[:])
	if v == nil {
		return nil, nil
	}
	p, err := decodePage(v)
	if err != nil {
		return nil, damage("decode page %s: %w", key.id(), err)
	}
	return p, nil
}

func putPage(tx *bolt.Tx, key pageKey, p *Page) error {
	b, err := json.Marshal(p)
	if err != nil {
		return fmt.Errorf("encode page: %w", err)
	}
	return tx.Bucket(bucketPages).Put(key[:], b)
}

// PageOf returns what is known of a canonical URL, fetched by plain GET; false
// where it was never requested.
func (a *Archive) PageOf(url string) (Page, bool, error) {
	key, ok, err := a.keyOf(url)
	if err != nil || !ok {
		return Page{}, false, err
	}
	var page *Page
	err = a.read(func(tx snapshot) error {
		var err error
		page, err = getPage(tx, key)
		return err
	})
	if err != nil {
		return Page{}, false, fmt.Errorf("read page of %s: %w", url, err)
	}
	if page == nil {
		return Page{}, false, nil
	}
	return *page, true, nil
}

// PageWithID returns what is known of the page of a report of any kind;
// ErrNotFound where nothing was read off a page with this id.
func (a *Archive) PageWithID(id string) (page Page, err error) {
	err = a.withPage(id, func(tx snapshot, key pageKey) error {
		p, err := getReport(tx, key)
		if err == nil {
			page = *p
		}
		return err
	})
	return page, err
}

// keyOf finds the key of a URL; false where its host has no number yet.
func (a *Archive) keyOf(url string) (pageKey, bool, error) {
	name, err := HostOf(url)
	if err != nil {
		return pageKey{}, false, err
	}
	host, ok := a.cachedHost(name)
	if !ok {
		host, err = a.findHost(name)
		if errors.Is(err, ErrNotFound) {
			return pageKey{}, false, nil
		}
		if err != nil {
			return pageKey{}, false, fmt.Errorf("find host %s: %w", name, err)
		}
	}
	return makePageKey(host, Hash(url)), true, nil
}
