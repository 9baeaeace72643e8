package crawler_test

import (
	"cmp"
	"fmt"
	"math"
	"net/http"
	"strconv"
	"strings"
	"time"
)

// sender is the variable of the environment that makes a child sign each of
// its requests, in the comment of its User-Agent.
const sender = "NIANBAO_TEST_SENDER"

const signature = "; child "

// deaths are when children were dead at the latest, the first child's first. A
// request is on the wire when its sender dies, and a busy server reads it, and
// hears of the death, when it comes to it: after the requests of the next
// child, even. So a judge of a server's log must know who sent what.
type deaths []time.Time

// next is the environment by which the next child signs its requests.
func (d deaths) next() string { return fmt.Sprintf("%s=%s%d", sender, signature, len(d)+1) }

// senderOf is the number of the child that signed a request; 0 if none did.
func senderOf(h http.Header) int {
	_, after, _ := strings.Cut(h.Get("User-Agent"), signature)
	n, _ := strconv.Atoi(strings.TrimSuffix(after, ")")) // 0 of an unsigned one
	return n
}

// bySender puts requests into the order of their senders, who lived one after
// the other; the test itself was the last.
func bySender(a, b int) int {
	rank := func(n int) int {
		if n == 0 {
			return math.MaxInt
		}
		return n
	}
	return cmp.Compare(rank(a), rank(b))
}

// before is when the sender of one request was dead, if it was not the sender
// of the next too. Whatever the server still did for it, it did for nobody.
func (d deaths) before(one, next int) (time.Time, bool) {
	if one == next || one < 1 || one > len(d) {
		return time.Time{}, false
	}
	return d[one-1], true
}
