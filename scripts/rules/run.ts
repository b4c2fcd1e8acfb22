/**
 * Writes the rules with other thresholds, severities, labels or links, for people without the chart:
 * `npm run -s rules -- --set thresholds.outageSeconds=120 --values mine.yml > mine.rules.yml`
 */

import { readFileSync } from 'node:fs';
import { argv, stderr, stdout } from 'node:process';
import { parseArgs } from 'node:util';
import { parse, stringify } from 'yaml';
import { RULES_FILE } from '../alerts-rules.ts';
import { generateRules, type RuleFile } from './generate.ts';
import { readOptions } from './options.ts';

const HEAD =
  '# Made from config/rules/alicloud-vpn.rules.yml of alicloud-vpn-exporter by `npm run rules`. Change the values, not this file.\n';

function generated(args: readonly string[]): string {
  const { values } = parseArgs({
    args: [...args],
    options: {
      set: { type: 'string', multiple: true, default: [] },
      values: { type: 'string', multiple: true, default: [] },
    },
  });
  const files = values.values.map((file) => readFileSync(file, 'utf8'));
  const source = parse(readFileSync(RULES_FILE, 'utf8')) as RuleFile;
  return HEAD + stringify(generateRules(source, readOptions(files, values.set)), { lineWidth: 0 });
}

try {
  stdout.write(generated(argv.slice(2)));
} catch (error) {
  stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
}
