{{/*
One rule of files/alicloud-vpn.rules.yml with what the values change about it. The label `namespace` is what an
AlertmanagerConfig of the release's namespace routes by. Takes dict: rule, values (prometheusRule), places (files/thresholds.yaml), namespace.
*/}}
{{- define "vpn.rule" -}}
{{- $values := .values -}}
{{- $rule := deepCopy .rule -}}
{{- $_ := set $rule "expr" (include "vpn.ruleExpr" (dict "expr" $rule.expr "thresholds" $values.thresholds "places" .places)) -}}
{{- if $rule.alert -}}
{{- $own := get $values.alerts $rule.alert | default dict -}}
{{- $labels := merge (dict) ($own.labels | default dict) ($values.alertLabels | default dict) $rule.labels -}}
{{- with $own.severity }}{{ $_ := set $labels "severity" . }}{{ end -}}
{{- $_ := set $labels "namespace" (get $labels "namespace" | default .namespace) -}}
{{- $_ := set $rule "labels" $labels -}}
{{- with $own.for }}{{ $_ := set $rule "for" . }}{{ end -}}
{{- $annotations := merge (dict) ($own.annotations | default dict) ($values.alertAnnotations | default dict) -}}
{{- with $own.consoleUrl | default $values.consoleUrl }}{{ $_ := set $annotations "console_url" . }}{{ end -}}
{{- if and $values.dashboardUrl $rule.annotations.dashboard_url -}}
{{- $_ := set $annotations "dashboard_url" (printf "%s%s" (trimSuffix "/" $values.dashboardUrl) $rule.annotations.dashboard_url) -}}
{{- end -}}
{{- if and $values.statusUrl $rule.annotations.status_url -}}
{{- $_ := set $annotations "status_url" (printf "%s%s" (trimSuffix "/" $values.statusUrl) $rule.annotations.status_url) -}}
{{- end -}}
{{- $base := $own.runbookUrl | default $values.runbookUrl -}}
{{- with $base -}}
{{- $_ := set $annotations "runbook_url" (printf "%s/%s" (trimSuffix "/" .) (base $rule.annotations.runbook_url)) -}}
{{- end -}}
{{- $_ := set $rule "annotations" (merge $annotations $rule.annotations) -}}
{{- end -}}
{{ toYaml $rule }}
{{- end -}}

{{/*
An expression with the thresholds of the values in the place of the defaults, as files/thresholds.yaml says where. Takes
dict: expr, thresholds, places.
*/}}
{{- define "vpn.ruleExpr" -}}
{{- $expr := .expr -}}
{{- $thresholds := .thresholds | default dict -}}
{{- range $name, $place := .places -}}
{{- if hasKey $thresholds $name -}}
{{- range $text := $place.in -}}
{{- $from := $text | replace "@" (printf "%v" $place.is) -}}
{{- $to := $text | replace "@" (printf "%v" (get $thresholds $name)) -}}
{{- $expr = $expr | replace $from $to -}}
{{- end -}}
{{- end -}}
{{- end -}}
{{ $expr }}
{{- end -}}
