package main

import (
	"bytes"
	"context"
	"fmt"
	"os/exec"
	"syscall"
	"time"

	"github.com/prometheus/procfs"
)

// process is a program started by the bench. It is stopped by its process id and measured with the kernel's records.
type process struct {
	cmd   *exec.Cmd
	ended chan struct{} // closed when it has ended
	said  bytes.Buffer  // its output, complete once it has ended
}

// startProcess starts a command that is stopped when ctx is done, if not before.
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

// stop interrupts the process, and kills it if it does not end within five seconds.
func (p *process) stop() {
	_ = p.cmd.Process.Signal(syscall.SIGTERM)
	select {
	case <-p.ended:
	case <-time.After(5 * time.Second):
		_ = p.cmd.Process.Kill()
		<-p.ended
	}
}

// failure stops the process and returns an error with its output.
func (p *process) failure(what string) error {
	p.stop()
	return fmt.Errorf("%s: %s", what, bytes.TrimSpace(p.said.Bytes()))
}

// cpu returns the user and system time of the process, in seconds with a resolution of a hundredth.
func (p *process) cpu() (float64, error) {
	proc, err := procfs.NewProc(p.cmd.Process.Pid)
	if err != nil {
		return 0, err
	}
	stat, err := proc.Stat()
	return stat.CPUTime(), err
}

// memory returns the process's current and maximum resident set, in bytes.
func (p *process) memory() (now, peak uint64, err error) {
	proc, err := procfs.NewProc(p.cmd.Process.Pid)
	if err != nil {
		return 0, 0, err
	}
	status, err := proc.NewStatus()
	return status.VmRSS, status.VmHWM, err
}
