"""Compares what other programs read from exports with truth.jsonl.

compare.py csv|sqlite|parquet|xlsx FOLDER: exit 0 if all is the same.
"""
import csv
import hashlib
import io
import json
import pathlib
import sys

csv.field_size_limit(1 << 30)
how, folder = sys.argv[1], pathlib.Path(sys.argv[2])
TABLES = ["disclosure", "applications", "review_litigation", "statistics"]


class Number(str):
    """A number of the truth, with its digits."""


def load_truth():
    reports = {}
    for line in open(folder / "truth.jsonl", encoding="utf-8"):
        t = json.loads(line, parse_float=Number, parse_int=Number)
        t["id"] = hashlib.sha256(t["url"].encode()).hexdigest()[:16]
        reports[t["id"]] = t
    return dict(sorted(reports.items()))


truth = load_truth()
bad = 0


def same(what, got, want):
    global bad
    if got != want:
        bad += 1
        if bad <= 10:
            print(f"{how}: {what}: {got!r}, must be {want!r}", file=sys.stderr)


def cells_of(t):
    """(table, row, column) → (digits or None, state, what is printed)."""
    r = t["report"]
    notes = {(n["table"], n["row"], n["column"]): n for n in r["cell_notes"]}
    out = {}
    for table in TABLES:
        for row, cells in r["tables"].get(table, {}).items():
            for column, value in cells.items():
                n = notes.get((table, row, column), {"state": "", "raw": ""})
                out[table, row, column] = (value, n["state"], n["raw"])
    return out


def all_cells():
    return {(i, *at): c for i, t in truth.items() for at, c in cells_of(t).items()}


def undefused(text):
    return text[1:] if text.startswith("'") else text


def read_csv(name):
    text = (folder / name).read_bytes()
    same(name + " begins with a byte order mark", text[:3], b"\xef\xbb\xbf")
    same(name + " ends in CR LF", text[-2:], b"\r\n")
    # newline="": line ends inside a field are to come back as they are
    return list(csv.DictReader(io.StringIO(text[3:].decode("utf-8"), newline=""), strict=True))


def sections_of(t):
    return [(int(s["number"]) if s["number"] is not None else None, s["ordinal"], s["heading"], s["text"]) for s in t["report"]["sections"]]


def check_csv():
    got = {}
    for r in read_csv("cells.csv"):
        got[r["id"], r["table"], r["row"], r["column"]] = (r["value"] or None, r["state"], undefused(r["raw"]))
    same_cells(got)
    reports = read_csv("reports.csv")
    same("ids in order", [r["id"] for r in reports], list(truth))
    for r in reports:
        t = truth[r["id"]]["report"]
        for key in ["agency", "title", "year", "published_on", "content_sha256"]:
            same(f"{r['id']} {key}", undefused(r[key]), t[key] or "")
        same(f"{r['id']} region", r["region"], truth[r["id"]]["region"])
    for i, t in group(read_csv("sections.csv")).items():
        same(f"{i} sections", [(int(s["number"]) if s["number"] else None, s["ordinal"], undefused(s["heading"]), undefused(s["text"])) for s in t], sections_of(truth[i]))
    same("findings", [(f["id"], f["rule"], undefused(f["message"]), f["expected"] or None) for f in read_csv("findings.csv")],
         [(i, f["rule"], f["message"], f.get("expected")) for i, t in truth.items() for f in t["report"]["findings"]])
    same("captures", len(read_csv("captures.csv")), len(truth))


def group(rows):
    out = {}
    for r in rows:
        out.setdefault(r["id"], []).append(r)
    return out


def same_cells(got):
    want = all_cells()
    same("cells that are missing or too many", sorted(set(got) ^ set(want))[:5], [])
    for at in want:
        same(" ".join(at), got.get(at), want[at])
    print(f"{how}: {len(want)} cells of {len(truth)} reports")


def check_sqlite():
    load = lambda name: json.loads((folder / name).read_text("utf-8"))
    got = {}
    for c in load("sqlite_cells.json"):
        got[c["id"], c["table_key"], c["row_key"], c["column_key"]] = (c["value_text"], c["state"], c["raw"])
        if c["value_text"] is not None:
            same("value of " + c["value_text"], float(c["value"]), float(c["value_text"]))
    same_cells(got)
    same("integrity, foreign keys, version", (folder / "sqlite_check.txt").read_text().split(), ["ok", "1"])
    for i, s in group(load("sqlite_sections.json")).items():
        # the sqlite3 command ends a text at a zero byte, of which there is none
        same(f"{i} sections", [(x["number"], x["ordinal"], x["heading"], x["text"]) for x in s], sections_of(truth[i]))
    speak = [i for i, t in truth.items() if "复议" in t["report"]["title"] or any("复议" in s["text"] or "复议" in s["heading"] for s in t["report"]["sections"])]
    same("full-text search", sorted(r["id"] for r in load("sqlite_search.json")), speak)


def check_parquet():
    load = lambda name: json.loads((folder / name).read_text("utf-8"))
    got = {}
    for c in load("duckdb_cells.json"):
        got[c["id"], c["table"], c["row"], c["column"]] = (c["value_text"], c["state"], c["raw"])
        same("value beside its text", c["value"], None if c["value_text"] is None else float(c["value_text"]))
    same_cells(got)
    reports = load("duckdb_reports.json")
    same("reports", sorted(r["id"] for r in reports), list(truth))
    for r in reports:
        t = truth[r["id"]]["report"]
        same(f"{r['id']} agency, title, day", (r["agency"], r["title"], r["published_on"]), (t["agency"], t["title"], t["published_on"]))
        same(f"{r['id']} year", r["year"], int(t["year"]) if t["year"] else None)
        same(f"{r['id']} types", (r["day_type"], r["time_type"]), ("DATE", "TIMESTAMP WITH TIME ZONE"))
        same(f"{r['id']} sections", [(s["number"], s["ordinal"], s["heading"], s["text"]) for s in json.loads(r["sections"])], sections_of(truth[r["id"]]))
        same(f"{r['id']} findings", [f["message"] for f in json.loads(r["findings"])], [f["message"] for f in t["findings"]])
        same(f"{r['id']} attachments", int(r["attachments"]), len(t["attachments"]))
    for i, s in group(load("duckdb_sections.json")).items():
        same(f"{i} sections", [(x["number"], x["ordinal"], x["heading"], x["text"]) for x in s], sections_of(truth[i]))
    same("captures", sorted(c["url"] for c in load("duckdb_captures.json")), sorted(t["url"] for t in truth.values()))
    for what in ["cells", "reports", "sections", "findings"]:
        years = []
        for g in load(f"duckdb_groups_{what}.json"):
            same(f"{what}: years of row group {g['row_group_id']}", g["least"], g["most"])
            same(f"{what}: compression", g["compression"], "ZSTD")
            years.append(int(g["least"]) if g["least"] is not None else 1 << 31)
        same(f"{what}: years in order", years, sorted(years))


SHEETS = {"disclosure": "主动公开", "applications": "依申请公开", "review_litigation": "复议诉讼"}
HEADS = {
    "disclosure": {"issued": "本年制发件数", "repealed": "本年废止件数", "in_force": "现行有效件数", "decisions": "本年处理决定数量／处理决定数量",
                   "amount_wan": "本年收费金额（单位：万元）／采购总金额", "created": "本年新制作数量", "published": "本年新公开数量",
                   "in_public": "对外公开总数量", "previous_year": "上一年项目数量", "change": "本年增/减", "projects": "采购项目数量"},
    "applications": {"natural_person": "自然人", "commercial": "商业企业", "research": "科研机构", "nonprofit": "社会公益组织",
                     "legal_service": "法律服务机构", "other": "其他", "total": "总计"},
    "review_litigation": {"upheld": "结果维持", "corrected": "结果纠正", "other": "其他结果", "pending": "尚未审结", "total": "总计"},
}


def check_xlsx():
    sheet = lambda name: list(csv.DictReader(open(folder / "sheets" / f"book-{name}.csv", encoding="utf-8", newline="")))
    shown, cells = {}, 0
    for table, name in SHEETS.items():
        for r in sheet(name):
            for column, head in HEADS[table].items():
                shown[r["编号"], table, r["代码"], column] = (r[head], r["备注"])
    for r in sheet("统计表"):
        for head, cell in r.items():
            shown[r["编号"], "statistics", head.split(" ")[0], "value"] = (cell, r["备注"])
    for at, (value, state, raw) in all_cells().items():
        cells += 1
        cell, remark = shown.get(at, (None, ""))
        same(" ".join(at), cell, value if value is not None else raw)
        if state == "blank" or value is not None and raw:
            same(" ".join(at) + " remarked", (raw or "空白") in remark, True)
    reports = sheet("报告")
    same("ids in order", [r["编号"] for r in reports], list(truth))
    for r in reports:
        t = truth[r["编号"]]["report"]
        # U+0001 cannot stand in XML
        same(f"{r['编号']} title", r["标题"].replace("\r\n", "\n"), t["title"].replace("\x01", "\ufffd").replace("\r\n", "\n"))
        same(f"{r['编号']} year", r["年度"], t["year"] or "")
    same("findings", len(sheet("问题")), sum(len(t["report"]["findings"]) for t in truth.values()))
    print(f"{how}: {cells} cells of {len(truth)} reports")


{"csv": check_csv, "sqlite": check_sqlite, "parquet": check_parquet, "xlsx": check_xlsx}[how]()
if bad:
    print(f"{how}: {bad} differences", file=sys.stderr)
    sys.exit(1)
