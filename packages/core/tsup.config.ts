import { defineConfig } from 'tsup'

export default defineConfig({
  entry: [
    'src/index.ts',
    'src/node.ts',
    'src/fetch.ts',
    'src/kysely.ts',
    'src/testing.ts',
    'src/cli.ts',
  ],
  format: 'esm',
  target: 'node20',
  splitting: true,
})
