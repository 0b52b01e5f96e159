import { defineConfig } from 'vitest/config'
import base from './vitest.config.ts'

/** Tests that need a package of the operating system: run by `.ci/run`, not by `npm test`. */
export default defineConfig({
  ...base,
  test: {
    ...base.test,
    include: ['test/system/**/*.system.test.ts'],
    exclude: ['node_modules/**'],
  },
})
