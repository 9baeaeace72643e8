// Package nightly says when a crawl that nobody starts by hand begins, and
// goes on saying it for as long as the program stays up.
//
// An occurrence is a time that the cron expression names. A start is when a
// run begins: at an occurrence, put off by the jitter and to the window; or as
// soon as the window lets it, where a run is owed: none was ever made, the last
// occurrence passed without one, or the last run was cut off. However many
// occurrences passed, one run is owed.
//
// Cron, Plan and Wait are pure: time is what they are told. Service is the loop
// around them. It knows nothing of crawling: a run is a function that is called,
// one at a time.
package nightly
