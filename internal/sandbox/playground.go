package sandbox

import (
	"bytes"
	"crypto/rand"
	"embed"
	"html/template"
	"net/http"
	"path"
	"strconv"
)

// playgroundFiles are the page and its parts, served as they are but for the page, which is a template.
//
//go:embed playground
var playgroundFiles embed.FS

var playgroundPage = template.Must(template.ParseFS(playgroundFiles, "playground/index.html"))

const (
	playgroundPath  = "/"
	playgroundParts = "/sandbox/playground/"
)

// playgroundTypes are the media types of the parts by the ends of their names. The system's own table is not asked: what
// it says of .js differs from machine to machine, and a browser runs no module of another type.
var playgroundTypes = map[string]string{
	".css": "text/css; charset=utf-8",
	".js":  "text/javascript; charset=utf-8",
	".svg": "image/svg+xml",
}

// playgroundPolicy lets the page use only what comes from here, and only as files: a script or a style within the page
// would not run. Trusted types make the browser refuse any script that turns text into HTML.
const playgroundPolicy = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; " +
	"base-uri 'none'; form-action 'none'; frame-ancestors 'none'; require-trusted-types-for 'script'; trusted-types 'none'"

// playgroundFile returns what the playground answers to a path, or false if the path is not of the playground.
func (h *Handler) playgroundFile(r *http.Request) (body []byte, mediaType string, found bool) {
	if r.Method != http.MethodGet && r.Method != http.MethodHead {
		return nil, "", false
	}
	if r.URL.Path == playgroundPath {
		return h.renderPlayground(r), "text/html; charset=utf-8", true
	}
	dir, name := path.Split(r.URL.Path)
	mediaType, found = playgroundTypes[path.Ext(name)]
	if dir != playgroundParts || !found {
		return nil, "", false
	}
	body, err := playgroundFiles.ReadFile("playground/" + name)
	return body, mediaType, err == nil
}

// renderPlayground makes the page. As on the vendor's pages, its hidden field holds a random value for the script to send
// as XSRF token; each page has its own.
func (h *Handler) renderPlayground(r *http.Request) []byte {
	page := struct {
		Token string
		// Direct is set where no proxy is in front, and so no guard either: Caddy's always adds this header.
		Direct bool
		// Options are those of the guard, if it runs in this process.
		Options string
		// Base and BaseName are the base zone's code and its IANA name, if there is one.
		Base, BaseName string
	}{Token: rand.Text(), Direct: r.Header.Get("X-Forwarded-For") == ""}
	page.Options, _ = guardOptions()
	if h.clock != nil {
		page.Base, page.BaseName = h.clock.base.name, h.clock.base.iana
	}
	var b bytes.Buffer
	err := playgroundPage.Execute(&b, page)
	if err != nil {
		panic(err) // The template is part of the program, and memory takes all that is written.
	}
	return b.Bytes()
}

// servePlayground sends the page or one of its parts.
func servePlayground(w http.ResponseWriter, r *http.Request, body []byte, mediaType string) {
	h := w.Header()
	h.Set("Content-Type", mediaType)
	h.Set("Content-Length", strconv.Itoa(len(body)))
	h.Set("Content-Security-Policy", playgroundPolicy)
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("Referrer-Policy", "no-referrer")
	// The page's token is for one load, and its parts change with the program.
	h.Set("Cache-Control", "no-store")
	if r.Method == http.MethodHead {
		body = nil
	}
	send(w, http.StatusOK, string(body))
}
