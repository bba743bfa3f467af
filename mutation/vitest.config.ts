import { defineConfig, mergeConfig } from 'vitest/config'
import base from '../vitest.config.ts'

/**
 * Only the tests that look at decisions: they need neither sockets nor a database. Left out are the
 * laws and simulations too, which try thousands of cases: each change would wait for all of them.
 */
export default mergeConfig(
  { ...base, test: { ...base.test, include: [] } },
  defineConfig({
    test: {
      include: [
        'packages/core/src/{domain,select,state}/**/*.test.ts',
        'packages/core/test/routing/**/*.test.ts',
      ],
      exclude: [
        '**/node_modules/**',
        'packages/core/test/routing/{cost,docs,law-*,rests,simulate*}.test.ts',
      ],
    },
  }),
)
