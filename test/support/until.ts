/** The one way in which tests wait for what happens outside of them. */

import { setImmediate, setTimeout } from 'node:timers/promises';

/** What happens in this process is there after some turns of its event loop; what other processes do takes longer. */
const TURNS = 100;
const PAUSE_MS = 10;

/** Asks again until the answer is neither undefined nor false. The test's own time limit ends what never comes. */
export async function until<Answer>(
  ask: () => Answer | undefined | false | Promise<Answer | undefined | false>,
): Promise<Answer> {
  for (let turn = 0; ; turn += 1) {
    const answer = await ask();
    if (answer !== undefined && answer !== false) return answer;
    await (turn < TURNS ? setImmediate() : setTimeout(PAUSE_MS));
  }
}
