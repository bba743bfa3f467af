import type { Behaviour } from '../behaviour.js'
import type { Gate } from '../gate.js'
import { headerValue } from '../http-wire.js'
import { toBehaviourJson } from './behaviour-json.js'
import type { PlainRequest } from './control-server.js'
import type { ReceivedRequest, UpstreamPair } from './upstream-pair.js'

/** Takes control of a pair of fake upstreams that runs elsewhere. */
export async function connectUpstreamPair(controlUrl: string): Promise<UpstreamPair> {
  const base = controlUrl.replace(/\/$/, '')
  let gates = 0

  async function call<T>(method: string, path: string, body?: string): Promise<T> {
    const response = await fetch(base + path, { method, ...(body !== undefined && { body }) })
    const answer = (await response.json()) as T & { readonly message?: string }
    if (!response.ok) throw new Error(`the upstreams’ control: ${answer?.message}`)
    return answer
  }
  const { names, urls } = await call<Pick<UpstreamPair, 'names' | 'urls'>>('GET', '/')

  return {
    names,
    urls,
    next: (...behaviours: Behaviour[]) => call('POST', '/next', toBehaviourJson(behaviours)),
    always: (behaviour) => call('POST', '/always', toBehaviourJson([behaviour])),
    gate: () => {
      gates += 1
      return createRemoteGate(`remote-${gates}`, call)
    },
    received: async () => (await call<PlainRequest[]>('GET', '/received')).map(fromPlain),
    arrival: async (at) => fromPlain(await call('GET', `/arrival?position=${at}`)),
    closed: (at) => call('GET', `/closed?position=${at}`),
    refuse: (name) => call('POST', `/refuse?name=${encodeURIComponent(name)}`),
    accept: (name) => call('POST', `/accept?name=${encodeURIComponent(name)}`),
    reset: () => call('POST', '/reset'),
  }
}

type Call = <T>(method: string, path: string) => Promise<T>

/**
 * A gate that stands elsewhere. A word that does not arrive shows as an upstream that keeps
 * waiting, so it is not reported a second time.
 */
function createRemoteGate(name: string, call: Call): Gate {
  const tell = (path: string) => {
    call('POST', path).catch(() => {})
  }
  return {
    name,
    release: (count = 1) => tell(`/gate/release?name=${name}&count=${count}`),
    open: () => tell(`/gate/open?name=${name}`),
    reached: (count) => call('GET', `/gate/reached?name=${name}&count=${count}`),
    pass: () => Promise.reject(new Error('this gate stands in another process')),
  }
}

function fromPlain({ bodyBase64, ...rest }: PlainRequest): ReceivedRequest {
  const [method = '', target = ''] = rest.requestLine.split(' ')
  const body = Buffer.from(bodyBase64, 'base64')
  return {
    ...rest,
    method,
    target,
    body,
    header: (name) => headerValue(rest.headers, name),
    json: () => JSON.parse(body.toString('utf8')),
  }
}
