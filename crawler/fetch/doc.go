// Package fetch makes one request and says exactly what came of it.
//
// An exchange is one request with its answer: the body with its
// content-encoding undone and nothing else changed, both header sets, the
// peer's address, sizes on the wire and decoded, and an outcome that always
// has a cause. colly makes the request, over a chain of small RoundTrippers
// of our own; redirects are answers here, never followed, and nothing is
// retried: pacing and the frontier belong to others.
package fetch
