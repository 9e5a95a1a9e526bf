package sandbox

import (
	"net/http"
	"strings"
)

// A list is what the sandbox has for reading only. Those that are no part of the API have no name, and so are JSON even
// for a browser, which would rather have XML.
type list struct {
	root string
	read func(h *Handler) (string, error)
	// live lists change with every request, and hold what no cache should.
	live bool
}

var (
	timezoneList = list{root: "MDOListItem", read: func(*Handler) (string, error) { return timezones(), nil }}
	baseList     = list{root: "TimeZoneData", read: baseZone}
	taskList     = list{read: func(h *Handler) (string, error) { return allTasks(h.store) }, live: true}
	lastList     = list{read: func(h *Handler) (string, error) { return lastExchange(h.store) }, live: true}
)

const listMethods = "GET, HEAD, OPTIONS"

// serveList answers a list.
func (h *Handler) serveList(w http.ResponseWriter, r *http.Request, l *list) error {
	var out answer
	switch r.Method {
	case http.MethodGet, http.MethodHead:
		doc, err := l.read(h)
		if err != nil {
			return failure(err)
		}
		if l.live {
			w.Header().Set("Cache-Control", "no-store")
		}
		out = answer{status: http.StatusOK, root: l.root, doc: doc}
	case http.MethodOptions:
		out = prepareOptions(w, listMethods)
	default:
		out = notAllowed(w, r.Method, listMethods)
	}
	body := out.prepare(w, r)
	send(w, out.status, body)
	return nil
}

func allTasks(s *store) (string, error) { return tasksWhere(s, func(string) bool { return true }) }

// tasksWhere returns the tasks that are wanted as a JSON array.
func tasksWhere(s *store, wanted func(task string) bool) (string, error) {
	var b strings.Builder
	separator := "["
	err := s.each(func(task string) {
		if wanted(task) {
			b.WriteString(separator)
			b.WriteString(task)
			separator = ","
		}
	})
	if separator == "[" {
		return "[]", err
	}
	b.WriteByte(']')
	return b.String(), err
}

// lastExchange returns the last exchange, or null before the first.
func lastExchange(s *store) (string, error) {
	if last := s.last.Load(); last != nil {
		return last.String(), nil
	}
	return "null", nil
}
