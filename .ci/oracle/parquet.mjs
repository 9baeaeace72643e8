// Reads the Parquet files with DuckDB and writes what compare.py looks at.
import { writeFileSync } from "node:fs";
import { DuckDBInstance } from "@duckdb/node-api";

const db = await (await DuckDBInstance.create(":memory:")).connect();

async function dump(name, query) {
  const reader = await db.runAndReadAll(query);
  writeFileSync(name, JSON.stringify(reader.getRowObjectsJson()));
}

await dump("duckdb_cells.json", `SELECT * FROM 'cells.parquet'`);
await dump("duckdb_reports.json", `SELECT id, year, agency, title, strftime(published_on, '%Y-%m-%d') AS published_on,
  typeof(published_on) AS day_type, typeof(first_seen) AS time_type, epoch(first_seen) AS first_seen,
  to_json(sections) AS sections, to_json(findings) AS findings, len(attachments) AS attachments FROM 'reports.parquet'`);
await dump("duckdb_sections.json", `SELECT id, position, number, ordinal, heading, text FROM 'sections.parquet'`);
await dump("duckdb_findings.json", `SELECT id, rule, severity, expected, expected_text, actual, message FROM 'findings.parquet'`);
await dump("duckdb_captures.json", `SELECT url, epoch("at") AS seconds, typeof("at") AS time_type, status, outcome FROM 'captures.parquet'`);
for (const what of ["cells", "reports", "sections", "findings"]) {
  await dump(`duckdb_groups_${what}.json`, `SELECT row_group_id, any_value(stats_min_value) AS least, any_value(stats_max_value) AS most,
    any_value(row_group_num_rows) AS rows, any_value(compression) AS compression
    FROM parquet_metadata('${what}.parquet') WHERE path_in_schema = 'year' GROUP BY row_group_id ORDER BY row_group_id`);
}
