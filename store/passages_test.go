package store

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	bolt "go.etcd.io/bbolt"
)

const (
	auditPassage = "二是部分群众对政务公开工作的知晓率还不够高，结合自身特点的信息公开较少，与审计业务工作融合较少。"
	otherPassage = "三是发布的内容不够及时全面，个别科室对主动公开的范围把握不准，审核流程有待进一步规范完善。"
)

// agencyAnswer is an answer with a report of this agency.
func agencyAnswer(url string, hour int, agency, text string) Envelope {
	e := reportAnswer(url, 1, day0.Add(time.Duration(hour)*time.Hour), url+text, agency+text, 2024)
	e.Seq = uint16(hour)
	e.Reading.Agency = agency
	e.Reading.Body = json.RawMessage(strings.Replace(string(e.Reading.Body), `"agency":null`, fmt.Sprintf(`"agency":%q`, agency), 1))
	return e
}

// compared lists the findings of a URL's report that name others, as “rule id”.
func compared(t *testing.T, a *Archive, url string) []string {
	t.Helper()
	line, err := a.Report(ID(url))
	if err != nil {
		t.Fatal(err)
	}
	var r struct {
		Findings []struct{ Rule, Other string } `json:"findings"`
	}
	if err := json.Unmarshal(line.JSON, &r); err != nil {
		t.Fatal(err)
	}
	var out []string
	for _, f := range r.Findings {
		if f.Other != "" {
			out = append(out, f.Rule+" "+f.Other)
		}
	}
	return out
}

func TestABorrowedPassageNamesTheOtherReport(t *testing.T) {
	a := newArchive(t)
	builder, auditor := "http://a.example/b.html", "http://b.example/a.html"
	mustApply(t, a, agencyAnswer(builder, 1, "柳原区住房和城乡建设局", auditPassage+otherPassage))
	if got := compared(t, a, builder); len(got) != 0 {
		t.Errorf("alone: %v", got)
	}
	mustApply(t, a, agencyAnswer(auditor, 2, "青河县审计局", otherPassage+auditPassage))
	if got, want := compared(t, a, builder), []string{"text.foreign_topic " + ID(auditor), "text.borrowed " + ID(auditor)}; !slices.Equal(got, want) {
		t.Errorf("the borrower has %v, want %v", got, want)
	}
	if got, want := compared(t, a, auditor), []string{"text.borrowed " + ID(builder)}; !slices.Equal(got, want) {
		t.Errorf("the source has %v, want %v", got, want)
	}
	mustApply(t, a, agencyAnswer(auditor, 3, "青河县审计局", "今年我们另外写了一段与别人毫不相干的话，内容是本单位自己的工作情况和打算。"))
	if got := compared(t, a, builder); len(got) != 0 {
		t.Errorf("after the source was rewritten: %v", got)
	}
	stays := 0
	if err := a.view(func(tx *bolt.Tx) error {
		return tx.Bucket(bucketPassages).ForEach(func(k, _ []byte) error {
			if k[0] == printHolder {
				stays++
			}
			return nil
		})
	}); err != nil {
		t.Fatal(err)
	}
	if stays != 3 {
		t.Errorf("the index holds %d sentences, want 2 of the borrower and 1 of the source", stays)
	}
}

func TestWhatManyAgenciesWriteIsNotBorrowed(t *testing.T) {
	a := newArchive(t)
	for i := range 12 {
		mustApply(t, a, agencyAnswer(fmt.Sprintf("http://h%d.example/r.html", i), i+1, fmt.Sprintf("第%d县财政局", i), otherPassage))
	}
	for i := range 12 {
		if got := compared(t, a, fmt.Sprintf("http://h%d.example/r.html", i)); len(got) != 0 {
			t.Errorf("report %d: %v", i, got)
		}
	}
}
