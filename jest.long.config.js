import base from './jest.config.js';

/** Storms, soaks, floods and slow browsers: `npm run test:long`. One at a time, since they load the machine. */
export default {
  ...base,
  testMatch: ['**/*.long.test.ts'],
  testPathIgnorePatterns: ['/node_modules/'],
  testTimeout: 300_000,
  maxWorkers: 1,
};
