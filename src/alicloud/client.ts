/** The adapter on the API: what the poller asks for, in calls. */

import type { Connection, Gateway, Link } from '../model/domain.ts';
import { knownOrNew, type Known } from '../model/known.ts';
import type { Clock } from '../model/clock.ts';
import type { Target } from '../model/target.ts';
import type { CloudApi, Listing } from './api.ts';
import { Caller, type ClientDependencies } from './caller.ts';
import { decodeConnection, type DecodeOptions } from '../collectors/connections/decode.ts';
import { LostTunnels } from '../collectors/connections/lost-tunnels.ts';
import { decodeFlatPage } from '../collectors/diagnosis/decode.ts';
import { decodeGateway } from '../collectors/gateways/decode.ts';
import {
  collectRows,
  decodePage,
  decodeRow,
  PAGE_SIZE,
  type DecodedRow,
  type Page,
  type RowType,
} from './decode/page.ts';
import { decodeRegions } from './decode/region.ts';
import { decodeRoutes } from '../collectors/routes/decode.ts';
import {
  readDiagnoses,
  toDiagnoses,
  type DiagnosisPages,
} from '../collectors/diagnosis/diagnose.ts';
import { readAllRows } from './pages.ts';
import {
  connectionsRequest,
  diagnoseRequest,
  gatewaysRequest,
  regionsRequest,
  routesRequest,
  type Request,
} from './requests.ts';
import { readRouteCounts, type AskRoutes } from '../collectors/routes/route-counts.ts';

const CONNECTIONS = {
  wrapper: 'VpnConnections',
  list: 'VpnConnection',
  idField: 'VpnConnectionId',
};

const GATEWAYS = {
  wrapper: 'VpnGateways',
  list: 'VpnGateway',
  idField: 'VpnGatewayId',
  decode: decodeGateway,
};

function asKnown<Item extends { readonly id: string }>(
  row: DecodedRow<Item>,
  known: Known<Item>,
): DecodedRow<Item> {
  return 'item' in row ? { ...row, item: knownOrNew(known, row.item) } : row;
}

/** The calls of one account and region. */
export class Client implements CloudApi {
  readonly #target: Target;
  readonly #caller: Caller;
  readonly budget: Clock;
  readonly #now: () => number;
  readonly #options: DecodeOptions;
  readonly #lostTunnels = new LostTunnels();

  constructor(target: Target, deps: ClientDependencies & DecodeOptions) {
    this.#target = target;
    this.#caller = new Caller(target, deps);
    this.#options = { crypto: deps.crypto };
    this.budget = this.#caller.budget;
    this.#now = () => deps.clock.monotonic();
  }

  async listConnections(
    known: Known<Connection>,
    signal: AbortSignal,
  ): ReturnType<CloudApi['listConnections']> {
    const { account, region } = this.#target;
    const listing = await this.#list(
      { ...CONNECTIONS, decode: (row) => decodeConnection(row, this.#options) },
      (page) => connectionsRequest(region, account.filters, page),
      known,
      signal,
      (row) => this.#lostTunnels.check(row, known),
    );
    this.#lostTunnels.remember(listing);
    return listing;
  }

  listGateways(known: Known<Gateway>, signal: AbortSignal): ReturnType<CloudApi['listGateways']> {
    const { account, region } = this.#target;
    return this.#list(
      GATEWAYS,
      (page) => gatewaysRequest(region, account.filters, page),
      known,
      signal,
    );
  }

  async listRegions(signal: AbortSignal): ReturnType<CloudApi['listRegions']> {
    const ids = await this.#caller.call(regionsRequest(), decodeRegions, signal);
    const items = ids.map((id) => ({ id }));
    return { items, rejected: [], unknownFields: [], reported: items.length };
  }

  async diagnose(links: readonly Link[], signal: AbortSignal): ReturnType<CloudApi['diagnose']> {
    const { region } = this.#target;
    const page: DiagnosisPages = (batch, number, stop) =>
      this.#caller.call(diagnoseRequest(region, batch, number), decodeFlatPage, stop);
    const found = await readDiagnoses(links, page, signal);
    const items = toDiagnoses(links, found, this.#now());
    const { rejected, unknownFields } = found;
    return { items, rejected, unknownFields, reported: items.length };
  }

  async countRoutes(
    connections: readonly Connection[],
    signal: AbortSignal,
  ): ReturnType<CloudApi['countRoutes']> {
    const { region } = this.#target;
    const ask: AskRoutes = (id, type, page, stop) =>
      this.#caller.call(routesRequest(region, id, type, page), decodeRoutes, stop);
    const items = await readRouteCounts(connections, ask, () => this.#now(), signal);
    return { items, rejected: [], unknownFields: [], reported: items.length };
  }

  async #list<Item extends { readonly id: string }>(
    type: RowType<Item>,
    request: (pageNumber: number) => Request,
    known: Known<Item>,
    signal: AbortSignal,
    check: (row: DecodedRow<Item>) => DecodedRow<Item> = (row) => row,
  ): Promise<Listing<Item>> {
    // Rows are decoded page by page as they come: those of a large account all at once would hold up everything else.
    // What is known already goes at once, too: kept to the end of the walk, it would count as old and stay for long.
    const decode = (body: unknown, bytes: number): Page<DecodedRow<Item>> => {
      const page = decodePage(body, type);
      return {
        ...page,
        bytes,
        rows: page.rows.map((row) => asKnown(check(decodeRow(row, type)), known)),
      };
    };
    const { rows, reported } = await readAllRows<DecodedRow<Item>>(
      {
        pageSize: PAGE_SIZE,
        fetch: (number, stop) => this.#caller.call(request(number), decode, stop),
        idOf: (row) => row.id,
      },
      signal,
    );
    return { ...collectRows(rows), reported };
  }
}
