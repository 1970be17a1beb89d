// How the tests run: two workers (the tests start machines and child processes), long timeouts, a closing line that programs can read.
import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';
import { ClosingLineReporter } from '../closing-line-reporter.js';

const root = fileURLToPath(new URL('../..', import.meta.url));

export default defineConfig({
  root,
  test: {
    include: ['tests/**/*.test.ts'],
    pool: 'forks',
    maxWorkers: 2,
    testTimeout: 120_000,
    hookTimeout: 120_000,
    reporters: ['default', new ClosingLineReporter()],
    coverage: { include: ['src/**/*.ts'], reportsDirectory: 'coverage' },
  },
});
