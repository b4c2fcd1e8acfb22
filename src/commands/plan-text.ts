/** The text of --config.check. */

import { columns, type Column } from '../report/columns.ts';
import { amount, FREE_CALLS, type CallRate, type Plan } from './plan.ts';

/** Numbers stand at the right of their column. */
const COLUMNS: readonly Column[] = [
  { heading: 'ACCOUNT' },
  { heading: 'REGION' },
  { heading: 'CALLS/MIN', align: 'right' },
  { heading: 'CALLS/DAY', align: 'right' },
];

type Row = readonly [string, string, string, string];

function numbers({ perMinute, perDay }: CallRate): readonly [string, string] {
  return [amount(perMinute), amount(perDay)];
}

function rowsOf({ targets, discovering, perTarget }: Plan): readonly Row[] {
  const [minute, day] = numbers(perTarget);
  return [
    ...targets.map(({ account, region }): Row => [account.name, region, minute, day]),
    ...discovering.map((name): Row => [name, 'all, each', minute, day]),
  ];
}

function table(rows: readonly Row[]): readonly string[] {
  return columns(
    COLUMNS,
    rows.map((cells) => ({ cells })),
  );
}

function totalLine({ total, perTarget, discovering }: Plan): string {
  const [minute, day] = numbers(total);
  const known = `Predicted API calls: ${minute} per minute, ${day} per day`;
  if (discovering.length === 0) return `${known}.`;
  const [minuteEach, dayEach] = numbers(perTarget);
  return `${known}, and for every region that is found ${minuteEach} per minute, ${dayEach} per day.`;
}

function targetsLine({ targets, shard, discovering }: Plan): string {
  const more = discovering.length === 0 ? '' : ', and those of the regions that are found';
  const part = shard.total === 1 ? '' : ` in shard ${shard.index} of ${shard.total}`;
  return `Targets${part}: ${targets.length}${more}.`;
}

function assumptionsLine({ assumptions: { connections, gateways } }: Plan): string {
  return `Assumed for every target: up to ${connections} connections and ${gateways} VPN gateways, none of them down, no call repeated.`;
}

function capacityLines({ connectionsHeld }: Plan): readonly string[] {
  return connectionsHeld === undefined
    ? []
    : [`Up to ${connectionsHeld} connections per region are listed within one interval.`];
}

function cloudMonitorLines({ cloudMonitor }: Plan): readonly string[] {
  if (cloudMonitor === undefined) return [];
  const { perTarget, total } = cloudMonitor;
  return [
    `Of these, CloudMonitor calls: ${total} per month, ${perTarget} per target; ${FREE_CALLS} per month and account are free.`,
  ];
}

/** The plan for people, ending with a newline. */
export function renderPlan(plan: Plan): string {
  const rows = rowsOf(plan);
  const blocks = [
    ['The configuration is valid.'],
    [targetsLine(plan), ...(rows.length === 0 ? [] : table(rows).map((line) => `  ${line}`))],
    [totalLine(plan), ...cloudMonitorLines(plan), assumptionsLine(plan), ...capacityLines(plan)],
    ...(plan.warnings.length === 0
      ? []
      : [['Warnings:', ...plan.warnings.map((warning) => `  - ${warning}`)]]),
  ];
  return `${blocks.map((lines) => lines.join('\n')).join('\n\n')}\n`;
}
