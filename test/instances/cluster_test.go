//go:build linux

package instances

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/caddy-batchtask/caddy-batchtask/test/freeaddr"
)

const guide = "../../docs/deploying.md"

var hosts = []string{"127.0.0.11", "127.0.0.12", "127.0.0.13"}

// A cluster is three instances of the guard, with the Caddyfile in deploy/kubernetes, behind the load balancer in the guide.
type cluster struct {
	t             *testing.T
	api           *api
	url           string // the load balancer's
	port, opsPort string // each instance's
	token         string // the file with the application token
	guards        map[string]*process
}

func startCluster(t *testing.T) *cluster {
	t.Helper()
	c := &cluster{
		t: t, api: startAPI(t), port: freeaddr.Port(t, hosts...), opsPort: freeaddr.Port(t, hosts...),
		token: filepath.Join(t.TempDir(), "app-token"), guards: make(map[string]*process),
	}
	if err := os.WriteFile(c.token, []byte(appToken+"\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	for _, host := range hosts {
		c.startGuard(host)
	}
	port := freeaddr.Port(t, "127.0.0.1")
	c.url = "http://127.0.0.1:" + port
	start(t, deployed(t, block(t, guide, "lb_policy"),
		"http://:8080 {", "http://:"+port+" {\n\tbind 127.0.0.1\n\trespond /balancer 200",
		"{\n\tlog", "{\n\tadmin off\n\tlog",
		"guard-1:8080", hosts[0]+":"+c.port, "guard-2:8080", hosts[1]+":"+c.port, "guard-3:8080", hosts[2]+":"+c.port,
		"health_port 9180", "health_port "+c.opsPort,
	), c.url+"/balancer")
	return c
}

// startGuard starts the instance on a host. It adds its name to requests, for the API to record.
func (c *cluster) startGuard(host string) {
	c.t.Helper()
	c.guards[host] = start(c.t, deployed(c.t, read(c.t, "../../deploy/kubernetes/Caddyfile"),
		"http://:8080 {", "http://:"+c.port+" {\n\tbind "+host,
		"http://:9180 {", "http://:"+c.opsPort+" {\n\tbind "+host,
		"/run/secrets/superoffice/app-token", c.token,
		"shutdown_delay 10s", "shutdown_delay 3s",
		"reverse_proxy {\n", "reverse_proxy {\n\t\theader_up X-Instance "+host+"\n",
	), "http://"+host+":"+c.opsPort+"/readyz", "UPSTREAM="+c.api.url)
}
