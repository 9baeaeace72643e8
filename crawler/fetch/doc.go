// Package fetch makes one request and says exactly what came of it.
//
// An exchange is one request with its answer: the body with its
// content-encoding undone and nothing else changed, both header sets, the
// peer's address, sizes on the wire and decoded, and an outcome that always
// has a cause. colly makes the request, over a chain of small RoundTrippers
// of our own; redirects are answers here, never followed, and nothing is
// retried: pacing and the frontier belong to others.
//
// The chain, outermost first, and what each link alone is trusted with:
//
//	keep       the whole body; an answer colly will not touch
//	limit      bytes decoded, ratio of decoded to transferred
//	decode     content codings undone
//	wire       headers both ways, peer, bytes transferred; a body cut short
//	deadline   no progress, or too long in all
//	admission  the addresses a name has, guarded
//	sender     the URL byte for byte, once; then net/http and a guarded dialler
//
// The trail is what a request leaves behind in them, and all a capture is made
// of. Of colly, queues, limits, robots, cookies, cache, charset detection and
// the body limit are off: they delay callbacks, are skipped on redirects, or
// change and cut bodies without a mark.
package fetch
