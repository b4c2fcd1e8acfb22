/** What a scenario's form cannot say: names that must be unique, events that must hit a row. */

import { textAt, valueAt, type JsonObject } from './json.ts';
import type { Scenario, ScenarioAccount, ScenarioRegion, TimelineEvent } from './scenario.ts';

interface Named {
  readonly path: string;
  readonly name: string;
}

function duplicates(items: readonly Named[]): readonly string[] {
  const seen = new Set<string>();
  return items.flatMap(({ path, name }) => {
    if (seen.has(name)) return [`${path}: ${name} is there twice`];
    seen.add(name);
    return [];
  });
}

function idsOf(rows: readonly JsonObject[], field: string, path: string): readonly Named[] {
  return rows.map((row, index) => ({
    path: `${path}[${index}].${field}`,
    name: textAt(row, field),
  }));
}

function regionFaults(region: ScenarioRegion, path: string): readonly string[] {
  return [
    ...duplicates(idsOf(region.connections, 'VpnConnectionId', `${path}.connections`)),
    ...duplicates(idsOf(region.gateways, 'VpnGatewayId', `${path}.gateways`)),
    ...duplicates(idsOf(region.customerGateways, 'CustomerGatewayId', `${path}.customerGateways`)),
  ];
}

function accountFaults(account: ScenarioAccount, index: number): readonly string[] {
  const path = `accounts[${index}]`;
  const both = account.refusedRegions.filter((id) => Object.hasOwn(account.regions, id));
  return [
    ...Object.entries(account.regions).flatMap(([id, region]) =>
      regionFaults(region, `${path}.regions.${id}`),
    ),
    ...both.map((id) => `${path}.refusedRegions: ${id} is also in regions`),
  ];
}

function accountNames(accounts: readonly ScenarioAccount[]): readonly Named[] {
  return accounts.map(({ name }, index) => ({ path: `accounts[${index}].name`, name }));
}

function keyIds(accounts: readonly ScenarioAccount[]): readonly Named[] {
  return accounts.flatMap((account, index) =>
    account.accessKeys.map(({ id }, key) => ({
      path: `accounts[${index}].accessKeys[${key}].id`,
      name: id,
    })),
  );
}

/** The row an event or a patch means: a connection first, since connections name their gateway too. */
export function findRow(region: ScenarioRegion, id: string): JsonObject | undefined {
  return (
    region.connections.find((row) => row['VpnConnectionId'] === id) ??
    region.gateways.find((row) => row['VpnGatewayId'] === id)
  );
}

function pathFaults(row: JsonObject, event: TimelineEvent, path: string): readonly string[] {
  return Object.keys(event.set).flatMap((field) => {
    const parent = field.split('.').slice(0, -1).join('.');
    return parent === '' || valueAt(row, parent) !== undefined
      ? []
      : [`${path}.set: the row ${event.id} has no ${parent}`];
  });
}

function eventFaults(scenario: Scenario, event: TimelineEvent, index: number): readonly string[] {
  const path = `timeline[${index}]`;
  const account = scenario.accounts.find(({ name }) => name === event.account);
  if (account === undefined) return [`${path}.account: there is no account ${event.account}`];
  const region = account.regions[event.region];
  if (region === undefined) return [`${path}.region: ${event.account} has no ${event.region}`];
  const row = findRow(region, event.id);
  return row === undefined
    ? [`${path}.id: there is no row ${event.id}`]
    : pathFaults(row, event, path);
}

/** Every fault of a well-formed scenario, each with its path; empty when it can be used. */
export function scenarioFaults(scenario: Scenario): readonly string[] {
  return [
    ...duplicates(accountNames(scenario.accounts)),
    ...duplicates(keyIds(scenario.accounts)),
    ...scenario.accounts.flatMap(accountFaults),
    ...scenario.timeline.flatMap((event, index) => eventFaults(scenario, event, index)),
  ];
}
