/** The chart's ways in: credentials to the cloud, probes of the kubelet. */

import { describe, expect, it } from '@jest/globals';
import { Helm, type KubeObject, only, type Values, template } from './chart.ts';
import { findHelmTools } from './tools.ts';

const tools = await findHelmTools();

(tools === undefined ? describe.skip : describe)('the workload', () => {
  const helm = new Helm(tools?.helm ?? '');
  const pod = async (values: Values): Promise<KubeObject> => template(await helm.objects(values));
  const container = async (values: Values): Promise<KubeObject['spec']> =>
    (await pod(values))['spec'].containers[0];

  describe('its credentials', () => {
    it('come from Secrets as variables and files', async () => {
      const credentials = {
        env: [{ name: 'AK', secretName: 'vpn', secretKey: 'ak' }],
        envFrom: ['all'],
        files: ['prod'],
      };
      const { env, envFrom, volumeMounts } = await container({ credentials });
      expect(env).toEqual([
        { name: 'AK', valueFrom: { secretKeyRef: { name: 'vpn', key: 'ak' } } },
      ]);
      expect(envFrom).toEqual([{ secretRef: { name: 'all' } }]);
      expect(volumeMounts).toContainEqual({
        name: 'secret-0',
        mountPath: '/etc/alicloud-vpn-exporter/secrets/prod',
        readOnly: true,
      });
    });

    it('may be the role that the webhook of ACK injects', async () => {
      const objects = await helm.objects({ rrsa: { roleName: 'vpn-reader' } });
      const account = only(objects, 'ServiceAccount');
      expect(account.metadata).toMatchObject({
        annotations: { 'pod-identity.alibabacloud.com/role-name': 'vpn-reader' },
      });
      expect(template(objects)['spec'].serviceAccountName).toBe(account.metadata.name);
    });

    it('may be a token that the pod carries to the security token service', async () => {
      const roleArn = 'acs:ram::1:role/r';
      const oidcProviderArn = 'acs:ram::1:oidc-provider/p';
      const { spec } = await pod({ rrsa: { roleArn, oidcProviderArn } });
      const byName = ({ name }: { readonly name: string }): boolean => name === 'rrsa';
      const { projected } = spec.volumes.find(byName);
      const { path, audience } = projected.sources[0].serviceAccountToken;
      const { mountPath } = spec.containers[0].volumeMounts.find(byName);
      expect(audience).toBe('sts.aliyuncs.com');
      expect(spec.containers[0].env).toEqual([
        { name: 'ALIBABA_CLOUD_ROLE_ARN', value: roleArn },
        { name: 'ALIBABA_CLOUD_OIDC_PROVIDER_ARN', value: oidcProviderArn },
        { name: 'ALIBABA_CLOUD_OIDC_TOKEN_FILE', value: `${mountPath}/${path}` },
      ]);
    });

    it('leave the service account to the user who wants that', async () => {
      const objects = await helm.objects({ serviceAccount: { create: false } });
      expect(objects.map(({ kind }) => kind)).not.toContain('ServiceAccount');
      expect(template(objects)['spec'].serviceAccountName).toBe('default');
    });
  });

  describe('its probes', () => {
    const tls = { cert_file: '/c', key_file: '/k' };
    const web = (config: Values): Values => ({ web: { config } });
    const http = (scheme: string): Values => ({
      httpGet: { path: '/-/ready', port: 'http-metrics', scheme },
    });
    const tcp = { tcpSocket: { port: 'http-metrics' } };
    const certificates = {
      ...tls,
      client_ca_file: '/a',
      client_auth_type: 'RequireAndVerifyClientCert',
    };

    it.each<readonly [string, Values, Values]>([
      ['plain HTTP', {}, http('HTTP')],
      ['TLS', web({ tls_server_config: tls }), http('HTTPS')],
      ['a password', web({ basic_auth_users: { a: 'hash' } }), tcp],
      ['client certificates', web({ tls_server_config: certificates }), tcp],
      [
        'client certificates that may be left out',
        web({ tls_server_config: { ...tls, client_auth_type: 'VerifyClientCertIfGiven' } }),
        http('HTTPS'),
      ],
      [
        'TLS of an existing file',
        { web: { existingSecret: 'w', existingHasTls: true } },
        http('HTTPS'),
      ],
      [
        'a password of an existing file',
        { web: { existingSecret: 'w', existingHasAuth: true } },
        tcp,
      ],
      ['the wish for tcp', { probes: { kind: 'tcp' } }, tcp],
    ])('suit %s', async (_name, values, expected) => {
      const { startupProbe, livenessProbe, readinessProbe } = await container(values);
      expect(readinessProbe).toMatchObject(expected);
      expect(Object.keys(livenessProbe)).toEqual(Object.keys(readinessProbe));
      expect(Object.keys(startupProbe)).toEqual(Object.keys(readinessProbe));
    });

    it('ask for health where they may restart the pod, for readiness where they may not', async () => {
      const { startupProbe, livenessProbe, readinessProbe } = await container({});
      expect(startupProbe.httpGet.path).toBe('/-/healthy');
      expect(livenessProbe.httpGet.path).toBe('/-/healthy');
      expect(readinessProbe.httpGet.path).toBe('/-/ready');
    });

    it('carry the headers of the values', async () => {
      const httpHeaders = [{ name: 'Authorization', value: 'Basic x' }];
      const values = {
        ...web({ basic_auth_users: { a: 'hash' } }),
        probes: { kind: 'http', httpHeaders },
      };
      expect((await container(values)).readinessProbe.httpGet.httpHeaders).toEqual(httpHeaders);
    });
  });
});
