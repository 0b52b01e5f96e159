/**
 * How a platform takes webhooks of kense-support: verifies (Standard Webhooks), takes each event once, and lets
 * nothing late undo what is newer. Run it: SECRETS=whsec_… node docs/webhook-receiver.ts
 */
import { createHmac, timingSafeEqual } from 'node:crypto'
import { createServer, type IncomingHttpHeaders, type Server } from 'node:http'
import { buffer } from 'node:stream/consumers'

export type Event = {
  id: string
  type: string
  timestamp: string
  sequence: string
  data: { client: { id: string }; [name: string]: unknown }
}

/** Keep both in your database, and write them in the transaction that applies the event. */
export type Memory = { seen: Set<string>; newest: Map<string, bigint> }

export type Verdict = 'taken' | 'repeated' | 'late' | 'forged'

const toleranceSeconds = 5 * 60

/** Decides on one request. Only a `taken` event is to be applied; all but forged ones are answered with 204. */
export function receive(
  secrets: readonly string[],
  memory: Memory,
  headers: IncomingHttpHeaders,
  body: string,
  nowSeconds: number,
): { verdict: Verdict; event: Event | null } {
  const id = String(headers['webhook-id'] ?? '')
  const timestamp = String(headers['webhook-timestamp'] ?? '')
  const given = String(headers['webhook-signature'] ?? '').split(' ')
  const fresh = Math.abs(nowSeconds - Number(timestamp)) <= toleranceSeconds
  const ours = secrets.map((secret) => sign(secret, `${id}.${timestamp}.${body}`))
  if (!fresh || !ours.some((own) => given.some((one) => same(one, own)))) {
    return { verdict: 'forged', event: null }
  }
  const event = JSON.parse(body) as Event
  if (memory.seen.has(id)) return { verdict: 'repeated', event }
  memory.seen.add(id)
  const stream = `${event.data.client.id} ${event.type}`
  const sequence = BigInt(event.sequence)
  if (sequence < (memory.newest.get(stream) ?? 0n)) return { verdict: 'late', event }
  memory.newest.set(stream, sequence)
  return { verdict: 'taken', event }
}

function sign(secret: string, text: string): string {
  const key = Buffer.from(secret.replace(/^whsec_/, ''), 'base64')
  return `v1,${createHmac('sha256', key).update(text).digest('base64')}`
}

function same(a: string, b: string): boolean {
  return a.length === b.length && timingSafeEqual(Buffer.from(a), Buffer.from(b))
}

/** Answers 204 after `apply` is done, so that an event whose effect failed is sent again. */
export function createReceiver(
  secrets: readonly string[],
  apply: (event: Event) => void | Promise<void>,
  memory: Memory = { seen: new Set(), newest: new Map() },
): Server {
  return createServer(async (request, response) => {
    const body = (await buffer(request)).toString('utf8')
    const { verdict, event } = receive(secrets, memory, request.headers, body, Date.now() / 1000)
    if (verdict === 'forged') return void response.writeHead(401).end()
    try {
      if (verdict === 'taken' && event) await apply(event)
      response.writeHead(204).end()
    } catch {
      if (event) memory.seen.delete(event.id)
      response.writeHead(500).end()
    }
  })
}

if (import.meta.main) {
  const secrets = (process.env.SECRETS ?? '').split(',').filter((secret) => secret !== '')
  // An empty secret is one that everybody knows.
  if (secrets.length === 0) throw new Error('SECRETS: give one or two secrets, whsec_…')
  const port = Number(process.env.PORT ?? 4000)
  createReceiver(secrets, (event) => {
    process.stdout.write(`${event.type} ${event.data.client.id} ${JSON.stringify(event.data)}\n`)
  }).listen(port, '127.0.0.1')
}
