import { availableParallelism } from 'node:os'
import { defineConfig } from 'vitest/config'

const oxc = { jsx: { runtime: 'automatic' as const, importSource: 'hono/jsx' } }

export default defineConfig({
  test: {
    // Half of the time of many files is waiting for a server or a browser: two at once for each core.
    maxWorkers: 2 * availableParallelism(),
    projects: [
      {
        oxc,
        test: {
          // Next to their code: no database, nothing kept between files, so a worker reads the program once.
          name: 'pure',
          include: ['{src,bot,admin,db}/**/*.test.{ts,tsx}'],
          isolate: false,
          testTimeout: 60_000,
        },
      },
      {
        oxc,
        test: {
          name: 'desk',
          include: ['test/**/*.test.{ts,tsx}'],
          exclude: ['node_modules/**', 'test/system/**'],
          globalSetup: ['test/global-setup.ts'],
          pool: 'forks',
          isolate: false,
          testTimeout: 60_000,
          hookTimeout: 120_000,
        },
      },
    ],
  },
})
