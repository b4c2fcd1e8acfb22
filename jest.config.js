import { availableParallelism } from 'node:os';

/**
 * Native ESM: the sources import each other as ./x.ts and swc only strips the types. Some of the suite waits, so two
 * cores have three workers. The modules of every file that has run stay in memory, so a large worker is replaced.
 */
export default {
  testEnvironment: 'node',
  roots: ['<rootDir>/test'],
  testMatch: ['**/*.test.ts'],
  testPathIgnorePatterns: ['/node_modules/', '\\.long\\.test\\.ts$'],
  extensionsToTreatAsEsm: ['.ts'],
  transform: {
    '^.+\\.ts$': [
      '@swc/jest',
      {
        jsc: { parser: { syntax: 'typescript' }, target: 'es2023' },
        module: { type: 'es6' },
      },
    ],
  },
  setupFiles: ['<rootDir>/test/support/seed.ts'],
  testTimeout: 30_000,
  maxWorkers: Math.ceil(availableParallelism() * 1.5),
  workerIdleMemoryLimit: '800MB',
};
