/** The RAM role of the ECS instance that the exporter runs on: type `ecs_ram_role`. */

import { isTrue, variable } from '../../model/environment.ts';
import { stepError, type CredentialStep } from './errors.ts';
import { TokenWatch } from './metadata-token.ts';
import { loadLibrary, openSession } from './library.ts';
import type { Provider, Tools } from './provider.ts';

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
