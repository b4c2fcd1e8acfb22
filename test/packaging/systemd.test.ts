/** The systemd unit, as systemd itself sees it. */

import { readFile } from 'node:fs/promises';
import { execPath } from 'node:process';
import { describe, expect, it } from '@jest/globals';
import { checked, NOT_INSTALLED } from './checked.ts';

const unit = await readFile(
  new URL('../../config/alicloud-vpn-exporter.service', import.meta.url),
  'utf8',
);

/** Every `Key=value` of the unit; a key may come more than once. */
const settings = unit
  .split('\n')
  .filter((line) => /^[A-Z]\w+=/.test(line))
  .map((line) => [line.slice(0, line.indexOf('=')), line.slice(line.indexOf('=') + 1)] as const);

/** The unit with programs that this machine has. */
const local = unit.replace('/usr/bin/node', execPath);
const NAME = 'alicloud-vpn-exporter.service';

describe('the systemd unit', () => {
  it.each([
    ['DynamicUser', 'yes'],
    ['NoNewPrivileges', 'yes'],
    ['ProtectSystem', 'strict'],
    ['ProtectHome', 'yes'],
    ['PrivateTmp', 'yes'],
    ['PrivateDevices', 'yes'],
    ['CapabilityBoundingSet', ''],
    ['RestrictNamespaces', 'yes'],
    ['LoadCredential', 'vpn:/etc/alicloud-vpn-exporter/secrets'],
    ['RestartPreventExitStatus', '2'],
    ['StartLimitIntervalSec', '0'],
    ['EnvironmentFile', '-/etc/alicloud-vpn-exporter/environment'],
    ['MemoryMax', '512M'],
    ['LimitCORE', '0'],
    ['ExecReload', '/bin/kill -HUP $MAINPID'],
  ])('sets %s=%s', (key, value) => {
    expect(settings).toContainEqual([key, value]);
  });

  it('leaves node its compiler', () => {
    expect(settings.map(([key]) => key)).not.toContain('MemoryDenyWriteExecute');
  });

  it('has no secret in it: the environment of a unit is readable by everybody', () => {
    const environment = settings.filter(([key]) => key === 'Environment').map(([, value]) => value);
    expect(environment.filter((value) => /secret|token|passw|key/i.test(value))).toEqual([]);
  });

  it('is a unit that systemd understands', async () => {
    const output = await checked('systemd-analyze', ['verify', '--man=no'], local, NAME);
    expect(['', NOT_INSTALLED]).toContain(output);
  });

  it('exposes little, as systemd counts it', async () => {
    const output = await checked('systemd-analyze', ['security', '--offline=true'], local, NAME);
    const level = /exposure level .*: ([\d.]+)/.exec(output)?.[1] ?? '0';
    expect(output === NOT_INSTALLED || level !== '0').toBe(true);
    expect(Number(level)).toBeLessThanOrEqual(2);
  });
});
