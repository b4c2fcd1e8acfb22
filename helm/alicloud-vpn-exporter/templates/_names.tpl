{{/* Names and labels of the objects. */}}

{{- define "vpn.name" -}}
{{- default .Chart.Name .Values.nameOverride | trunc 63 | trimSuffix "-" -}}
{{- end -}}

{{/* 48 characters at most: a StatefulSet's pods add "-" and a number, its pods' labels a hash of 10. */}}
{{- define "vpn.fullname" -}}
{{- if .Values.fullnameOverride -}}
{{- .Values.fullnameOverride | trunc 48 | trimSuffix "-" -}}
{{- else -}}
{{- $name := default .Chart.Name .Values.nameOverride -}}
{{- if contains $name .Release.Name -}}
{{- .Release.Name | trunc 48 | trimSuffix "-" -}}
{{- else -}}
{{- printf "%s-%s" .Release.Name $name | trunc 48 | trimSuffix "-" -}}
{{- end -}}
{{- end -}}
{{- end -}}

{{- define "vpn.selectorLabels" -}}
app.kubernetes.io/name: {{ include "vpn.name" . | quote }}
app.kubernetes.io/instance: {{ .Release.Name | quote }}
app.kubernetes.io/component: exporter
{{- end -}}

{{/* Labels of an object; the selector's own cannot be replaced. Takes dict: root, and optionally extra, selector. */}}
{{- define "vpn.labels" -}}
{{- $root := .root -}}
{{- $release := dict
  "helm.sh/chart" (printf "%s-%s" $root.Chart.Name $root.Chart.Version | replace "+" "_" | trunc 63)
  "app.kubernetes.io/version" $root.Chart.AppVersion
  "app.kubernetes.io/managed-by" $root.Release.Service
  "app.kubernetes.io/part-of" $root.Chart.Name -}}
{{- $selector := include (default "vpn.selectorLabels" .selector) $root | fromYaml -}}
{{- mergeOverwrite $release (deepCopy $root.Values.commonLabels) (deepCopy (default dict .extra)) $selector | toYaml -}}
{{- end -}}

{{/* Labels of the exporter's pods: without the chart's version, whose change needs no restart. */}}
{{- define "vpn.podLabels" -}}
{{- $selector := include "vpn.selectorLabels" . | fromYaml -}}
{{- mergeOverwrite (deepCopy .Values.commonLabels) (deepCopy .Values.podLabels) $selector | toYaml -}}
{{- end -}}

{{- define "vpn.serviceAccountName" -}}
{{- if .Values.serviceAccount.create -}}
{{- default (include "vpn.fullname" .) .Values.serviceAccount.name -}}
{{- else -}}
{{- default "default" .Values.serviceAccount.name -}}
{{- end -}}
{{- end -}}

{{- define "vpn.namespace" -}}
{{- default .Release.Namespace .Values.namespaceOverride -}}
{{- end -}}

{{- define "vpn.image" -}}
{{- $registry := default .Values.image.registry (dig "imageRegistry" "" .Values.global) -}}
{{- $name := .Values.image.repository -}}
{{- if $registry }}{{ $name = printf "%s/%s" (trimSuffix "/" $registry) $name }}{{ end -}}
{{- if .Values.image.digest -}}
{{- printf "%s@%s" $name .Values.image.digest -}}
{{- else -}}
{{- printf "%s:%s" $name (default .Chart.AppVersion .Values.image.tag) -}}
{{- end -}}
{{- end -}}

{{/* Secrets with registry credentials; an umbrella chart may give names alone. */}}
{{- define "vpn.imagePullSecrets" -}}
{{- $secrets := list -}}
{{- range concat (dig "imagePullSecrets" list .Values.global) .Values.imagePullSecrets -}}
{{- $secrets = append $secrets (ternary (dict "name" .) . (kindIs "string" .)) -}}
{{- end -}}
{{- with $secrets | uniq -}}
imagePullSecrets:
{{ toYaml . }}
{{- end -}}
{{- end -}}

{{/* `annotations:` of an object, if there are any. Takes dict: root, and optionally extra. */}}
{{- define "vpn.annotations" -}}
{{- with mergeOverwrite (deepCopy .root.Values.commonAnnotations) (deepCopy (default dict .extra)) -}}
annotations:
{{ toYaml . | indent 2 }}
{{- end -}}
{{- end -}}

{{/* A Service cannot become headless in place, so the sharded one has another name. */}}
{{- define "vpn.serviceName" -}}
{{- include "vpn.fullname" . -}}
{{- if gt (int .Values.shards) 1 -}}-shards{{- end -}}
{{- end -}}
