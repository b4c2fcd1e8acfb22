/** Sorts the raw arguments into known flags and their values. */

import { parseArgs } from 'node:util';
import { nearest, quote } from '../config/text.ts';
import { ALL_FLAGS, type Flag, type FlagName, isFlagOf, type Program } from './flags.ts';
import { UsageError } from './command.ts';

/** The flags that were given, each with its values in order; a switch that is on has the value `true`, else none. */
export interface Arguments {
  readonly program: Program;
  readonly values: ReadonlyMap<FlagName, readonly string[]>;
}

type OptionToken = Extract<ReturnType<typeof tokenize>[number], { kind: 'option' }>;

function tokenize(argv: readonly string[]) {
  const options = Object.fromEntries(
    ALL_FLAGS.map(({ name, placeholder, short }) => [
      name,
      {
        type: placeholder === undefined ? ('boolean' as const) : ('string' as const),
        ...(short !== undefined && { short }),
      },
    ]),
  );
  return parseArgs({ args: [...argv], options, strict: false, tokens: true }).tokens;
}

function unknownFlag(written: string): UsageError {
  const shown = written.replace(/=.*$/s, '');
  const names = ALL_FLAGS.map((flag) => flag.name);
  const guess = nearest(shown.replace(/^-+/, ''), names);
  const hint = guess === undefined ? 'see --help' : `did you mean --${guess}?`;
  return new UsageError(`unknown flag ${quote(shown)}, ${hint}`);
}

function switchValue(flag: Flag, value: string | undefined): string | undefined {
  if (value === undefined || value === 'true') return 'true';
  if (value === 'false') return undefined;
  throw new UsageError(`--${flag.name}: expected no value, true or false, found ${quote(value)}`);
}

function textValue(flag: Flag, token: OptionToken): string {
  const { value, inlineValue } = token;
  const wanted = `--${flag.name}: expected a value (${flag.placeholder})`;
  if (value === undefined) throw new UsageError(`${wanted}, found nothing`);
  if (value === '') throw new UsageError(`${wanted}, found an empty text`);
  if (!inlineValue && value.length > 1 && value.startsWith('-')) {
    throw new UsageError(
      `${wanted}, found ${quote(value)}; write --${flag.name}=… if it is the value`,
    );
  }
  return value;
}

function valuesOf(flag: Flag, tokens: readonly OptionToken[]): readonly string[] {
  const values = tokens.map((token) =>
    flag.placeholder === undefined ? switchValue(flag, token.value) : textValue(flag, token),
  );
  if (values.length > 1 && flag.repeatable !== true) {
    throw new UsageError(`--${flag.name} is given twice`);
  }
  const twice = values.find((value, index) => values.indexOf(value) < index);
  if (twice !== undefined) throw new UsageError(`--${flag.name}: ${quote(twice)} is given twice`);
  return values.filter((value) => value !== undefined);
}

function checkProgram(flag: Flag, program: Program): void {
  if (isFlagOf(flag, program)) return;
  const place = program === 'simulate' ? 'is not a flag of simulate' : 'is a flag of simulate only';
  throw new UsageError(`--${flag.name} ${place}`);
}

function checkWords(words: readonly string[], program: Program): void {
  const stray = words[program === 'simulate' ? 1 : 0];
  if (stray === undefined) return;
  throw new UsageError(`unexpected argument ${quote(stray)}: only flags are expected, see --help`);
}

/**
 * Reads the command line into flags and their values.
 * @throws UsageError for flags that are unknown, misplaced, given twice or without their value, and for other words.
 *   `--help`, and after it `--version`, forgives all of these.
 */
export function readArguments(argv: readonly string[]): Arguments {
  const tokens = tokenize(argv);
  const options = tokens.filter((token) => token.kind === 'option');
  const words = tokens.flatMap((token) => (token.kind === 'positional' ? [token.value] : []));
  const program: Program = words[0] === 'simulate' ? 'simulate' : 'exporter';
  for (const name of ['help', 'version'] as const) {
    const asked = options.some((token) => token.name === name && token.value === undefined);
    if (asked) return { program, values: new Map([[name, ['true']]]) };
  }
  const stranger = options.find((token) => !ALL_FLAGS.some(({ name }) => name === token.name));
  if (stranger !== undefined) throw unknownFlag(argv[stranger.index] ?? stranger.rawName);
  checkWords(words, program);
  const values = new Map<FlagName, readonly string[]>();
  for (const flag of ALL_FLAGS) {
    const given = options.filter((token) => token.name === flag.name);
    if (given.length === 0) continue;
    checkProgram(flag, program);
    values.set(flag.name, valuesOf(flag, given));
  }
  return { program, values };
}
