/** The check of the Restricted standard, on pods that break it. */

import { describe, expect, it } from '@jest/globals';
import { type PodSpec, violations } from './restricted.ts';

const good: PodSpec = {
  automountServiceAccountToken: false,
  securityContext: { runAsNonRoot: true, seccompProfile: { type: 'RuntimeDefault' } },
  containers: [
    {
      name: 'main',
      securityContext: {
        allowPrivilegeEscalation: false,
        readOnlyRootFilesystem: true,
        capabilities: { drop: ['ALL'] },
      },
    },
  ],
};

describe('violations', () => {
  it('finds none in a restricted pod', () => {
    expect(violations(good)).toEqual([]);
  });

  it.each([
    ['runAsNonRoot', { securityContext: { seccompProfile: { type: 'RuntimeDefault' } } }],
    ['no host namespaces', { hostNetwork: true }],
    ['volume types', { volumes: [{ name: 'node', hostPath: { path: '/' } }] }],
    ['no service account token', { automountServiceAccountToken: true }],
  ])('finds %s', (rule, change) => {
    expect(violations({ ...good, ...change })).toEqual([rule]);
  });

  it('finds every rule that a bare container breaks', () => {
    expect(violations({ ...good, containers: [{ name: 'bare' }] })).toEqual([
      'bare: allowPrivilegeEscalation',
      'bare: drop ALL',
      'bare: readOnlyRootFilesystem',
    ]);
  });
});
