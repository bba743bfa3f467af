import { defineConfig } from 'tsup'

/** The library: what `import '@ccload/server'` gives. Its packages are installed beside it. */
export default defineConfig({
  entry: {
    index: 'src/index.ts',
    // Run by a thread of its own, which finds it beside the other files.
    'sqlite-worker': 'src/storage/sqlite-worker.js',
  },
  format: 'esm',
  target: 'node20',
  // What earlier builds left; the declarations are tsc's and the pages are Vite's.
  clean: ['!**/*.d.ts', '!**/*.d.ts.map', '!web/**'],
})
