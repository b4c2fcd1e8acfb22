/** Before each test file: FUZZ_SEED is the seed of all properties, so that the same cases are tried again. */

const seed = process.env['FUZZ_SEED'];
if (seed !== undefined) (await import('fast-check')).configureGlobal({ seed: Number(seed) });
