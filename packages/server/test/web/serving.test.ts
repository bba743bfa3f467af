import { once } from 'node:events'
import { mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { request } from 'node:http'
import { join } from 'node:path'
import { brotliCompressSync, gzipSync } from 'node:zlib'
import express from 'express'
import { expect, it, onTestFinished } from 'vitest'
import { webRoutes } from '../../src/web/web-routes.js'
import { tempFolder } from '../support/temp-folder.js'

const SCRIPT = 'console.log("x")\n'.repeat(100)

/** A folder as the build leaves it, and a server of it. */
async function serveFolder(manifest: object = {}) {
  const folder = tempFolder()
  const put = (name: string, content: string | Buffer) => writeFileSync(join(folder, name), content)
  mkdirSync(join(folder, 'assets'))
  mkdirSync(join(folder, '.vite'))
  put(
    'index.html',
    '<head><meta nonce="__CSP_NONCE__"><script src="/web/assets/a-1.js"></script></head>',
  )
  put('icon.svg', '<svg/>')
  put('assets/a-1.js', SCRIPT)
  put('assets/a-1.js.br', brotliCompressSync(SCRIPT))
  put('assets/a-1.js.gz', gzipSync(SCRIPT))
  put('.vite/manifest.json', JSON.stringify(manifest))
  const app = express()
  app.use((_request, response, next) => {
    response.set('content-security-policy', "default-src 'none';style-src 'self';img-src 'self'")
    next()
  })
  app.use(webRoutes(folder))
  const server = app.listen(0)
  onTestFinished(() => void server.close())
  const { port } = server.address() as { port: number }
  const get = (path: string, headers = {}, method = 'GET') =>
    fetch(`http://127.0.0.1:${port}${path}`, { method, headers })
  return { folder, get }
}

/** As a browser asks; `fetch` would tell caches not to answer. */
async function statusOf(url: string, headers: Record<string, string>) {
  const [answer] = await once(request(url, { headers }).end(), 'response')
  answer.resume()
  return answer.statusCode
}

it.each([
  '/web/',
  '/web/index.html',
  '/web/channels.html',
  '/web/logs.html',
  '/web/stats.html',
  '/web/trend.html',
  '/web/tokens.html',
  '/web/settings.html',
  '/web/playground.html',
  '/web/login.html',
])('sends the document for %s', async (path) => {
  const { get } = await serveFolder()
  const answer = await get(`${path}?a=b`)
  expect(answer.status).toBe(200)
  expect(answer.headers.get('content-type')).toBe('text/html; charset=utf-8')
  expect(answer.headers.get('cache-control')).toBe('no-store')
})

it('gives every document a nonce of its own, for styles alone', async () => {
  const { get } = await serveFolder()
  const nonces = new Set<string>()
  for (let i = 0; i < 3; i += 1) {
    const answer = await get('/web/')
    const [, nonce = ''] = /nonce="([^"]+)"/.exec(await answer.text()) ?? []
    expect(answer.headers.get('content-security-policy')).toBe(
      `default-src 'none';style-src 'self' 'nonce-${nonce}';img-src 'self'`,
    )
    nonces.add(nonce)
  }
  expect(nonces.size).toBe(3)
})

it('has a page’s code and language fetched at once with its document', async () => {
  const { get } = await serveFolder({
    'src/main.tsx': { file: 'assets/main.js', isEntry: true, imports: ['_all.js'] },
    '_all.js': { file: 'assets/all.js' },
    '_some.js': { file: 'assets/some.js', css: ['assets/some.css'] },
    'src/pages/overview/overview-page.tsx': { file: 'assets/overview.js', imports: ['_all.js'] },
    'src/pages/logs/logs-page.tsx': { file: 'assets/logs.js', imports: ['_all.js', '_some.js'] },
    'src/locales/en/index.ts': { file: 'assets/en.js' },
    'src/locales/zh-CN/index.ts': { file: 'assets/zh.js' },
  })
  const linked = async (path: string, language: string) => {
    const answer = await get(path, { 'accept-language': language })
    const [head = ''] = (await answer.text()).split('</head>')
    return [...head.matchAll(/<link rel="(\w+)"[^>]* href="\/web\/assets\/([\w.]+)"/g)].map(
      ([, how, file]) => `${how} ${file}`,
    )
  }
  expect(await linked('/web/logs.html', 'de,en;q=0.5')).toEqual([
    'modulepreload logs.js',
    'modulepreload some.js',
    'modulepreload en.js',
    'preload some.css',
  ])
  expect(await linked('/web/', 'zh-CN,zh;q=0.9,en;q=0.8')).toEqual([
    'modulepreload overview.js',
    'modulepreload zh.js',
  ])
  expect(await linked('/web/index.html', 'fr')).toEqual(await linked('/web/', 'en'))
  expect(await linked('/web/login.html', 'en')).toEqual(['modulepreload en.js'])
})

it.each([
  ['br', 'gzip, deflate, br', 'br'],
  ['gzip', 'gzip', 'gzip'],
  ['as it is', 'identity', null],
  ['gzip where br is refused', 'gzip, br;q=0', 'gzip'],
])('sends a file %s', async (_how, accept, encoding) => {
  const { get } = await serveFolder()
  const answer = await get('/web/assets/a-1.js', { 'accept-encoding': accept })
  expect(answer.headers.get('content-encoding')).toBe(encoding)
  expect(answer.headers.get('vary')).toBe('accept-encoding')
  expect(answer.headers.get('content-type')).toBe('text/javascript; charset=utf-8')
  expect(await answer.text()).toBe(SCRIPT)
})

it('has files with a hash kept for a year, and others asked for again', async () => {
  const { get } = await serveFolder()
  const hashed = await get('/web/assets/a-1.js')
  expect(hashed.headers.get('cache-control')).toBe('public, max-age=31536000, immutable')
  const plain = await get('/web/icon.svg')
  expect(plain.headers.get('cache-control')).toBe('no-cache')
  const etag = plain.headers.get('etag') ?? ''
  expect(await statusOf(plain.url, { 'if-none-match': etag })).toBe(304)
  expect((await get('/web/icon.svg', {}, 'HEAD')).status).toBe(200)
  expect((await get('/web/icon.svg', {}, 'POST')).status).toBe(404)
})

it('keeps to itself what is not meant for browsers', async () => {
  const { get } = await serveFolder()
  for (const path of ['/web/.vite/manifest.json', '/web/assets/a-1.js.br', '/web/nothing.html']) {
    expect([path, (await get(path)).status]).toEqual([path, 404])
  }
})

it('goes on serving while the folder is built anew', async () => {
  const { folder, get } = await serveFolder()
  rmSync(folder, { recursive: true })
  expect((await get('/web/assets/a-1.js')).status).toBe(200)
  expect((await get('/web/')).status).toBe(200)
})

it('says what is missing where the pages were not built', async () => {
  const app = express().use(webRoutes(tempFolder()))
  const server = app.listen(0)
  onTestFinished(() => void server.close())
  const { port } = server.address() as { port: number }
  const answer = await fetch(`http://127.0.0.1:${port}/web/`)
  expect([answer.status, await answer.text()]).toEqual([
    503,
    'The pages are not built: npm run build\n',
  ])
})
