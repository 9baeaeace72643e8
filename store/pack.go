package store

import (
	"encoding/binary"
	"errors"
	"fmt"
	"runtime"

	"github.com/klauspost/compress/zstd"
)

// A packed value is one codec byte and, for every codec but plain, the size of
// what it unpacks to as a uvarint, and then a zstd frame (RFC 8878). For a
// frame with another body as raw dictionary, that body's key (host4+seq8)
// stands before the frame; only bodies are packed so. Dictionaries have the id
// 0, so `zstd -D` unpacks every frame.
const (
	codecPlain   = 0 // the bytes as they are
	codecZstd    = 1 // without a dictionary
	codecDict    = 2 // with a body of codec 0 or 1 as raw dictionary
	codecHeaders = 3 // with captureDict as raw dictionary
	codecReading = 4 // with readingDict as raw dictionary
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
	enc, encBody, encHeaders, encReading *zstd.Encoder
	dec, decHeaders                      *zstd.Decoder
	prefixes                             *prefixes
}

func newPacker() (*packer, error) {
	// Bodies and readings are hashed when read, so their frames carry no
	// checksum; captures, and bodies that may be dictionaries, are not.
	enc := []zstd.EOption{zstd.WithEncoderCRC(false), zstd.WithEncoderConcurrency(runtime.GOMAXPROCS(0))}
	dec := []zstd.DOption{zstd.WithDecodeAllCapLimit(true), zstd.WithDecoderMaxMemory(maxUnpacked), zstd.WithDecoderConcurrency(runtime.GOMAXPROCS(0))}
	dict := []byte(captureDict)
	p := packer{prefixes: newPrefixes()}
	var errs [6]error
	p.enc, errs[0] = zstd.NewWriter(nil, enc...)
	p.encHeaders, errs[1] = zstd.NewWriter(nil, append(enc, zstd.WithEncoderCRC(true), zstd.WithEncoderDictRaw(0, dict), zstd.WithEncoderLevel(zstd.SpeedFastest))...)
	p.dec, errs[2] = zstd.NewReader(nil, dec...)
	p.decHeaders, errs[3] = zstd.NewReader(nil, append(dec, zstd.WithDecoderDictRaw(0, dict))...)
	p.encBody, errs[4] = zstd.NewWriter(nil, append(enc, zstd.WithEncoderCRC(true), zstd.WithEncoderLevel(zstd.SpeedBetterCompression), zstd.WithLowerEncoderMem(true))...)
	// The fastest way finds about as much with a dictionary as the next one.
	p.encReading, errs[5] = zstd.NewWriter(nil, append(enc, zstd.WithEncoderDictRaw(0, readingDict), zstd.WithEncoderLevel(zstd.SpeedFastest))...)
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

// packBody is pack for a body. One that hardly gets smaller, as media do, is
// left plain, and cheap to read.
func (p *packer) packBody(b []byte) []byte {
	if out := pack(p.encBody, codecZstd, b); len(out) <= len(b)-len(b)/16 {
		return out
	}
	return append([]byte{codecPlain}, b...)
}

// packHeaders is pack for a capture's JSON.
func (p *packer) packHeaders(b []byte) []byte { return pack(p.encHeaders, codecHeaders, b) }

// packReading is pack for a reading's JSON.
func (p *packer) packReading(b []byte) []byte { return pack(p.encReading, codecReading, b) }

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

// packedValue is a packed value taken apart.
type packedValue struct {
	codec   byte
	size    uint64  // unpacked, in bytes
	dictKey blobKey // of codecDict
	frame   []byte  // the bytes themselves for codecPlain
}

// parsePacked takes a value apart; frame is part of v. Errors are ErrDamaged.
func parsePacked(v []byte) (packedValue, error) {
	if len(v) == 0 {
		return packedValue{}, damage("unpack: empty value")
	}
	p := packedValue{codec: v[0], size: uint64(len(v) - 1), frame: v[1:]}
	switch p.codec {
	case codecPlain:
		return p, nil
	case codecZstd, codecHeaders, codecReading, codecDict:
	default:
		return p, damage("unpack: codec %d is not known", p.codec)
	}
	n := 0
	if p.size, n = binary.Uvarint(p.frame); n <= 0 || p.size > maxUnpacked {
		return p, damage("unpack: bad size")
	}
	p.frame = p.frame[n:]
	if p.codec != codecDict {
		return p, nil
	}
	if len(p.frame) < len(p.dictKey) {
		return p, damage("unpack: the dictionary's key is cut")
	}
	p.dictKey = blobKey(p.frame)
	p.frame = p.frame[len(p.dictKey):]
	return p, nil
}

// unpack returns a fresh copy of what was packed without a body as dictionary.
// Errors are ErrDamaged.
func (p *packer) unpack(v []byte) ([]byte, error) { return p.unpackTo([]byte{}, v) }

// unpackTo is unpack into the room of dst where that is large enough.
func (p *packer) unpackTo(dst, v []byte) ([]byte, error) {
	value, err := parsePacked(v)
	if err != nil {
		return nil, err
	}
	switch value.codec {
	case codecPlain:
		return append(dst[:0], value.frame...), nil
	case codecZstd:
		return unpackFrame(p.dec, dst, value.frame, value.size)
	case codecHeaders:
		return unpackFrame(p.decHeaders, dst, value.frame, value.size)
	case codecReading:
		return p.prefixes.unpack(p.dec, readingDict, dst, value.frame, value.size)
	}
	return nil, damage("unpack: a dictionary where none may be")
}

// checkFrame checks a frame's header, and that it can hold size bytes, before
// memory is taken.
func checkFrame(frame []byte, size uint64) (h zstd.Header, err error) {
	// The frame says its size itself; both must agree. Bit 4 of its descriptor
	// means nothing (RFC 8878 section 3.1.1.1.1), and no encoder of ours sets it.
	if err := h.Decode(frame); err != nil || !h.HasFCS || h.FrameContentSize != size || len(frame) > 4 && frame[4]&(1<<4) != 0 {
		return h, damage("unpack: the frame is not one of %d bytes", size)
	}
	// A block of four bytes unpacks to 128 KiB at most (section 3.1.1.2).
	if size > uint64(len(frame))<<15 {
		return h, damage("unpack: %d bytes in a frame of %d", size, len(frame))
	}
	return h, nil
}

// unpackFrame unpacks a zstd frame of size bytes. Errors are ErrDamaged.
func unpackFrame(dec *zstd.Decoder, dst, frame []byte, size uint64) ([]byte, error) {
	if _, err := checkFrame(frame, size); err != nil {
		return nil, err
	}
	out, err := dec.DecodeAll(frame, roomFor(dst, size))
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
