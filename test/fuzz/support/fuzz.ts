/** How a fuzz test runs: from which seed, how many cases, and what a failure says about repeating it. */

import * as fc from 'fast-check';

/** FUZZ_SEED repeats a run; without it every run is another. */
const SEED = Number(process.env['FUZZ_SEED'] ?? Date.now() % 2 ** 31);

/** FUZZ_FACTOR multiplies the number of cases. Without it a tenth is tried: `npm run test:long` tries them all. */
const FACTOR = Number(process.env['FUZZ_FACTOR'] ?? 0.1);

/** Far longer than a run takes; what hangs is to end some day. */
export const PATIENCE_MS = Math.max(1, FACTOR) * 600_000;

/** The number of cases when `usual` are the usual ones. */
function casesOf(usual: number): number {
  return Math.max(1, Math.round(usual * FACTOR));
}

function parameters<Args>(usual: number): fc.Parameters<Args> {
  return {
    seed: SEED,
    numRuns: casesOf(usual),
    includeErrorInReport: true,
    // A large case may take for ever to shrink: it is told as it is.
    interruptAfterTimeLimit: PATIENCE_MS / 2,
    markInterruptAsFailure: true,
  };
}

function told(error: unknown): Error {
  const message = error instanceof Error ? error.message : String(error);
  return new Error(`with FUZZ_SEED=${SEED}: ${message}`, { cause: error });
}

/** Runs `check` on `usual` cases and returns how many really ran; a failure is shrunk, and names the seed. */
export function fuzz<Case>(
  arbitrary: fc.Arbitrary<Case>,
  usual: number,
  check: (input: Case) => void,
): number {
  let cases = 0;
  const counted = (input: Case): void => {
    cases += 1;
    check(input);
  };
  try {
    fc.assert(fc.property(arbitrary, counted), parameters<[Case]>(usual));
  } catch (error) {
    throw told(error);
  }
  return cases;
}

/** The same for checks that take time. */
export async function fuzzAsync<Case>(
  arbitrary: fc.Arbitrary<Case>,
  usual: number,
  check: (input: Case) => Promise<void>,
): Promise<number> {
  let cases = 0;
  const counted = (input: Case): Promise<void> => {
    cases += 1;
    return check(input);
  };
  try {
    await fc.assert(fc.asyncProperty(arbitrary, counted), parameters<[Case]>(usual));
  } catch (error) {
    throw told(error);
  }
  return cases;
}
