//go:build linux

package instances

import (
	"crypto/tls"
	"net"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/caddy-batchtask/caddy-batchtask/test/freeaddr"
)

// Instances that share a storage share a certificate, even if they start at the same time: the first one obtains it under a
// lock, and the others find it in the storage.
func TestInstancesShareCertificates(t *testing.T) {
	text := deployed(t, block(t, guide, "storage file_system"), "/srv/caddy-certificates", t.TempDir())
	port, httpPort := freeaddr.Port(t, hosts...), freeaddr.Port(t, hosts...)
	options := "{\n\tadmin off\n\tskip_install_trust\n\thttp_port " + httpPort + "\n"

	// Caddy's own authority replaces a public one, which would have to reach the test. Its keys are in the same storage. They
	// are created before the instances start, because Caddy does not take a lock for that.
	start(t, deployed(t, text,
		"{\n\tstorage", options+"\tpki {\n\t\tca\n\t}\n\tdefault_bind "+hosts[0]+"\n\tstorage",
		"crm.example.com {", "http://crm.example.com {",
		"http://:9180 {", "http://:"+httpPort+" {",
	), "http://"+hosts[0]+":"+httpPort+"/healthz", "UPSTREAM=127.0.0.1:1").end(syscall.SIGTERM)

	var wait sync.WaitGroup
	serials := make([]string, len(hosts))
	for i, host := range hosts {
		caddyfile := deployed(t, text,
			"{\n\tstorage", options+"\tlocal_certs\n\tdefault_bind "+host+"\n\tstorage",
			"crm.example.com {", "crm.example.com:"+port+" {",
			"http://:9180 {", "http://:"+httpPort+" {")
		wait.Go(func() {
			start(t, caddyfile, "http://"+host+":"+httpPort+"/healthz", "UPSTREAM=127.0.0.1:1")
			serials[i] = serial(t, host+":"+port)
		})
	}
	wait.Wait()
	for i := range serials {
		if serials[i] == "" || serials[i] != serials[0] {
			t.Fatalf("the instances have different certificates: %q", serials)
		}
	}
}

// serial returns the serial number of the certificate at an address, once there is one.
func serial(t *testing.T, addr string) string {
	var err error
	for deadline := time.Now().Add(30 * time.Second); time.Now().Before(deadline); time.Sleep(50 * time.Millisecond) {
		dialer := tls.Dialer{
			NetDialer: &net.Dialer{Timeout: time.Second},
			// Only the serial number matters.
			Config: &tls.Config{ServerName: "crm.example.com", InsecureSkipVerify: true},
		}
		var conn net.Conn
		if conn, err = dialer.Dial("tcp", addr); err == nil {
			defer conn.Close()
			return conn.(*tls.Conn).ConnectionState().PeerCertificates[0].SerialNumber.String()
		}
	}
	t.Errorf("no certificate at %s: %v", addr, err)
	return ""
}
