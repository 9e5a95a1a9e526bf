package sandbox

import (
	"bytes"
	"errors"
	"fmt"
	"net/http"

	"github.com/caddyserver/caddy/v2/modules/caddyhttp"
	"github.com/tidwall/gjson"
	"go.uber.org/zap"
	"go.uber.org/zap/zapcore"
)

// A call is one operation of the Batch agent: POST invokes it, GET only describes it.
type call struct {
	name   string
	about  string
	takes  string
	gives  string
	invoke func(s *store, in input) (answer, error)
}

// An input is what a call is invoked with.
type input struct {
	format format
	body   string
	query  string
}

var calls = []call{
	{
		name:   "UpdateBatchTask",
		about:  "Updates a batch task with the properties that it is sent.",
		takes:  "BatchTaskInfo",
		gives:  "BatchTaskInfo",
		invoke: updateBatchTask,
	},
	{
		name:   "GetBatchTaskInfo",
		about:  "Returns the batch task with an id.",
		takes:  "BatchTaskId",
		gives:  "BatchTaskInfo",
		invoke: getBatchTaskInfo,
	},
	{
		name:   "GetBatchTaskInfosByState",
		about:  "Returns the batch tasks in a state.",
		takes:  "BatchTaskState",
		gives:  "BatchTaskInfo[]",
		invoke: getBatchTaskInfosByState,
	},
}

// maxBody is the largest body that is read, in bytes.
const maxBody = 16 << 20

const callMethods = "GET, HEAD, OPTIONS, POST"

// serveCall answers a request to the agent and keeps it as the last one, whatever its method and however it ended.
func (h *Handler) serveCall(w http.ResponseWriter, r *http.Request, c *call) error {
	body, err := readBody(w, r)
	var out answer
	var no refusal
	switch {
	case errors.As(err, &no):
		out = no.answer(h.TypeNames)
	case err != nil:
		// The rest of the body never came, so there is no request to answer.
		return caddyhttp.Error(http.StatusBadRequest, err)
	case r.Method == http.MethodPost:
		out, err = h.invoke(c, w, r, body)
		if errors.As(err, &no) {
			out, err = no.answer(h.TypeNames), nil
		}
		if err != nil {
			return failure(err)
		}
	case r.Method == http.MethodGet || r.Method == http.MethodHead:
		out = answer{status: http.StatusOK, doc: c.describe()}
	case r.Method == http.MethodOptions:
		out = prepareOptions(w, callMethods)
	default:
		out = notAllowed(w, r.Method, callMethods)
	}
	answered := out.prepare(w, r)
	// Before it is sent: whoever has the answer and then asks for the last exchange must get this one.
	h.store.record(r, body, out.status, w.Header(), answered)
	send(w, out.status, answered)
	if entry := h.logger.Check(zapcore.DebugLevel, "answered a call"); entry != nil {
		entry.Write(zap.String("call", c.name), zap.Int("status", out.status), zap.Bool("refused", no.detail != ""))
	}
	return nil
}

// invoke carries out a call and writes what came of it in the manner that is asked for.
func (h *Handler) invoke(c *call, w http.ResponseWriter, r *http.Request, body string) (answer, error) {
	asked, err := h.mannerOf(r)
	if err != nil {
		return answer{}, err
	}
	out, err := c.invoke(h.store, input{formatOf(r.Header.Get("Content-Type")), body, r.URL.RawQuery})
	if err != nil {
		return answer{}, err
	}
	return asked.present(out, w.Header()), nil
}

// readBody reads the body whole. One that is too large is refused, and what was read of it is returned.
func readBody(w http.ResponseWriter, r *http.Request) (string, error) {
	var b bytes.Buffer
	// Room for an ordinary body is made at once; for a large one only as it comes, since its length is but a claim.
	b.Grow(int(min(max(r.ContentLength, 0), 64<<10)) + bytes.MinRead)
	_, err := b.ReadFrom(http.MaxBytesReader(w, r.Body, maxBody))
	if tooLarge := new(http.MaxBytesError); errors.As(err, &tooLarge) {
		err = refusal{
			status: http.StatusRequestEntityTooLarge, detail: fmt.Sprintf("The body is larger than %d bytes.", tooLarge.Limit),
		}
	}
	return b.String(), err
}

// failure is an error of the sandbox's own: the database could not be read or written.
func failure(err error) error { return caddyhttp.Error(http.StatusInternalServerError, err) }

func updateBatchTask(s *store, in input) (answer, error) {
	change, err := readUpdate(in)
	if err != nil {
		return answer{}, err
	}
	return oneTask(s.update(change.id, change.apply))
}

func getBatchTaskInfo(s *store, in input) (answer, error) {
	members, err := readMembers(in)
	if err != nil {
		return answer{}, err
	}
	id, err := taskID(members, in.query)
	if err != nil {
		return answer{}, err
	}
	return oneTask(s.get(id))
}

// oneTask answers a task, or null if there is none.
func oneTask(task string, found bool, err error) (answer, error) {
	if !found {
		task = "null"
	}
	return taskAnswer(task), err
}

func getBatchTaskInfosByState(s *store, in input) (answer, error) {
	members, err := readMembers(in)
	if err != nil {
		return answer{}, err
	}
	asked, found := argument(members, in.query, "BatchTaskState", "State")
	if !found {
		return answer{}, refuse("The parameter BatchTaskState is missing.")
	}
	state, known := stateName(asked)
	if !known {
		return answer{}, refuseArgument("%q is not a BatchTaskState.", asked)
	}
	tasks, err := tasksWhere(s, func(task string) bool {
		name, known := stateName(gjson.Get(task, "State").String())
		return state == allStates || known && name == state
	})
	return taskAnswer(tasks), err
}
