package store

import (
	"encoding/binary"
	"errors"
	"fmt"
	"runtime"

	"github.com/klauspost/compress/zstd"
)

// A packed value is one codec byte and, for every codec but plain, the size of
// what it unpacks to as a uvarint, and then a zstd frame (RFC 8878). Codec 2 is
// kept free for frames with an earlier page as raw dictionary.
const (
	codecPlain   = 0 // the bytes as they are
	codecZstd    = 1 // without a dictionary
	codecHeaders = 3 // with captureDict as raw dictionary
)

// maxUnpacked bounds what a value may unpack to, in bytes. It is far above any
// body that is kept, and keeps a damaged size from taking all memory.
const maxUnpacked = 1 << 30

// minPacked is the size, in bytes, below which packing is not tried. It is the
// least size that a frame always states (RFC 8878 section 3.1.1.1.4).
const minPacked = 256

// packer compresses and decompresses values. Its methods may be called from
// any goroutine.
type packer struct {
	enc, encHeaders *zstd.Encoder
	dec, decHeaders *zstd.Decoder
}

func newPacker() (*packer, error) {
	// Values are re-hashed when read, so frames carry no checksum.
	enc := []zstd.EOption{zstd.WithEncoderCRC(false), zstd.WithEncoderConcurrency(runtime.GOMAXPROCS(0))}
	dec := []zstd.DOption{zstd.WithDecodeAllCapLimit(true), zstd.WithDecoderMaxMemory(maxUnpacked), zstd.WithDecoderConcurrency(runtime.GOMAXPROCS(0))}
	dict := []byte(captureDict)
	var p packer
	var errs [4]error
	p.enc, errs[0] = zstd.NewWriter(nil, enc...)
	p.encHeaders, errs[1] = zstd.NewWriter(nil, append(enc, zstd.WithEncoderDictRaw(0, dict), zstd.WithEncoderLevel(zstd.SpeedFastest))...)
	p.dec, errs[2] = zstd.NewReader(nil, dec...)
	p.decHeaders, errs[3] = zstd.NewReader(nil, append(dec, zstd.WithDecoderDictRaw(0, dict))...)
	if err := errors.Join(errs[:]...); err != nil {
		return nil, fmt.Errorf("set up compression: %w", err)
	}
	return &p, nil
}

// close lets the decoders' goroutines end. A packer that was never made is
// closed too.
func (p *packer) close() {
	if p != nil {
		p.dec.Close()
		p.decHeaders.Close()
	}
}

// pack compresses b, or leaves it plain where that would not make it smaller.
func (p *packer) pack(b []byte) []byte { return pack(p.enc, codecZstd, b) }

// packHeaders is pack for a capture's JSON.
func (p *packer) packHeaders(b []byte) []byte { return pack(p.encHeaders, codecHeaders, b) }

func pack(enc *zstd.Encoder, codec byte, b []byte) []byte {
	if len(b) >= minPacked {
		out := make([]byte, 0, len(b)/3+64)
		out = binary.AppendUvarint(append(out, codec), uint64(len(b)))
		if out = enc.EncodeAll(b, out); len(out) < len(b) {
			return out
		}
	}
	return append([]byte{codecPlain}, b...)
}

// unpack returns a fresh copy of what was packed. Errors are ErrDamaged.
func (p *packer) unpack(v []byte) ([]byte, error) {
	if len(v) == 0 {
		return nil, damage("unpack: empty value")
	}
	codec, v := v[0], v[1:]
	dec := p.dec
	switch codec {
	case codecPlain:
		return append([]byte{}, v...), nil
	case codecZstd:
	case codecHeaders:
		dec = p.decHeaders
	default:
		return nil, damage("unpack: codec %d is not known", codec)
	}
	size, n := binary.Uvarint(v)
	if n <= 0 || size > maxUnpacked {
		return nil, damage("unpack: bad size")
	}
	// The frame says its size itself; both must agree before memory is taken.
	var h zstd.Header
	if err := h.Decode(v[n:]); err != nil || !h.HasFCS || h.FrameContentSize != size {
		return nil, damage("unpack: the frame is not one of %d bytes", size)
	}
	out, err := dec.DecodeAll(v[n:], make([]byte, 0, size))
	if err != nil {
		return nil, damage("unpack: %w", err)
	}
	if uint64(len(out)) != size {
		return nil, damage("unpack: %d bytes of %d", len(out), size)
	}
	return out, nil
}

// captureDict is what captures have in common, as raw zstd dictionary: with it
// the JSON of one takes a third of what it takes alone. It is part of the
// format and never changes.
const captureDict = `"application/pdf","application/json;charset=UTF-8","text/html; charset=gb2312",` +
	`"soft_404","challenge","timeout","connection_error","http_error","status":404,"status":304,"outcome":"not_modified",` +
	`"method":"GET","outcome":"redirect","status":302,"location":"https://www.` +
	`{"url":"http://www.gov.cn/zfxxgk/fdzdgknr/zfxxgknb/202501/t20250117_1.html","run":1,"at":"2025-01-17T14:03:22.123456789Z",` +
	`"method":"GET","outcome":"ok","status":200,"media_type":"text/html","bytes":48211,"wire_bytes":12044,"content_encoding":"gzip",` +
	`"raw_sha256":"","etag":"W/\"","last_modified":"Fri, 17 Jan 2025 08:00:00 GMT","location":"","referrer":"http://www.gov.cn/zfxxgk/index.html",` +
	`"remote_addr":"","tls":"","request_headers":{"Accept":["text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"],` +
	`"Accept-Encoding":["gzip, deflate, br"],"If-Modified-Since":["Fri, 17 Jan 2025 08:00:00 GMT"],"If-None-Match":["\""],"User-Agent":["nianbao/1.0 (+https://"]},` +
	`"response_headers":{"Accept-Ranges":["bytes"],"Cache-Control":["no-cache"],"Connection":["keep-alive"],"Content-Encoding":["gzip"],` +
	`"Content-Length":[""],"Content-Type":["text/html; charset=utf-8"],"Date":["Fri, 17 Jan 2025 08:00:00 GMT"],"Etag":["W/\""],"Expires":["0"],` +
	`"Last-Modified":["Fri, 17 Jan 2025 08:00:00 GMT"],"Pragma":["no-cache"],"Server":["nginx"],"Set-Cookie":["JSESSIONID=; Path=/; HttpOnly"],` +
	`"Transfer-Encoding":["chunked"],"Vary":["Accept-Encoding"],"X-Content-Type-Options":["nosniff"],"X-Frame-Options":["SAMEORIGIN"],"X-Xss-Protection":["1; mode=block"]},` +
	`"error":"","context":{"portal":"人民政府","region":"省/市/县","column":"http://www.gov.cn/zfxxgk/","agency":"局","link_title":"2024年政府信息公开工作年度报告","link_date":"2025-01-17"}}`
