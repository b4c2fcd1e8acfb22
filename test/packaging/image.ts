/** Does by hand what `docker build` would do with the project's Dockerfile: every COPY and RUN, in clean folders. */
import { execFile } from 'node:child_process';
import { chmod, cp, mkdir, mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { env, execPath } from 'node:process';
import { promisify } from 'node:util';
import { type Dockerfile, execForm, expand, pairs, type Stage } from './dockerfile.ts';

const run = promisify(execFile);

/** Generous: `npm ci` downloads. */
const RUN_TIMEOUT_MS = 300_000;

/** The folders that a build made. */
export interface Image {
  /** Root of the final stage's file system, without what its base image holds. */
  readonly root: string;
  /** The ENTRYPOINT, with node and the program where they are on this machine. */
  readonly entrypoint: readonly [program: string, ...args: string[]];
  /** What ENV of the final stage sets, without PATH. */
  readonly env: Readonly<Record<string, string>>;
}

/**
 * Builds the stages one after another in a new folder.
 * @param context the project, of which only what COPY lists is taken
 * @param args build arguments
 */
export async function buildImage(
  file: Dockerfile,
  context: string,
  args: ReadonlyMap<string, string>,
): Promise<Image> {
  const base = await mkdtemp(join(tmpdir(), 'image-'));
  // The image's own user has to get in.
  await chmod(base, 0o755);
  const roots = new Map<string, string>();
  for (const stage of file.stages) {
    const root = join(base, stage.name === '' ? 'final' : stage.name);
    await buildStage(
      stage,
      root,
      (from) => (from === undefined ? context : (roots.get(from) ?? '')),
      args,
    );
    roots.set(stage.name, root);
  }
  const root = roots.get('') ?? '';
  return { root, ...program(file.stages.at(-1) as Stage, root) };
}

async function buildStage(
  stage: Stage,
  root: string,
  rootOf: (from: string | undefined) => string,
  args: ReadonlyMap<string, string>,
): Promise<void> {
  const variables = new Map<string, string>();
  let folder = root;
  for (const { keyword, flags, text } of stage.instructions) {
    if (keyword === 'WORKDIR') await mkdir((folder = join(root, text)), { recursive: true });
    if (keyword === 'ARG')
      for (const [name, value] of pairs(text)) variables.set(name, args.get(name) ?? value);
    if (keyword === 'COPY') await copy(text.split(/\s+/), rootOf(flags.get('from')), folder);
    if (keyword === 'RUN') {
      const options = {
        cwd: folder,
        env: { PATH: env['PATH'], HOME: env['HOME'], ...Object.fromEntries(variables) },
        timeout: RUN_TIMEOUT_MS,
      };
      await run('sh', ['-c', text], options);
    }
  }
}

/** COPY a b c/ puts a and b into c; COPY a ./b of a folder puts what is in a into b. */
async function copy(words: readonly string[], from: string, folder: string): Promise<void> {
  const target = words.at(-1) ?? '';
  for (const source of words.slice(0, -1)) {
    const into = target.endsWith('/') ? join(target, basename(source)) : target;
    await cp(join(from, source), join(folder, into), { recursive: true, verbatimSymlinks: true });
  }
}

function program(stage: Stage, root: string): Pick<Image, 'entrypoint' | 'env'> {
  const [, ...args] = execForm(
    stage.instructions.find(({ keyword }) => keyword === 'ENTRYPOINT')?.text ?? '[]',
  );
  const settings = stage.instructions.filter(({ keyword }) => keyword === 'ENV');
  const variables = new Map(settings.flatMap(({ text }) => [...pairs(expand(text, new Map()))]));
  variables.delete('PATH');
  return {
    entrypoint: [execPath, ...args.map((arg) => (arg.startsWith('/') ? join(root, arg) : arg))],
    env: Object.fromEntries(variables),
  };
}
