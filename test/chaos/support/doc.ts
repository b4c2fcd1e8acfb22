/** What docs/faults.md has to say of each fault, cell by cell, made from the tables that the tests prove. */

import { alertsOf } from '../alert-table.ts';
import type { Fails, Fault, Outcome } from '../fault-table.ts';

const code = (text: string): string => `\`${text}\``;

function callsOf({ codes }: Fails): string {
  const calls = Object.entries(codes).map(([name, count]) => `${count} × ${code(name)}`);
  return calls.length === 0 ? 'none' : calls.join(', ');
}

function onceOf({ strike }: Fault, { isHealed }: Fails): string {
  if (strike === undefined) return '–';
  return isHealed ? 'healed' : 'fails';
}

function alertCell(outcome: Outcome): string {
  return alertsOf(outcome)
    .filter(({ isSilenced }) => !isSilenced)
    .map(
      ({ alert, afterMinutes }) =>
        `[${alert.slice('AlicloudVpn'.length)}](runbooks/${alert}.md) ${afterMinutes}m`,
    )
    .join(', ');
}

function pageCell(outcome: Exclude<Outcome, Fails>): string {
  switch (outcome.kind) {
    case 'harmless':
      return '';
    case 'rejected':
      return code(`rows_rejected_total{field="${outcome.field}"}`);
    case 'counts':
      return `${code('target_resources')} ${outcome.shown}, ${code('target_reported_resources')} ${outcome.reported}`;
    case 'differs':
      return [
        ...outcome.metrics.map((metric) => code(`connection_${metric}`)),
        ...(outcome.unknown === undefined
          ? []
          : [code(`unknown_values_total{field="${outcome.unknown}"}`)]),
      ].join(', ');
  }
}

/** The cells of a fault's row, without its name and without what it is in words. */
export function cellsOf(fault: Fault): readonly string[] {
  const { outcome } = fault;
  if (outcome.kind === 'fails') {
    return [code(outcome.reason), callsOf(outcome), onceOf(fault, outcome), alertCell(outcome)];
  }
  return outcome.kind === 'harmless' ? [] : [pageCell(outcome), alertCell(outcome)];
}

/** The rows of a page's tables that are about a fault, by its name: what it is in words, and the other cells. */
export function faultRows(page: string): readonly (readonly [string, string, readonly string[]])[] {
  return [...page.matchAll(/^\| `([a-z_0-9]+)` *\|(.*)\|$/gm)].map(([, name = '', rest = '']) => {
    const [words = '', ...cells] = rest.split('|').map((cell) => cell.trim());
    return [name, words, cells] as const;
  });
}
