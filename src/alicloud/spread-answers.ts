/** Hands out large answers one by one. */

import { yieldToEventLoop } from '../model/event-loop.ts';
import type { Transport } from './transport.ts';

/** In characters; to decode more takes long enough to be noticed, a full page of connections about two milliseconds. */
const LARGE = 32_000;

/**
 * A transport whose large answers arrive in different turns of the event loop. Pages of a large account are asked for
 * together and come together: if all of them were decoded at once, nobody else would be answered meanwhile.
 */
export function spreadAnswers(transport: Transport): Transport {
  let last = Promise.resolve();
  return {
    ...transport,
    post: async (...args) => {
      const answer = await transport.post(...args);
      if (answer.body.length > LARGE) await (last = last.then(yieldToEventLoop));
      return answer;
    },
  };
}
