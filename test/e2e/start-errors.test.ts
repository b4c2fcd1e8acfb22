/** What keeps the program from starting: said in lines that a person understands, with the exit code of its kind. */

import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { spawnSync } from 'node:child_process';
import { chmodSync } from 'node:fs';
import { dirname } from 'node:path';
import { MAIN, runToEnd } from './support/daemon.ts';
import { accountOf, configOf } from './support/files.ts';
import { temporaryFolder, type Folder } from '../support/folder.ts';

let folder: Folder;
/** A configuration without faults; nothing listens at its endpoint. */
let good: string;
let directory: string;

beforeAll(() => {
  folder = temporaryFolder();
  good = folder.write(
    'good.yml',
    configOf([accountOf('acme', 'http://127.0.0.1:9', ['cn-hangzhou'])]),
  );
  directory = dirname(good);
});

afterAll(() => {
  folder.remove();
});

const ROLE = { type: 'ram_role_arn', role_arn: 'acs:ram::123456789012:role/vpn-reader' };

/** What no line for people has: a frame of a stack, the name of a class, a value that is none. */
const UNSEEMLY = /^\S+ +at |\b[A-Z]\w*Error\b|node:|\.js:\d|undefined|\[object/;

interface Ended {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** How the program ended, and what it says, line by line: in its log, or plainly where it does not log. */
function describeEnd({ code, stdout, stderr }: Ended, isLogged: boolean) {
  const written = stderr.trimEnd().split('\n');
  const lines = isLogged ? written.map(errorOf) : written.map((line) => line.replace(PREFIX, ''));
  const isPlain = (line: string, index: number): boolean =>
    (isLogged || PREFIX.test(written[index] ?? '')) && !UNSEEMLY.test(line);
  return { code, stdout, lines, unseemly: lines.filter((line, index) => !isPlain(line, index)) };
}

const PREFIX = /^alicloud-vpn-exporter: /;

/** What a line of the log says is wrong. */
function errorOf(line: string): string {
  const { level, msg, error }: Record<string, unknown> = JSON.parse(line);
  return level === 'error' && msg === 'exiting' ? String(error) : line;
}

async function endOf(args: readonly string[], isLogged = !args.includes('--config.check')) {
  return describeEnd(await runToEnd(args), isLogged);
}

/** Nothing but these lines. */
function failure(code: number, lines: readonly RegExp[]) {
  return {
    code,
    stdout: '',
    lines: lines.map((line): unknown => expect.stringMatching(line)),
    unseemly: [],
  };
}

describe('a wrong command line ends with 2', () => {
  it.each([
    ['a flag without its value', ['--config.file'], /--config\.file: expected a value/],
    ['nothing to poll', [], /--config\.file/],
    ['a wrong flag of the simulator', ['simulate', '--listen=x'], /--listen: expected/],
  ])('%s', async (_name, args, line) => {
    expect(await endOf(args, false)).toEqual(failure(2, [line]));
  });
});

describe('a configuration', () => {
  const flags = ['--web.listen-address=127.0.0.1:0'];

  it('that is a directory ends with 1', async () => {
    const lines = [/a readable file in UTF-8, found a directory$/];
    expect(await endOf([...flags, `--config.file=${directory}`])).toEqual(failure(1, lines));
  });

  it.each([
    ['to run', flags],
    ...['--once', '--config.check'].map((flag) => [flag, [flag]] as const),
  ])('%s with two faults ends with 1', async (_mode, mode) => {
    const file = folder.write('two.yml', 'poll: {interval: 1}\naccounts: []\n');
    const lines = [
      /poll\.interval: expected a duration/,
      /accounts: expected at least one account/,
    ];
    expect(await endOf([...mode, `--config.file=${file}`])).toEqual(failure(1, lines));
  });
});

describe('a variable that an account needs', () => {
  it.each(['--web.listen-address=127.0.0.1:0', '--once', '--config.check'])(
    'with a password in it ends with 1: %s',
    async (flag) => {
      const account = { name: 'a', regions: ['cn-hangzhou'], credentials: ROLE };
      const file = folder.write('role.yml', configOf([account]));
      const environment = { ALIBABA_CLOUD_STS_ENDPOINT: 'https://alice:hunter2@sts.aliyuncs.com' };
      const exit = await runToEnd([flag, `--config.file=${file}`], environment);
      expect(describeEnd(exit, flag !== '--config.check')).toEqual(
        failure(1, [/^ALIBABA_CLOUD_STS_ENDPOINT: expected a host.*found a user or password$/]),
      );
    },
  );
});

describe('a configuration that this user may not read', () => {
  it('ends with 1', () => {
    const file = folder.write('closed.yml', configOf([]));
    chmodSync(file, 0o000);
    // Root may read everything, so it becomes nobody.
    const nobody = process.getuid?.() === 0 ? { uid: 65_534, gid: 65_534 } : {};
    const exit = spawnSync(process.execPath, [MAIN, '--once', `--config.file=${file}`], {
      encoding: 'utf8',
      cwd: '/',
      ...nobody,
    });
    const line = /found a file that this user may not read$/;
    expect(describeEnd({ ...exit, code: exit.status }, true)).toEqual(failure(1, [line]));
  });
});

describe('a web configuration', () => {
  const endWith = (flag: string, file: string) =>
    endOf([flag, `--config.file=${good}`, `--web.config.file=${file}`]);

  it('that is no YAML ends with 1', async () => {
    const file = folder.write('web.yml', 'tls_server_config: [\n');
    const line = /web\.yml:1: expected a \] that closes this list/;
    expect(await endWith('--config.check', file)).toEqual(failure(1, [line]));
  });

  it.each([['--web.listen-address=127.0.0.1:0'], ['--config.check']])(
    'whose certificate and key are missing ends with 1: %s',
    async (flag) => {
      const file = folder.write(
        'web.yml',
        'tls_server_config: {cert_file: x.pem, key_file: x.key}\n',
      );
      const lines = [
        /web\.yml:1: .*cert_file: expected a readable file, found no such file/,
        /web\.yml:1: .*key_file: expected a readable file, found no such file/,
      ];
      expect(await endWith(flag, file)).toEqual(failure(1, lines));
    },
  );
});

describe('an address that cannot be listened on ends with 1', () => {
  it.each([['one of two', ['127.0.0.1:0', '192.0.2.1:0'], /192\.0\.2\.1:0: this machine has no/]])(
    '%s',
    async (_name, addresses, line) => {
      const flags = addresses.map((address) => `--web.listen-address=${address}`);
      expect(await endOf(['--demo', ...flags])).toEqual(failure(1, [line]));
    },
  );
});

describe('what keeps the daemon from starting', () => {
  it('is logged in the format that was asked for', async () => {
    const { code, stderr } = await runToEnd([
      '--config.file=/nonexistent/x',
      '--log.format=logfmt',
    ]);
    expect(code).toBe(1);
    expect(stderr).toMatch(/^ts=\S+Z level=error msg=exiting error="\/nonexistent\/x: .*"\n$/);
  });
});

describe('the simulator alone', () => {
  it.each<[string, readonly string[], RegExp]>([
    ['with a scenario that is missing', ['--scenario=/nonexistent/s.yml'], /s\.yml/],
  ])('%s ends with 1', async (_name, flags, line) => {
    expect(await endOf(['simulate', ...flags])).toEqual(failure(1, [line]));
  });
});
