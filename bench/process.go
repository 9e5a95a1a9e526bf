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

// process is a program that the bench has started. It is stopped by its id, and measured by what the kernel records of it.
type process struct {
	cmd   *exec.Cmd
	ended chan struct{} // closed once it has
	said  bytes.Buffer  // complete once it has ended
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

// stop asks the process to end, and kills it if it does not within five seconds.
func (p *process) stop() {
	_ = p.cmd.Process.Signal(syscall.SIGTERM)
	select {
	case <-p.ended:
	case <-time.After(5 * time.Second):
		_ = p.cmd.Process.Kill()
		<-p.ended
	}
}

// failure stops the process and returns an error that says what it wrote.
func (p *process) failure(what string) error {
	p.stop()
	return fmt.Errorf("%s: %s", what, bytes.TrimSpace(p.said.Bytes()))
}

// cpu returns the user and system time that the process has used, in seconds, to a hundredth.
func (p *process) cpu() (float64, error) {
	proc, err := procfs.NewProc(p.cmd.Process.Pid)
	if err != nil {
		return 0, err
	}
	stat, err := proc.Stat()
	return stat.CPUTime(), err
}

// memory returns the process's resident set, now and at its largest, in bytes.
func (p *process) memory() (now, peak uint64, err error) {
	proc, err := procfs.NewProc(p.cmd.Process.Pid)
	if err != nil {
		return 0, 0, err
	}
	status, err := proc.NewStatus()
	return status.VmRSS, status.VmHWM, err
}
