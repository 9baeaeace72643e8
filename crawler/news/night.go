package news

import (
	"time"

	"nianbao/crawler"
	"nianbao/crawler/nightly"
	"nianbao/store"
)

// Schema names the form of a Night as JSON, its first field.
const Schema = "nianbao.night/1"

// maxListed bounds each list of a Night; its count tells of the rest.
const maxListed = 100

// Night is what one run brought, or one part of a run that was interrupted.
type Night struct {
	Schema          string         `json:"schema"`
	Archive         string         `json:"archive"` // as the config names it
	Run             uint32         `json:"run"`     // 0: none was begun
	Why             nightly.Why    `json:"why"`
	Resumed         bool           `json:"resumed"` // it went on with a run that was interrupted or cut off
	Started         time.Time      `json:"started"`
	Ended           time.Time      `json:"ended"`
	DurationSeconds float64        `json:"duration_seconds"`
	OK              bool           `json:"ok"`       // the run ended as planned
	Error           string         `json:"error"`    // why it did not
	CutOff          bool           `json:"cut_off"`  // by the window; it goes on when that opens
	NextRun         *time.Time     `json:"next_run"` // null where none is planned
	Totals          crawler.Counts `json:"totals"`
	New             Reports        `json:"new"`
	Changed         Reports        `json:"changed"`
	Gone            Reports        `json:"gone"`
	Moved           []Column       `json:"moved"`     // columns, each told once
	Declining       []Host         `json:"declining"` // hosts that put up a wall or forbid
	Failing         []Host         `json:"failing"`   // hosts left because of their own answers
	Drift           []Drift        `json:"drift"`     // fields that are found less often
	Unread          int            `json:"unread"`    // pages kept but not read, since the program stops at them
	Disk            Disk           `json:"disk"`
}

// Reports are some of the reports that something happened to.
type Reports struct {
	Count   int      `json:"count"`
	Reports []Report `json:"reports"` // the first hundred
}

// Report names a report.
type Report struct {
	ID     string `json:"id"`
	URL    string `json:"url"`
	Portal string `json:"portal"`
	Region string `json:"region"`
	Agency string `json:"agency"` // "" where it is not known
	Title  string `json:"title"`
	Year   int    `json:"year"` // 0 where it is not known
}

// Move is what became of a column.
type Move = crawler.Move

// What can become of one.
const (
	Redirected = crawler.Redirected
	Vanished   = crawler.Vanished
	Emptied    = crawler.Emptied
)

// Column is a column that is not what it was.
type Column struct {
	Portal string `json:"portal"`
	URL    string `json:"url"`
	Line   int    `json:"line"` // of the column in its seed file
	File   string `json:"file"`
	What   Move   `json:"what"`
	To     string `json:"to"` // where it leads now; "" but for redirected
}

// Host is a host that gave trouble.
type Host struct {
	Host    string        `json:"host"`
	Portals []string      `json:"portals"`
	Outcome store.Outcome `json:"outcome"` // that it was left for; "" where only some of its pages are declined
	Cause   string        `json:"cause"`
	Pages   int           `json:"pages"`    // declined or failed
	New     bool          `json:"is_new"`   // the run before did not say so
	NextTry *time.Time    `json:"next_try"` // null where it is the next run's
}

// Drift is a field that the reports of a portal have less often than they had:
// the portal's pages changed, and the parser does not follow.
type Drift struct {
	Portal  string  `json:"portal"`
	Field   string  `json:"field"`   // agency, published_on, tables, title, year
	Before  float64 `json:"before"`  // share of the reports read in the runs before, 0 to 1
	Now     float64 `json:"now"`     // of those read in this run
	Reports int     `json:"reports"` // that were read in this run
}

// Disk is the room the archive takes and has.
type Disk struct {
	FreeBytes    int64 `json:"free_bytes"` // -1 where it is not known
	ArchiveBytes int64 `json:"archive_bytes"`
	Low          bool  `json:"low"` // less than a gigabyte above where runs pause
}

// Changes says whether anything happened that is worth a message.
func (n *Night) Changes() bool {
	return n.New.Count+n.Changed.Count+n.Gone.Count > 0 || n.Trouble()
}

// Trouble says whether somebody has to look at something: what is told each
// time, such as a portal that has declined for months, does not count again.
func (n *Night) Trouble() bool {
	for _, hosts := range [][]Host{n.Declining, n.Failing} {
		for _, h := range hosts {
			if h.New {
				return true
			}
		}
	}
	return !n.OK || len(n.Moved)+len(n.Drift)+n.Unread > 0 || n.Disk.Low
}
