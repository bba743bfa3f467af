import { fileURLToPath } from 'node:url'
import { defineConfig } from 'vitest/config'

const source = (path: string) => fileURLToPath(new URL(`packages/${path}`, import.meta.url))

export default defineConfig({
  resolve: {
    // Tests run against the sources, so that no build can be stale; dist.test.ts covers the builds.
    alias: [
      { find: /^@ccload\/core$/, replacement: source('core/src/index.ts') },
      { find: /^@ccload\/core\/(\w+)$/, replacement: source('core/src/$1.ts') },
      { find: /^@ccload\/adapter-(\w+)$/, replacement: source('adapter-$1/src/index.ts') },
      { find: /^@ccload\/server$/, replacement: source('server/src/index.ts') },
    ],
  },
  test: {
    include: [
      'packages/*/{src,test}/**/*.test.ts',
      'packages/server/web/src/**/*.test.ts',
      'test/{binary,consumers,examples}/**/*.test.ts',
    ],
    setupFiles: ['packages/core/test/equal-secrets.ts'],
    testTimeout: 60_000,
    hookTimeout: 60_000,
    // `npm run coverage`: only what is published of core has to reach the thresholds.
    coverage: {
      provider: 'v8',
      include: ['packages/core/src/**/*.ts'],
      exclude: ['**/*.test.ts', '**/released/**'],
      reporter: ['text-summary', 'html', 'json-summary'],
      thresholds: { lines: 90, branches: 90 },
    },
  },
})
