// Package check validates the deployed files with Kubernetes' own libraries. It is a separate module so that the guard does not
// depend on them.
package check

import (
	"net/url"
	"os"
	"path"
	"regexp"
	"slices"
	"strings"
	"testing"

	monitoringv1 "github.com/prometheus-operator/prometheus-operator/pkg/apis/monitoring/v1"
	appsv1 "k8s.io/api/apps/v1"
	autoscalingv2 "k8s.io/api/autoscaling/v2"
	corev1 "k8s.io/api/core/v1"
	networkingv1 "k8s.io/api/networking/v1"
	policyv1 "k8s.io/api/policy/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/labels"
	"sigs.k8s.io/kustomize/api/krusty"
	"sigs.k8s.io/kustomize/kyaml/filesys"
	"sigs.k8s.io/yaml"
)

// manifests holds what `kubectl apply -k deploy/kubernetes` sends, with the component for the Prometheus Operator.
type manifests struct {
	namespace  corev1.Namespace
	config     corev1.ConfigMap
	deployment appsv1.Deployment
	service    corev1.Service
	budget     policyv1.PodDisruptionBudget
	autoscaler autoscalingv2.HorizontalPodAutoscaler
	network    networkingv1.NetworkPolicy
	monitor    monitoringv1.PodMonitor
}

// build builds the manifests and decodes them strictly: an unknown or duplicate field fails the test.
func build(t *testing.T) *manifests {
	t.Helper()
	// Uncomment the component, as kustomization.yaml says.
	files := filesys.MakeFsInMemory()
	for _, folder := range []string{".", "prometheus-operator"} {
		entries, err := os.ReadDir(path.Join("../kubernetes", folder))
		if err != nil {
			t.Fatal(err)
		}
		for _, entry := range entries {
			if entry.IsDir() {
				continue
			}
			text, err := os.ReadFile(path.Join("../kubernetes", folder, entry.Name()))
			if err != nil {
				t.Fatal(err)
			}
			text = []byte(strings.Replace(string(text), "\n# components:\n#   - ", "\ncomponents:\n  - ", 1))
			if err := files.WriteFile(path.Join("/kubernetes", folder, entry.Name()), text); err != nil {
				t.Fatal(err)
			}
		}
	}
	resources, err := krusty.MakeKustomizer(krusty.MakeDefaultOptions()).Run(files, "/kubernetes")
	if err != nil {
		t.Fatal(err)
	}
	m := new(manifests)
	into := map[string]any{
		"v1/Namespace": &m.namespace, "v1/ConfigMap": &m.config, "apps/v1/Deployment": &m.deployment,
		"v1/Service": &m.service, "policy/v1/PodDisruptionBudget": &m.budget,
		"autoscaling/v2/HorizontalPodAutoscaler": &m.autoscaler, "networking.k8s.io/v1/NetworkPolicy": &m.network,
		"monitoring.coreos.com/v1/PodMonitor": &m.monitor,
	}
	for _, resource := range resources.Resources() {
		text, err := resource.AsYAML()
		if err != nil {
			t.Fatal(err)
		}
		kind := resource.GetGvk().ApiVersion() + "/" + resource.GetKind()
		object, known := into[kind]
		if !known {
			t.Fatalf("%s is not expected, or there are two", kind)
		}
		delete(into, kind)
		if err := yaml.UnmarshalStrict(text, object); err != nil {
			t.Errorf("%s: %v", kind, err)
		}
		if namespace := resource.GetNamespace(); kind != "v1/Namespace" && namespace != "superoffice" {
			t.Errorf("%s is in the namespace %q", kind, namespace)
		}
	}
	for kind := range into {
		t.Errorf("there is no %s", kind)
	}
	return m
}

// Selectors match the pods, ports exist in the container, and references name existing objects.
func TestKubernetesReferences(t *testing.T) {
	m := build(t)
	pod := m.deployment.Spec.Template
	for name, selector := range map[string]*metav1.LabelSelector{
		"deployment": m.deployment.Spec.Selector,
		"service":    {MatchLabels: m.service.Spec.Selector},
		"budget":     m.budget.Spec.Selector,
		"network":    &m.network.Spec.PodSelector,
		"monitor":    &m.monitor.Spec.Selector,
		"spread":     pod.Spec.TopologySpreadConstraints[0].LabelSelector,
	} {
		s, err := metav1.LabelSelectorAsSelector(selector)
		if err != nil || s.Empty() || !s.Matches(labels.Set(pod.Labels)) {
			t.Errorf("the selector %q of the %s is not for pods with the labels %v: %v", s, name, pod.Labels, err)
		}
	}
	if ref := m.autoscaler.Spec.ScaleTargetRef; ref.Kind != "Deployment" || ref.Name != m.deployment.Name || m.deployment.Spec.Replicas != nil {
		t.Errorf("the autoscaler is for %v", ref)
	}

	container := pod.Spec.Containers[0]
	var ports []string
	for _, port := range container.Ports {
		ports = append(ports, port.Name)
	}
	used := []string{m.service.Spec.Ports[0].TargetPort.StrVal}
	for _, probe := range []*corev1.Probe{container.ReadinessProbe, container.LivenessProbe, container.StartupProbe} {
		used = append(used, probe.HTTPGet.Port.StrVal)
		if !strings.Contains(m.config.Data["Caddyfile"], "respond "+probe.HTTPGet.Path+" 200") {
			t.Errorf("the Caddyfile does not answer %s", probe.HTTPGet.Path)
		}
	}
	used = append(used, *m.monitor.Spec.PodMetricsEndpoints[0].Port)
	if !strings.Contains(m.config.Data["Caddyfile"], "\n\tmetrics "+m.monitor.Spec.PodMetricsEndpoints[0].Path+"\n") {
		t.Error("the Caddyfile serves no metrics where they are scraped")
	}
	if job := pod.Labels[m.monitor.Spec.JobLabel]; job != "update-batch-task" {
		t.Errorf("the metrics have the job %q, which the alerts do not use", job)
	}
	for _, rule := range m.network.Spec.Ingress {
		used = append(used, rule.Ports[0].Port.StrVal)
	}
	for _, port := range used {
		if !slices.Contains(ports, port) {
			t.Errorf("the container has no port %q", port)
		}
	}
	checkVolumes(t, pod.Spec)
	if key := container.Env[0].ValueFrom.ConfigMapKeyRef; key.Name != m.config.Name || m.config.Data[key.Key] == "" ||
		pod.Spec.Volumes[0].ConfigMap.Name != m.config.Name {
		t.Errorf("the ConfigMap is %s, asked for are %s and %s", m.config.Name, key.Name, pod.Spec.Volumes[0].ConfigMap.Name)
	}
	// The token is mounted where the Caddyfile reads it.
	if !strings.Contains(m.config.Data["Caddyfile"], "{file./run/secrets/superoffice/"+pod.Spec.Volumes[1].Secret.Items[0].Path+"}") {
		t.Error("the Caddyfile does not read the Secret's file")
	}
}

// The pods may connect to UPSTREAM, and to other hosts on the default ports of http and https.
func TestKubernetesEgress(t *testing.T) {
	m := build(t)
	var open []string
	for _, rule := range m.network.Spec.Egress {
		for _, port := range rule.Ports {
			if len(rule.To) == 0 {
				open = append(open, port.Port.String())
			}
		}
	}
	upstream, err := url.Parse(m.config.Data["UPSTREAM"])
	if err != nil {
		t.Fatal(err)
	}
	for _, port := range []string{"80", "443", upstream.Port()} {
		if port != "" && !slices.Contains(open, port) {
			t.Errorf("port %s can't be reached, only %v", port, open)
		}
	}
}

// The image has a fixed version: with a moving tag, pods of one Deployment could run different versions.
func TestKubernetesImageIsAVersion(t *testing.T) {
	image := build(t).deployment.Spec.Template.Spec.Containers[0].Image
	if !regexp.MustCompile(`^[^:]+:v\d+\.\d+\.\d+$`).MatchString(image) {
		t.Errorf("the image is %s", image)
	}
}

func checkVolumes(t *testing.T, spec corev1.PodSpec) {
	t.Helper()
	mounts := spec.Containers[0].VolumeMounts
	if len(mounts) != len(spec.Volumes) {
		t.Errorf("%d mounts of %d volumes", len(mounts), len(spec.Volumes))
	}
	for _, mount := range mounts {
		if !slices.ContainsFunc(spec.Volumes, func(v corev1.Volume) bool { return v.Name == mount.Name }) {
			t.Errorf("there is no volume %s", mount.Name)
		}
	}
}

// The pod complies with the profile "restricted", which its namespace enforces.
func TestKubernetesPodIsRestricted(t *testing.T) {
	m := build(t)
	if m.namespace.Labels["pod-security.kubernetes.io/enforce"] != "restricted" {
		t.Error("the namespace enforces nothing")
	}
	spec := m.deployment.Spec.Template.Spec
	pod, container := spec.SecurityContext, spec.Containers[0].SecurityContext
	if !*pod.RunAsNonRoot || *pod.RunAsUser == 0 || pod.SeccompProfile.Type != corev1.SeccompProfileTypeRuntimeDefault {
		t.Errorf("the pod's security context is %v", pod)
	}
	if *container.AllowPrivilegeEscalation || !*container.ReadOnlyRootFilesystem || len(container.Capabilities.Add) > 0 ||
		!slices.Equal(container.Capabilities.Drop, []corev1.Capability{"ALL"}) {
		t.Errorf("the container's security context is %v", container)
	}
	if *spec.AutomountServiceAccountToken || spec.HostNetwork || spec.HostPID {
		t.Error("the pod gets more of the cluster than it needs")
	}
	if limits := spec.Containers[0].Resources.Limits; limits.Memory().IsZero() {
		t.Error("the memory has no limit")
	}
}
