import { env } from 'node:process';
import base from './jest.config.js';

env.FUZZ_FACTOR ??= '1';

/** Storms, soaks, floods, slow browsers, and all cases of the fuzz tests: `npm run test:long`. One at a time, since they load the machine. */
export default {
  ...base,
  testMatch: ['**/*.long.test.ts', '**/fuzz/*.test.ts'],
  testPathIgnorePatterns: ['/node_modules/'],
  testTimeout: 300_000,
  maxWorkers: 1,
};
