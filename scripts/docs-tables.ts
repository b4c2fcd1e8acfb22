/**
 * Writes the policies into docs/ram-policy.md and README.md, and what is missing without each action, from the collectors;
 * and what the simulator answers into docs/simulator.md.
 */

import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { COLLECTOR_NAMES, COLLECTORS } from '../src/collectors/index.ts';
import { ACTIONS } from '../src/simulator/actions/actions.ts';
import { table } from './docs-metrics.ts';

const ALL = COLLECTOR_NAMES.map((name) => ({ name, ...COLLECTORS[name] }));

function statement(actions: readonly string[]): string {
  const names = actions.map((action) => JSON.stringify(action));
  const line = names.join(', ');
  const value = line.length > 80 ? `[\n        ${names.join(',\n        ')}\n      ]` : `[${line}]`;
  return `    {\n      "Effect": "Allow",\n      "Action": ${value},\n      "Resource": "*"\n    }`;
}

function policy(statements: readonly (readonly string[])[]): string {
  const all = statements.map(statement).join(',\n');
  return `\`\`\`json\n{\n  "Version": "1",\n  "Statement": [\n${all}\n  ]\n}\n\`\`\``;
}

/** One statement for each collector: some actions take other resources than others, and some collectors may be off. */
const WHOLE = policy(ALL.map(({ actions }) => Object.keys(actions)));

function actionsTable(): string {
  return table(
    ['action', 'collector', 'without it'],
    ALL.flatMap(({ name, enabled, actions }) =>
      Object.entries(actions).map(([action, missing]) => [
        `\`${action}\``,
        enabled ? `\`${name}\`` : `\`${name}\` (off unless you turn it on)`,
        missing,
      ]),
    ),
  );
}

/** Where the parts are in the pages: the first block of JSON, and the table of actions. */
const POLICY = /```json\n.*?```/s;
const TABLE = /^\| action .*?(?=\n\n)/ms;

/** docs/ram-policy.md with the policy and the table of all collectors. */
export function ramPolicyDoc(page: string): string {
  return page.replace(POLICY, () => WHOLE).replace(TABLE, () => actionsTable());
}

/** README.md with the policy of what runs unless it is switched off; the block is part of a list. */
export function readmeWithPolicy(page: string): string {
  const enabled = ALL.filter((collector) => collector.enabled);
  const block = policy([enabled.flatMap(({ actions }) => Object.keys(actions))]);
  return page.replace(POLICY, () => block.replaceAll('\n', '\n   '));
}

/** docs/simulator.md with the table of actions. */
export function simulatorDoc(page: string): string {
  const rows = [...ACTIONS].map(([name, { notes }]) => [`\`${name}\``, notes]);
  return page.replace(TABLE, () => table(['action', 'notes'], rows));
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  for (const [file, write] of [
    ['docs/ram-policy.md', ramPolicyDoc],
    ['README.md', readmeWithPolicy],
    ['docs/simulator.md', simulatorDoc],
  ] as const) {
    const path = fileURLToPath(new URL(`../${file}`, import.meta.url));
    writeFileSync(path, write(readFileSync(path, 'utf8')));
  }
}
