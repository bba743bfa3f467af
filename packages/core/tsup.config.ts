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
  // What earlier builds left; the declarations are tsc's and the pages are Vite's.
  clean: ['!**/*.d.ts', '!**/*.d.ts.map', '!web/**'],
  splitting: true,
})
