/** The optional metrics of how tunnels are protected. */

import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import {
  CRYPTO_VALUES,
  type Crypto,
  type CryptoParameter,
} from '../../../src/collectors/connections/item.ts';
import {
  cryptoFamilies,
  isWeak,
  JUDGED_PARAMETERS,
  WEAK_CHOICES,
} from '../../../src/collectors/connections/crypto.ts';
import { connection, dual, tunnel } from '../../support/samples.ts';
import { samplesOf } from '../../support/samples-of.ts';
import { renderSections, worldSections, worldStore } from '../../support/world.ts';

const STRONG: Crypto['parameters'] = {
  ike_version: 'ikev2',
  ike_mode: 'main',
  ike_encryption: 'aes256',
  ike_authentication: 'sha256',
  ike_dh_group: 'group14',
  ipsec_encryption: 'aes256',
  ipsec_authentication: 'sha512',
  ipsec_dh_group: 'group14',
  dpd: 'true',
  nat_traversal: 'true',
};

const crypto = (changes: Partial<Crypto['parameters']> = {}, rest: Partial<Crypto> = {}) => ({
  parameters: { ...STRONG, ...changes },
  ikeLifetimeSeconds: 86_400,
  ipsecLifetimeSeconds: 3_600,
  ...rest,
});

const single = (own: Crypto | undefined) => connection('vco-1', { crypto: own });
const twin = (own: Crypto | undefined) => dual('vco-1', [tunnel('tun-1', { crypto: own })]);

const SCOPE = { account: 'prod', region: 'cn-hangzhou' };
const C = { ...SCOPE, vpn_connection_id: 'vco-1' };
const LEVELS = [
  { level: 'connection', make: single, key: C },
  { level: 'tunnel', make: twin, key: { ...C, tunnel_id: 'tun-1' } },
] as const;

describe.each(LEVELS)('the crypto of a $level', ({ level, make, key }) => {
  const samples = (name: string, own: Crypto | undefined) =>
    samplesOf(cryptoFamilies, { scope: SCOPE, item: make(own) })(`${level}_${name}`);
  const weak = (own: Crypto) =>
    Object.fromEntries(
      samples('crypto_weak', own).map(([value, { parameter = '' }]) => [parameter, value]),
    );

  it('is told in one series', () => {
    expect(samples('crypto_info', crypto())).toEqual([[1, { ...key, ...STRONG }]]);
  });

  it('has its lifetimes, where they are known', () => {
    expect(samples('ike_lifetime_seconds', crypto())).toEqual([[86_400, key]]);
    expect(samples('ipsec_lifetime_seconds', crypto())).toEqual([[3_600, key]]);
    const unknown = crypto({}, { ikeLifetimeSeconds: undefined, ipsecLifetimeSeconds: undefined });
    expect(samples('ike_lifetime_seconds', unknown)).toEqual([]);
    expect(samples('ipsec_lifetime_seconds', unknown)).toEqual([]);
  });

  it('has a series for each parameter that is judged, all of them 0 when it is strong', () => {
    expect(samples('crypto_weak', crypto())).toEqual(
      JUDGED_PARAMETERS.map((parameter) => [0, { ...key, parameter }]),
    );
  });

  it.each(
    WEAK_CHOICES.flatMap(({ parameters, value }) =>
      parameters.map((parameter) => [parameter, value] as const),
    ),
  )('tells that %s is weak when it is %s', (parameter, value) => {
    const all = weak(crypto({ [parameter]: value }));
    const expected = JUDGED_PARAMETERS.map((each) => [each, each === parameter ? 1 : 0]);
    expect(all).toEqual(Object.fromEntries(expected));
  });

  it.each(['', 'unknown'])('does not judge what is %j', (value) => {
    expect(weak(crypto({ dpd: value }))).not.toHaveProperty('dpd');
    expect(weak(crypto({ dpd: value }))).toHaveProperty('ike_version', 0);
  });

  it('has no series where the API tells nothing', () => {
    for (const family of cryptoFamilies) {
      expect(family.samples({ scope: SCOPE, item: make(undefined) })).toEqual([]);
    }
  });
});

it('a connection has either its own or that of its tunnels', () => {
  const names = (subject: ReturnType<typeof single>) =>
    cryptoFamilies
      .filter(({ samples }) => samples({ scope: SCOPE, item: subject }).length > 0)
      .map(({ name }) => name.split('_')[2]);
  expect(new Set(names(single(crypto())))).toEqual(new Set(['connection']));
  expect(new Set(names(twin(crypto())))).toEqual(new Set(['tunnel']));
});

describe('the table of weak choices', () => {
  it('names documented values only, each once', () => {
    const all = WEAK_CHOICES.flatMap(({ parameters, value }) =>
      parameters.map((parameter) => [parameter, value] as const),
    );
    for (const [parameter, value] of all) expect(CRYPTO_VALUES[parameter]).toContain(value);
    expect(new Set(all.map((pair) => pair.join('='))).size).toBe(all.length);
  });

  it('gives a reason of one sentence and a source for each', () => {
    for (const { reason, source } of WEAK_CHOICES) {
      expect(reason).toMatch(/^[A-Z].*\.$/);
      expect(source).toMatch(/RFC \d+|NIST SP/);
    }
  });

  it.each([
    ['ike_encryption', ['3des', 'des']],
    ['ipsec_encryption', ['3des', 'des']],
    ['ike_authentication', ['md5', 'sha1']],
    ['ipsec_authentication', ['md5', 'sha1']],
    ['ike_dh_group', ['group1', 'group2', 'group24', 'group5']],
    ['ipsec_dh_group', ['disabled', 'group1', 'group2', 'group24', 'group5']],
    ['ike_version', ['ikev1']],
    ['dpd', ['false']],
    ['ike_mode', []],
    ['nat_traversal', []],
  ] satisfies [CryptoParameter, string[]][])('%s is weak when it is one of %j', (name, values) => {
    const found = CRYPTO_VALUES[name].filter((value) => isWeak(name, value));
    expect(found.toSorted()).toEqual(values);
  });

  it('stands in docs/metrics.md', () => {
    const doc = readFileSync(new URL('../../../docs/metrics.md', import.meta.url), 'utf8');
    for (const { reason, source, value } of WEAK_CHOICES) {
      const row = doc.split('\n').find((line) => line.includes(reason));
      expect(row).toContain(`\`${value}\``);
      expect(row).toContain(source);
    }
  });
});

describe('the page', () => {
  const page = (isOn: boolean) => renderSections(worldSections(isOn), worldStore().list());

  it('has them only where they are asked for, and then nothing else changes', () => {
    const isCrypto = /_crypto_|_(ike|ipsec)_lifetime_/;
    const [off, on] = [page(false), page(true)];
    expect(off).not.toMatch(isCrypto);
    const others = on.split('\n').filter((line) => !isCrypto.test(line));
    expect(others.join('\n')).toBe(off);
    for (const { name } of cryptoFamilies) expect(on).toContain(`\n${name}{`);
  });
});

describe('the families', () => {
  it.each(cryptoFamilies.map((each) => [each.name, each] as const))(
    '%s have a name, labels and help like the others',
    (name, { help, labels, type }) => {
      expect(name).toMatch(/^alicloud_vpn_(connection|tunnel)_[a-z]+(_[a-z]+)*$/);
      expect(type).toBe('gauge');
      expect(labels.slice(0, 3)).toEqual(['account', 'region', 'vpn_connection_id']);
      expect(labels.includes('tunnel_id')).toBe(name.startsWith('alicloud_vpn_tunnel_'));
      expect(help).toMatch(/^[A-Z].*Config.*\.$/);
    },
  );
});
