/** The compiled exporter from the inside, for what cannot be measured from the outside. */

import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type * as body from '../../src/alicloud/body.ts';
import type * as source from '../../src/alicloud/credentials/source.ts';
import type * as connection from '../../src/collectors/connections/decode.ts';
import type * as page from '../../src/alicloud/decode/page.ts';
import type * as vpc from '../../src/alicloud/products/vpc/vpc.ts';
import type * as factory from '../../src/commands/api-factory.ts';
import type * as transport from '../../src/alicloud/transport.ts';
import type * as clock from '../../src/model/clock.ts';
import type { Logger } from '../../src/model/log.ts';
import type * as schema from '../../src/config/schema.ts';
import type * as secretFile from '../../src/config/secret-file.ts';
import type * as exporter from '../../src/commands/exporter.ts';
import type * as ownMetrics from '../../src/exposition/own-metrics.ts';

/** The modules that are used, by their path below src/. */
interface Modules {
  'alicloud/body': typeof body;
  'alicloud/credentials/source': typeof source;
  'alicloud/decode/connection': typeof connection;
  'alicloud/decode/page': typeof page;
  'alicloud/products/vpc/vpc': typeof vpc;
  'commands/api-factory': typeof factory;
  'alicloud/transport': typeof transport;
  clock: typeof clock;
  'config/schema': typeof schema;
  'config/secret-file': typeof secretFile;
  exporter: typeof exporter;
  'own-metrics': typeof ownMetrics;
}

/** Loads compiled modules: those that tsx compiles are slower. */
export type Load = <Name extends keyof Modules>(name: Name) => Promise<Modules[Name]>;

/** @param program path of the compiled main.js */
export function loader(program: string): Load {
  return (name) => import(pathToFileURL(join(program, '..', `${name}.js`)).href);
}

const quiet: Logger = {
  debug: () => undefined,
  info: () => undefined,
  warn: () => undefined,
  error: () => undefined,
  child: () => quiet,
};

/** An exporter as the daemon makes it, on this transport and clock; it is not started. */
export async function createExporter(
  load: Load,
  document: object,
  transport: transport.Transport,
  clock: clock.Clock,
): Promise<exporter.Exporter> {
  const { createApiFactory } = await load('commands/api-factory');
  const { createCredentialSource } = await load('alicloud/credentials/source');
  const { secretReader } = await load('config/secret-file');
  const { parseConfig } = await load('config/schema');
  const { Exporter } = await load('exporter');
  const { OwnMetrics } = await load('own-metrics');
  const factory = createApiFactory({
    clock,
    log: quiet,
    random: Math.random,
    transport,
    userAgent: 'bench',
    createCredentials: ({ credentials }) =>
      createCredentialSource(credentials, {
        clock,
        log: quiet,
        readSecret: secretReader(),
        env: {},
      }),
  });
  return new Exporter(parseConfig(document), {
    clock,
    random: Math.random,
    log: quiet,
    own: new OwnMetrics({ version: '0', revision: 'bench', nodeVersion: process.version }, clock),
    apiFactory: (config) => factory(config),
    isOwn: () => true,
  });
}
