/** What is wrong with a configuration: every fault, with its place. */

/** One fault. No field ever holds a secret. */
export interface ConfigFault {
  /** Where: `accounts[0].regions[1]`, a position in the YAML text, or a file. */
  readonly path: string;
  /** What would be right there. */
  readonly expected: string;
  /** What is there. */
  readonly found: string;
}

/** A fault as one line. */
export function renderFault({ path, expected, found }: ConfigFault): string {
  return `${path}: expected ${expected}, found ${found}`;
}

/** A configuration that cannot be used; its message has one line per fault. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError';
  readonly faults: readonly ConfigFault[];

  constructor(faults: readonly ConfigFault[]) {
    super(faults.map(renderFault).join('\n'));
    this.faults = faults;
  }
}
