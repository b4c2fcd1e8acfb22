/** Lets the real program check a configuration of its own. */
import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { env, stderr } from 'node:process';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** What `checked` gives where the program is not installed. */
export const NOT_INSTALLED = 'not installed';

/**
 * Runs `program ...args FILE`, with `content` in FILE.
 * @returns what it printed; NOT_INSTALLED, with a line that says so, where there is no such program.
 * @throws what it printed, when it is not content; and under CI=true when it is not installed.
 */
export async function checked(
  program: string,
  args: readonly string[],
  content: string,
  name = 'config.yml',
): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'checked-'));
  const file = join(folder, name);
  await writeFile(file, content);
  try {
    const { stdout, stderr: complaints } = await run(program, [...args, file]);
    return stdout + complaints;
  } catch (error) {
    const { code, stdout = '', stderr: complaints = '' } = error as Partial<Record<string, string>>;
    const missing = code === 'ENOENT';
    if (!missing || env['CI'] === 'true')
      throw new Error(`${program}: ${stdout}${complaints}`, { cause: error });
    stderr.write(`Not checked by ${program}: it is not installed.\n`);
    return NOT_INSTALLED;
  } finally {
    await rm(folder, { recursive: true });
  }
}
