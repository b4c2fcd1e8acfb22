/** What the simulator was asked and what it answered: the latest calls, and counters of all of them. */

/** One call. Fields that the call did not say are undefined. */
export interface RequestRecord {
  /** Milliseconds since the epoch, by the scenario's clock. */
  readonly timeMs: number;
  readonly requestId: string;
  readonly action: string | undefined;
  readonly account: string | undefined;
  readonly region: string | undefined;
  readonly page: number | undefined;
  readonly pageSize: number | undefined;
  /** Every parameter of the call. */
  readonly params: Readonly<Record<string, string>>;
  readonly status: number;
  /** `OK`, the error code, or how a fault calls its answer. */
  readonly code: string;
  /** Kinds of the faults that hit the call. */
  readonly faults: readonly string[];
}

const FILTERS = ['action', 'account', 'region', 'code', 'page'] as const;

/** Which calls to list; fields that are left out match every call. */
export type RequestFilter = {
  readonly [Name in (typeof FILTERS)[number]]?: RequestRecord[Name] | undefined;
};

/** Counters since the start or the last clear. */
export interface RequestCounters {
  readonly total: number;
  /** Calls whose answer has not been sent completely. */
  readonly inFlight: number;
  readonly maxInFlight: number;
  /** Calls by `action code`. */
  readonly byCode: Readonly<Record<string, number>>;
}

/** Different `action code` pairs that are counted on their own; further ones go under `other`. */
const MAX_CODES = 1000;

function matchesFilter(record: RequestRecord, filter: RequestFilter): boolean {
  return FILTERS.every((name) => filter[name] === undefined || filter[name] === record[name]);
}

/** Keeps the latest `capacity` calls. */
export class RequestLog {
  readonly #capacity: number;
  #records: RequestRecord[] = [];
  #codes = new Map<string, number>();
  #total = 0;
  #inFlight = 0;
  #maxInFlight = 0;

  constructor(capacity: number) {
    this.#capacity = capacity;
  }

  /** A call arrived. */
  begin(): void {
    this.#inFlight += 1;
    this.#maxInFlight = Math.max(this.#maxInFlight, this.#inFlight);
  }

  /** The answer of a call was decided. */
  add(record: RequestRecord): void {
    this.#total += 1;
    const wanted = `${record.action ?? '-'} ${record.code}`;
    const key = this.#codes.size < MAX_CODES || this.#codes.has(wanted) ? wanted : 'other';
    this.#codes.set(key, (this.#codes.get(key) ?? 0) + 1);
    this.#records.push(record);
    if (this.#records.length > this.#capacity * 2) this.#trim();
  }

  #trim(): void {
    this.#records = this.#records.slice(-this.#capacity);
  }

  /** The exchange of a call is over, well or not. */
  end(): void {
    this.#inFlight -= 1;
  }

  /** The latest calls that match, oldest first. */
  list(filter: RequestFilter = {}): readonly RequestRecord[] {
    this.#trim();
    return this.#records.filter((record) => matchesFilter(record, filter));
  }

  counters(): RequestCounters {
    return {
      total: this.#total,
      inFlight: this.#inFlight,
      maxInFlight: this.#maxInFlight,
      byCode: Object.fromEntries(this.#codes),
    };
  }

  /** Forgets calls and counters; calls in flight stay in flight. */
  clear(): void {
    this.#records = [];
    this.#codes = new Map();
    this.#total = 0;
    this.#maxInFlight = this.#inFlight;
  }
}
