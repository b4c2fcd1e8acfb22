/** Regions that were found, not named, and that are not open to the account: they are no targets until regions are looked up again. */

import { isRegionClosed } from '../model/failure.ts';
import type { Logger } from '../model/log.ts';
import type { Target } from '../model/target.ts';
import { ALL_REGIONS } from './jobs.ts';
import type { CollectorState } from './state.ts';
import type { Store, TargetState } from './store.ts';

type Polled = Pick<CollectorState<unknown>, 'lastPoll' | 'lastSuccess'>;

/** Whether the API says that a region is not open, which it was not before either. */
export function isClosedRegion({ account, region }: Target, polled: readonly Polled[]): boolean {
  return (
    account.regions === 'all' &&
    region !== ALL_REGIONS &&
    polled.every(({ lastSuccess }) => lastSuccess === undefined) &&
    polled.some(({ lastPoll }) => lastPoll?.failure && isRegionClosed(lastPoll.failure))
  );
}

function discoveryOf({ account }: Target): Target {
  return { account, region: ALL_REGIONS };
}

function isUnpolled({ collectors }: TargetState): boolean {
  return Object.values(collectors).every(({ lastPoll }) => lastPoll === undefined);
}

/** Finds closed regions, and tells of them in one line for each account, when they are others than before. */
export class ClosedRegions {
  readonly #store: Store;
  readonly #log: Logger;
  /** The closed regions that were logged last, by account. */
  readonly #told = new Map<string, string>();

  constructor(store: Store, log: Logger) {
    this.#store = store;
    this.#log = log;
  }

  /** Looks at a target that was polled; whether it is to be polled no more. */
  check(target: Target): boolean {
    const discovery = this.#store.get(discoveryOf(target));
    const state = this.#store.get(target);
    const isClosed = state !== undefined && isClosedRegion(target, Object.values(state.collectors));
    if (isClosed && discovery !== undefined) {
      const regions = [...(discovery.closedRegions ?? []), target.region].sort();
      this.#store.setClosedRegions(discovery.target, regions);
      this.#store.close(target);
    }
    if (discovery !== undefined) this.#tell(discovery.target);
    return isClosed;
  }

  /** After regions were looked up: each is tried again. */
  reopen(discovery: Target): void {
    const last = this.#store.get(discovery)?.collectors.regions?.lastPoll;
    if (last !== undefined && last.failure === undefined) {
      this.#store.setClosedRegions(discovery, []);
    }
  }

  /** Once every other region of the account has been polled. */
  #tell({ account, region }: Target): void {
    const others = this.#store
      .list()
      .filter(({ target }) => target.account.name === account.name && target.region !== region);
    if (others.some(isUnpolled)) return;
    const closed = this.#store.get({ account, region })?.closedRegions ?? [];
    const regions = closed.join(', ');
    if (regions === (this.#told.get(account.name) ?? '')) return;
    this.#told.set(account.name, regions);
    this.#log.info(
      { account: account.name, regions },
      regions === ''
        ? 'all regions are open to the account'
        : 'regions that are not open to the account are left out; exclude_regions does so for good',
    );
  }
}
