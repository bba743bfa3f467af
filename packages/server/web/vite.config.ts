import { fileURLToPath } from 'node:url'
import react from '@vitejs/plugin-react'
import { defineConfig } from 'vite'
import { precompress } from './build/precompress.js'

/** What only some pages need, and is large. */
const RARE = /recharts|@mantine\/(charts|dates)|dayjs|components\/charts/

/**
 * Dozens of files of a few hundred bytes would wait for each other, as browsers open six connections
 * to a server: what several pages share comes in one.
 */
const sharedChunk = {
  name: 'shared',
  minShareCount: 4,
  test: (id: string) => !RARE.test(id),
}

export default defineConfig({
  root: fileURLToPath(new URL('.', import.meta.url)),
  base: '/web/',
  plugins: [react(), precompress()],
  // The server puts a fresh value in its place with each answer.
  html: { cspNonce: '__CSP_NONCE__' },
  build: {
    outDir: fileURLToPath(new URL('../dist/web/', import.meta.url)),
    emptyOutDir: true,
    target: 'es2022',
    manifest: true,
    license: true,
    modulePreload: { polyfill: false },
    // Inlined files would be `data:` URLs, which the content security policy refuses for scripts.
    assetsInlineLimit: 0,
    reportCompressedSize: false,
    chunkSizeWarningLimit: 700,
    rolldownOptions: { output: { codeSplitting: { groups: [sharedChunk] } } },
  },
  server: {
    proxy: Object.fromEntries(
      ['/admin', '/login', '/logout', '/v1', '/public'].map((path) => [
        path,
        process.env.CCLOAD_URL ?? 'http://127.0.0.1:8080',
      ]),
    ),
  },
})
