/** The RAM role of the ECS instance that the exporter runs on: type `ecs_ram_role`. */

import { stepError, type Step } from './errors.ts';
import { loadLibrary, openSession } from './library.ts';
import type { Provider, Tools } from './provider.ts';

const HELP = 'no RAM role is attached to this instance, or it has another name';

/**
 * Sessions of the instance's role from the metadata service.
 * @param roleName undefined: ALIBABA_CLOUD_ECS_METADATA, else the service is asked for it
 */
export function ecsProvider(roleName: string | undefined, tools: Tools): Provider {
  const type = 'ecs_ram_role';
  const step: Step = { type, name: 'asking the instance metadata service' };
  return {
    type,
    resolve: async (attempt) => {
      const { env } = tools;
      if (env['ALIBABA_CLOUD_ECS_METADATA_DISABLED']?.toLowerCase() === 'true') {
        const hint = 'switched off by ALIBABA_CLOUD_ECS_METADATA_DISABLED';
        throw stepError(step, { code: 'metadata_disabled', hint });
      }
      const { ECSRAMRoleCredentialsProvider } = await loadLibrary();
      const provider = ECSRAMRoleCredentialsProvider.builder()
        .withRoleName(roleName ?? env['ALIBABA_CLOUD_ECS_METADATA'] ?? '')
        .withDisableIMDSv1(env['ALIBABA_CLOUD_IMDSV1_DISABLED']?.toLowerCase() === 'true')
        .build();
      return openSession(provider, { step, help: HELP }, tools, attempt);
    },
  };
}
