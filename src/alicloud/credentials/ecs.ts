/** The RAM role of the ECS instance that the exporter runs on, from its metadata service: type `ecs_ram_role`. */

import { type CredentialStep, stepError } from './errors.ts';
import { loadLibrary, openSession } from './library.ts';
import type { Provider, Tools } from './provider.ts';
import type { IdentityTransport } from './transport.ts';
import { isTrue, variable } from '../../model/environment.ts';
import { ApiError } from '../../model/failure.ts';

/** One attempt to get a session from the metadata service. */
class TokenWatch {
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

function help(status: number): string {
  return status === 404
    ? 'no RAM role is attached to this instance, or it has another name'
    : 'the metadata service does not answer this caller';
}

/**
 * Sessions of the instance's role from the metadata service.
 * @param roleName undefined: ALIBABA_CLOUD_ECS_METADATA, else the service is asked for it
 */
export function ecsProvider(roleName: string | undefined, tools: Tools): Provider {
  const type = 'ecs_ram_role';
  const step: CredentialStep = { type, name: 'asking the instance metadata service' };
  return {
    type,
    resolve: async (attempt) => {
      const { env } = tools;
      if (isTrue(env, 'ALIBABA_CLOUD_ECS_METADATA_DISABLED')) {
        const hint = 'switched off by ALIBABA_CLOUD_ECS_METADATA_DISABLED';
        throw stepError(step, { code: 'metadata_disabled', hint });
      }
      const { ECSRAMRoleCredentialsProvider } = await loadLibrary();
      const provider = ECSRAMRoleCredentialsProvider.builder()
        .withRoleName(roleName ?? variable(env, 'ALIBABA_CLOUD_ECS_METADATA') ?? '')
        .withDisableIMDSv1(isTrue(env, 'ALIBABA_CLOUD_IMDSV1_DISABLED'))
        .build();
      const watch = new TokenWatch(tools.transport);
      const exchange = { step, help, isDirect: true };
      const watched = { ...tools, transport: watch.transport };
      return openSession(provider, exchange, watched, attempt).catch((error: unknown) => {
        throw watch.isToBlame(error) ? watch.error(step) : error;
      });
    },
  };
}
