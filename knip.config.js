/**
 * What nobody uses. An export that its own file alone uses needs no `export`; in production mode, where tests do not
 * count, it is one that they test directly.
 */
export default ({ production = false }) => ({
  entry: [
    'src/main.ts!',
    'scripts/*.{ts,mjs}',
    'dashboards/*.ts',
    'bench/*.ts',
    'test/**/*.test.ts',
    'test/alicloud/http/support/far-client.ts',
    'helm/**/*.mjs',
  ],
  project: [
    'src/**/*.ts!',
    'scripts/**/*.{ts,mjs}',
    'test/**/*.ts',
    'dashboards/**/*.ts',
    'bench/**/*.ts',
  ],
  ignoreDependencies: [
    '@alicloud/tea-typescript',
    '@aws-cdk/lambda-layer-kubectl-v35',
    '@kubernetes-models/prometheus-operator',
    'kubernetes-models',
    'fflate',
  ],
  ignoreBinaries: [
    'buildah',
    'unshare',
    'tinyproxy',
    'openssl',
    'promtool',
    'mkfifo',
    'systemd-socket-activate',
  ],
  ignoreExportsUsedInFile: production || { interface: true, type: true },
});
