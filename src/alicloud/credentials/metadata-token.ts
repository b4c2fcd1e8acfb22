/** Watches the request for a metadata token, which the library passes over when it fails. */

import { ApiError } from '../../model/failure.ts';
import { stepError, type CredentialStep } from './errors.ts';
import type { IdentityTransport } from './transport.ts';

/** One attempt to get a session from the metadata service. */
export class TokenWatch {
  readonly transport: IdentityTransport;
  #isUnanswered = false;
  #others = 0;

  constructor(next: IdentityTransport) {
    this.transport = async (request, signal) => {
      if (request.method !== 'PUT') {
        this.#others += 1;
        return next(request, signal);
      }
      try {
        return await next(request, signal);
      } catch (error) {
        this.#isUnanswered = true;
        throw error;
      }
    };
  }

  /** Whether an attempt failed because the token that it needs was never answered. */
  isToBlame(error: unknown): boolean {
    const status = error instanceof ApiError ? error.failure.statusCode : undefined;
    return this.#isUnanswered && (this.#others === 0 || status === 401 || status === 403);
  }

  /** That failure: in a container the answer has to pass one hop more than the instance may allow. */
  error(step: CredentialStep): ApiError {
    return stepError(step, {
      reason: 'network',
      code: 'metadata_token_unanswered',
      transient: true,
      hint: 'the token request got no answer: hop limit or network policy; raise HttpPutResponseHopLimit of the instance to 2 for containers',
    });
  }
}
