package fetch

import (
	"crypto/tls"
	"crypto/x509"
	"errors"
	"time"
)

// clientTLS is how hosts are spoken to. The lenient form is for hosts whose
// broken TLS the user accepts by name: any certificate, and versions and
// ciphers that went out of use long ago (RFC 8996), because portals of 2010
// still speak nothing else.
func clientTLS(roots *x509.CertPool, lenient bool) *tls.Config {
	if !lenient {
		return &tls.Config{RootCAs: roots, MinVersion: tls.VersionTLS12}
	}
	c := &tls.Config{RootCAs: roots, MinVersion: tls.VersionTLS10, InsecureSkipVerify: true}
	for _, s := range tls.CipherSuites() {
		c.CipherSuites = append(c.CipherSuites, s.ID)
	}
	for _, s := range tls.InsecureCipherSuites() {
		c.CipherSuites = append(c.CipherSuites, s.ID)
	}
	return c
}

// describeTLS says how a connection was protected: "TLS 1.3, verified",
// "TLS 1.0, unverified: <reason>", or "" for none. A lenient connection is
// verified after the fact, so that a host whose certificate was repaired shows.
func describeTLS(cs *tls.ConnectionState, host string, roots *x509.CertPool, now time.Time) string {
	if cs == nil {
		return ""
	}
	version := tls.VersionName(cs.Version)
	if len(cs.VerifiedChains) > 0 {
		return version + ", verified"
	}
	if err := verifyPeer(cs, host, roots, now); err != nil {
		return version + ", unverified: " + clip(err.Error())
	}
	return version + ", verified"
}

// verifyPeer checks the peer's certificate as a strict handshake would have.
func verifyPeer(cs *tls.ConnectionState, host string, roots *x509.CertPool, now time.Time) error {
	if len(cs.PeerCertificates) == 0 {
		return errors.New("no certificate")
	}
	opts := x509.VerifyOptions{DNSName: host, Roots: roots, CurrentTime: now, Intermediates: x509.NewCertPool()}
	for _, c := range cs.PeerCertificates[1:] {
		opts.Intermediates.AddCert(c)
	}
	_, err := cs.PeerCertificates[0].Verify(opts)
	return err
}
