{{/* The probes. The kubelet skips certificate verification, but has neither a password nor a client certificate. */}}

{{- define "vpn.probeKind" -}}
{{- if eq .Values.probes.kind "auto" -}}
{{- ternary "tcp" "http" (eq (include "vpn.auth" .) "true") -}}
{{- else -}}
{{- .Values.probes.kind -}}
{{- end -}}
{{- end -}}

{{- define "vpn.probes" -}}
startupProbe:
  {{- include "vpn.probe" (dict "root" . "path" "/-/healthy" "timing" .Values.probes.startup) | nindent 2 }}
livenessProbe:
  {{- include "vpn.probe" (dict "root" . "path" "/-/healthy" "timing" .Values.probes.liveness) | nindent 2 }}
readinessProbe:
  {{- include "vpn.probe" (dict "root" . "path" "/-/ready" "timing" .Values.probes.readiness) | nindent 2 }}
{{- end -}}

{{/* Takes dict: root, path, timing. */}}
{{- define "vpn.probe" -}}
{{- if eq (include "vpn.probeKind" .root) "tcp" -}}
tcpSocket:
  port: http-metrics
{{- else -}}
httpGet:
  path: {{ include "vpn.prefix" .root }}{{ .path }}
  port: http-metrics
  scheme: {{ ternary "HTTPS" "HTTP" (eq (include "vpn.tls" .root) "true") }}
  {{- with .root.Values.probes.httpHeaders }}
  httpHeaders:
    {{- toYaml . | nindent 4 }}
  {{- end }}
{{- end }}
periodSeconds: {{ .timing.periodSeconds }}
timeoutSeconds: {{ .timing.timeoutSeconds }}
failureThreshold: {{ .timing.failureThreshold }}
{{- end -}}
