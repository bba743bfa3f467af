import { Secret } from '../domain/secret.js'

/** A proxy on the way to an upstream. */
export interface ProxyAddress {
  readonly protocol: 'http:' | 'https:' | 'socks5:'
  /** Name or address; IPv6 without brackets. */
  readonly hostname: string
  readonly port: number
  /** Empty: the proxy wants none. */
  readonly username: string
  readonly password: Secret
}

const DEFAULT_PORTS = { 'http:': 80, 'https:': 443, 'socks5:': 1080 } as const

/**
 * Reads a channel's proxy URL.
 *
 * @throws For a text that is no URL, and for a scheme other than `http`, `https` and `socks5`. The
 *   message names no credentials.
 */
export function toProxyAddress(url: string): ProxyAddress {
  if (!URL.canParse(url)) throw new Error('the proxy URL is none')
  const { protocol, hostname, port, username, password } = new URL(url)
  if (!isProxyProtocol(protocol)) throw new Error(`a proxy cannot be reached by ${protocol}`)
  return {
    protocol,
    hostname: toHostname(hostname),
    port: port === '' ? DEFAULT_PORTS[protocol] : Number(port),
    username: decodeURIComponent(username),
    password: new Secret(decodeURIComponent(password)),
  }
}

/** A URL's host as sockets take it: IPv6 loses its brackets. */
export function toHostname(urlHostname: string): string {
  return urlHostname.replace(/^\[(.*)\]$/, '$1')
}

function isProxyProtocol(protocol: string): protocol is keyof typeof DEFAULT_PORTS {
  return protocol in DEFAULT_PORTS
}
