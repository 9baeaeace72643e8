// Package seeds loads portal lists: which columns of which portals are to be
// archived. A seed file names portals; a portal has a region, hosts and
// columns; a column is the address of a list of annual reports.
package seeds
