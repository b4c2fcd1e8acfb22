/** Answers of a recording: which of them a call gets. */

import type { RecordedAnswer, ScenarioAccount } from './scenario.ts';
import type { Params } from './wire-request.ts';

/** Whether a recorded call had these parameters. It may have had filters that the call at hand has not. */
function covers(recorded: RecordedAnswer['params'], params: Params): boolean {
  return [...params].every(([name, value]) => recorded[name] === value);
}

function keyOf({ action, params }: RecordedAnswer): string {
  return JSON.stringify([
    action,
    Object.entries(params)
      .map((param) => param.join('='))
      .sort(),
  ]);
}

/** Hands out recorded answers: those to the same call in their order, the last of them again and again. */
export class RecordedAnswers {
  readonly #given = new Map<ScenarioAccount, Map<string, number>>();

  /** The answer to a call; undefined where nothing like it was recorded. */
  next(account: ScenarioAccount, action: string, params: Params): RecordedAnswer | undefined {
    const fitting = account.answers.filter(
      (answer) => answer.action === action && covers(answer.params, params),
    );
    const best =
      fitting.find((answer) => Object.keys(answer.params).length === params.size) ?? fitting[0];
    if (best === undefined) return undefined;
    const key = keyOf(best);
    const same = fitting.filter((answer) => keyOf(answer) === key);
    const given = this.#given.get(account) ?? new Map<string, number>();
    this.#given.set(account, given);
    const index = given.get(key) ?? 0;
    given.set(key, index + 1);
    return same[Math.min(index, same.length - 1)];
  }

  /** Begins anew. */
  clear(): void {
    this.#given.clear();
  }
}
