/** How bad something is: what pages is red, and nothing else is. */

import { COLOURS } from '../kit/colours.ts';

/** From what pages to what can wait, as the alert rules call it. */
export const SEVERITIES = ['critical', 'warning', 'info'] as const;

/** One of them. */
export type Severity = (typeof SEVERITIES)[number];

/** As a label by which a table can be sorted. */
export function severityLabel(severity: Severity): string {
  return `${SEVERITIES.indexOf(severity) + 1}`;
}

/** What people read, and its colour. */
export const SEVERITY_LOOKS: Readonly<Record<Severity, readonly [text: string, colour: string]>> = {
  critical: ['Page', COLOURS.bad],
  warning: ['Ticket', COLOURS.degraded],
  info: ['Notice', COLOURS.changing],
};
