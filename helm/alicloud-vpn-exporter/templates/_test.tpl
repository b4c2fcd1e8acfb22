{{/* The pod of `helm test`. */}}

{{/* Another component than the exporter's, or the Service would send scrapes to it. */}}
{{- define "vpn.testLabels" -}}
app.kubernetes.io/name: {{ include "vpn.name" . | quote }}
app.kubernetes.io/instance: {{ .Release.Name | quote }}
app.kubernetes.io/component: test
{{- end -}}

{{/* The address of the metrics of every shard, separated by spaces. */}}
{{- define "vpn.metricsUrls" -}}
{{- $scheme := ternary "https" "http" (eq (include "vpn.tls" .) "true") -}}
{{- $service := printf "%s.%s.svc" (include "vpn.serviceName" .) (include "vpn.namespace" .) -}}
{{- if gt (int .Values.shards) 1 -}}
{{- range $index := until (int .Values.shards) -}}
{{- if $index }} {{ end -}}
{{- printf "%s://%s-%d.%s:%d%s" $scheme (include "vpn.fullname" $) $index $service (int $.Values.web.port) (include "vpn.metricsPath" $) -}}
{{- end -}}
{{- else -}}
{{- printf "%s://%s:%d%s" $scheme $service (int .Values.service.port) (include "vpn.metricsPath" .) -}}
{{- end -}}
{{- end -}}
