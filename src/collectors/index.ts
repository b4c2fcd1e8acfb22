/** All collectors. Whatever depends on which there are reads this list. */

import type { Collector } from './collector.ts';
import { connections } from './connections/index.ts';
import { customerGateways } from './customer-gateways/index.ts';
import { diagnosis } from './diagnosis/index.ts';
import { gateways } from './gateways/index.ts';
import { routes } from './routes/index.ts';
import { traffic } from './traffic/index.ts';

/** The list, in the order of the documentation. */
const ALL = {
  connections,
  gateways,
  customer_gateways: customerGateways,
  diagnosis,
  routes,
  traffic,
};

/** A part of the exporter that may be switched off. */
export type CollectorName = keyof typeof ALL;

type Parts<Value> =
  Value extends Collector<infer Item, infer Subject, infer Settings, infer _Needs>
    ? { readonly item: Item; readonly subject: Subject; readonly settings: Settings }
    : never;

type PartsOf = { readonly [Name in CollectorName]: Parts<(typeof ALL)[Name]> };

/** What each collector lists. */
export type CollectedItems = { readonly [Name in CollectorName]: PartsOf[Name]['item'] };

/** What each collector asks about. */
export type CollectorSubjects = { readonly [Name in CollectorName]: PartsOf[Name]['subject'] };

/** What the configuration says of one collector. */
export interface CollectorConfig {
  readonly enabled: boolean;
  /** Start-to-start distance of two polls; undefined: its own, or that of what it follows. */
  readonly intervalMs?: number | undefined;
}

/** What the configuration says of all of them. */
export type CollectorsConfig = {
  readonly [Name in CollectorName]: CollectorConfig & PartsOf[Name]['settings'];
};

type Needs = { readonly [Name in CollectorName]: readonly CollectedItems[Name][] };

/** The collectors by name. */
export const COLLECTORS: {
  readonly [Name in CollectorName]: Collector<
    CollectedItems[Name],
    CollectorSubjects[Name],
    PartsOf[Name]['settings'],
    Needs
  >;
} = ALL;

function isCollector(name: string): name is CollectorName {
  return Object.hasOwn(ALL, name);
}

/** Their names, in order. */
export const COLLECTOR_NAMES: readonly CollectorName[] = Object.keys(ALL).filter(isCollector);
