import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import type { Fields } from '../../../src/alicloud/decode/fields.ts';
import { decodeConnection } from '../../../src/collectors/connections/decode.ts';
import { decodeRows } from '../../../src/alicloud/decode/page.ts';
import { CRYPTO_VALUES } from '../../../src/collectors/connections/item.ts';
import { CONNECTIONS, dualRow, singleRow, tunnelRow } from '../../alicloud/support/rows.ts';

/** Block and field of each parameter, as the API documents them. */
const FIELDS = [
  ['ike_version', 'Ike', 'IkeVersion'],
  ['ike_mode', 'Ike', 'IkeMode'],
  ['ike_encryption', 'Ike', 'IkeEncAlg'],
  ['ike_authentication', 'Ike', 'IkeAuthAlg'],
  ['ike_dh_group', 'Ike', 'IkePfs'],
  ['ipsec_encryption', 'Ipsec', 'IpsecEncAlg'],
  ['ipsec_authentication', 'Ipsec', 'IpsecAuthAlg'],
  ['ipsec_dh_group', 'Ipsec', 'IpsecPfs'],
  ['dpd', '', 'EnableDpd'],
  ['nat_traversal', '', 'EnableNatTraversal'],
] as const;

type Block = (typeof FIELDS)[number][1];

/** A tunnel of a dual-tunnel connection, and a single-tunnel connection: the blocks have other names. */
const LEVELS = [
  {
    level: 'a tunnel',
    decode: (fields: Readonly<Record<string, unknown>>) => {
      const named = Object.entries(fields).map(([name, value]) => [
        name.endsWith('Config') ? `Tunnel${name}` : name,
        value,
      ]);
      const row = dualRow([tunnelRow({ TunnelIkeConfig: {}, ...Object.fromEntries(named) })]);
      const { items, rejected, unknownFields } = decodeRows([row], CONNECTIONS);
      return { crypto: items[0]?.tunnels[0]?.crypto, rejected, unknownFields };
    },
    path: (block: Block, field: string) =>
      `TunnelOptions.${block === '' ? '' : `Tunnel${block}Config.`}${field}`,
  },
  {
    level: 'a single-tunnel connection',
    decode: (fields: Readonly<Record<string, unknown>>) => {
      const row = singleRow({ IkeConfig: {}, ...fields });
      const { items, rejected, unknownFields } = decodeRows([row], CONNECTIONS);
      return { crypto: items[0]?.crypto, rejected, unknownFields };
    },
    path: (block: Block, field: string) => `${block === '' ? '' : `${block}Config.`}${field}`,
  },
];

const fieldsOf = (block: Block, field: string, value: unknown) =>
  block === '' ? { [field]: value } : { [`${block}Config`]: { [field]: value } };

describe.each(LEVELS)('the crypto of $level', ({ decode, path }) => {
  describe.each(FIELDS)('%s', (parameter, block, field) => {
    const read = (value: unknown) => {
      const { crypto, rejected, unknownFields } = decode(fieldsOf(block, field, value));
      return { value: crypto?.parameters[parameter], rejected, unknownFields };
    };

    it.each([...CRYPTO_VALUES[parameter]])('knows %s in any case', (value) => {
      const known = { value, rejected: [], unknownFields: [] };
      expect(read(value)).toEqual(known);
      expect(read(value.toUpperCase())).toEqual(known);
    });

    it.each([undefined, null, ''])('is empty when it is %p', (value) => {
      expect(read(value)).toEqual({ value: '', rejected: [], unknownFields: [] });
    });

    it.each(['group99', 'a pre-shared key', 7, [], {}, 'constructor'])(
      'is unknown and counted when it is %p',
      (value) => {
        const counted = [path(block, field)];
        expect(read(value)).toEqual({ value: 'unknown', rejected: [], unknownFields: counted });
      },
    );
  });

  it.each([true, false])('takes a switch that is %p for its text', (value) => {
    const { crypto } = decode({ EnableDpd: value, EnableNatTraversal: value });
    expect(crypto?.parameters).toMatchObject({ dpd: `${value}`, nat_traversal: `${value}` });
  });

  it.each([
    [86_400, 86_400],
    ['3600', 3_600],
    [0, 0],
    ['', undefined],
    [undefined, undefined],
  ])('reads lifetimes of %p', (value, seconds) => {
    const { crypto, unknownFields } = decode({
      IkeConfig: { IkeLifetime: value },
      IpsecConfig: { IpsecLifetime: value },
    });
    expect(crypto).toMatchObject({ ikeLifetimeSeconds: seconds, ipsecLifetimeSeconds: seconds });
    expect(unknownFields).toEqual([]);
  });

  it('counts a lifetime that is none', () => {
    const { crypto, unknownFields } = decode({ IkeConfig: { IkeLifetime: '1 day' } });
    expect(crypto?.ikeLifetimeSeconds).toBeUndefined();
    expect(unknownFields).toEqual([path('Ike', 'IkeLifetime')]);
  });

  it.each([undefined, null, ''])('is not there when both blocks are %p', (block) => {
    const { crypto, rejected } = decode({ IkeConfig: block, IpsecConfig: block, EnableDpd: true });
    expect(crypto).toBeUndefined();
    expect(rejected).toEqual([]);
  });

  it('is read from the block that is there when the other is not', () => {
    const { crypto } = decode({ IkeConfig: null, IpsecConfig: { IpsecPfs: 'disabled' } });
    expect(crypto?.parameters).toMatchObject({ ike_version: '', ipsec_dh_group: 'disabled' });
  });

  it('never rejects the row, and never shows a text of it', () => {
    const mark = 'kept secret';
    const anything = fc.oneof(fc.constant(mark), fc.jsonValue());
    fc.assert(
      fc.property(anything, anything, anything, (ike, ipsec, dpd) => {
        const seen = decode({
          IkeConfig: { IkeEncAlg: ike, IkeLifetime: dpd, Psk: mark },
          IpsecConfig: ipsec,
          EnableDpd: dpd,
        });
        expect(seen.rejected).toEqual([]);
        expect(JSON.stringify(seen)).not.toContain(mark);
      }),
      { numRuns: 50 },
    );
  });
});

describe('the blocks', () => {
  it.each([[[]], ['{"IkeVersion":"ikev1"}'], [7]])(
    'of another type, such as %j, are counted once and do not reject the row',
    (block) => {
      const row = singleRow({ IkeConfig: block, IpsecConfig: { IpsecPfs: 'group14' } });
      const { items, unknownFields } = decodeRows([row], CONNECTIONS);
      expect(items).toHaveLength(1);
      expect(unknownFields).toEqual(['IkeConfig']);
    },
  );
});

describe.each(LEVELS)('AES-GCM of $level', ({ decode }) => {
  it.each([
    ['aes256-gcm-16', 'aes256-gcm-16'],
    ['AES128-GCM-16', 'aes128-gcm-16'],
    ['aes192gcm', 'aes192gcm'],
    ['aes_gcm', 'aes_gcm'],
    ['aes256gcm16 and a secret', 'aes256gcm16'],
  ])('%p is a documented value: %s', (text, value) => {
    const { crypto, unknownFields } = decode({ IpsecConfig: { IpsecEncAlg: text } });
    expect(crypto?.parameters.ipsec_encryption).toBe(value);
    expect(unknownFields).toEqual([]);
  });
});

describe('crypto that is not wanted', () => {
  const type = {
    ...CONNECTIONS,
    decode: (row: Fields) => decodeConnection(row, { crypto: false }),
  };
  const odd = { IkeVersion: 'ikev9', IkeEncAlg: 'rot13', IkeLifetime: 'long' };

  it.each([
    ['a single-tunnel connection', singleRow({ IkeConfig: odd, EnableDpd: 'perhaps' })],
    ['a tunnel', dualRow([tunnelRow({ TunnelIkeConfig: odd, EnableDpd: 'perhaps' })])],
  ])('is not read, and its values are not counted: %s', (_, row) => {
    const { items, unknownFields } = decodeRows([row], type);
    expect([items[0]?.crypto, items[0]?.tunnels[0]?.crypto]).toEqual([undefined, undefined]);
    expect(unknownFields).toEqual([]);
  });
});
