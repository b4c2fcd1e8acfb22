{{/*
One rule of files/alicloud-vpn.rules.yml with what the values change about it. The label `namespace` is what an
AlertmanagerConfig of the release's namespace routes by. Takes dict: rule, values (prometheusRule), namespace.
*/}}
{{- define "vpn.rule" -}}
{{- $values := .values -}}
{{- $rule := deepCopy .rule -}}
{{- $_ := set $rule "expr" (include "vpn.ruleExpr" (dict "expr" $rule.expr "thresholds" $values.thresholds)) -}}
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
{{- $base := $own.runbookUrl | default $values.runbookUrl -}}
{{- with $base -}}
{{- $_ := set $annotations "runbook_url" (printf "%s/%s" (trimSuffix "/" .) (base $rule.annotations.runbook_url)) -}}
{{- end -}}
{{- $_ := set $rule "annotations" (merge $annotations $rule.annotations) -}}
{{- end -}}
{{ toYaml $rule }}
{{- end -}}

{{/* An expression with the thresholds of the values in the place of the defaults. Takes dict: expr, thresholds. */}}
{{- define "vpn.ruleExpr" -}}
{{- $expr := .expr -}}
{{- with .thresholds -}}
{{- $expr = $expr | replace "{problem=~\"detached|down|locked\"} + 60" (printf "{problem=~\"detached|down|locked\"} + %d" (int .outageSeconds)) -}}
{{- $expr = $expr | replace "{problem=~\"bgp|health_check\"} + 300" (printf "{problem=~\"bgp|health_check\"} + %d" (int .greyFailureSeconds)) -}}
{{- $expr = $expr | replace "<= time() - 1200" (printf "<= time() - %d" (int .maintenanceSeconds)) -}}
{{- $expr = $expr | replace "> 0.5 * alicloud_vpn:scope:connections" (printf "> %v * alicloud_vpn:scope:connections" .sharedOutageShare) -}}
{{- $expr = $expr | replace "alicloud_vpn:connection:availability8m < 0.6" (printf "alicloud_vpn:connection:availability8m < %v" .flappingAvailability) -}}
{{- $expr = $expr | replace "> 120" (printf "> %d" (int .clockSkewSeconds)) -}}
{{- $expr = $expr | replace "learnt_routes >= 45" (printf "learnt_routes >= %d" (int .bgpRoutes)) -}}
{{- $expr = $expr | replace "gateway:utilisation > 0.8" (printf "gateway:utilisation > %v" .gatewayUtilisation) -}}
{{- $expr = $expr | replace "} < 64" (printf "} < %d" (int .silentBytesPerSecond)) -}}
{{- $expr = $expr | replace "> 1000\n" (printf "> %d\n" (int .busyBytesPerSecond)) -}}
{{- $expr = $expr | replace "alicloud_vpn_traffic_timestamp_seconds > time() - 3600" (printf "alicloud_vpn_traffic_timestamp_seconds > time() - %d" (int .trafficMissingSeconds)) -}}
{{- $expr = $expr | replace "[10m] offset 3600s" (printf "[10m] offset %ds" (int .trafficMissingSeconds)) -}}
{{- $expr = $expr | replace "> 0.05" (printf "> %v" .throttledShare) -}}
{{- end -}}
{{ $expr }}
{{- end -}}
