/** A process of its own that asks for credentials as the exporter does, and prints what it got as one line of JSON. */

import { systemClock } from '../../../../src/model/clock.ts';
import type { CredentialsConfig } from '../../../../src/model/account.ts';
import { ApiError } from '../../../../src/model/failure.ts';
import { identityTransport } from '../../../../src/alicloud/credentials/transport.ts';
import { createCredentialSource } from '../../../../src/alicloud/credentials/source.ts';
import { Issuer } from '../../../support/identity/issuer.ts';
import { startMetadata } from '../../../support/identity/metadata.ts';
import { accessKey } from './fixture.ts';
import { quietLog } from '../../../support/memory-log.ts';

const [kind = '', stsEndpoint = ''] = process.argv.slice(2);

const CONFIGS: Readonly<Record<string, CredentialsConfig>> = {
  default: { type: 'default' },
  metadata: { type: 'ecs_ram_role', roleName: undefined },
  role: {
    type: 'ram_role_arn',
    roleArn: 'acs:ram::1234567890123456:role/vpn-reader',
    roleSessionName: 'exporter',
    sessionDurationMs: 3_600_000,
    stsEndpoint,
    externalId: undefined,
    source: accessKey('hub-key', 'hub-secret'),
  },
};

async function ask(config: CredentialsConfig): Promise<object> {
  const source = createCredentialSource(config, {
    clock: systemClock,
    log: quietLog,
    env: process.env,
    random: Math.random,
    transport: identityTransport(),
    stop: new AbortController().signal,
    readSecret: (secret) =>
      secret.kind === 'value'
        ? Promise.resolve(secret.value)
        : Promise.reject(new Error('no files')),
  });
  try {
    return { ...(await source.get({}, new AbortController().signal)) };
  } catch (error) {
    return error instanceof ApiError ? error.failure : { error: String(error) };
  }
}

async function main(): Promise<object> {
  const config = CONFIGS[kind];
  if (config === undefined) throw new Error(`unknown kind ${kind}`);
  if (kind !== 'metadata') return ask(config);
  const session = new Issuer(systemClock).issue('node', 3_600_000);
  const instance = { roleName: () => 'node-role', session: () => session, requiresToken: true };
  const server = await startMetadata(instance, { host: '100.100.100.200', port: 80 });
  const result = await ask(config);
  await server.close();
  return result;
}

console.log(JSON.stringify(await main()));
