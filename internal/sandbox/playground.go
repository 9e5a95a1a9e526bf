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

// playgroundFiles are the page, which is a template, and its assets.
//
//go:embed playground
var playgroundFiles embed.FS

var playgroundPage = template.Must(template.ParseFS(playgroundFiles, "playground/index.html"))

const (
	playgroundPath   = "/"
	playgroundAssets = "/sandbox/playground/"
)

// playgroundTypes maps file extensions to media types. The mime package would consult the system's table, whose type for .js
// varies, and a browser runs a module only with the right one.
var playgroundTypes = map[string]string{
	".css": "text/css; charset=utf-8",
	".js":  "text/javascript; charset=utf-8",
	".svg": "image/svg+xml",
}

// playgroundPolicy allows only files from this origin, so no inline script or style. Trusted types make the browser refuse
// any script that turns text into HTML.
const playgroundPolicy = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; " +
	"base-uri 'none'; form-action 'none'; frame-ancestors 'none'; require-trusted-types-for 'script'; trusted-types 'none'"

// playgroundFile returns the file of the playground that a request asks for, if any.
func (h *Handler) playgroundFile(r *http.Request) (body []byte, mediaType string, found bool) {
	if r.Method != http.MethodGet && r.Method != http.MethodHead {
		return nil, "", false
	}
	if r.URL.Path == playgroundPath {
		return h.renderPlayground(r), "text/html; charset=utf-8", true
	}
	dir, name := path.Split(r.URL.Path)
	mediaType, found = playgroundTypes[path.Ext(name)]
	if dir != playgroundAssets || !found {
		return nil, "", false
	}
	body, err := playgroundFiles.ReadFile("playground/" + name)
	return body, mediaType, err == nil
}

// renderPlayground renders the page. As on the vendor's pages, a hidden field holds a random XSRF token for the script to
// send; each load gets a new one.
func (h *Handler) renderPlayground(r *http.Request) []byte {
	page := struct {
		Token string
		// Direct is set if the request bypassed the guard: Caddy's proxy always adds this header.
		Direct bool
		// Options are the guard's, if it runs in this process.
		Options string
		// Base and BaseName are the code and the IANA name of the base zone, if any.
		Base, BaseName string
	}{Token: rand.Text(), Direct: r.Header.Get("X-Forwarded-For") == "", Options: guardOptions()}
	if h.clock != nil {
		page.Base, page.BaseName = h.clock.base.name, h.clock.base.iana
	}
	var b bytes.Buffer
	if err := playgroundPage.Execute(&b, page); err != nil {
		panic(err) // The template is embedded, and writing to a buffer can't fail.
	}
	return b.Bytes()
}

// servePlayground sends a file of the playground.
func servePlayground(w http.ResponseWriter, r *http.Request, body []byte, mediaType string) {
	h := w.Header()
	h.Set("Content-Type", mediaType)
	h.Set("Content-Length", strconv.Itoa(len(body)))
	h.Set("Content-Security-Policy", playgroundPolicy)
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("Referrer-Policy", "no-referrer")
	// The token is for one load, and the assets change with the program.
	h.Set("Cache-Control", "no-store")
	if r.Method == http.MethodHead {
		body = nil
	}
	send(w, http.StatusOK, string(body))
}
