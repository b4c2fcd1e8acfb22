/** What has to be loaded before the port is open: everything else may come later, and costs nothing until then. */

import { existsSync, readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, it } from '@jest/globals';

const SRC = fileURLToPath(new URL('../src', import.meta.url));

/** What a file imports at once: neither types, which are gone at run time, nor `import()`, which is for later. */
function importsOf(file: string): readonly string[] {
  const text = readFileSync(file, 'utf8');
  const statements = text.matchAll(
    /^(?:import|export)\s+(?!type\b)(?:[^;']*?from\s+)?'([^']+)';/gm,
  );
  return [...statements].map(([, name = '']) => name);
}

/** Modules that loading some files brings along, as paths below src/ and names of packages. */
function closure(...files: readonly string[]): ReadonlySet<string> {
  const seen = new Set<string>();
  const visit = (file: string): void => {
    const path = relative(SRC, file);
    if (seen.has(path)) return;
    seen.add(path);
    for (const name of importsOf(file)) {
      if (name.startsWith('.')) visit(join(dirname(file), name));
      else seen.add(name);
    }
  };
  for (const file of files) visit(join(SRC, file));
  return seen;
}

function packages(modules: ReadonlySet<string>): readonly string[] {
  return [...modules]
    .filter((name) => !name.startsWith('node:') && !existsSync(join(SRC, name)))
    .sort();
}

const BEFORE_LISTENING = ['main.ts', 'logging.ts', 'daemon.ts'];

it('needs the packages that read the configuration and write the log, and no others', () => {
  expect(packages(closure(...BEFORE_LISTENING))).toEqual(['pino', 'yaml', 'zod']);
});

it('needs nothing that polls, renders or calls the API', () => {
  const early = [...closure(...BEFORE_LISTENING)];
  const later = /^(alicloud|exposition|metrics\/(?!tag-label)|poller|simulator|status\/(?!style))/;
  expect(early.filter((name) => later.test(name))).toEqual([]);
  expect(early).toContain('config/schema.ts');
});

it('answers --help and --version without any package', () => {
  expect(packages(closure('main.ts'))).toEqual([]);
});

it('finds what is loaded afterwards, in the same way', () => {
  const later = closure('service.ts', 'wiring.ts', 'alicloud/factory.ts', 'http/app.ts');
  expect(packages(later)).toEqual(
    expect.arrayContaining(['@alicloud/openapi-core', 'express', 'prom-client']),
  );
});
