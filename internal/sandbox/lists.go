package sandbox

import "net/http"

// A list is a read-only resource. Those outside the API have no XML root, so that a browser gets them as JSON although it
// prefers XML.
type list struct {
	root    string
	read    func(h *Handler) (string, error)
	noStore bool // it changes with every request and may hold credentials
}

var (
	timezoneList = list{root: "MDOListItem", read: func(*Handler) (string, error) { return timezones(), nil }}
	baseList     = list{root: "TimeZoneData", read: baseZone}
	taskList     = list{read: func(h *Handler) (string, error) { return allTasks(h.store) }, noStore: true}
	lastList     = list{read: func(h *Handler) (string, error) { return lastExchange(h.store) }, noStore: true}
)

const listMethods = "GET, HEAD, OPTIONS"

func (h *Handler) serveList(w http.ResponseWriter, r *http.Request, l *list) error {
	var res response
	if r.Method == http.MethodGet || r.Method == http.MethodHead {
		doc, err := l.read(h)
		if err != nil {
			return serverError(err)
		}
		if l.noStore {
			w.Header().Set("Cache-Control", "no-store")
		}
		res = response{status: http.StatusOK, root: l.root, doc: doc}
	} else {
		res = methodResponse(w, r.Method, listMethods)
	}
	body := res.prepare(w, r)
	send(w, res.status, body)
	return nil
}

func allTasks(s *store) (string, error) { return tasksWhere(s, func(string) bool { return true }) }

// tasksWhere returns the matching tasks as a JSON array.
func tasksWhere(s *store, match func(task string) bool) (string, error) {
	var tasks []string
	err := s.each(func(task string) {
		if match(task) {
			tasks = append(tasks, task)
		}
	})
	return joinArray(tasks), err
}

// lastExchange returns the last exchange, or null if there has been none.
func lastExchange(s *store) (string, error) {
	if last := s.last.Load(); last != nil {
		return last.String(), nil
	}
	return "null", nil
}
