/** What is wrong with a configuration: every fault, with its place. */

import { codeOf } from '../model/values.ts';
import { UnsuitableFile } from './file.ts';

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

const FILE_PROBLEMS: ReadonlyMap<string, string> = new Map([
  ['ENOENT', 'no such file'],
  ['ENOTDIR', 'no such file'],
  ['EACCES', 'a file that this user may not read'],
  ['EPERM', 'a file that this user may not read'],
  ['EISDIR', 'a directory'],
  ['ELOOP', 'a link that leads nowhere'],
  ['ERR_ENCODING_INVALID_ENCODED_DATA', 'another encoding'],
]);

/** Why a file cannot be read, in words; the code of the error where there are none for it. */
export function fileProblem(error: unknown): string {
  if (error instanceof UnsuitableFile) return error.problem;
  const code = codeOf(error, 'an error');
  return FILE_PROBLEMS.get(code) ?? code;
}
