/** Home directories with the files of the vendor's tools. */

import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach } from '@jest/globals';

const folders: string[] = [];

afterEach(async () => {
  await Promise.all(folders.splice(0).map((folder) => rm(folder, { recursive: true })));
});

/** A home directory with these files. */
export async function home(files: Readonly<Record<string, string>> = {}): Promise<string> {
  const folder = await mkdtemp(path.join(tmpdir(), 'home-'));
  folders.push(folder);
  for (const [name, text] of Object.entries(files)) {
    await mkdir(path.dirname(path.join(folder, name)), { recursive: true });
    await writeFile(path.join(folder, name), text);
  }
  return folder;
}

export const CLI_FILE = '.aliyun/config.json';
export const PROFILE_FILE = '.alibabacloud/credentials';

/** The CLI's file with these profiles, the first of them current. */
export function cliFile(...profiles: readonly Readonly<Record<string, unknown>>[]): string {
  return JSON.stringify({ current: profiles[0]?.['name'], profiles });
}
