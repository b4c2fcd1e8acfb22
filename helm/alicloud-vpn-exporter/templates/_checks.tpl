{{/* What values.schema.json cannot say: values that contradict each other. */}}

{{- define "vpn.checks" -}}
{{- $values := .Values -}}
{{- if not $values.image.repository -}}
{{- fail "image.repository is empty: no image of the exporter is published yet; build it, push it to a registry of yours (docs/docker.md), and name it here" -}}
{{- end -}}
{{- $names := dict -}}
{{- range $index, $account := $values.config.accounts -}}
{{- if hasKey $names $account.name -}}
{{- fail (printf "config.accounts[%d].name: %s is the name of config.accounts[%d] already" $index $account.name (int (get $names $account.name))) -}}
{{- end -}}
{{- $_ := set $names $account.name $index -}}
{{- end -}}
{{- if and (gt (int $values.shards) 1) (or $values.ingress.enabled $values.httpRoute.enabled) -}}
{{- fail "ingress and httpRoute lead to one status page, and each of several shards has its own: set shards to 1" -}}
{{- end -}}
{{- if and (gt (int $values.shards) 1) (gt (int $values.replicas) 1) -}}
{{- fail "shards and replicas are both above 1: run a second release for the replica (docs/scaling.md)" -}}
{{- end -}}
{{- if and $values.ingress.enabled (not $values.ingress.hosts) -}}
{{- fail "ingress.hosts is empty: name at least one" -}}
{{- end -}}
{{- if and $values.httpRoute.enabled (not $values.httpRoute.parentRefs) -}}
{{- fail "httpRoute.parentRefs is empty: name a Gateway" -}}
{{- end -}}
{{- if and $values.existingConfigMap $values.existingSecret -}}
{{- fail "existingConfigMap and existingSecret are both set: keep one" -}}
{{- end -}}
{{- if and $values.web.existingConfigMap $values.web.existingSecret -}}
{{- fail "web.existingConfigMap and web.existingSecret are both set: keep one" -}}
{{- end -}}
{{- if and (eq (include "vpn.configSource" .) "rendered") (not $values.config.accounts) -}}
{{- fail "config.accounts is empty: give at least one account, or existingSecret, existingConfigMap or demo=true" -}}
{{- end -}}
{{- if ne (empty $values.rrsa.roleArn) (empty $values.rrsa.oidcProviderArn) -}}
{{- fail "rrsa.roleArn and rrsa.oidcProviderArn go together: set both, or rrsa.roleName alone" -}}
{{- end -}}
{{- if and $values.rrsa.roleName $values.rrsa.roleArn -}}
{{- fail "rrsa.roleName and rrsa.roleArn are both set: keep roleName where ack-pod-identity-webhook runs, roleArn elsewhere" -}}
{{- end -}}
{{- if and $values.rrsa.roleName (not $values.serviceAccount.create) -}}
{{- fail "rrsa.roleName annotates the service account that the chart makes: set serviceAccount.create=true, or annotate yours and clear rrsa.roleName" -}}
{{- end -}}
{{- if and (gt (int $values.shards) 1) (semverCompare "<1.28.0-0" .Capabilities.KubeVersion.Version) -}}
{{- fail (printf "shards=%d needs Kubernetes 1.28 or newer (the label apps.kubernetes.io/pod-index); this is %s" (int $values.shards) .Capabilities.KubeVersion.Version) -}}
{{- end -}}
{{- if and (eq (include "vpn.configSource" .) "rendered") (eq $values.configStorage "ConfigMap") -}}
{{- range $index, $account := $values.config.accounts -}}
{{- include "vpn.checkCredentials" (dict "path" (printf "config.accounts[%d].credentials" $index) "credentials" $account.credentials) -}}
{{- end -}}
{{- end -}}
{{- end -}}

{{/* Refuses a secret in plain text; a role's source credentials are nested. Takes dict: path, credentials. */}}
{{- define "vpn.checkCredentials" -}}
{{- $path := .path -}}
{{- with .credentials -}}
{{- range $key := list "access_key_secret" "security_token" -}}
{{- $value := get $.credentials $key | default "" -}}
{{- if and $value (not (regexMatch "^\\$\\{[A-Za-z_][A-Za-z0-9_]*\\}$" (toString $value))) -}}
{{- fail (printf "%s.%s is in plain text and would go into a ConfigMap: use ${NAME} with credentials.env, %s_file with credentials.files, or configStorage=Secret" $path $key $key) -}}
{{- end -}}
{{- end -}}
{{- include "vpn.checkCredentials" (dict "path" (printf "%s.source" $path) "credentials" .source) -}}
{{- end -}}
{{- end -}}
