import { defineConfig } from 'vitest/config'

/** Tests that need a package of the operating system: run by `.ci/run`, not by `npm test`. */
export default defineConfig({
  oxc: { jsx: { runtime: 'automatic', importSource: 'hono/jsx' } },
  test: {
    include: ['test/system/**/*.system.test.ts'],
    globalSetup: ['test/global-setup.ts'],
    pool: 'forks',
    testTimeout: 60_000,
    hookTimeout: 120_000,
  },
})
