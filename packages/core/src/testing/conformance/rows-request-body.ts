import assert from 'node:assert/strict'
import { gunzipSync, gzipSync } from 'node:zlib'
import { assertAsked, assertOk, onlyRequest } from './assertions.js'
import { type ConformanceBench, type ConformanceRow, post } from './bench.js'

/** How a request arrives at the upstream: bodies and framing. */
export const requestBodyRows: readonly ConformanceRow[] = [
  {
    id: 'request.body-verbatim',
    contract:
      'The body arrives byte for byte: blanks, key order, escapes, numbers, duplicate keys.',
    async check(bench) {
      for (const body of [
        `{"model":"${bench.model}","temperature":1.0,"x":1e2,"y":-0,"z":0.10}`,
        `{"big":12345678901234567890.10,"n":9007199254740993,"model":"${bench.model}"}`,
        `{"model":"${bench.model}","dup":1,"dup":2,"10":"a","2":"b","e":"\\u00e9\\/\\ud83d\\ude00"}`,
        `\n\t{ "messages" : [ {"model":"other","content":"\\"model\\": 1"} ],\r\n "model" : "${bench.model}" } \n`,
      ]) {
        await bench.upstreams.reset()
        assertOk(await bench.ask(post(body)))
        assert.equal((await onlyRequest(bench)).body.toString(), body)
      }
    },
  },
  {
    id: 'request.body-large',
    contract: 'Bodies of several megabytes arrive whole.',
    async check(bench) {
      const body = bench.body({ pad: 'é你😀 '.repeat(400_000) })
      assertOk(await bench.ask(post(body)))
      assert.ok((await onlyRequest(bench)).body.equals(Buffer.from(body)), 'the body has changed')
    },
  },
  {
    id: 'request.body-chunked',
    contract: 'A chunked body is accepted.',
    async check(bench) {
      assertOk(await askChunked(bench, []))
      assert.equal((await onlyRequest(bench)).body.toString(), bench.body())
    },
  },
  {
    id: 'request.trailers',
    contract: 'Trailers of a chunked body do not become headers of the upstream’s request.',
    async check(bench) {
      assertOk(await askChunked(bench, ['Trailer', 'X-Late'], 'X-Late: 1\r\nX-Api-Key: 2\r\n'))
      const request = await onlyRequest(bench)
      assert.equal(request.header('x-late'), undefined)
      assert.notEqual(request.header('x-api-key'), '2')
    },
  },
  {
    id: 'request.expect-continue',
    contract: 'Expect: 100-continue is answered and does not go upstream.',
    async check(bench) {
      const response = await askChunked(bench, ['Expect', '100-continue'])
      assertOk(response)
      const [interim] = response.informational
      assert.match(interim?.firstLine ?? '', /^HTTP\/1\.1 100/)
      assert.equal((await onlyRequest(bench)).header('expect'), undefined)
    },
  },
  {
    id: 'request.body-gzip',
    contract: 'A gzip-encoded body is understood; the upstream gets the same content.',
    async check(bench) {
      assertOk(await bench.ask(post(gzipSync(bench.body()), ['Content-Encoding', 'gzip'])))
      const request = await onlyRequest(bench)
      const encoded = request.header('content-encoding') === 'gzip'
      const plain = encoded ? gunzipSync(request.body) : request.body
      assert.equal(plain.toString(), bench.body())
    },
  },
  {
    id: 'request.model-alias',
    contract: 'A model alias changes the bytes of the top-level model value and nothing else.',
    needs: 'alias',
    async check(bench) {
      const { alias = '' } = bench.gateway
      const before = '{ "x":1.0,"nested":{"model":"a"}, "model" : '
      const after = ' ,"y":12345678901234567890, "text":"\\u00e9é" }\n'
      assertOk(await bench.ask(post(`${before}${JSON.stringify(alias)}${after}`)))
      const request = await onlyRequest(bench)
      const body = request.body.toString()
      const { model } = request.json() as { model: string }
      assert.notEqual(model, alias)
      assert.equal(body, `${before}${JSON.stringify(model)}${after}`)
      assert.equal(Number(request.header('content-length')), request.body.length)
    },
  },
]

async function askChunked(bench: ConformanceBench, headers: readonly string[], trailers = '') {
  const connection = await bench.connect()
  const { body, ...head } = bench.message(['Transfer-Encoding', 'chunked', ...headers])
  connection.send(bench.toRequest(head))
  const half = String(body).length >> 1
  for (const part of [String(body).slice(0, half), String(body).slice(half)]) {
    connection.write(`${part.length.toString(16)}\r\n${part}\r\n`)
  }
  connection.write(`0\r\n${trailers}\r\n`)
  const answer = await connection.answer()
  const bytes = await answer.rest()
  await assertAsked(bench, 1)
  return { ...answer, body: bytes, ending: answer.ending ?? 'complete', json: () => ({}) }
}
