// Runs a snippet in the project that it was pasted into, against an upstream of its own, and asks
// it for a streamed answer. Arguments: the file, and what to expect of it.
import { readFile, writeFile } from 'node:fs/promises'
import { Server } from 'node:net'
import { createFakeAnthropic } from '@ccload/core/testing'

const [file, expected] = process.argv.slice(2)
const upstream = await createFakeAnthropic()
const text = await readFile(file, 'utf8')
const ready = file.replace(/\.js$/, '.ready.js')
await writeFile(ready, text.replaceAll('https://api.anthropic.com', upstream.url))

// Whatever port a snippet names, it gets a free one.
const listening = Promise.withResolvers?.() ?? withResolvers()
const { listen } = Server.prototype
Server.prototype.listen = function (port, ...rest) {
  this.once('listening', () => listening.resolve(`http://127.0.0.1:${this.address().port}`))
  return listen.call(this, port === 8080 ? 0 : port, ...rest)
}

const snippet = await import(ready)
if (expected === 'answers') await answers(await listening.promise)
if (expected === 'streams') await streams(await listening.promise)
if (expected === 'routes') await readStream(await snippet.POST(toRequest('http://localhost')))
process.stdout.write('as expected\n')
process.exit()

async function answers(url) {
  const response = await fetch(`${url}/healthz`)
  if (response.status !== 200) throw new Error(`${response.status}`)
}

async function streams(url) {
  const base = /["']\/llm["']/.test(text) ? `${url}/llm` : url
  await readStream(await fetch(toRequest(base)))
}

async function readStream(response) {
  const events = await response.text()
  if (response.status !== 200 || !events.includes('event: message_stop')) {
    throw new Error(`${response.status}: ${events}`)
  }
  if (upstream.requests.length !== 1) throw new Error('the upstream was not asked')
}

function toRequest(base) {
  const body = { model: 'claude-sonnet-4-5', max_tokens: 16, stream: true, messages: [] }
  const headers = { authorization: 'Bearer my-team-token', 'content-type': 'application/json' }
  return new Request(`${base}/v1/messages`, { method: 'POST', headers, body: JSON.stringify(body) })
}

function withResolvers() {
  const made = {}
  made.promise = new Promise((resolve) => {
    made.resolve = resolve
  })
  return made
}
