import { fileURLToPath } from 'node:url'
import { defineConfig } from 'tsup'

const core = fileURLToPath(new URL('../core', import.meta.url))

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
  esbuildPlugins: [
    {
      // Half of it is `fetch`, WebSockets and caches, which nothing here uses.
      name: 'undici without its other half',
      setup(build) {
        build.onResolve({ filter: /^undici$/ }, ({ path }) => ({ path, namespace: 'slim' }))
        build.onLoad({ filter: /./, namespace: 'slim' }, () => ({
          contents: `export { default as Client } from 'undici/lib/dispatcher/client.js'
            export { default as Pool } from 'undici/lib/dispatcher/pool.js'`,
          resolveDir: core,
        }))
      },
    },
  ],
  esbuildOptions(options) {
    // The core says that importing a file for its own sake does nothing, which is true.
    options.logOverride = { 'ignored-bare-import': 'silent' }
  },
  async onSuccess() {
    await import('../../scripts/third-party-licenses.js')
  },
})
