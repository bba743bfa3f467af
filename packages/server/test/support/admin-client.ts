import { checkAnswer } from './check-answer.js'
import { PASSWORD } from './start-server.js'

/** An answer of the admin API, read. */
export interface Answer {
  readonly status: number
  readonly headers: Headers
  readonly text: string
  // biome-ignore lint/suspicious/noExplicitAny: tests look into answers freely.
  readonly json: any
}

export type Call = (
  method: string,
  path: string,
  body?: unknown,
  headers?: Record<string, string>,
) => Promise<Answer>

/** Calls a server without any credential. A string is sent as the body as it is. */
export function createClient(url: string, common: Record<string, string> = {}): Call {
  return async (method, path, body, headers = {}) => {
    const type = body === undefined ? {} : { 'content-type': 'application/json' }
    const response = await fetch(url + path, {
      method,
      headers: { ...type, ...common, ...headers },
      body: body === undefined || typeof body === 'string' ? (body ?? null) : JSON.stringify(body),
      redirect: 'manual',
    })
    const text = await response.text()
    const json = parse(text)
    checkAnswer(method, path, response.status, json)
    return { status: response.status, headers: response.headers, text, json }
  }
}

/** Calls a server as the admin, with the password as a script would send it. */
export function createAdminClient(url: string): Call {
  return createClient(url, { authorization: `Bearer ${PASSWORD}` })
}

/** Logs in as a browser does. Returns the `cookie` header to send from then on. */
export async function login(url: string, password = PASSWORD): Promise<string> {
  const { headers } = await createClient(url)('POST', '/login', { password })
  return (headers.get('set-cookie') ?? '').split(';')[0] ?? ''
}

/** A channel as a ccLoad user would post it. */
export const CHANNEL = {
  name: 'main',
  api_key: 'sk-ant-canary-0123456789',
  url: 'https://api.example.com',
  priority: 10,
  models: ['claude-sonnet-4-5'],
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
