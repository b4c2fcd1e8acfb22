/** Transports that know how many exchanges are under way. */

import type { CredentialSource } from '../../../src/alicloud/credential.ts';
import type { IdentityTransport } from '../../../src/alicloud/credentials/transport.ts';
import type { Transport } from '../../../src/alicloud/transport.ts';

/** Counts what has begun and has not ended. */
export class Exchanges {
  #begun = 0;
  #underWay = 0;

  /** Those that ended, well or not, and those that did not. */
  get begun(): number {
    return this.#begun;
  }

  get underWay(): number {
    return this.#underWay;
  }

  /** Counts an exchange until it ends. */
  async run<Result>(exchange: () => Promise<Result>): Promise<Result> {
    this.#begun += 1;
    this.#underWay += 1;
    try {
      return await exchange();
    } finally {
      this.#underWay -= 1;
    }
  }
}

/** The transport, counted. */
export function countedTransport(transport: Transport, exchanges: Exchanges): Transport {
  return {
    post: (...call) => exchanges.run(() => transport.post(...call)),
    close: () => {
      transport.close();
    },
  };
}

/** The transport to identity services, counted. */
export function countedIdentity(
  transport: IdentityTransport,
  exchanges: Exchanges,
): IdentityTransport {
  return (...call) => exchanges.run(() => transport(...call));
}

/** The source, with all who wait for a credential counted. */
export function countedSource(source: CredentialSource, exchanges: Exchanges): CredentialSource {
  return {
    get: (...call) => exchanges.run(() => source.get(...call)),
    accept: (...verdict) => {
      source.accept(...verdict);
    },
    reject: (...verdict) => {
      source.reject(...verdict);
    },
  };
}
