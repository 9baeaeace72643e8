// Checks a WARC file against the format, not against the program that wrote it:
// every record is parsed by the npm package warcio, every digest computed again
// from the bytes of its block, every reference looked up.
import { createHash } from "node:crypto";
import { createReadStream, readFileSync } from "node:fs";
import { gunzipSync } from "node:zlib";
import { WARCParser } from "warcio";

const [name] = process.argv.slice(2);
const sha256 = (b) => "sha256:" + createHash("sha256").update(b).digest("hex");
const faults = [];
const count = {};
const ids = new Map(); // id → [address, date, payload digest]
let blocks = 0, payloads = 0, bytes = 0, references = 0;

for await (const record of new WARCParser(createReadStream(name), { parseHttp: false })) {
  const h = record.warcHeaders.headers;
  const parts = [];
  for await (const part of record) parts.push(Buffer.from(part));
  const block = Buffer.concat(parts);
  const id = h.get("WARC-Record-ID");
  const fault = (what) => faults.push(`${id} ${h.get("WARC-Type")} ${h.get("WARC-Target-URI")}: ${what}`);
  const type = record.warcType;
  count[type] = (count[type] || 0) + 1;
  bytes += block.length;

  if (!/^<urn:uuid:[0-9a-f]{8}-[0-9a-f]{4}-5[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}>$/.test(id)) fault("its id is no UUID of version 5");
  if (ids.has(id)) fault("its id is that of another record");
  if (record.warcHeaders.statusline !== "WARC/1.1") fault(`version ${record.warcHeaders.statusline}`);
  if (Number(h.get("Content-Length")) !== block.length) fault(`block of ${block.length} bytes`);
  if (Number.isNaN(Date.parse(h.get("WARC-Date")))) fault("WARC-Date is no date");
  if (type !== "warcinfo") new URL(h.get("WARC-Target-URI")); // throws where it is none
  if (h.get("WARC-Block-Digest") !== sha256(block)) fault("WARC-Block-Digest");
  else blocks++;

  const http = (h.get("Content-Type") || "").startsWith("application/http");
  const end = block.indexOf("\r\n\r\n");
  if (http && end < 0) fault("no end of its HTTP head");
  const payload = http ? block.subarray(end + 4) : block;
  if (type === "response" || type === "resource") {
    const length = http && /^content-length: (\d+)\r?$/im.exec(block.subarray(0, end).toString());
    if (http && length && Number(length[1]) !== payload.length) fault("HTTP Content-Length");
    const digest = h.get("WARC-Payload-Digest");
    if (digest && digest !== sha256(payload)) fault("WARC-Payload-Digest");
    else if (digest) payloads++;
  }
  if (type === "revisit" && payload.length > 0) fault("a revisit with a body");
  const to = h.get("WARC-Refers-To");
  if (to) {
    const origin = ids.get(to);
    references++;
    const same = type === "revisit"
      ? origin && origin[0] === h.get("WARC-Refers-To-Target-URI") && origin[1] === h.get("WARC-Refers-To-Date") && origin[2] === h.get("WARC-Payload-Digest")
      : origin && origin[0] === h.get("WARC-Target-URI"); // of a conversion: of the same page
    if (!same) fault("what it refers to is not there, or is another record");
  }
  const beside = h.get("WARC-Concurrent-To");
  if (beside && !ids.has(beside)) fault("what it is concurrent to is not there");
  if (beside) references++;
  ids.set(id, [h.get("WARC-Target-URI"), h.get("WARC-Date"), h.get("WARC-Payload-Digest")]);
}

// every record in a gzip member of its own, so that it can be read alone
if (name.endsWith(".gz")) {
  const file = readFileSync(name);
  let members = 0;
  for (let at = 0; at < file.length; members++) {
    at += memberLength(file, at);
  }
  if (members !== ids.size) faults.push(`${members} gzip members, ${ids.size} records`);
}

// memberLength is how many bytes the gzip member at an offset takes: the first
// place where another may begin and what is before it unpacks by itself.
function memberLength(file, at) {
  for (let next = file.indexOf(Buffer.from([0x1f, 0x8b, 8]), at + 1); next > 0; next = file.indexOf(Buffer.from([0x1f, 0x8b, 8]), next + 1)) {
    try {
      gunzipSync(file.subarray(at, next));
      return next - at;
    } catch {
      continue; // these three bytes stand within the member
    }
  }
  return file.length - at;
}

console.log(`${name}: ${ids.size} records ${JSON.stringify(count)}, ${bytes} bytes of blocks; ${blocks} block digests, ${payloads} payload digests and ${references} references are right; ${faults.length} faults`);
for (const f of faults.slice(0, 20)) console.error(f);
process.exit(faults.length ? 1 : 0);
