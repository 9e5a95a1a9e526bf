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

// A call is an operation of the Batch agent. POST invokes it, GET returns its description.
type call struct {
	name        string
	description string
	parameter   string
	returns     string
	invoke      func(s *store, in input) (response, error)
}

// An input holds the parts of a request that a call reads.
type input struct {
	format format
	body   string
	query  string
}

var calls = []call{
	{
		name:        "UpdateBatchTask",
		description: "Updates a batch task with the given properties.",
		parameter:   "BatchTaskInfo",
		returns:     "BatchTaskInfo",
		invoke:      updateBatchTask,
	},
	{
		name:        "GetBatchTaskInfo",
		description: "Returns the batch task with the given id.",
		parameter:   "BatchTaskId",
		returns:     "BatchTaskInfo",
		invoke:      getBatchTaskInfo,
	},
	{
		name:        "GetBatchTaskInfosByState",
		description: "Returns the batch tasks in the given state.",
		parameter:   "BatchTaskState",
		returns:     "BatchTaskInfo[]",
		invoke:      getBatchTaskInfosByState,
	},
}

// maxBody limits the request body, in bytes.
const maxBody = 16 << 20

const callMethods = "GET, HEAD, OPTIONS, POST"

// serveCall handles a request to the agent and records the exchange, whatever the method and the outcome.
func (h *Handler) serveCall(w http.ResponseWriter, r *http.Request, c *call) error {
	body, err := readBody(w, r)
	var res response
	if err == nil {
		res, err = h.respond(w, r, c, body)
	}
	refused, isAPIError := errors.AsType[apiError](err)
	if isAPIError {
		res = refused.response(h.TypeNames)
	} else if err != nil {
		return serverError(err)
	}
	sent := res.prepare(w, r)
	// Record first: a client that has the response must find this exchange in /sandbox/last.
	h.store.record(r, body, res.status, w.Header(), sent)
	send(w, res.status, sent)
	if entry := h.logger.Check(zapcore.DebugLevel, "call served"); entry != nil {
		entry.Write(zap.String("call", c.name), zap.Int("status", res.status), zap.Bool("refused", isAPIError))
	}
	return nil
}

func (h *Handler) respond(w http.ResponseWriter, r *http.Request, c *call, body string) (response, error) {
	switch r.Method {
	case http.MethodPost:
		return h.invoke(w, r, c, body)
	case http.MethodGet, http.MethodHead:
		return response{status: http.StatusOK, doc: c.describe()}, nil
	}
	return methodResponse(w, r.Method, callMethods), nil
}

// invoke executes a call. The time zone is read first, so that an invalid one updates nothing.
func (h *Handler) invoke(w http.ResponseWriter, r *http.Request, c *call, body string) (response, error) {
	p, err := h.presenterFor(r)
	if err != nil {
		return response{}, err
	}
	res, err := c.invoke(h.store, input{formatOf(r.Header.Get("Content-Type")), body, r.URL.RawQuery})
	if err != nil {
		return response{}, err
	}
	return p.present(res, w.Header()), nil
}

// readBody reads the whole body. If it is too large, readBody returns what it has read, to be recorded, and an error.
func readBody(w http.ResponseWriter, r *http.Request) (string, error) {
	var b bytes.Buffer
	// Content-Length is only a claim, so it preallocates no more than an ordinary body needs.
	b.Grow(int(min(max(r.ContentLength, 0), 64<<10)) + bytes.MinRead)
	_, err := b.ReadFrom(http.MaxBytesReader(w, r.Body, maxBody))
	if tooLarge, ok := errors.AsType[*http.MaxBytesError](err); ok {
		return b.String(), apiError{
			status: http.StatusRequestEntityTooLarge, detail: fmt.Sprintf("The body is larger than %d bytes.", tooLarge.Limit),
		}
	}
	if err != nil {
		return "", caddyhttp.Error(http.StatusBadRequest, err)
	}
	return b.String(), nil
}

// serverError returns err with status 500 unless it already has a status.
func serverError(err error) error { return caddyhttp.Error(http.StatusInternalServerError, err) }

// describe returns the description that the API sends for a GET on the URL of a call.
func (c *call) describe() string {
	type description struct {
		Name          string
		Description   string
		Method        string
		Path          string
		Parameter     string
		Returns       string
		RequestTypes  []string
		ResponseTypes []string
		BatchTaskInfo any
		States        []string
	}
	stateNames := make([]string, len(states))
	for i, state := range states {
		stateNames[i] = state.name
	}
	return encode(description{
		Name:          c.name,
		Description:   c.description,
		Method:        http.MethodPost,
		Path:          agentPath + c.name,
		Parameter:     c.parameter,
		Returns:       c.returns,
		RequestTypes:  requestTypes,
		ResponseTypes: responseTypes,
		BatchTaskInfo: properties,
		States:        stateNames,
	})
}

func updateBatchTask(s *store, in input) (response, error) {
	change, err := readUpdate(in)
	if err != nil {
		return response{}, err
	}
	return oneTask(s.update(change.id, change.apply))
}

func getBatchTaskInfo(s *store, in input) (response, error) {
	members, err := readMembers(in)
	if err != nil {
		return response{}, err
	}
	id, err := taskID(members, in.query)
	if err != nil {
		return response{}, err
	}
	return oneTask(s.get(id))
}

// oneTask returns the response with a task, or with null if it was not found.
func oneTask(task string, found bool, err error) (response, error) {
	if !found {
		task = "null"
	}
	return taskResponse(task), err
}

func getBatchTaskInfosByState(s *store, in input) (response, error) {
	members, err := readMembers(in)
	if err != nil {
		return response{}, err
	}
	value, found := argument(members, in.query, "BatchTaskState", "State")
	if !found {
		return response{}, callFailed("The parameter BatchTaskState is missing.")
	}
	state, known := stateName(value)
	if !known {
		return response{}, badArgument("%q is not a BatchTaskState.", value)
	}
	tasks, err := tasksWhere(s, func(task string) bool {
		// A task may have been stored with the number of its state, or in another case.
		name, known := stateName(gjson.Get(task, "State").String())
		return state == allStates || known && name == state
	})
	return taskResponse(tasks), err
}
