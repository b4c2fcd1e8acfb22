{{/* Where the configuration and the web configuration come from. */}}

{{/* "rendered", "existing" or "" (the demo needs no file). */}}
{{- define "vpn.configSource" -}}
{{- if .Values.demo -}}
{{- else if or .Values.existingConfigMap .Values.existingSecret -}}existing
{{- else -}}rendered
{{- end -}}
{{- end -}}

{{/* Named by its content: pods of the release before keep theirs, also after a rollback, and a change is a new pod. */}}
{{- define "vpn.configName" -}}
{{- include "vpn.fullname" . -}}-config-{{ toYaml .Values.config | sha256sum | trunc 8 }}
{{- end -}}

{{- define "vpn.webConfigSource" -}}
{{- if or .Values.web.existingConfigMap .Values.web.existingSecret -}}existing
{{- else if .Values.web.config -}}rendered
{{- end -}}
{{- end -}}

{{- define "vpn.webConfigName" -}}
{{- include "vpn.fullname" . -}}-web
{{- end -}}

{{/* "true" when the exporter serves TLS. */}}
{{- define "vpn.tls" -}}
{{- if eq (include "vpn.webConfigSource" .) "existing" -}}
{{- if .Values.web.existingHasTls -}}true{{- end -}}
{{- else if .Values.web.config.tls_server_config -}}true
{{- end -}}
{{- end -}}

{{/* "true" when the exporter asks for a password or a client certificate. */}}
{{- define "vpn.auth" -}}
{{- if eq (include "vpn.webConfigSource" .) "existing" -}}
{{- if .Values.web.existingHasAuth -}}true{{- end -}}
{{- else -}}
{{- $tls := default dict .Values.web.config.tls_server_config -}}
{{- $clientAuth := default "NoClientCert" $tls.client_auth_type -}}
{{- if or .Values.web.config.basic_auth_users (has $clientAuth (list "RequireAnyClientCert" "RequireAndVerifyClientCert")) -}}true{{- end -}}
{{- end -}}
{{- end -}}

{{/* What comes before every path, without a slash at its end: --web.route-prefix, else the path of --web.external-url. */}}
{{- define "vpn.prefix" -}}
{{- $prefix := .Values.web.routePrefix -}}
{{- if not $prefix -}}
{{- $prefix = regexReplaceAll "^https?://[^/]*" .Values.web.externalUrl "" -}}
{{- end -}}
{{- with trimAll "/" $prefix }}/{{ . }}{{ end -}}
{{- end -}}

{{/* Where the metrics are. */}}
{{- define "vpn.metricsPath" -}}
{{- include "vpn.prefix" . }}{{ .Values.web.telemetryPath -}}
{{- end -}}

{{/* A volume of one file out of a Secret or a ConfigMap. Takes dict: name, secret, configMap, key. */}}
{{- define "vpn.fileVolume" -}}
- name: {{ .name }}
{{- if .secret }}
  secret:
    secretName: {{ .secret }}
    defaultMode: 0440
{{- else }}
  configMap:
    name: {{ .configMap }}
    defaultMode: 0444
{{- end }}
    items:
      - key: {{ .key }}
        path: {{ .key }}
{{- end -}}
