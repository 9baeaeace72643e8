package store

import (
	"fmt"

	bolt "go.etcd.io/bbolt"
)

// The buckets by class. The names are part of the format.
var (
	bucketMeta = []byte("meta") // format, created

	bucketBlobs    = []byte("source/blobs")    // host4+seq8 → packed body
	bucketBlobSHA  = []byte("source/blob-sha") // sha32 → host4+seq8+size8
	bucketCaptures = []byte("source/captures") // host4+hash8+run4+seq2 → version byte + packed JSON
	bucketRuns     = []byte("source/runs")     // run4 → JSON
	bucketHosts    = []byte("source/hosts")    // host name → host4
	bucketNames    = []byte("source/names")    // host4 → host name

	bucketPages    = []byte("derived/pages")    // host4+hash8 → JSON
	bucketReports  = []byte("derived/reports")  // host4+hash8 → packed reading of the latest version
	bucketVersions = []byte("derived/versions") // host4+hash8+n4 → page as it was, packed reading
	bucketIndex    = []byte("derived/index")    // see index.go
	bucketPassages = []byte("derived/passages") // see passages.go
	bucketChanges  = []byte("derived/changes")  // seq8 → host4+hash8, the latest change of each page
	bucketCounts   = []byte("derived/counts")   // name → uint64
	bucketWords    = []byte("derived/words")    // sha32 → packed words, see words.go
	bucketDicts    = []byte("derived/dicts")    // host4+seq8 → how many bodies are packed against it, uint64; host4 → keys at hand
)

// buckets lists every bucket an archive has.
func buckets() [][]byte {
	all := [][]byte{
		bucketMeta,
		bucketBlobs, bucketBlobSHA, bucketCaptures, bucketRuns, bucketHosts, bucketNames,
		bucketPages, bucketReports, bucketVersions, bucketIndex, bucketPassages,
		bucketChanges, bucketCounts, bucketWords, bucketDicts,
	}
	for _, b := range stateBuckets() {
		all = append(all, []byte(b))
	}
	return all
}

func stateBuckets() []StateBucket {
	return []StateBucket{URLs, Queue, Leases, Clocks, Robots, Notes}
}

// known says whether b is a bucket of state records.
func (b StateBucket) known() bool {
	for _, k := range stateBuckets() {
		if b == k {
			return true
		}
	}
	return false
}

// ensureBuckets makes the buckets that are not there yet.
func ensureBuckets(tx *bolt.Tx) error {
	for _, name := range buckets() {
		if _, err := tx.CreateBucketIfNotExists(name); err != nil {
			return fmt.Errorf("create bucket %s: %w", name, err)
		}
	}
	return nil
}
