package main

import (
	"errors"
	"fmt"
	"io/fs"
	"net/url"
	"os"

	"nianbao/cmd/nianbao/config"
	"nianbao/crawler"
	"nianbao/store"
)

// visits is a visitor with the archive whose clocks it keeps up.
type visits struct {
	*crawler.Visitor
	archive *store.Archive
}

// visitor opens what asks single pages politely. The archive is held meanwhile,
// if there is one: so no crawl asks the same hosts, and the next one keeps the
// pause. Nothing else is written to it.
func (a *app) visitor(c *config.Config, verb string, hosts []string, insecure map[string]bool, wait bool) (*visits, error) {
	if err := c.CheckContact(); err != nil {
		return nil, usage(err)
	}
	if err := c.CheckDelay(hosts); err != nil {
		return nil, usage(err)
	}
	v := &visits{}
	if _, err := os.Stat(c.Archive); err == nil {
		if v.archive, err = store.Open(c.Archive, store.Options{Verb: verb, Existing: true}); err != nil {
			return nil, err
		}
	} else if !errors.Is(err, fs.ErrNotExist) {
		return nil, err
	}
	var err error
	v.Visitor, err = crawler.NewVisitor(crawler.VisitOptions{
		Policy: policyOf(c), Fetch: fetchOf(c), Archive: v.archive, Insecure: insecure, Wait: wait,
	})
	if err != nil {
		return nil, errors.Join(err, v.Close())
	}
	return v, nil
}

// Close gives the archive back.
func (v *visits) Close() error {
	if v.Visitor != nil {
		v.Visitor.Close()
	}
	if v.archive != nil {
		return v.archive.Close()
	}
	return nil
}

// hostsOf are the hosts of addresses that a user gave.
func hostsOf(verb string, addresses []string) (hosts []string, err error) {
	for _, address := range addresses {
		u, err := url.Parse(address)
		if err != nil || u.Host == "" || u.Scheme != "http" && u.Scheme != "https" {
			return nil, usage(fmt.Errorf("%s %s: must be the address of a page, such as http://www.example.gov.cn/", verb, address))
		}
		hosts = append(hosts, u.Hostname())
	}
	return hosts, nil
}
