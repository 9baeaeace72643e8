package web

import (
	"encoding/json"
	"fmt"
	"io/fs"
	"strings"

	"nianbao/docs/schemas"
	"nianbao/extract"
)

// endpoints lists the API.
func (s *Server) endpoints() []endpoint {
	id := inPath("id", "the report's id", "{id}")
	host := inPath("host", "name of a host", "{host}")
	list := append(filterParams(), limits(pageSize), cursors())
	return []endpoint{
		{"/api/overview", "overview", "What the archive holds, in numbers", nil, ref("Overview"), s.apiOverview},
		{"/api/coverage", "coverage", "How many reports there are by region and year", []parameter{
			inQuery("region", "the regions right below this one; the top ones if not said", text(), "岚海省")}, ref("Coverage"), s.apiCoverage},
		{"/api/runs", "runs", "All runs, newest first", nil, listOf(ref("Run")), s.apiRuns},
		{"/api/reports", "reports", "Reports, newest year first; a page may hold fewer than its limit", append(list,
			inQuery("view", "full: as `export` writes them; brief: what a list shows, with a snippet", map[string]any{"type": "string", "enum": []string{"full", "brief"}}, "brief")),
			listOf(map[string]any{"oneOf": []any{ref("Report"), ref("Brief")}}), s.apiReports},
		{"/api/reports/{id}", "report", "A report in its latest version, as `export` writes it", []parameter{id}, ref("Report"), s.apiReport},
		{"/api/reports/{id}/versions", "versions", "The versions of a report, the latest first", []parameter{id}, listOf(ref("Edition")), s.apiVersions},
		{"/api/reports/{id}/versions/{n}", "version", "A report as a version had it", []parameter{id, inPath("n", "number of the version, from 1", "1")}, ref("Report"), s.apiVersion},
		{"/api/reports/{id}/diff", "diff", "What changed between two versions, or from another report to this", []parameter{id,
			inQuery("from", "the earlier version; the one before if not said", whole(), 1), inQuery("to", "the later version; the latest if not said", whole(), 2),
			inQuery("other", "id of another report to compare with", text(), nil)}, ref("Diff"), s.apiDiff},
		{"/api/agencies", "agencies", "Agencies by name and region", []parameter{limits(pageSize), cursors()}, listOf(ref("Agency")), s.apiAgencies},
		{"/api/agency", "agency", "The years of one agency side by side", []parameter{
			inQuery("name", "the agency's name, in full", text(), "{agency}"), inQuery("region", "path of its region", text(), nil)}, ref("AgencyYears"), s.apiAgency},
		{"/api/hosts", "hosts", "Hosts with reports, by name", []parameter{limits(pageSize), cursors()}, listOf(ref("HostCount")), s.apiHosts},
		{"/api/hosts/{host}", "host", "The state of a host, and what holds it", []parameter{host}, ref("Host"), s.apiHost},
		{"/api/hosts/{host}/urls", "urls", "The URLs known of a host", []parameter{host, limits(pageSize), cursors(), inQuery("state", "only those in this state", text(), "done")}, listOf(ref("URL")), s.apiURLs},
		{"/api/rules", "rules", "The rules that findings come from", nil, listOf(ref("Rule")), s.apiRules},
	}
}

func ref(name string) map[string]any { return map[string]any{"$ref": "#/components/schemas/" + name} }

// listOf is the schema of a page of items.
func listOf(item map[string]any) map[string]any {
	return map[string]any{
		"type": "object", "required": []string{"items", "next_cursor", "complete"}, "additionalProperties": false,
		"properties": map[string]any{
			"items":       map[string]any{"type": "array", "items": item},
			"next_cursor": map[string]any{"type": []string{"string", "null"}, "description": "cursor of the next page; null on the last one"},
			"complete":    map[string]any{"type": "boolean", "description": "the search index had everything the archive has"},
		},
	}
}

// openAPI describes the endpoints (OpenAPI Specification 3.1).
func openAPI(all []endpoint) map[string]any {
	paths := map[string]any{}
	for _, e := range all {
		params := []any{}
		for _, p := range e.params {
			one := map[string]any{"name": p.name, "in": p.in, "description": p.about, "schema": p.schema, "required": p.in == "path" || e.id == "agency" && p.name == "name"}
			if p.example != nil && !strings.HasPrefix(fmt.Sprint(p.example), "{") {
				one["example"] = p.example
			}
			params = append(params, one)
		}
		failure := map[string]any{"description": "what is wrong, in words", "content": content(ref("Failure"))}
		paths[e.path] = map[string]any{"get": map[string]any{
			"operationId": e.id, "summary": e.summary, "parameters": params,
			"responses": map[string]any{
				"200": map[string]any{"description": e.summary, "headers": map[string]any{"ETag": map[string]any{"schema": text()}}, "content": content(e.result)},
				"304": map[string]any{"description": "the answer is the one If-None-Match names"},
				"400": failure, "401": failure, "404": failure, "503": failure,
			},
		}}
	}
	return map[string]any{
		"openapi": "3.1.0", "jsonSchemaDialect": "https://json-schema.org/draft/2020-12/schema",
		"info": map[string]any{"title": "nianbao", "version": extract.Parser,
			"description": "Annual reports on government information disclosure, read only. Lists are paged: pass next_cursor as cursor until it is null. Every answer has an ETag."},
		"servers": []any{map[string]any{"url": "/"}},
		"paths":   paths,
		"components": map[string]any{
			"schemas": components(),
			"securitySchemes": map[string]any{
				"bearer": map[string]any{"type": "http", "scheme": "bearer"}, "basic": map[string]any{"type": "http", "scheme": "basic"},
			},
		},
		"security": []any{map[string]any{}, map[string]any{"bearer": []string{}}, map[string]any{"basic": []string{}}},
	}
}

func content(schema map[string]any) map[string]any {
	return map[string]any{"application/json": map[string]any{"schema": schema}}
}

// components are the schemas of docs/schemas that the API's answers are made
// of, under the names its description uses.
func components() map[string]any {
	out := map[string]any{}
	for name, file := range map[string]string{"Report": "report", "Diff": "diff", "URL": "url", "Why": "why"} {
		out[name] = schemaFile(file)
	}
	if api, ok := schemaFile("api").(map[string]any)["$defs"].(map[string]any); ok {
		for name, schema := range api {
			out[name] = schema
		}
	}
	return out
}

// schemaFile reads a schema without what names it as a file of its own, and
// with its own definitions found where it now stands.
func schemaFile(name string) any {
	b, err := fs.ReadFile(schemas.Files, name+".schema.json")
	var v map[string]any
	if err == nil {
		err = json.Unmarshal(b, &v)
	}
	if err != nil {
		return map[string]any{} // they are part of the program, and a test reads them all
	}
	delete(v, "$id")
	delete(v, "$schema")
	component := strings.ToUpper(name[:1]) + name[1:]
	if name == "url" {
		component = "URL"
	}
	return relocated(v, "#/components/schemas/"+component)
}

// relocated makes references within a schema (#/$defs/…) lead to where it
// stands; those to components of the API stay.
func relocated(v any, at string) any {
	switch x := v.(type) {
	case map[string]any:
		for k, inner := range x {
			if to, ok := inner.(string); ok && k == "$ref" {
				if rest, own := strings.CutPrefix(to, "#/$defs/"); own {
					x[k] = at + "/$defs/" + rest
					if strings.HasSuffix(at, "/Api") {
						x[k] = "#/components/schemas/" + rest
					}
				}
				continue
			}
			x[k] = relocated(inner, at)
		}
	case []any:
		for i := range x {
			x[i] = relocated(x[i], at)
		}
	}
	return v
}
