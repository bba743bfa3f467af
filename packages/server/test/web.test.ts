import { connect } from 'node:net'
import { expect, it } from 'vitest'
import { CHANNEL, createAdminClient, createClient } from './support/admin-client.js'
import { startServer } from './support/start-server.js'

it('leads to the page from the root', async () => {
  const { url } = await startServer()
  for (const path of ['/', '/web']) {
    const answer = await createClient(url)('GET', path)
    expect([answer.status, answer.headers.get('location')]).toEqual([302, '/web/'])
  }
})

it('serves the page and all that it names, with no script inline and nothing from elsewhere', async () => {
  const { url } = await startServer()
  const call = createClient(url)
  const page = await call('GET', '/web/')
  expect(page.status).toBe(200)
  expect(page.headers.get('content-type')).toContain('text/html')
  expect(page.text).not.toMatch(/<script(?![^>]*\bsrc=)|\son\w+=|(?:src|href)="(?:https?:)?\/\//)
  const files = [...page.text.matchAll(/(?:src|href)="([^"]+)"/g)].map(([, file]) => file ?? '')
  expect(files.length).toBeGreaterThan(2)
  for (const file of files) {
    const { pathname } = new URL(file, `${url}/web/`)
    expect([file, (await call('GET', pathname)).status]).toEqual([file, 200])
  }
})

it('protects every answer by headers', async () => {
  const { url } = await startServer()
  for (const path of ['/web/', '/healthz', '/admin/channels', '/nothing']) {
    const { headers } = await createAdminClient(url)('GET', path)
    expect(headers.get('content-security-policy')).toMatch(/^default-src 'none';script-src 'self';/)
    expect(headers.get('content-security-policy')).not.toContain('unsafe')
    expect(headers.get('x-content-type-options')).toBe('nosniff')
    expect(headers.get('x-frame-options')).toBe('DENY')
    expect(headers.get('referrer-policy')).toBe('no-referrer')
    expect(headers.get('permissions-policy')).toContain('camera=()')
    expect(headers.get('x-powered-by')).toBeNull()
  }
})

it('hands out markup in names as plain JSON that no cache keeps', async () => {
  const { url } = await startServer()
  const call = createAdminClient(url)
  const markup = '</script><img src=x onerror=alert(1)>'
  const { status } = await call('POST', '/admin/channels', {
    ...CHANNEL,
    name: markup,
    models: [markup],
  })
  expect(status).toBe(201)
  const list = await call('GET', '/admin/channels')
  expect(list.headers.get('content-type')).toBe('application/json; charset=utf-8')
  expect(list.headers.get('cache-control')).toBe('no-store')
  expect(list.json.data[0]).toMatchObject({ name: markup, models: [markup] })
})

it.each([
  '/web/../package.json',
  '/web/../../core/package.json',
  '/web/%2e%2e/package.json',
  '/web/..%2fpackage.json',
  '/web/%2e%2e%2fpackage.json',
  '/web/..%5cpackage.json',
  '/web/..\\package.json',
  '/web/%252e%252e/package.json',
  '/web/....//package.json',
  '/web/./../package.json',
  '/web//etc/passwd',
  '/web/%2fetc/passwd',
  '/web//../package.json',
  '/web/..;/package.json',
  '/web/%00../package.json',
  '/web/index.html%00.js',
  '/web/%c0%ae%c0%ae/package.json',
  '/web/%',
  '/web/%e0%a4%a',
  '/web/.env',
  '/.env',
  '/web/../src/cli.ts',
  '/package.json',
  '/data/ccload.db',
  '/web/assets/../../package.json',
  '/web/assets/..%2f..%2fpackage.json',
  '/web/%2e%2e%5c%2e%2e%5cpackage.json',
  '/web/..%c0%afpackage.json',
  '/web/..%ef%bc%8fpackage.json',
  '/web/%uff0e%uff0e/package.json',
  '/web/.%00./package.json',
  '/web/~/package.json',
  '/web/file:///etc/passwd',
  '/web/.git/config',
  '/web/.../.../package.json',
  '/web\\..\\package.json',
  '/WEB/../package.json',
  '/%2e%2e/package.json',
  '//etc/passwd',
  '/..%00/etc/passwd',
])('has no file at %s', async (path) => {
  const { url } = await startServer()
  const answer = await requestRaw(url, path)
  expect(answer).toMatch(/^HTTP\/1\.1 40[04] /)
  expect(answer).not.toMatch(/"name": "@ccload|root:|#!\/usr/)
})

/** Sends the path as it is; `fetch` would tidy it up first. */
function requestRaw(url: string, path: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const socket = connect(Number(new URL(url).port), '127.0.0.1')
    let answer = ''
    socket.setEncoding('latin1').on('data', (text) => {
      answer += text
    })
    socket.on('end', () => resolve(answer)).on('error', reject)
    // Left open: Node answers nobody who has hung up.
    socket.write(`GET ${path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n`)
  })
}
