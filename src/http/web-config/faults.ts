/** How a wrong web configuration is reported: every fault on a line of its own, no secret in any of them. */

import { quote } from '../../config/text.ts';

/** A web configuration that cannot be used. */
export class WebConfigError extends Error {
  override readonly name = 'WebConfigError';
  /** Each as `file: path: expected X, found Y`. */
  readonly faults: readonly string[];

  constructor(file: string, faults: readonly string[]) {
    const lines = faults.map((line) => `${file}: ${line}`);
    super(lines.join('\n'));
    this.faults = lines;
  }
}

/** The way to a value in the document. */
export type Path = readonly PropertyKey[];

/** Keys whose values are settings with a fixed vocabulary: only those are worth showing and safe to show. */
const SHOWN: ReadonlySet<PropertyKey> = new Set([
  'client_auth_type',
  'min_version',
  'max_version',
  'cipher_suites',
  'curve_preferences',
  'prefer_server_cipher_suites',
  'http2',
  'X-Frame-Options',
  'X-Content-Type-Options',
  'interval',
  'burst',
]);

/** One fault: where, what was expected and what is there instead. */
export function fault(path: Path, expected: string, found: string): string {
  const where = path.map(showKey).join('.') || 'the document';
  return `${where}: expected ${expected}, found ${found}`;
}

/** Describes the value at `path` of the document: its kind, or the value itself where it cannot be a secret. */
export function describe(document: unknown, path: Path): string {
  const value = valueAt(document, path);
  if (value === undefined || value === null) return 'nothing';
  if (Array.isArray(value)) return 'a list';
  if (typeof value === 'object') return 'a mapping';
  if (!path.some((key) => SHOWN.has(key))) return `a ${typeof value}`;
  return typeof value === 'string' ? quote(value) : JSON.stringify(value);
}

/** The value at `path`; undefined where there is none. */
export function valueAt(document: unknown, path: Path): unknown {
  return path.reduce<unknown>(
    (value, key) =>
      typeof value === 'object' && value !== null && Object.hasOwn(value, key)
        ? Reflect.get(value, key)
        : undefined,
    document,
  );
}

/** A key as text. One that looks like anything but a name may be a secret in the wrong place. */
function showKey(key: PropertyKey): string {
  const text = String(key);
  return /^[\w.@-]{1,64}$/.test(text) ? text : '<key>';
}
