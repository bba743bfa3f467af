import { defineConfig } from 'tsup'

/**
 * The programs, with their packages inside: one large file starts twice as fast as a thousand small
 * ones. What has machine code, or is wanted by few, stays outside.
 */
export default defineConfig({
  entry: { cli: 'src/cli.ts', demo: 'src/demo/demo.ts' },
  format: 'esm',
  target: 'node20',
  noExternal: [/^(?!better-sqlite3$|pg$|mysql2(\/|$))/],
  // Some of the packages are CommonJS and ask for Node's own modules.
  banner: {
    js: "import { createRequire as createRequireHere } from 'node:module'; const require = createRequireHere(import.meta.url);",
  },
  metafile: true,
  esbuildOptions(options) {
    // The core says that importing a file for its own sake does nothing, which is true.
    options.logOverride = { 'ignored-bare-import': 'silent' }
  },
  async onSuccess() {
    await import('../../scripts/third-party-licenses.js')
  },
})
