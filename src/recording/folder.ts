/** The folder of a recording: made for it alone, readable by its owner alone. */

import { mkdir, readdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { codeOf } from '../model/values.ts';

/** A folder that cannot be recorded into. */
class RecordingError extends Error {
  override readonly name = 'RecordingError';
}

async function entriesOf(folder: string): Promise<readonly string[]> {
  try {
    return await readdir(folder);
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return [];
    throw new RecordingError(`--record: ${folder}: cannot be read (${codeOf(error)})`);
  }
}

/**
 * Makes the folder, before anything is asked for that it is to hold.
 * @throws RecordingError where it cannot be made, or has something in it already.
 */
export async function prepareFolder(folder: string): Promise<void> {
  if ((await entriesOf(folder)).length > 0) {
    throw new RecordingError(
      `--record: ${folder} is not empty; name a folder that is not there yet`,
    );
  }
  try {
    await mkdir(folder, { recursive: true, mode: 0o700 });
  } catch (error) {
    throw new RecordingError(`--record: ${folder}: cannot be made (${codeOf(error)})`);
  }
}

/** Writes files into a folder that was prepared. @throws RecordingError where one cannot be written */
export async function writeFiles(
  folder: string,
  files: ReadonlyMap<string, string>,
): Promise<void> {
  for (const [name, text] of files) {
    const file = join(folder, name);
    try {
      await mkdir(dirname(file), { recursive: true, mode: 0o700 });
      await writeFile(file, text, { mode: 0o600, flag: 'wx' });
    } catch (error) {
      throw new RecordingError(`--record: ${file}: cannot be written (${codeOf(error)})`);
    }
  }
}
