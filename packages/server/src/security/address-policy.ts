import { BlockList } from 'node:net'
import { parseIp } from './ip-address.js'

/** Which addresses upstreams may have. */
export interface AddressPolicy {
  /** Also closes loopback and private networks, which are open for self-hosted upstreams. */
  readonly blockPrivate: boolean
}

/**
 * Never an upstream: cloud metadata services (which hand out the machine's own credentials),
 * link-local, unspecified, multicast and reserved ranges (IANA special-purpose registries).
 */
const ALWAYS_CLOSED = toBlockList([
  '0.0.0.0/8',
  '100.100.100.200/32', // Alibaba Cloud metadata
  '168.63.129.16/32', // Azure wire server
  '169.254.0.0/16',
  '192.0.0.0/24', // with Oracle Cloud metadata
  '224.0.0.0/4',
  '240.0.0.0/4',
  '::/128',
  'fd00:ec2::254/128', // AWS metadata
  'fd20:ce::254/128', // Google Cloud metadata
  'fe80::/10',
  'fec0::/10',
  'ff00::/8',
])

const PRIVATE = toBlockList([
  '10.0.0.0/8',
  '100.64.0.0/10',
  '127.0.0.0/8',
  '172.16.0.0/12',
  '192.168.0.0/16',
  '198.18.0.0/15',
  '::1/128',
  'fc00::/7',
])

const METADATA_NAMES = new Set(['metadata', 'metadata.google.internal', 'instance-data'])

/** Why an IP address may not be an upstream, in words for people; undefined when it may. */
export function refuseAddress(address: string, policy: AddressPolicy): string | undefined {
  const bytes = parseIp(address)
  if (bytes === undefined) return 'is no IP address'
  const [text, family] =
    bytes.length === 4
      ? ([bytes.join('.'), 'ipv4'] as const)
      : ([address.replace(/%.*$/, ''), 'ipv6'] as const)
  if (ALWAYS_CLOSED.check(text, family)) return 'is a link-local, metadata or reserved address'
  if (policy.blockPrivate && PRIVATE.check(text, family)) return 'is a private address'
  return undefined
}

/**
 * Why a host from a URL may not be an upstream, as far as its spelling tells; names are checked
 * again when they are resolved. `host` is as WHATWG URL gives it: IPv4 in dotted decimals, IPv6
 * in brackets.
 */
export function refuseHost(host: string, policy: AddressPolicy): string | undefined {
  const name = host.replace(/\.$/, '').toLowerCase()
  const address = name.replace(/^\[(.*)\]$/, '$1')
  if (parseIp(address) !== undefined) return refuseAddress(address, policy)
  if (METADATA_NAMES.has(name)) return 'is a metadata service'
  if (policy.blockPrivate && /(^|\.)localhost$/.test(name)) return 'is a private address'
  return undefined
}

function toBlockList(subnets: readonly string[]): BlockList {
  const list = new BlockList()
  for (const subnet of subnets) {
    const [network = '', prefix] = subnet.split('/')
    list.addSubnet(network, Number(prefix), network.includes(':') ? 'ipv6' : 'ipv4')
  }
  return list
}
