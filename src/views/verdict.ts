/** Everything in one sentence. */

import { countLevels, isWrong, LEVELS, rankOf, type Level } from './level.ts';
import type { Overview } from './overview.ts';
import { amount } from './wording.ts';

/** One sentence, and how bad it is. */
export interface Verdict {
  readonly level: Level;
  readonly text: string;
}

interface Part {
  readonly level: Level;
  readonly count: number;
  readonly one: string;
  readonly many: string;
}

function troubles({ targets, connections, gateways, expected }: Overview): readonly Part[] {
  const counts = countLevels(connections);
  const count = (health: string): number => targets.filter((one) => one.health === health).length;
  const rejected = targets.flatMap(({ collectors }) => collectors.flatMap((one) => one.rejected));
  const word = (level: Level): Part => ({
    level,
    count: counts[level],
    one: `connection ${level}`,
    many: `connections ${level}`,
  });
  return [
    word('down'),
    {
      level: 'down',
      count: expected.filter(({ found }) => found === false).length,
      one: 'expected connection missing',
      many: 'expected connections missing',
    },
    word('unknown'),
    {
      level: 'unknown',
      count: rejected.length,
      one: 'row that cannot be decoded',
      many: 'rows that cannot be decoded',
    },
    { level: 'stale', count: count('failed'), one: 'target failing', many: 'targets failing' },
    { level: 'stale', count: count('stale'), one: 'target not polled', many: 'targets not polled' },
    word('stale'),
    word('degraded'),
    {
      level: 'degraded',
      count: gateways.filter(({ level }) => isWrong(level)).length,
      one: 'VPN gateway in trouble',
      many: 'VPN gateways in trouble',
    },
  ];
}

function calm({ targets, connections }: Overview): string {
  const waiting = targets.filter(({ health }) => health === 'waiting').length;
  if (targets.length === 0) return 'Nothing is polled yet';
  if (waiting > 0) return `${amount(waiting, 'target')} not polled yet`;
  const { up, inactive } = countLevels(connections);
  const rest = inactive === 0 ? '' : `, ${inactive} inactive`;
  if (connections.length === 0) return 'No connection is known';
  return `Nothing is wrong: ${amount(up, 'connection')} up${rest}`;
}

/** What is wrong, or that nothing is. */
export function verdictOf(overview: Overview): Verdict {
  const parts = troubles(overview).filter(({ count }) => count > 0);
  if (parts.length === 0) {
    const isKnown = overview.connections.length > 0;
    return { level: isKnown ? 'up' : 'inactive', text: calm(overview) };
  }
  const worst = Math.min(...parts.map(({ level }) => rankOf(level)));
  return {
    level: LEVELS[worst] ?? 'unknown',
    text: parts.map(({ count, one, many }) => amount(count, one, many)).join(', '),
  };
}
