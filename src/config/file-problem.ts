/** Why a file cannot be read, in words. */

import { codeOf } from '../model/values.ts';

const PROBLEMS: Readonly<Record<string, string>> = {
  ENOENT: 'no such file',
  ENOTDIR: 'no such file',
  EACCES: 'a file that this user may not read',
  EPERM: 'a file that this user may not read',
  EISDIR: 'a directory',
  ELOOP: 'a link that leads nowhere',
  ERR_ENCODING_INVALID_ENCODED_DATA: 'another encoding',
};

/** What an error of the file system means; the code itself where there are no words for it. */
export function fileProblem(error: unknown): string {
  const code = codeOf(error, 'an error');
  return Object.hasOwn(PROBLEMS, code) ? (PROBLEMS[code] ?? code) : code;
}
