package deploy

import (
	"context"
	"maps"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/caddyserver/caddy/v2"
	"github.com/tidwall/gjson"
)

// A series maps a metric's labels to their values. The guard's are a closed set and exist from the start.
type series map[string][]string

// registered returns the metrics that a guard registers, by the names of their series in Prometheus.
func registered(t *testing.T) map[string]series {
	t.Helper()
	ctx, cancel := caddy.NewContext(caddy.Context{Context: context.Background()})
	t.Cleanup(cancel)
	if _, err := ctx.LoadModuleByID("http.handlers.update_batch_task", []byte("{}")); err != nil {
		t.Fatal(err)
	}
	families, err := ctx.GetMetricsRegistry().Gather()
	if err != nil {
		t.Fatal(err)
	}
	all := map[string]series{"up": {}} // Prometheus adds it
	for _, family := range families {
		if !strings.HasPrefix(family.GetName(), "caddy_update_batch_task_") {
			continue // a metric of Go or Caddy
		}
		labels := make(series)
		for _, metric := range family.GetMetric() {
			for _, pair := range metric.GetLabel() {
				labels[pair.GetName()] = append(labels[pair.GetName()], pair.GetValue())
			}
		}
		all[family.GetName()] = labels
		if family.GetMetric()[0].GetHistogram() != nil {
			all[family.GetName()+"_bucket"], all[family.GetName()+"_sum"], all[family.GetName()+"_count"] = labels, labels, labels
		}
	}
	return all
}

// expressions returns the PromQL of the dashboard, the alert rules and the guide, by its location.
func expressions(t *testing.T) map[string]string {
	t.Helper()
	all := make(map[string]string)
	dashboard := gjson.Parse(read(t, "grafana/update-batch-task.json"))
	if !dashboard.IsObject() {
		t.Fatal("the dashboard is not JSON")
	}
	for _, panel := range dashboard.Get("panels").Array() {
		for _, target := range panel.Get("targets").Array() {
			all["panel "+panel.Get("title").String()+" "+target.Get("refId").String()] = target.Get("expr").String()
		}
	}
	rules := regexp.MustCompile(`(?m)^ +- alert: (\w+)\n +expr: (?:\|-?\n)?((?:.*\n)+?) +(?:for|labels):`)
	for _, rule := range rules.FindAllStringSubmatch(read(t, "prometheus/alerts.yaml"), -1) {
		all["alert "+rule[1]] = rule[2]
	}
	return all
}

var (
	metric  = regexp.MustCompile(`\b(up|caddy_\w+)\b(?:\{([^}]*)\})?`)
	matcher = regexp.MustCompile(`(\w+)(=~|!~|!=|=)"([^"]*)"`)
	// Prometheus adds these to every series, and le to the buckets of a histogram.
	targetLabels = []string{"job", "instance", "le"}
)

// The dashboard and the alerts query only series that the guard reports. Otherwise a panel would stay empty and an alert would
// never fire, which looks as if all were well.
func TestMetricsAreRegistered(t *testing.T) {
	known := registered(t)
	asked := make(map[string]bool)
	for where, expr := range expressions(t) {
		found := metric.FindAllStringSubmatch(expr, -1)
		if len(found) == 0 {
			t.Errorf("%s asks for no metric: %s", where, expr)
		}
		for _, m := range found {
			labels, ok := known[m[1]]
			if !ok {
				t.Errorf("%s asks for %s, which is not registered", where, m[1])
			}
			asked[strings.TrimSuffix(m[1], "_bucket")] = true
			for _, match := range matcher.FindAllStringSubmatch(m[2], -1) {
				checkMatcher(t, where, labels, match[1], match[3])
			}
		}
	}
	for name := range known {
		if name = strings.TrimSuffix(strings.TrimSuffix(name, "_sum"), "_count"); !asked[strings.TrimSuffix(name, "_bucket")] {
			t.Errorf("%s is neither on the dashboard nor in an alert", name)
		}
	}
}

// checkMatcher checks that a label can have each value that a matcher names.
func checkMatcher(t *testing.T, where string, labels series, label, values string) {
	if slices.Contains(targetLabels, label) {
		return
	}
	for value := range strings.SplitSeq(values, "|") {
		if !slices.Contains(labels[label], value) {
			t.Errorf("%s: %s is never %q, only %q", where, label, value, labels[label])
		}
	}
}

// The guide explains every reason for a rejection and every metric, and has the headings that the alerts link to.
func TestOperationsGuideIsComplete(t *testing.T) {
	guide := read(t, "../docs/operations.md")
	for name, labels := range registered(t) {
		if name == "up" || strings.HasSuffix(name, "_bucket") || strings.HasSuffix(name, "_sum") || strings.HasSuffix(name, "_count") {
			continue
		}
		values := slices.Concat(slices.Collect(maps.Values(labels))...)
		if _, byProperty := labels["property"]; byProperty {
			values = []string{"other"}
		}
		for _, want := range append(values, name) {
			if !strings.Contains(guide, "`"+want+"`") {
				t.Errorf("docs/operations.md does not mention `%s`", want)
			}
		}
	}
	anchors := make(map[string]bool)
	for _, heading := range regexp.MustCompile(`(?m)^#+ (.*)$`).FindAllStringSubmatch(guide, -1) {
		anchors[anchor(heading[1])] = true
	}
	links := regexp.MustCompile(`(?m)runbook_url: \S*/docs/operations\.md#(\S+)$`).FindAllStringSubmatch(read(t, "prometheus/alerts.yaml"), -1)
	if alerts := strings.Count(read(t, "prometheus/alerts.yaml"), "- alert:"); len(links) != alerts {
		t.Errorf("%d of %d alerts link to the guide", len(links), alerts)
	}
	for _, link := range links {
		if !anchors[link[1]] {
			t.Errorf("docs/operations.md has no heading for #%s", link[1])
		}
	}
}

// anchor returns the fragment of a heading, as GitHub renders it.
func anchor(heading string) string {
	heading = regexp.MustCompile(`[^a-z0-9 _-]`).ReplaceAllString(strings.ToLower(heading), "")
	return strings.ReplaceAll(heading, " ", "-")
}

// Panels do not overlap, each has a description, and all query the chosen data source.
func TestDashboardLayout(t *testing.T) {
	type cell struct{ x, y int64 }
	taken, ids := make(map[cell]string), make(map[int64]bool)
	for _, panel := range gjson.Parse(read(t, "grafana/update-batch-task.json")).Get("panels").Array() {
		title, id, at := panel.Get("title").String(), panel.Get("id").Int(), panel.Get("gridPos")
		if id == 0 || ids[id] {
			t.Errorf("panel %q has no unique id", title)
		}
		ids[id] = true
		if at.Get("x").Int()+at.Get("w").Int() > 24 || at.Get("w").Int() == 0 || at.Get("h").Int() == 0 {
			t.Errorf("panel %q does not fit in a row: %s", title, at.Raw)
		}
		for x := at.Get("x").Int(); x < at.Get("x").Int()+at.Get("w").Int(); x++ {
			for y := at.Get("y").Int(); y < at.Get("y").Int()+at.Get("h").Int(); y++ {
				if other, ok := taken[cell{x, y}]; ok {
					t.Fatalf("panels %q and %q overlap", title, other)
				}
				taken[cell{x, y}] = title
			}
		}
		if title == "" || panel.Get("description").String() == "" || panel.Get("datasource.uid").String() != "${datasource}" {
			t.Errorf("panel %q lacks a title, a description or the data source", title)
		}
	}
}
