package main

import (
	"bytes"
	"context"
	"fmt"
	"os"
	"os/exec"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"time"
)

// process is a program that the bench has started. It is ended by its id, and measured by what the kernel knows of it.
type process struct {
	cmd   *exec.Cmd
	ended chan struct{} // closed once it has
	said  tail
}

// tail keeps the last of what a process says, for when it fails.
type tail struct {
	mu   sync.Mutex
	text []byte
}

func (t *tail) Write(p []byte) (int, error) {
	const most = 4 << 10
	t.mu.Lock()
	defer t.mu.Unlock()
	t.text = append(t.text, p...)
	t.text = t.text[max(0, len(t.text)-most):]
	return len(p), nil
}

func (t *tail) String() string {
	t.mu.Lock()
	defer t.mu.Unlock()
	return string(bytes.TrimSpace(t.text))
}

// startProcess starts a command, which ends at the latest with ctx.
func startProcess(ctx context.Context, setUp func(*exec.Cmd) error, name string, args ...string) (*process, error) {
	p := &process{cmd: exec.CommandContext(ctx, name, args...), ended: make(chan struct{})}
	p.cmd.Stderr = &p.said
	if err := setUp(p.cmd); err != nil {
		return nil, err
	}
	if err := p.cmd.Start(); err != nil {
		return nil, err
	}
	go func() {
		_ = p.cmd.Wait()
		close(p.ended)
	}()
	return p, nil
}

// stop asks the process to end, and ends it if it does not within five seconds.
func (p *process) stop() {
	_ = p.cmd.Process.Signal(syscall.SIGTERM)
	select {
	case <-p.ended:
	case <-time.After(5 * time.Second):
		_ = p.cmd.Process.Kill()
		<-p.ended
	}
}

func (p *process) proc(name string) (string, error) {
	text, err := os.ReadFile(fmt.Sprintf("/proc/%d/%s", p.cmd.Process.Pid, name))
	if err != nil {
		return "", fmt.Errorf("a process has ended: %s", &p.said)
	}
	return string(text), nil
}

// ticksPerSecond is the unit of the times in /proc/PID/stat, which is the same on all architectures that Go runs on.
const ticksPerSecond = 100

// cpu returns the processor time that the process has taken, in user and in kernel mode, to ten milliseconds.
func (p *process) cpu() (time.Duration, error) {
	text, err := p.proc("stat")
	if err != nil {
		return 0, err
	}
	return parseStat(text)
}

func parseStat(text string) (time.Duration, error) {
	// The name of the program stands in parentheses and may hold blanks; utime and stime are the 12th and 13th behind it.
	fields := strings.Fields(text[strings.LastIndexByte(text, ')')+1:])
	if len(fields) < 13 {
		return 0, fmt.Errorf("not a line of /proc/PID/stat: %q", text)
	}
	var ticks int64
	for _, field := range fields[11:13] {
		n, err := strconv.ParseInt(field, 10, 64)
		if err != nil {
			return 0, err
		}
		ticks += n
	}
	return time.Duration(ticks) * time.Second / ticksPerSecond, nil
}

// memory returns the process's resident set, now and at its largest, in bytes.
func (p *process) memory() (now, peak int64, err error) {
	text, err := p.proc("status")
	if err != nil {
		return 0, 0, err
	}
	return statusBytes(text, "VmRSS:"), statusBytes(text, "VmHWM:"), nil
}

// statusBytes returns a field of /proc/PID/status or /proc/meminfo in bytes, or 0 if there is none.
func statusBytes(text, field string) int64 {
	_, rest, found := strings.Cut(text, field)
	if values := strings.Fields(rest); found && len(values) > 0 {
		kilobytes, _ := strconv.ParseInt(values[0], 10, 64)
		return kilobytes << 10
	}
	return 0
}
