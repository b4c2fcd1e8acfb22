/** What passes through tunnels, connections and gateways, for people. */

import type { ResourceTraffic, Traffic } from '../collectors/traffic/item.ts';
import type { CollectorState } from '../polling/state.ts';
import { isStale, type ViewContext } from './age.ts';

/** Bytes per second of one resource; undefined where CloudMonitor has no recent datapoint. */
export type Rates = Pick<ResourceTraffic['rates'], 'receive' | 'transmit'>;

/** What is known of the traffic of a target; undefined where the collector does not run. */
export type TrafficState = CollectorState<Traffic> | undefined;

/** The rates of a tunnel, connection or gateway; undefined where none is known, or what is known is too old. */
export function ratesOf(
  traffic: TrafficState,
  id: string,
  context: ViewContext,
): Rates | undefined {
  const entry = traffic?.entries.get(id);
  if (entry === undefined || isStale('traffic', entry.seenMs, context)) return undefined;
  const { item } = entry;
  if (item.kind === 'metric') return undefined;
  const { receive, transmit } = item.rates;
  return receive === undefined && transmit === undefined ? undefined : { receive, transmit };
}

function sum(rates: readonly Rates[], direction: keyof Rates): number | undefined {
  const known = rates.map((each) => each[direction]).filter((rate) => rate !== undefined);
  return known.length === 0 ? undefined : known.reduce((total, rate) => total + rate, 0);
}

/** Several tunnels as one. */
export function summed(all: readonly (Rates | undefined)[]): Rates | undefined {
  const rates = all.filter((each) => each !== undefined);
  if (rates.length === 0) return undefined;
  return { receive: sum(rates, 'receive'), transmit: sum(rates, 'transmit') };
}

const UNITS = ['B/s', 'kB/s', 'MB/s', 'GB/s', 'TB/s'];

function rateText(rate: number | undefined): string {
  if (rate === undefined) return '?';
  const step = Math.min(UNITS.length - 1, Math.max(0, Math.floor(Math.log10(rate) / 3)));
  const amount = rate / 1000 ** step;
  return `${amount < 10 && step > 0 ? amount.toFixed(1) : Math.round(amount)} ${UNITS[step]}`;
}

/** As in `receives 1.2 MB/s, sends 340 B/s`: what the cloud's side gets from the peer, and what it sends to it. */
export function ratesText({ receive, transmit }: Rates): string {
  return `receives ${rateText(receive)}, sends ${rateText(transmit)}`;
}
