/** Who watches the cloud of an incident. */

/** An exporter. */
export interface ExporterOf {
  /** What a story calls it. */
  readonly name: string;
  /** Where it runs: a part of the label `cluster`. Left out: the incident's only cluster. */
  readonly cluster?: string;
  /** What it calls the account; left out: the name of the incident. */
  readonly account?: string;
  /** How far its clock is ahead. */
  readonly clockAhead?: string;
  /** Every how many-th scrape is missed. */
  readonly missesEvery?: number;
  /** Its part of the targets. */
  readonly shard?: { readonly index: number; readonly total: number };
  /** Whether it runs from the start; left out: it does. */
  readonly starts?: boolean;
  /** Further sections of its configuration file. */
  readonly config?: Readonly<Record<string, unknown>>;
  /** Labels that service discovery puts on the target, without honor_labels. */
  readonly dishonored?: Readonly<Record<string, string>>;
}

/**
 * Who watches an incident: exporters of its own, or, since each costs a second to start, the `lab`'s one exporter or its
 * `pair` of replicas, which watch the accounts of many incidents.
 */
export interface Watch {
  readonly by: 'lab' | 'pair' | readonly ExporterOf[];
  /** How many Prometheis of its own the incident has, with one Alertmanager; left out: none, the lab's watches. */
  readonly prometheis?: number;
  /** Whether the story may cut the way of the lab's exporter to the API. */
  readonly canBeCut?: boolean;
}

/** What watches where an incident says nothing. */
export const LAB: Watch = { by: 'lab' };
