import { fileURLToPath } from 'node:url'
import react from '@vitejs/plugin-react'
import { defineConfig } from 'vite'
import { precompress } from './build/precompress.js'

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
