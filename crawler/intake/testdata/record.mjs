// Records a site as programs on warcio.js do: raw off the wire with chunks and
// codings kept (warcio.warc.gz), from a browser, which has undone both and
// leaves the headers (browser.warc.gz), and as that browser saves a page in one
// file (browser.mhtml). Usage: node record.mjs URL FOLDER
import { createHash, randomUUID } from "node:crypto";
import { createWriteStream, writeFileSync } from "node:fs";
import { connect } from "node:net";
import puppeteer from "puppeteer-core";
import { WARCRecord, WARCSerializer } from "warcio";

const [site, folder] = process.argv.slice(2);
const paths = ["/", "/nb/chunked.html", "/nb/gzip.html", "/nb/gbk.html", "/nb/brotli.html", "/nb/file.docx", "/nb/moved.html", "/nb/missing.html", "/logo.png"];

// one file, record by record
function file(name) {
  const out = createWriteStream(`${folder}/${name}`);
  return {
    async add(record) {
      out.write(await WARCSerializer.serialize(record, { gzip: true }));
    },
    end: () => new Promise((done) => out.end(done)),
  };
}

// the bytes of an answer as they come
function raw(path, agent = "recorder") {
  const { host, hostname, port } = new URL(site);
  const request = `GET ${path} HTTP/1.1\r\nHost: ${host}\r\nUser-Agent: ${agent}\r\nAccept-Encoding: gzip, br\r\nConnection: close\r\n\r\n`;
  return new Promise((done, failed) => {
    const parts = [];
    const socket = connect(port, hostname, () => socket.write(request));
    socket.on("data", (d) => parts.push(d)).on("end", () => done(Buffer.concat(parts))).on("error", failed);
  });
}

function take(answer) {
  const at = answer.indexOf("\r\n\r\n");
  const [statusline, ...lines] = answer.subarray(0, at).toString("latin1").split("\r\n");
  const httpHeaders = {};
  for (const l of lines) httpHeaders[l.slice(0, l.indexOf(":"))] = l.slice(l.indexOf(":") + 1).trim();
  return { statusline, httpHeaders, body: answer.subarray(at + 4) };
}

const sha1 = (b) => "sha1:" + createHash("sha1").update(b).digest("hex");
const id = () => `<urn:uuid:${randomUUID()}>`;
async function* once(b) {
  if (b.length) yield new Uint8Array(b);
}

async function info(to) {
  await to.add(await WARCRecord.createWARCInfo({ filename: "recording.warc.gz", warcVersion: "WARC/1.1" }, { software: "record.mjs" }));
}

const warcVersion = "WARC/1.1";
const start = Date.now();
let tick = 0;
const now = () => new Date(start - 3600_000 + 1000 * tick++).toISOString();

async function pair(to, url, statusline, httpHeaders, body, date = now()) {
  const responseID = id();
  await to.add(WARCRecord.create({ type: "response", url, date, warcVersion, statusline, httpHeaders, warcHeaders: { "WARC-Record-ID": responseID, "WARC-Payload-Digest": sha1(body) } }, once(body)));
  const u = new URL(url);
  await to.add(WARCRecord.create({ type: "request", url, date, warcVersion, statusline: `GET ${u.pathname} HTTP/1.1`, httpHeaders: { Host: u.host, "User-Agent": "recorder" }, warcHeaders: { "WARC-Concurrent-To": responseID } }, once(Buffer.alloc(0))));
  return { date, responseID };
}

const wire = file("warcio.warc.gz");
await info(wire);
let first;
for (const path of paths) {
  const { statusline, httpHeaders, body } = take(await raw(path));
  const was = await pair(wire, site + path, statusline, httpHeaders, body);
  if (path === "/nb/gzip.html") first = { ...was, url: site + path, statusline, httpHeaders, digest: sha1(body) };
}
// the same bytes at another address, and unchanged at its own
await wire.add(WARCRecord.create({ type: "revisit", url: site + "/copy.html", date: now(), warcVersion, statusline: first.statusline, httpHeaders: first.httpHeaders, refersToUrl: first.url, refersToDate: first.date, warcHeaders: { "WARC-Payload-Digest": first.digest } }, once(Buffer.alloc(0))));
await wire.add(WARCRecord.create({ type: "revisit", url: first.url, date: now(), warcVersion, statusline: "HTTP/1.1 304 Not Modified", httpHeaders: { ETag: '"one"' }, warcHeaders: { "WARC-Profile": "http://netpreserve.org/warc/1.1/revisit/server-not-modified" } }, once(Buffer.alloc(0))));
// a page without HTTP, its text, and what recorders add
const page = take(await raw("/same.html")).body; // it has a length, and so no chunks
await wire.add(WARCRecord.create({ type: "resource", url: site + "/resource.html", date: now(), warcVersion, warcHeaders: { "Content-Type": "text/html" } }, once(page)));
await wire.add(WARCRecord.create({ type: "conversion", url: site + "/resource.html", date: now(), warcVersion, warcHeaders: { "Content-Type": "text/plain" } }, once(Buffer.from("政府信息公开工作年度报告"))));
await wire.add(WARCRecord.create({ type: "resource", url: "urn:pageinfo:" + site + "/", date: now(), warcVersion, warcHeaders: { "Content-Type": "application/json" } }, once(Buffer.from("{}"))));
await wire.end();

const browser = await puppeteer.launch({ executablePath: process.env.CHROMIUM || "/usr/bin/chromium", args: ["--no-sandbox"] });
const tab = await browser.newPage();
const seen = file("browser.warc.gz");
await info(seen);
for (const path of ["/", "/nb/chunked.html", "/nb/gzip.html", "/nb/gbk.html", "/nb/brotli.html"]) {
  const answer = await tab.goto(site + path);
  await pair(seen, site + path, `HTTP/1.1 ${answer.status()} ${answer.statusText()}`, answer.headers(), await answer.buffer());
}
await seen.end();
await tab.goto(site + "/nb/gbk.html");
const { data } = await (await tab.createCDPSession()).send("Page.captureSnapshot", { format: "mhtml" });
writeFileSync(`${folder}/browser.mhtml`, data);
await browser.close();
