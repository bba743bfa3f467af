import { isIPv4, isIPv6 } from 'node:net'

/** An address as its bytes in network order: 4 of them for IPv4, 16 for IPv6. */
export type IpBytes = Uint8Array

/**
 * Reads an address in canonical text form, a zone (`%eth0`) ignored. An IPv6 address that only
 * carries an IPv4 one (mapped, compatible, NAT64, 6to4) comes back as that IPv4 address, so that
 * no rule can be passed by in disguise. Undefined: no IP address.
 */
export function parseIp(text: string): IpBytes | undefined {
  if (isIPv4(text)) return Uint8Array.from(text.split('.'), Number)
  if (!isIPv6(text)) return undefined
  const bytes = parseIpv6(text.replace(/%.*$/, ''))
  return embeddedIpv4(bytes) ?? bytes
}

function parseIpv6(text: string): IpBytes {
  const withoutDots = text.replace(/(\d+)\.(\d+)\.(\d+)\.(\d+)$/, (_, a, b, c, d) => {
    const group = (high: string, low: string) => (Number(high) * 256 + Number(low)).toString(16)
    return `${group(a, b)}:${group(c, d)}`
  })
  const [head = '', tail] = withoutDots.split('::')
  const front = toGroups(head)
  const back = tail === undefined ? [] : toGroups(tail)
  const groups = [...front, ...new Array(8 - front.length - back.length).fill(0), ...back]
  return Uint8Array.from(groups.flatMap((group: number) => [group >> 8, group & 255]))
}

function toGroups(text: string): number[] {
  return text === '' ? [] : text.split(':').map((group) => Number.parseInt(group, 16))
}

/** RFC 4291 2.5.5 (mapped, compatible), RFC 6052 (NAT64), RFC 8215 (local NAT64), RFC 3056 (6to4). */
function embeddedIpv4(bytes: IpBytes): IpBytes | undefined {
  const hex = Buffer.from(bytes).toString('hex')
  const inLastGroups =
    hex.startsWith('00000000000000000000ffff') ||
    hex.startsWith('0064ff9b') ||
    (hex.startsWith('000000000000000000000000') && !/^0{24}0000000[01]$/.test(hex))
  if (inLastGroups) return bytes.slice(12)
  return hex.startsWith('2002') ? bytes.slice(2, 6) : undefined
}

/** Whether an address (or the name `localhost`) reaches this machine only. */
export function isLoopback(host: string): boolean {
  if (host === 'localhost') return true
  const bytes = parseIp(host)
  if (bytes === undefined) return false
  return bytes.length === 4
    ? bytes[0] === 127
    : bytes.every((byte, i) => byte === (i === 15 ? 1 : 0))
}

/**
 * What a client is counted by: its IPv4 address, or the /64 network of its IPv6 address, since
 * one household or host owns all addresses of a /64.
 */
export function clientNetwork(address: string): string {
  const bytes = parseIp(address)
  if (bytes === undefined) return address
  return bytes.length === 4
    ? bytes.join('.')
    : `${Buffer.from(bytes.subarray(0, 8)).toString('hex')}/64`
}
