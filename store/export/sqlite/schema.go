package sqlite

// Version is the database's PRAGMA user_version: it goes up when a table or a
// column changes its meaning or goes away.
const Version = 1

// tables are made before the rows, indexes after them. Names follow the report
// line; table_key, row_key and column_key are its table, row and column, which
// SQL keeps for itself.
const tables = `
CREATE TABLE reports (
  n INTEGER PRIMARY KEY,                -- order of id; what other tables refer to
  id TEXT NOT NULL UNIQUE,
  url TEXT NOT NULL,
  portal TEXT NOT NULL,
  region TEXT NOT NULL,                 -- path, e.g. 河南省/平顶山市/石龙区
  agency TEXT,
  agency_printed TEXT,
  year INTEGER,
  kind TEXT NOT NULL,
  title TEXT NOT NULL,
  published_on TEXT,                    -- YYYY-MM-DD
  signed_on TEXT,
  template TEXT,                        -- version of the form
  template_disclosure TEXT,
  template_applications TEXT,
  template_review_litigation TEXT,
  template_statistics TEXT,
  cells INTEGER NOT NULL,               -- cells that hold a number
  characters INTEGER NOT NULL,          -- of the narrative
  errors INTEGER NOT NULL,              -- findings by severity
  warnings INTEGER NOT NULL,
  infos INTEGER NOT NULL,
  files INTEGER NOT NULL,               -- attachments
  tables_from TEXT,                     -- SHA-256 of the attachment the tables came from
  duplicate_of TEXT,                    -- id of a report, which may be left out of this file
  copies INTEGER NOT NULL,
  first_seen TEXT,                      -- RFC 3339, UTC
  changed_at TEXT,
  fetched_at TEXT,
  gone_at TEXT,
  versions INTEGER NOT NULL,
  status INTEGER NOT NULL,
  media_type TEXT NOT NULL,
  charset TEXT NOT NULL,
  raw_sha256 TEXT NOT NULL,
  content_sha256 TEXT,
  parser TEXT NOT NULL
);
CREATE TABLE sections (
  report INTEGER NOT NULL REFERENCES reports (n),
  position INTEGER NOT NULL,            -- from 1, in order of appearance
  number INTEGER,                       -- 1-6 by title, 0 before the first heading
  ordinal TEXT NOT NULL,
  heading TEXT NOT NULL,
  text TEXT NOT NULL,
  PRIMARY KEY (report, position)
);
CREATE TABLE places (
  place INTEGER PRIMARY KEY,            -- one cell of a form
  table_key TEXT NOT NULL,
  row_key TEXT NOT NULL,
  column_key TEXT NOT NULL,
  table_label TEXT NOT NULL,            -- as the form prints them
  row_label TEXT NOT NULL,
  column_label TEXT NOT NULL,
  unit TEXT NOT NULL,
  UNIQUE (table_key, row_key, column_key)
);
CREATE TABLE cells (
  report INTEGER NOT NULL REFERENCES reports (n),
  place INTEGER NOT NULL REFERENCES places (place),
  value NUMERIC,                        -- NULL: blank, or no number
  value_text TEXT,                      -- the same with the digits that are printed
  state TEXT NOT NULL,                  -- '' a plain number, else blank, dash, annotated, signed, unit, text
  raw TEXT NOT NULL,                    -- what is printed, where that is no plain number
  PRIMARY KEY (report, place)
) WITHOUT ROWID;
CREATE TABLE findings (
  report INTEGER NOT NULL REFERENCES reports (n),
  position INTEGER NOT NULL,            -- from 1
  rule TEXT NOT NULL,
  severity TEXT NOT NULL,               -- error, warning, info
  table_key TEXT NOT NULL,
  row_key TEXT NOT NULL,
  column_key TEXT NOT NULL,
  column_keys TEXT NOT NULL,            -- where there are several, with spaces between
  section INTEGER,
  expected NUMERIC,
  actual NUMERIC,
  detail TEXT NOT NULL,
  message TEXT NOT NULL,
  PRIMARY KEY (report, position)
);
CREATE TABLE attachments (
  report INTEGER NOT NULL REFERENCES reports (n),
  position INTEGER NOT NULL,            -- from 1
  url TEXT NOT NULL,
  name TEXT NOT NULL,
  sha256 TEXT NOT NULL,                 -- '' where it was not fetched
  media_type TEXT NOT NULL,
  PRIMARY KEY (report, position)
);
-- Full text, its characters apart: MATCH '"复 议"'. rowid is reports.n.
CREATE VIRTUAL TABLE search USING fts5 (title, agency, text, content='', tokenize='unicode61 remove_diacritics 0');
CREATE VIEW tidy_cells AS
  SELECT r.id, r.agency, r.year, r.region, p.table_key, p.table_label,
    CASE p.table_key WHEN 'disclosure' THEN r.template_disclosure WHEN 'applications' THEN r.template_applications
      WHEN 'review_litigation' THEN r.template_review_litigation ELSE r.template_statistics END AS template,
    p.row_key, p.row_label, p.column_key, p.column_label, p.unit, c.value, c.value_text, c.state, c.raw
  FROM cells c JOIN reports r ON r.n = c.report JOIN places p ON p.place = c.place;
`

const indexes = `
CREATE INDEX reports_by_year ON reports (year, region);
CREATE INDEX reports_by_agency ON reports (agency, year);
CREATE INDEX reports_by_content ON reports (content_sha256);
CREATE INDEX cells_by_place ON cells (place, report, value);
CREATE INDEX findings_by_rule ON findings (rule, report);
`
