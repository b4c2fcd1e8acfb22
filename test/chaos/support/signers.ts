/** Every way in which an account signs its calls, with all that hands out its keys and sessions on loopback. */

import type { IdentityTransport } from '../../../src/alicloud/credentials/transport.ts';
import type { Clock } from '../../../src/model/clock.ts';
import type { Controls } from '../../../src/simulator/control.ts';
import { Issuer, type IssuedSession } from '../../support/identity/issuer.ts';
import { startMetadata } from '../../support/identity/metadata.ts';
import { startSessionEndpoint } from '../../support/identity/session-endpoint.ts';
import { startSts } from '../../support/identity/sts.ts';
import { redirectedTo } from '../../alicloud/credentials/support/fixture.ts';
import { temporaryFolder } from '../../support/folder.ts';

const ROLE = 'acs:ram::1234567890123456:role/vpn-reader';
const PROVIDER = 'acs:ram::1234567890123456:oidc-provider/ack';
const HUB = { id: 'hub-key', secret: 'hub-secret' };
/** Sessions of the instance and of the URI: several within a test. */
const SESSION_MS = 240_000;

interface Key {
  readonly id: string;
  readonly secret: string;
  readonly securityToken?: string;
  readonly expiresAtMs?: number;
}

/** What signs in one way. */
export interface Signer {
  readonly credentials: object;
  readonly env: Readonly<Record<string, string>>;
  readonly transport: IdentityTransport;
  /** Requests to identity services so far. */
  identityCalls(): number;
  /** Gives the account its first key in the cloud. */
  open(cloud: Controls, account: string, clock: Clock): void;
  /** Makes the present key worthless in the cloud; another one is where the account looks for it. */
  rotate(): void;
  close(): Promise<void>;
}

/** Tells the cloud of each session. */
class TellingIssuer extends Issuer {
  readonly #tell: (session: IssuedSession) => void;
  last: IssuedSession | undefined;

  constructor(clock: Pick<Clock, 'now'>, tell: (session: IssuedSession) => void) {
    super(clock);
    this.#tell = tell;
  }

  override issue(name: string, lifetimeMs: number): IssuedSession {
    this.last = super.issue(name, lifetimeMs);
    this.#tell(this.last);
    return this.last;
  }
}

/** A session as the cloud knows it, which compares its end with the machine's time. */
function keyOf(session: IssuedSession, hasEnded: boolean): Key {
  const { accessKeyId: id, accessKeySecret: secret, securityToken } = session;
  return { id, secret, securityToken, ...(hasEnded ? { expiresAtMs: 0 } : {}) };
}

export const SIGNERS = [
  'environment',
  'shared credentials file',
  'access_key',
  'access_key files',
  'sts files',
  'ram_role_arn',
  'oidc_role_arn',
  'ecs_ram_role',
  'credentials_uri',
] as const;
export type SignerName = (typeof SIGNERS)[number];

/** Those whose key cannot be replaced while the process runs. */
export const FIXED: readonly SignerName[] = ['environment', 'access_key'];

const secretFiles = (path: string): object => ({
  access_key_id_file: `${path}/id`,
  access_key_secret_file: `${path}/secret`,
});

/** Starts what a way of signing needs. */
export async function startSigner(name: SignerName): Promise<Signer> {
  const folder = temporaryFolder();
  const state = {
    now: () => 0,
    tell: (_key: Key): void => undefined,
    later: (_ms: number, _then: () => void): void => undefined,
    serial: 1,
  };
  const end = (session: IssuedSession): void => {
    state.tell(keyOf(session, true));
  };
  const issuer = new TellingIssuer({ now: () => state.now() }, (session) => {
    state.tell(keyOf(session, false));
    state.later(session.expiresAt - state.now(), () => {
      end(session);
    });
  });
  const key = (): Key => ({ id: `key-${state.serial}`, secret: `secret-${state.serial}` });
  const session = (): Key => ({ ...key(), securityToken: `token-${state.serial}` });
  const tokenFile = folder.write('token', 'oidc-token');
  let instanceSession: IssuedSession | undefined;
  const roles = {
    [ROLE]: { oidc: { providerArn: PROVIDER, tokens: () => ['oidc-token'] } },
  };
  const sts = await startSts({ keys: () => ({ [HUB.id]: HUB.secret }), roles, issuer });
  const metadata = await startMetadata({
    roleName: () => 'node-role',
    session: () => {
      const isOld =
        instanceSession === undefined || instanceSession.expiresAt - state.now() < SESSION_MS / 3;
      if (isOld) instanceSession = issuer.issue('node', SESSION_MS);
      return instanceSession!;
    },
    requiresToken: true,
  });
  const uri = await startSessionEndpoint(() => issuer.issue('uri', SESSION_MS));
  const servers = [sts, metadata, uri];
  const role = { role_arn: ROLE, sts_endpoint: sts.origin };
  const path = tokenFile.slice(0, tokenFile.lastIndexOf('/'));
  const source = { type: 'access_key', access_key_id: HUB.id, access_key_secret: HUB.secret };

  const write = (): void => {
    const { id, secret, securityToken } = name === 'sts files' ? session() : key();
    folder.write('id', id);
    folder.write('secret', secret);
    folder.write('security-token', securityToken ?? '');
    folder.write(
      'profile',
      `[default]\ntype=access_key\naccess_key_id=${id}\naccess_key_secret=${secret}\n`,
    );
  };
  write();
  const isIssued = ['ram_role_arn', 'oidc_role_arn', 'ecs_ram_role', 'credentials_uri'].includes(
    name,
  );
  const ways: Readonly<Record<SignerName, { env?: Record<string, string>; credentials: object }>> =
    {
      environment: {
        credentials: { type: 'default' },
        env: {
          ALIBABA_CLOUD_ACCESS_KEY_ID: key().id,
          ALIBABA_CLOUD_ACCESS_KEY_SECRET: key().secret,
        },
      },
      'shared credentials file': {
        credentials: { type: 'default' },
        env: { HOME: path, ALIBABA_CLOUD_CREDENTIALS_FILE: `${path}/profile` },
      },
      access_key: {
        credentials: {
          type: 'access_key',
          access_key_id: key().id,
          access_key_secret: key().secret,
        },
      },
      'access_key files': { credentials: { type: 'access_key', ...secretFiles(path) } },
      'sts files': {
        credentials: {
          type: 'sts',
          ...secretFiles(path),
          security_token_file: `${path}/security-token`,
        },
      },
      ram_role_arn: { credentials: { type: 'ram_role_arn', ...role, source } },
      oidc_role_arn: {
        credentials: {
          type: 'oidc_role_arn',
          ...role,
          oidc_provider_arn: PROVIDER,
          oidc_token_file: tokenFile,
        },
      },
      ecs_ram_role: { credentials: { type: 'ecs_ram_role' } },
      credentials_uri: { credentials: { type: 'credentials_uri', uri: uri.origin } },
    };
  const { credentials, env = {} } = ways[name];
  return {
    credentials,
    env,
    transport: redirectedTo(metadata.origin),
    identityCalls: () => servers.reduce((sum, { calls }) => sum + calls.length, 0),
    open: (cloud, account, clock) => {
      state.now = () => clock.now();
      state.later = (ms, then) => {
        clock.after(ms, then);
      };
      state.tell = (next) => {
        cloud.addKey(account, next);
      };
      if (!isIssued) state.tell(name === 'sts files' ? session() : key());
    },
    rotate: () => {
      if (isIssued) {
        if (issuer.last !== undefined) end(issuer.last);
        instanceSession = undefined;
        return;
      }
      const old = name === 'sts files' ? session() : key();
      state.tell({ ...old, secret: 'no more' });
      state.serial += 1;
      state.tell(name === 'sts files' ? session() : key());
      write();
    },
    close: async () => {
      await Promise.all(servers.map((server) => server.close()));
      folder.remove();
    },
  };
}
