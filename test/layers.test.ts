/** Which room of src may know which. */

import { readdirSync, readFileSync } from 'node:fs';
import { join, relative, resolve } from 'node:path';
import { describe, expect, it } from '@jest/globals';

const SRC = new URL('../src/', import.meta.url).pathname;

/** Each room, and the rooms it may import from besides itself. */
const MAY: Readonly<Record<string, readonly string[]>> = {
  model: [],
  config: ['model', 'collectors'],
  alicloud: ['model', 'config'],
  collectors: ['model', 'config', 'alicloud'],
  polling: ['model', 'config', 'alicloud', 'collectors'],
  views: ['model', 'alicloud', 'collectors', 'polling'],
  exposition: ['model', 'collectors', 'polling', 'views'],
  report: ['model', 'collectors', 'polling', 'views'],
  http: ['model', 'config', 'exposition', 'report'],
  recording: ['model', 'config', 'alicloud', 'collectors', 'simulator'],
  simulator: ['model', 'config', 'collectors'],
  cli: ['model', 'config'],
  commands: [
    'model',
    'config',
    'alicloud',
    'collectors',
    'polling',
    'views',
    'exposition',
    'report',
    'http',
    'recording',
    'simulator',
    'cli',
  ],
};

/** Packages that only some files may name. */
const PACKAGES: readonly (readonly [name: string, isAllowed: RegExp])[] = [
  ['@alicloud/', /^(alicloud\/|collectors\/[^/]+\/(index|request)\.ts$)/],
  ['undici', /^alicloud\/http\//],
  ['express', /^http\//],
  ['prom-client', /^exposition\//],
  ['pino', /^commands\//],
];

const FILES = readdirSync(SRC, { recursive: true, encoding: 'utf8' }).filter(
  (file) => file.endsWith('.ts') && !file.endsWith('.d.ts'),
);

function importsOf(file: string): readonly string[] {
  const text = readFileSync(join(SRC, file), 'utf8');
  return [...text.matchAll(/(?:from|import\()\s*'([^']+)'/g)].map(([, path = '']) => path);
}

function roomOf(file: string): string {
  return file.split('/')[0] ?? '';
}

describe.each(Object.entries(MAY))('%s', (room, allowed) => {
  it(`imports from no room but ${allowed.join(', ') || 'itself'}`, () => {
    const others = FILES.filter((file) => roomOf(file) === room).flatMap((file) =>
      importsOf(file)
        .filter((path) => path.startsWith('.'))
        .map((path) => relative(SRC, resolve(SRC, file, '..', path)))
        .filter((path) => ![room, ...allowed].includes(roomOf(path)))
        .map((path) => `${file} imports ${path}`),
    );
    expect(others).toEqual([]);
  });
});

it('every folder of src is one of these rooms, and main.ts is the only file beside them', () => {
  const found = new Set(FILES.map(roomOf));
  expect([...found].sort()).toEqual([...Object.keys(MAY), 'main.ts'].sort());
});

it('CONTRIBUTING.md says what each of them is for', () => {
  const text = readFileSync(new URL('../CONTRIBUTING.md', import.meta.url), 'utf8');
  for (const room of Object.keys(MAY))
    expect(text).toMatch(new RegExp(`^ +src/${room}/ +\\S`, 'm'));
});

it.each(PACKAGES)('%s is named where it belongs alone', (name, isAllowed) => {
  const users = FILES.filter((file) =>
    importsOf(file).some((path) => path === name || path.startsWith(`${name.replace(/\/$/, '')}/`)),
  );
  expect(users.filter((file) => !isAllowed.test(file))).toEqual([]);
  expect(users.length).toBeGreaterThan(0);
});
