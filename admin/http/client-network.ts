import { isIPv6 } from 'node:net'
import type { Context } from 'hono'

type NodeBindings = { incoming?: { socket?: { remoteAddress?: string } } } | undefined

/**
 * Where a request comes from, for the brake on guessing: an IPv4 address or the first half of an IPv6 one.
 * A proxy on this machine is believed about its own peer, nobody else about anything.
 */
export function clientNetwork(c: Context): string {
  const peer = (c.env as NodeBindings)?.incoming?.socket?.remoteAddress ?? 'local'
  const forwarded = c.req.header('x-forwarded-for')?.split(',').at(-1)?.trim()
  const address = isLoopback(peer) && forwarded ? forwarded : peer
  const plain = address.replace(/^::ffff:/, '')
  return isIPv6(plain) ? firstHalf(plain) : plain
}

function isLoopback(address: string): boolean {
  return address === 'local' || address === '::1' || /^(::ffff:)?127\./.test(address)
}

function firstHalf(address: string): string {
  const [head = '', tail] = address.split('::')
  const left = head === '' ? [] : head.split(':')
  const right = tail === undefined || tail === '' ? [] : tail.split(':')
  const gap = tail === undefined ? 0 : 8 - left.length - right.length
  const groups = [...left, ...Array.from({ length: Math.max(gap, 0) }, () => '0'), ...right]
  return `${groups.slice(0, 4).join(':')}::/64`
}
