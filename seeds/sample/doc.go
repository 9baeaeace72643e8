// Package sample is a portal of made-up agencies on loopback, rendered from
// data the way real content systems render, quirks included. The demo crawls
// it, and tests use it as their server: it logs every request with arrival
// and end, and faults can be switched on.
//
// It writes the forms' labels itself and imports nothing of extract, so that a
// mistake there shows.
package sample
