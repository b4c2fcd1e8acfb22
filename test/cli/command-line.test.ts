import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { parseFlags } from '../../src/cli/command-line.ts';
import { type Command, UsageError } from '../../src/cli/command.ts';
import { ALL_FLAGS, isFlagOf } from '../../src/cli/flags.ts';

const RUN: Command = {
  kind: 'run',
  source: { kind: 'demo' },
  shard: { index: 0, total: 1 },
  log: { level: 'info', format: 'json' },
  webConfigFile: undefined,
  listenAddresses: [{ host: undefined, port: 10_061 }],
  telemetryPath: '/metrics',
  routePrefix: '',
  externalPath: undefined,
  enableLifecycle: false,
  systemdSocket: false,
  enableAutoReload: false,
};

const SIMULATE: Command = {
  kind: 'simulate',
  listen: { host: '127.0.0.1', port: 0 },
  scenarioFile: undefined,
  log: { level: 'info', format: 'json' },
};

function parse(line: string): Command {
  return parseFlags(line.split(' ').filter((word) => word !== ''));
}

function help(line: string): string {
  const command = parse(line);
  return command.kind === 'help' ? command.text : '';
}

/** The kind of the command, or what is wrong; anything but a UsageError fails the test. */
function outcome(argv: readonly string[]): string {
  try {
    return parseFlags(argv).kind;
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    return String(error);
  }
}

describe('the command line of the exporter', () => {
  it.each<[string, Partial<Command>]>([
    ['--demo', {}],
    ['--demo=true', {}],
    ['--demo --once=false --config.check=false --web.enable-lifecycle=false', {}],
    ['--config.file=a.yml', { source: { kind: 'file', file: 'a.yml' } }],
    ['--config.file a.yml', { source: { kind: 'file', file: 'a.yml' } }],
    ['--config.file=a=b.yml', { source: { kind: 'file', file: 'a=b.yml' } }],
    ['--config.file=-', { source: { kind: 'file', file: '-' } }],
    ['--config.file=--x', { source: { kind: 'file', file: '--x' } }],
    ['--region=cn-hangzhou', { source: { kind: 'regions', regions: ['cn-hangzhou'] } }],
    ['--region a --region=b', { source: { kind: 'regions', regions: ['a', 'b'] } }],
    ['--region=a --demo=false', { source: { kind: 'regions', regions: ['a'] } }],
    ['--demo --web.enable-lifecycle', { enableLifecycle: true }],
    ['--demo --web.telemetry-path=/a/b-c.d', { telemetryPath: '/a/b-c.d' }],
    ['--demo --web.telemetry-path=/-metrics', { telemetryPath: '/-metrics' }],
    ['--demo --web.systemd-socket', { systemdSocket: true }],
    [
      '--config.file=a.yml --config.enable-auto-reload',
      { source: { kind: 'file', file: 'a.yml' }, enableAutoReload: true },
    ],
    ['--demo --config.enable-auto-reload=false', {}],
    ['--demo --web.route-prefix=/', {}],
    ['--demo --web.route-prefix=vpn', { routePrefix: '/vpn' }],
    ['--demo --web.route-prefix=/vpn/a/', { routePrefix: '/vpn/a' }],
    ['--demo --web.external-url=https://a.example', { externalPath: '' }],
    [
      '--demo --web.external-url=https://a.example:8443/vpn/',
      { externalPath: '/vpn', routePrefix: '/vpn' },
    ],
    ['--demo --web.external-url=/vpn', { externalPath: '/vpn', routePrefix: '/vpn' }],
    [
      '--demo --web.external-url=http://a.example/vpn --web.route-prefix=/',
      { externalPath: '/vpn', routePrefix: '' },
    ],
    ['--demo --web.config.file=web.yml', { webConfigFile: 'web.yml' }],
    ['--demo --shard.index=2 --shard.total 3', { shard: { index: 2, total: 3 } }],
    ['--demo --log.level=debug', { log: { level: 'debug', format: 'json' } }],
    ['--demo --log.format logfmt', { log: { level: 'info', format: 'logfmt' } }],
  ])('%s', (line, expected) => {
    expect(parse(line)).toEqual({ ...RUN, ...expected });
  });

  it.each([
    [':0', [{ host: undefined, port: 0 }]],
    [':65535', [{ host: undefined, port: 65_535 }]],
    ['localhost:80', [{ host: 'localhost', port: 80 }]],
    ['10.0.0.1:80', [{ host: '10.0.0.1', port: 80 }]],
    ['[::1]:0', [{ host: '::1', port: 0 }]],
    [
      '[::]:9100 --web.listen-address :1',
      [
        { host: '::', port: 9100 },
        { host: undefined, port: 1 },
      ],
    ],
  ])('--web.listen-address=%s', (addresses, listenAddresses) => {
    const line = `--demo --web.listen-address=${addresses}`;
    expect(parse(line)).toEqual({ ...RUN, listenAddresses });
  });

  it.each(['prometheus', 'table', 'wide', 'json'])('--once --output=%s', (output) => {
    const { kind, source, shard, log, webConfigFile } = { ...RUN, kind: 'once' };
    const expected = { kind, source, shard, log, webConfigFile, output };
    expect(parse(`--demo --once --output=${output}`)).toEqual(expected);
  });

  it('records into a folder', () => {
    expect(parse('--demo --once --record=there')).toMatchObject({ recordFolder: 'there' });
  });

  it('prints the exposition unless told otherwise', () => {
    expect(parse('--demo --once')).toMatchObject({ kind: 'once', output: 'prometheus' });
  });

  it('--config.check keeps what it needs', () => {
    expect(
      parse('--config.file=a --config.check --web.config.file=w --web.listen-address=:1'),
    ).toEqual({
      kind: 'check',
      source: { kind: 'file', file: 'a' },
      shard: { index: 0, total: 1 },
      log: { level: 'info', format: 'json' },
      webConfigFile: 'w',
    });
  });

  it.each(['--config.check.live', '--config.check --config.check.live'])(
    '%s asks the API',
    (flags) => {
      expect(parse(`--config.file=a ${flags}`)).toEqual({
        kind: 'check-live',
        source: { kind: 'file', file: 'a' },
        shard: { index: 0, total: 1 },
        log: { level: 'info', format: 'json' },
        webConfigFile: undefined,
      });
    },
  );
});

describe('the command line of the simulator', () => {
  it.each<[string, Partial<Command>]>([
    ['simulate', {}],
    ['simulate --listen=127.0.0.1:8080', { listen: { host: '127.0.0.1', port: 8080 } }],
    ['--listen :1 simulate', { listen: { host: undefined, port: 1 } }],
    ['simulate --scenario a.yml', { scenarioFile: 'a.yml' }],
    [
      'simulate --log.level=error --log.format=logfmt',
      { log: { level: 'error', format: 'logfmt' } },
    ],
  ])('%s', (line, expected) => {
    expect(parse(line)).toEqual({ ...SIMULATE, ...expected });
  });
});

describe('wrong usage', () => {
  it.each([
    ['', 'one of --config.file, --region and --demo is needed, see --help'],
    ['--demo=false', 'one of --config.file, --region and --demo is needed, see --help'],
    ['--once', 'one of --config.file, --region and --demo is needed, see --help'],
    ['--demo --config.file=a', '--config.file and --demo exclude each other'],
    ['--config.file=a --region=b', '--config.file and --region exclude each other'],
    ['--region=b --demo', '--region and --demo exclude each other'],
    ['--demo --record=there', '--record is for --once only'],
    ['--demo --once --config.check', '--once and --config.check exclude each other'],
    ['--demo --once --config.check.live', '--once and --config.check.live exclude each other'],
    ['--demo --output=json', '--output is for --once only'],
    ['--demo --config.enable-auto-reload', '--config.enable-auto-reload is for --config.file only'],
    [
      '--demo --web.external-url=a.example/vpn',
      '--web.external-url: expected a URL such as https://example.com/vpn, found "a.example/vpn"',
    ],
    [
      '--demo --web.external-url=ftp://a.example',
      '--web.external-url: expected a URL such as https://example.com/vpn, found "ftp://a.example"',
    ],
    [
      '--demo --web.external-url=http://a.example/?q',
      '--web.external-url: expected a URL such as https://example.com/vpn, found "http://a.example/?q"',
    ],
    [
      '--demo --web.route-prefix=/-/x',
      '--web.route-prefix: expected a path such as /vpn, found "/-/x"',
    ],
    [
      '--demo --web.route-prefix=/a?b',
      '--web.route-prefix: expected a path such as /vpn, found "/a?b"',
    ],
    ['--demo --unheard-of', 'unknown flag "--unheard-of", see --help'],
    ['--config-file=secret', 'unknown flag "--config-file", did you mean --config.file?'],
    ['--config a', 'unknown flag "--config", did you mean --config.file?'],
    ['--listen-address=:1', 'unknown flag "--listen-address", did you mean --web.listen-address?'],
    ['--Demo', 'unknown flag "--Demo", did you mean --demo?'],
    ['-config.file=a', 'unknown flag "-config.file", did you mean --config.file?'],
    ['-x', 'unknown flag "-x", see --help'],
    ['--no-demo', 'unknown flag "--no-demo", see --help'],
    ['--demo a.yml', 'unexpected argument "a.yml": only flags are expected, see --help'],
    ['--demo -- --once', 'unexpected argument "--once": only flags are expected, see --help'],
    ['simulate simulate', 'unexpected argument "simulate": only flags are expected, see --help'],
    ['simulate --demo', '--demo is not a flag of simulate'],
    ['--demo --scenario=a', '--scenario is a flag of simulate only'],
    ['--demo --demo', '--demo is given twice'],
    ['--config.file=a --config.file=a', '--config.file is given twice'],
    ['--region=a --region=a', '--region: "a" is given twice'],
    [
      '--demo --web.listen-address=:1 --web.listen-address=:1',
      '--web.listen-address: ":1" is given twice',
    ],
    ['--config.file', '--config.file: expected a value (FILE), found nothing'],
    ['--config.file=', '--config.file: expected a value (FILE), found an empty text'],
    [
      '--config.file --once',
      '--config.file: expected a value (FILE), found "--once"; write --config.file=… if it is the value',
    ],
    ['--demo=yes', '--demo: expected no value, true or false, found "yes"'],
    ['--help=1', '--help: expected no value, true or false, found "1"'],
    ['--region=CN', '--region: expected a region id such as cn-hangzhou, found "CN"'],
    ['--region=all', '--region: expected a region id such as cn-hangzhou, found "all"'],
    [
      '--demo --output=csv --once',
      '--output: expected one of prometheus, table, wide, json, found "csv"',
    ],
    [
      '--demo --log.level=warning',
      '--log.level: expected one of debug, info, warn, error, found "warning"',
    ],
    ['--demo --log.format=text', '--log.format: expected one of json, logfmt, found "text"'],
    ['--demo --shard.total=0', '--shard.total: expected a whole number of at least 1, found "0"'],
    [
      '--demo --shard.total=1.5',
      '--shard.total: expected a whole number of at least 1, found "1.5"',
    ],
    ['--demo --shard.index=x', '--shard.index: expected a whole number of at least 0, found "x"'],
    ['--demo --shard.index=-1', '--shard.index: expected a whole number of at least 0, found "-1"'],
    [
      '--demo --shard.index=3 --shard.total=3',
      '--shard.index: expected less than --shard.total=3, found "3"',
    ],
    ['--demo --shard.index=1', '--shard.index: expected less than --shard.total=1, found "1"'],
  ])('%s', (line, message) => {
    expect(() => parse(line)).toThrow(new UsageError(message));
  });

  it.each([
    '::1:80',
    '80',
    'localhost',
    'localhost:',
    'host:1:2',
    '[::1]',
    '[host]:80',
    '[]:80',
    'http://a:80',
    'a/b:80',
    ' :80',
  ])('--web.listen-address=%s', (address) => {
    const expected = 'expected host:port, [::1]:port or :port, found';
    expect(() => parseFlags(['--demo', `--web.listen-address=${address}`])).toThrow(
      `--web.listen-address: ${expected} ${JSON.stringify(address)}`,
    );
  });

  it('--listen with a port out of range', () => {
    const message = '--listen: expected a port from 0 to 65535, found "a:65536"';
    expect(() => parse('simulate --listen=a:65536')).toThrow(message);
  });

  it.each([
    '/',
    '/-',
    '/-/reload',
    'metrics',
    '/a b',
    '/a?b',
    '/a#b',
    '//',
    '/a/',
    '/a/../b/',
    '/ü',
  ])('--web.telemetry-path=%s', (path) => {
    expect(() => parseFlags(['--demo', `--web.telemetry-path=${path}`])).toThrow(
      `--web.telemetry-path: expected a path such as /metrics, other than / and /-/…, found ${JSON.stringify(path)}`,
    );
  });

  it('is told in one line without control characters, whatever the arguments', () => {
    const word = fc.oneof(
      fc.constantFrom(...ALL_FLAGS.map(({ name }) => `--${name}`)),
      fc
        .tuple(fc.constantFrom(...ALL_FLAGS.map(({ name }) => name)), fc.string({ unit: 'binary' }))
        .map(([name, value]) => `--${name}=${value}`),
      fc.constantFrom('simulate', '--', '-', '-h', '-hx', '', '=', '--=', '--region=a', '--demo'),
      fc.string({ unit: 'binary' }),
    );
    fc.assert(
      fc.property(fc.array(word, { maxLength: 6 }), (argv) => {
        expect(outcome(argv)).toMatch(
          /^(run|check|check-live|once|simulate|help|version|UsageError: \P{Cc}+)$/u,
        );
      }),
      { numRuns: 500 },
    );
  });
});

describe('--version and --help', () => {
  it.each(['--version', 'simulate --version', '--nonsense --version'])('%s', (line) => {
    expect(parse(line)).toEqual({ kind: 'version' });
  });

  it.each([
    '--help',
    '-h',
    '--help=true',
    '--version --help',
    '--nonsense x --help',
    '--demo --demo -h',
  ])('%s', (line) => {
    expect(help(line)).toMatch(/^usage: alicloud-vpn-exporter \[<flags>\]\n/);
  });

  it('has every flag of the exporter with its default and meaning', () => {
    const text = help('--help').replaceAll(/\s+/g, ' ');
    for (const flag of ALL_FLAGS) {
      const { name, default: value, placeholder, meaning } = flag;
      const isOfExporter = isFlagOf(flag, 'exporter');
      const entry = [`--${name}`, value ?? placeholder].filter(Boolean).join('=');
      expect([name, text.includes(`${entry} `)]).toEqual([name, isOfExporter]);
      expect([name, text.includes(meaning)]).toEqual([name, isOfExporter]);
    }
  });

  it('is about the simulator where that is asked for', () => {
    const text = help('simulate --help');
    expect(text).toContain('--listen=127.0.0.1:0');
    expect(text).toContain('--scenario=FILE');
    expect(text).not.toContain('--config.file');
  });

  it('fits a terminal of 80 columns', () => {
    const lines = `${help('--help')}${help('simulate -h')}`.split('\n');
    expect(lines.filter((line) => line.length > 80)).toEqual([]);
    expect(lines.filter((line) => line !== line.trimEnd())).toEqual([]);
  });

  it('shows the lines that users know from other exporters', () => {
    expect(help('--help')).toContain(`
  -h, --help                    Show this help and exit.
      --version                 Show the version and exit.
      --config.file=FILE        Configuration file in YAML.
`);
    expect(help('--help')).toContain(`
      --web.listen-address=:10061 ...
                                Address to listen on: host:port, [::1]:port or
                                :port. Port 0 picks a free one and logs it.
`);
  });
});
