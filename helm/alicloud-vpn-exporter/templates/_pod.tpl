{{/* The pod, shared by the Deployment and the StatefulSet. */}}

{{- define "vpn.podTemplate" -}}
{{- $sharded := gt (int .Values.shards) 1 -}}
metadata:
  labels:
    {{- include "vpn.podLabels" . | nindent 4 }}
  {{- $webRendered := eq (include "vpn.webConfigSource" .) "rendered" }}
  {{- if or $webRendered .Values.podAnnotations }}
  annotations:
    {{- if $webRendered }}
    checksum/web-config: {{ toYaml .Values.web.config | sha256sum }}
    {{- end }}
    {{- with .Values.podAnnotations }}
    {{- toYaml . | nindent 4 }}
    {{- end }}
  {{- end }}
spec:
  serviceAccountName: {{ include "vpn.serviceAccountName" . }}
  automountServiceAccountToken: false
  enableServiceLinks: false
  terminationGracePeriodSeconds: {{ .Values.terminationGracePeriodSeconds }}
  {{- with include "vpn.imagePullSecrets" . }}
  {{- . | nindent 2 }}
  {{- end }}
  {{- with .Values.podSecurityContext }}
  securityContext:
    {{- toYaml . | nindent 4 }}
  {{- end }}
  {{- with .Values.priorityClassName }}
  priorityClassName: {{ . }}
  {{- end }}
  {{- with .Values.nodeSelector }}
  nodeSelector:
    {{- toYaml . | nindent 4 }}
  {{- end }}
  {{- with .Values.tolerations }}
  tolerations:
    {{- toYaml . | nindent 4 }}
  {{- end }}
  {{- with .Values.affinity }}
  affinity:
    {{- toYaml . | nindent 4 }}
  {{- end }}
  {{- if .Values.topologySpreadConstraints }}
  topologySpreadConstraints:
    {{- $selector := dict "labelSelector" (dict "matchLabels" (include "vpn.selectorLabels" . | fromYaml)) }}
    {{- range .Values.topologySpreadConstraints }}
    - {{- toYaml (ternary . (merge (deepCopy .) $selector) (hasKey . "labelSelector")) | nindent 6 }}
    {{- end }}
  {{- end }}
  {{- with .Values.hostAliases }}
  hostAliases:
    {{- toYaml . | nindent 4 }}
  {{- end }}
  {{- with .Values.dnsPolicy }}
  dnsPolicy: {{ . }}
  {{- end }}
  {{- with .Values.dnsConfig }}
  dnsConfig:
    {{- toYaml . | nindent 4 }}
  {{- end }}
  {{- $check := and .Values.configCheck.enabled (include "vpn.configSource" .) }}
  {{- if or $check .Values.extraInitContainers }}
  initContainers:
    {{- with .Values.extraInitContainers }}
    {{- toYaml . | nindent 4 }}
    {{- end }}
    {{- if $check }}
    - name: config-check
      image: {{ include "vpn.image" . }}
      imagePullPolicy: {{ .Values.image.pullPolicy }}
      args:
        - --config.check
        {{- include "vpn.args" . | trim | nindent 8 }}
      {{- with include "vpn.containerEnvironment" . | trim }}
      {{- . | nindent 6 }}
      {{- end }}
      {{- with .Values.configCheck.resources }}
      resources:
        {{- toYaml . | nindent 8 }}
      {{- end }}
    {{- end }}
  {{- end }}
  containers:
    - name: exporter
      image: {{ include "vpn.image" . }}
      imagePullPolicy: {{ .Values.image.pullPolicy }}
      args:
        {{- include "vpn.args" . | trim | nindent 8 }}
      {{- with include "vpn.containerEnvironment" . | trim }}
      {{- . | nindent 6 }}
      {{- end }}
      ports:
        - name: http-metrics
          containerPort: {{ .Values.web.port }}
          protocol: TCP
      {{- include "vpn.probes" . | nindent 6 }}
      {{- with .Values.resources }}
      resources:
        {{- toYaml . | nindent 8 }}
      {{- end }}
    {{- with .Values.extraContainers }}
    {{- toYaml . | nindent 4 }}
    {{- end }}
  {{- $volumes := include "vpn.volumes" . | trim }}
  {{- if $volumes }}
  volumes:
    {{- $volumes | nindent 4 }}
  {{- end }}
{{- end -}}

{{/* What the exporter and the check of its configuration see: variables, files, and what they may do. */}}
{{- define "vpn.containerEnvironment" -}}
{{- $env := include "vpn.env" . | trim }}
{{- if $env }}
env:
  {{- $env | nindent 2 }}
{{- end }}
{{- with .Values.credentials.envFrom }}
envFrom:
  {{- range . }}
  - secretRef:
      name: {{ . }}
  {{- end }}
{{- end }}
{{- with .Values.securityContext }}
securityContext:
  {{- toYaml . | nindent 2 }}
{{- end }}
{{- $mounts := include "vpn.volumeMounts" . | trim }}
{{- if $mounts }}
volumeMounts:
  {{- $mounts | nindent 2 }}
{{- end }}
{{- end -}}

{{- define "vpn.args" -}}
{{- if .Values.demo }}
- --demo
{{- else }}
- --config.file=/etc/alicloud-vpn-exporter/config/{{ .Values.configKey }}
{{- end }}
- --web.listen-address=:{{ .Values.web.port }}
- --web.telemetry-path={{ .Values.web.telemetryPath }}
{{- if include "vpn.webConfigSource" . }}
- --web.config.file=/etc/alicloud-vpn-exporter/web/{{ .Values.web.configKey }}
{{- end }}
{{- with .Values.web.externalUrl }}
- --web.external-url={{ . }}
{{- end }}
{{- with .Values.web.routePrefix }}
- --web.route-prefix={{ . }}
{{- end }}
{{- if and .Values.enableAutoReload (not .Values.demo) }}
- --config.enable-auto-reload
{{- end }}
{{- if .Values.web.enableLifecycle }}
- --web.enable-lifecycle
{{- end }}
{{- if gt (int .Values.shards) 1 }}
- --shard.index=$(SHARD_INDEX)
- --shard.total={{ .Values.shards }}
{{- end }}
- --log.level={{ .Values.log.level }}
- --log.format={{ .Values.log.format }}
{{- range .Values.extraArgs }}
- {{ . | quote }}
{{- end }}
{{- end -}}

{{- define "vpn.env" -}}
{{- if gt (int .Values.shards) 1 }}
- name: SHARD_INDEX
  valueFrom:
    fieldRef:
      fieldPath: metadata.labels['apps.kubernetes.io/pod-index']
{{- end }}
{{- with .Values.rrsa.roleArn }}
- name: ALIBABA_CLOUD_ROLE_ARN
  value: {{ . | quote }}
- name: ALIBABA_CLOUD_OIDC_PROVIDER_ARN
  value: {{ $.Values.rrsa.oidcProviderArn | quote }}
- name: ALIBABA_CLOUD_OIDC_TOKEN_FILE
  value: /var/run/secrets/alicloud-vpn-exporter/rrsa/token
{{- end }}
{{- range .Values.credentials.env }}
- name: {{ .name }}
  valueFrom:
    secretKeyRef:
      name: {{ .secretName }}
      key: {{ .secretKey }}
{{- end }}
{{- with .Values.extraEnv }}
{{ toYaml . }}
{{- end }}
{{- end -}}

{{- define "vpn.volumeMounts" -}}
{{- if include "vpn.configSource" . }}
- name: config
  mountPath: /etc/alicloud-vpn-exporter/config
  readOnly: true
{{- end }}
{{- if include "vpn.webConfigSource" . }}
- name: web-config
  mountPath: /etc/alicloud-vpn-exporter/web
  readOnly: true
{{- end }}
{{- if .Values.web.tlsSecret }}
- name: tls
  mountPath: /etc/alicloud-vpn-exporter/tls
  readOnly: true
{{- end }}
{{- if .Values.rrsa.roleArn }}
- name: rrsa
  mountPath: /var/run/secrets/alicloud-vpn-exporter/rrsa
  readOnly: true
{{- end }}
{{- range $index, $name := .Values.credentials.files }}
- name: secret-{{ $index }}
  mountPath: /etc/alicloud-vpn-exporter/secrets/{{ $name }}
  readOnly: true
{{- end }}
{{- with .Values.extraVolumeMounts }}
{{ toYaml . }}
{{- end }}
{{- end -}}

{{- define "vpn.volumes" -}}
{{- $source := include "vpn.configSource" . }}
{{- if eq $source "rendered" }}
{{- $inSecret := eq .Values.configStorage "Secret" }}
{{ include "vpn.fileVolume" (dict "name" "config" "secret" (ternary (include "vpn.configName" .) "" $inSecret) "configMap" (include "vpn.configName" .) "key" .Values.configKey) }}
{{- else if eq $source "existing" }}
{{ include "vpn.fileVolume" (dict "name" "config" "secret" .Values.existingSecret "configMap" .Values.existingConfigMap "key" .Values.configKey) }}
{{- end }}
{{- $webSource := include "vpn.webConfigSource" . }}
{{- if eq $webSource "rendered" }}
{{ include "vpn.fileVolume" (dict "name" "web-config" "secret" (include "vpn.webConfigName" .) "key" .Values.web.configKey) }}
{{- else if eq $webSource "existing" }}
{{ include "vpn.fileVolume" (dict "name" "web-config" "secret" .Values.web.existingSecret "configMap" .Values.web.existingConfigMap "key" .Values.web.configKey) }}
{{- end }}
{{- with .Values.web.tlsSecret }}
- name: tls
  secret:
    secretName: {{ . }}
    defaultMode: 0440
{{- end }}
{{- if .Values.rrsa.roleArn }}
- name: rrsa
  projected:
    sources:
      - serviceAccountToken:
          audience: sts.aliyuncs.com
          expirationSeconds: 3600
          path: token
{{- end }}
{{- range $index, $name := .Values.credentials.files }}
- name: secret-{{ $index }}
  secret:
    secretName: {{ $name }}
    defaultMode: 0440
{{- end }}
{{- with .Values.extraVolumes }}
{{ toYaml . }}
{{- end }}
{{- end -}}
