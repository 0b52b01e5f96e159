import { availableParallelism } from 'node:os'
import { defineConfig } from 'vitest/config'

export default defineConfig({
  oxc: { jsx: { runtime: 'automatic', importSource: 'hono/jsx' } },
  test: {
    include: ['{src,bot,admin,db,test}/**/*.test.{ts,tsx}'],
    exclude: ['node_modules/**', 'test/system/**'],
    globalSetup: ['test/global-setup.ts'],
    pool: 'forks',
    // Many files wait for a server or a browser: two at once even where there are few cores.
    maxWorkers: Math.max(2, availableParallelism() - 1),
    testTimeout: 30_000,
    hookTimeout: 60_000,
  },
})
