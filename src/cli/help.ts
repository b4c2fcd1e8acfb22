/** The text of --help, made from the table of flags. */

import { ALL_FLAGS, type Flag, isFlagOf, type Program } from './flags.ts';

const INTRODUCTIONS: Readonly<Record<Program, string>> = {
  exporter: `usage: alicloud-vpn-exporter [<flags>]
       alicloud-vpn-exporter simulate [<flags>]

Prometheus exporter for Alibaba Cloud IPsec-VPN connections.

One of --config.file, --region and --demo is needed. A value follows its flag
as --flag=value or --flag value.`,
  simulate: `usage: alicloud-vpn-exporter simulate [<flags>]

Serves the simulator of the API that the exporter is tested with, until stopped.`,
};

const WIDTH = 80;
const MARGIN = 32;

function wrap(text: string, width: number): readonly string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(' ')) {
    if (line !== '' && line.length + 1 + word.length > width) {
      lines.push(line);
      line = word;
    } else {
      line = line === '' ? word : `${line} ${word}`;
    }
  }
  return [...lines, line];
}

/** What follows the name of a flag: its default as exporters show it, or what stands for the value. */
function valueShown(flag: Flag): string {
  const value = flag.default ?? flag.placeholder;
  return value === undefined ? '' : `=${value}`;
}

function entry(flag: Flag): string {
  const short = flag.short === undefined ? '    ' : `-${flag.short}, `;
  const more = flag.repeatable === true ? ' ...' : '';
  const left = `  ${short}--${flag.name}${valueShown(flag)}${more}`;
  const right = wrap(flag.meaning, WIDTH - MARGIN);
  const indent = ' '.repeat(MARGIN);
  if (left.length + 1 > MARGIN) return [left, ...right.map((line) => indent + line)].join('\n');
  const [first = '', ...rest] = right;
  return [left.padEnd(MARGIN) + first, ...rest.map((line) => indent + line)].join('\n');
}

/** The help of the exporter or of its simulator, ending with a newline. */
export function helpText(program: Program): string {
  const flags = ALL_FLAGS.filter((flag) => isFlagOf(flag, program));
  return `${INTRODUCTIONS[program]}\n\nFlags:\n${flags.map(entry).join('\n')}\n`;
}
