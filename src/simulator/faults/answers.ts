/** Faults that answer in place of the API. */

import { Refusal } from '../refusals.ts';
import { refusalReply, withHeaders, type Reply } from '../reply.ts';
import type { AnsweringEffect, Effect } from './effect.ts';

/** The first effect that answers in place of the API. */
export function answeringEffect(effects: readonly Effect[]): AnsweringEffect | undefined {
  return effects.find((effect) => effect.kind === 'error' || effect.kind === 'reply');
}

/** The answer of such an effect. */
export function faultReply(effect: AnsweringEffect, host: string, requestId: string): Reply {
  if (effect.kind === 'error') {
    return refusalReply(new Refusal(effect.code, effect), host, requestId);
  }
  const { status, body, contentType, headers } = effect;
  const bare = { status, code: `HTTP ${status}`, headers: {}, body: Buffer.from(body) };
  return withHeaders(bare, {
    'content-type': contentType,
    'x-acs-request-id': requestId,
    ...headers,
  });
}
