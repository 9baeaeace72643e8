package extract_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"nianbao/extract"
)

const attachmentTitle = "某区人民政府2024年政府信息公开工作年度报告"

// attachmentPage is a page of a report that is a file; inside stands in the
// body's container, around it outside.
func attachmentPage(inside, around string) string {
	return "<html><head><title>" + attachmentTitle + "</title></head><body><div class='nav'><a href='/guide.pdf'>办事指南</a></div><h1>" + attachmentTitle +
		"</h1><div class='article-content'>" + inside + "</div>" + around + "</body></html>"
}

func TestFilesAreFoundHoweverAPageRefersToThem(t *testing.T) {
	const home = "http://www.example.gov.cn/zfxxgk/nb/"
	for name, c := range map[string]struct{ inside, around, want string }{
		"a link":                     {`<a href="./202501/P020250117_1.pdf">某区年报.pdf</a>`, "", home + "202501/P020250117_1.pdf 某区年报.pdf"},
		"a link without a name":      {`<a href="/a/%E5%B9%B4%E6%8A%A5.docx"><img src="/i.gif"></a>`, "", "http://www.example.gov.cn/a/%E5%B9%B4%E6%8A%A5.docx 年报.docx"},
		"a name in GBK":              {`<a href="/a/%C4%EA%B1%A8.wps"></a>`, "", "http://www.example.gov.cn/a/%C4%EA%B1%A8.wps 年报.wps"},
		"an old extension, capitals": {`<a href="NB.XLS">附件</a>`, "", home + "NB.XLS NB.XLS"},
		"a frame":                    {`<iframe src="/f/1.pdf#toolbar=0"></iframe>`, "", "http://www.example.gov.cn/f/1.pdf 1.pdf"},
		"a frame that loads late":    {`<iframe data-src="/f/1.pdf"></iframe>`, "", "http://www.example.gov.cn/f/1.pdf 1.pdf"},
		"an embedded one":            {`<embed src="1.pdf" type="application/pdf">`, "", home + "1.pdf 1.pdf"},
		"an object":                  {`<object data="/get/77" type="application/pdf"></object>`, "", "http://www.example.gov.cn/get/77 77"},
		"a viewer":                   {`<iframe src="/pdfjs/web/viewer.html?file=/a/1.pdf"></iframe>`, "", "http://www.example.gov.cn/a/1.pdf 1.pdf"},
		"a viewer, escaped":          {`<iframe src="/pdfjs/web/viewer.html?file=%2Fa%2F%E5%B9%B4.pdf&amp;x=1"></iframe>`, "", "http://www.example.gov.cn/a/%E5%B9%B4.pdf 年.pdf"},
		"a viewer, from itself":      {`<iframe src="/pdfjs/web/viewer.html?file=../../a/1.pdf"></iframe>`, "", "http://www.example.gov.cn/a/1.pdf 1.pdf"},
		"a viewer of another's":      {`<iframe src="https://view.officeapps.example/op/view.aspx?src=http%3A%2F%2Fwww.example.gov.cn%2F1.docx"></iframe>`, "", "http://www.example.gov.cn/1.docx 1.docx"},
		"a viewer told in base64":    {`<iframe src="/onlinePreview?url=aHR0cDovL3d3dy5leGFtcGxlLmdvdi5jbi8xLmRvY3g="></iframe>`, "", "http://www.example.gov.cn/1.docx 1.docx"},
		"a viewer of a servlet":      {`<iframe src="/viewer.html?file=/download.do%3Fid%3D7"></iframe>`, "", "http://www.example.gov.cn/download.do?id=7 download.do"},
		"a script in a link":         {`<a href="javascript:window.open('/a/1.doc','_blank')">查看年报</a>`, "", "http://www.example.gov.cn/a/1.doc 查看年报"},
		"a script on a click":        {`<a href="#" onclick="window.open(&quot;./1.rtf&quot;)">下载</a>`, "", home + "1.rtf 1.rtf"},
		"a button":                   {`<span onclick="openFile('/a/1.pdf')">下载</span>`, "", "http://www.example.gov.cn/a/1.pdf 1.pdf"},
		"a script with a name":       {`<a href="#" onclick="downloadFile('/a/1.pdf','年报.pdf')">下载附件</a>`, "", "http://www.example.gov.cn/a/1.pdf 1.pdf"},
		"an object with a fallback":  {`<object data="1.pdf" type="application/pdf"><p>您的浏览器不支持</p></object>`, "", home + "1.pdf 1.pdf"},
		"a packed one":               {`<p>附件：<a href="1.zip">2024年年报</a></p>`, "", home + "1.zip 2024年年报"},
		"a servlet of Hanweb":        {`<a href="/module/download/downfile.jsp?classid=0&amp;filename=ab12.pdf">2024年报</a>`, "", "http://www.example.gov.cn/module/download/downfile.jsp?classid=0&filename=ab12.pdf 2024年报"},
		"a servlet of VSB":           {`<a href="/virtual_attach_file.vsb?afc=x7&amp;oid=1">附件【年报.pdf】</a>`, "", "http://www.example.gov.cn/virtual_attach_file.vsb?afc=x7&oid=1 附件【年报.pdf】"},
		"a servlet by its text":      {`<a href="/cms/DownloadServlet?fileid=9">附件下载</a>`, "", "http://www.example.gov.cn/cms/DownloadServlet?fileid=9 附件下载"},
		"an id named file":           {`<a href="/open.do?fileid=9">附件下载</a>`, "", "http://www.example.gov.cn/open.do?fileid=9 附件下载"},
		"a name in the text alone":   {`<a href="/open.do?x=9">年报.pdf</a>`, "", "http://www.example.gov.cn/open.do?x=9 年报.pdf"},
		"a name to save it by":       {`<a href="/open.do?x=9" download="2024年报.docx">下载</a>`, "", "http://www.example.gov.cn/open.do?x=9 2024年报.docx"},
		"a box below the body":       {"", `<div class="fj"><a href="/a/1.pdf">2024年年度报告</a></div>`, "http://www.example.gov.cn/a/1.pdf 2024年年度报告"},
		"a viewer told by a script":  {`<div id="pdf"></div>`, `<script>PDFObject.embed("\/a\/1.pdf", "#pdf")</script>`, "http://www.example.gov.cn/a/1.pdf 1.pdf"},
		"twice":                      {`<a href="1.pdf">1.pdf</a><iframe src="1.pdf#view"></iframe>`, "", home + "1.pdf 1.pdf"},
	} {
		t.Run(name, func(t *testing.T) {
			r := extract.Read(extract.Page{Body: []byte(attachmentPage(c.inside, c.around)), MediaType: "text/html", URL: home + "1.html"})
			var got []string
			for _, a := range r.Attachments {
				got = append(got, a.URL+" "+a.Name)
			}
			if d := cmp.Diff(c.want, strings.Join(got, "\n")); d != "" {
				t.Errorf("-want +got:\n%s", d)
			}
			if r.Kind != extract.AttachmentOnly {
				t.Errorf("kind %s", r.Kind)
			}
		})
	}
}

func TestWhatIsNoFileIsNotTakenForOne(t *testing.T) {
	for name, inside := range map[string]string{
		"a page":              `<a href="/zfxxgk/nb/2023.html">2023年年度报告</a>`,
		"a page of downloads": `<a href="/download/index.html">下载</a>`,
		"an application":      `<a href="/download/app.apk">下载客户端</a>`,
		"mail":                `<a href="mailto:a@example.gov.cn?subject=a.pdf">来信</a>`,
		"a script that shows": `<a href="javascript:doZoom(16)">大</a>`,
		"data":                `<a href="data:application/pdf;base64,JVBERi0=">年报.pdf</a>`,
		"a viewer of a page":  `<iframe src="/viewer.html?file=/a/1.html"></iframe>`,
		"a frame":             `<iframe src="/comments.html"></iframe>`,
		"a broken address":    `<a href="http://[::1/1.pdf">年报.pdf</a>`,
	} {
		t.Run(name, func(t *testing.T) {
			r := extract.Read(extract.Page{Body: []byte(attachmentPage(inside, "")), MediaType: "text/html", URL: "http://www.example.gov.cn/zfxxgk/nb/1.html"})
			if len(r.Attachments) != 0 {
				t.Errorf("%+v", r.Attachments)
			}
		})
	}
}

func TestAttachmentsAreMeantFromTheBaseElement(t *testing.T) {
	page := strings.Replace(attachmentPage(`<a href="1.pdf">1.pdf</a>`, ""), "<head>", `<head><base href="/files/">`, 1)
	r := extract.Read(extract.Page{Body: []byte(page), MediaType: "text/html", URL: "http://www.example.gov.cn/nb/1.html"})
	if len(r.Attachments) != 1 || r.Attachments[0].URL != "http://www.example.gov.cn/files/1.pdf" {
		t.Errorf("%+v", r.Attachments)
	}
}
