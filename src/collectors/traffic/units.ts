/** Units of CloudMonitor's metrics. */

/** What a unit counts, and how much of it is one byte or packet per second. */
interface Unit {
  readonly of: 'bytes' | 'packets';
  readonly factor: number;
}

const BITS = 1 / 8;

/** The units that the configuration knows. */
export const UNITS = {
  'bit/s': { of: 'bytes', factor: BITS },
  'Kbit/s': { of: 'bytes', factor: 1e3 * BITS },
  'Mbit/s': { of: 'bytes', factor: 1e6 * BITS },
  'Gbit/s': { of: 'bytes', factor: 1e9 * BITS },
  'byte/s': { of: 'bytes', factor: 1 },
  'Kbyte/s': { of: 'bytes', factor: 1e3 },
  'Mbyte/s': { of: 'bytes', factor: 1e6 },
  'packet/s': { of: 'packets', factor: 1 },
} as const satisfies Readonly<Record<string, Unit>>;

export type UnitName = keyof typeof UNITS;

function isUnitName(name: string): name is UnitName {
  return Object.hasOwn(UNITS, name);
}

export const UNIT_NAMES: readonly UnitName[] = Object.keys(UNITS).filter(isUnitName);

/** How CloudMonitor spells them, in lower case and without the plural s; binary multiples are nobody's here. */
const SPELLINGS: Readonly<Record<string, UnitName>> = {
  'bit/s': 'bit/s',
  bp: 'bit/s',
  'kbit/s': 'Kbit/s',
  kbp: 'Kbit/s',
  'mbit/s': 'Mbit/s',
  mbp: 'Mbit/s',
  'gbit/s': 'Gbit/s',
  gbp: 'Gbit/s',
  'byte/s': 'byte/s',
  'kbyte/s': 'Kbyte/s',
  'mbyte/s': 'Mbyte/s',
  'count/s': 'packet/s',
  'packet/s': 'packet/s',
  pp: 'packet/s',
};

/** The unit that a text of CloudMonitor means; undefined when that is not certain. */
export function unitOf(text: string): UnitName | undefined {
  // B/s and b/s differ by their case alone: neither is trusted.
  const [amount = '', ...per] = text.trim().toLowerCase().split('/');
  const spelling = [amount.replace(/s$/, ''), ...per.map((time) => time.replace(/^second$/, 's'))];
  const name = spelling.join('/');
  return Object.hasOwn(SPELLINGS, name) ? SPELLINGS[name] : undefined;
}
