import { defineConfig } from 'tsup'

export default defineConfig({
  entry: {
    index: 'src/index.ts',
    cli: 'src/cli.ts',
    demo: 'src/demo/demo.ts',
    // Run by a thread of its own, which finds it beside the other files.
    'sqlite-worker': 'src/storage/sqlite-worker.js',
  },
  format: 'esm',
  target: 'node20',
})
