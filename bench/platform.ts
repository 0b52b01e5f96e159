import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import { setTimeout as delay } from 'node:timers/promises'
import { createReceiver } from '../docs/webhook-receiver.ts'
import { createVault } from '../src/vault.ts'
import { type Desk, startDesk } from './desk.ts'
import { print } from './print.ts'

const secretKey = 'k'.repeat(40)
const apiKey = 'e'.repeat(40)
const secret = `whsec_${Buffer.alloc(32, 1).toString('base64')}`
// Smaller by BENCH_SHARE=0.01 to see that it runs.
const part = Number(process.env.BENCH_SHARE ?? 1)
const clients = Math.round(200_000 * part)
const perSecond = 200
const seconds = Math.ceil(30 * part)
const notices = Math.ceil(1000 * part)

/** What kense.app waits for: a decision among 200,000 clients, a webhook, and the answers of a flood. */
export async function run(): Promise<void> {
  const arrivals = new Map<string, number>()
  const receiver = createReceiver([secret], (event) => {
    if (event.type === 'access.changed') arrivals.set(event.data.client.id, performance.now())
  })
  receiver.listen(0, '127.0.0.1')
  await once(receiver, 'listening')
  const desk = await startDesk({
    SECRET_KEY: secretKey,
    PLATFORM_API_KEY: apiKey,
    PLATFORM_WEBHOOK_URL: `http://127.0.0.1:${(receiver.address() as AddressInfo).port}/`,
    PLATFORM_WEBHOOK_SECRET: secret,
  })
  try {
    const numbers = await fill(desk)
    await decisions(desk, numbers)
    await flood(desk, arrivals)
  } finally {
    await desk.stop()
    receiver.close()
  }
}

/** 200,000 clients with a BIN, one in a hundred closed. */
async function fill({ sql }: Desk): Promise<string[]> {
  const vault = createVault(secretKey)
  const numbers: string[] = []
  for (let serial = 0; numbers.length < clients; serial += 1) {
    const number = withCheckDigit(
      `99124${Math.floor(serial / 100_000) % 4}${String(serial % 100_000).padStart(5, '0')}`,
    )
    if (number !== null) numbers.push(number)
  }
  for (let from = 0; from < clients; from += 20_000) {
    const part = numbers.slice(from, from + 20_000)
    await sql`
      insert into client (id, kind, name, number_hash, platform_id, source, created_at, updated_at)
      select gen_random_uuid(), 'legal_entity', 'ТОО ' || n, h, 'p-' || (${from} + n), 'platform', now(), now()
      from unnest(${part.map((number) => vault.fingerprint(number))}::text[]) with ordinality as t(h, n)`
  }
  await sql`
    insert into suspension
      (id, client_id, scope, products, key_serials, reason, codes, text, starts_at, created_at, created_by)
    select gen_random_uuid(), id, 'platform', '{}', '{}', 'breach', '{4.3.1}', '', now(), now(), '{"kind":"system","name":"bench"}'
    from client where random() < 0.01`
  await sql`analyze`
  return numbers
}

async function decisions(desk: Desk, numbers: string[]): Promise<void> {
  const latencies: number[] = []
  const one = async (at: number): Promise<void> => {
    const number = numbers[(at * 7919) % numbers.length]
    const response = await fetch(`${desk.origin}/api/v1/access?bin=${number}`, {
      headers: { authorization: `Bearer ${apiKey}` },
    })
    const { decisions: answers } = (await response.json()) as { decisions: unknown[] }
    if (answers.length !== 1) throw new Error(`no decision for ${number}`)
  }
  for (let at = 0; at < 1000; at += 1) await one(at)
  const start = performance.now()
  // Each request is due at its own moment and counted from then: one that waits for a free lane is late.
  const lanes = Array.from({ length: 32 }, async (_, lane) => {
    for (let at = lane; at < perSecond * seconds; at += 32) {
      const due = start + (at * 1000) / perSecond
      const wait = due - performance.now()
      if (wait > 0) await delay(wait)
      // A timer of this process that fires late is no fault of the desk.
      const began = wait > 0 ? performance.now() : due
      await one(at)
      latencies.push(performance.now() - began)
    }
  })
  await Promise.all(lanes)
  latencies.sort((a, b) => a - b)
  const what = `decision among ${clients} clients at ${perSecond}/s`
  print('platform', `${what}, p50`, ms(share(latencies, 0.5)))
  print('platform', `${what}, p99`, ms(share(latencies, 0.99)))
}

/** A thousand notices of signed-in people as fast as they are taken, each about another client. */
async function flood(desk: Desk, arrivals: Map<string, number>): Promise<void> {
  const sent = new Map<string, number>()
  const rows = await desk.sql<{ id: string; platformId: string }[]>`
    select id, platform_id as "platformId" from client c
    where not exists (select from suspension s where s.client_id = c.id) limit ${notices}`
  const start = performance.now()
  const lanes = Array.from({ length: 20 }, async (_, lane) => {
    for (const [at, row] of rows.entries()) {
      if (at % 20 !== lane) continue
      sent.set(row.id, performance.now())
      await report(desk, row.platformId)
    }
  })
  await Promise.all(lanes)
  const taken = performance.now() - start
  const late = Date.now() + 60_000
  while (arrivals.size < notices && Date.now() < late) await delay(20)
  const waits = [...sent].map(([id, at]) => (arrivals.get(id) ?? Number.POSITIVE_INFINITY) - at)
  waits.sort((a, b) => a - b)
  const [closed] = await desk.sql<{ n: number }[]>`
    select count(distinct client_id)::int as n from suspension where reason = 'key_compromise'`
  print('platform', `${notices} notices of compromise taken in`, `${(taken / 1000).toFixed(1)} s`)
  print('platform', 'of them closed, each once', String(closed?.n))
  print('platform', 'notice to webhook in that flood, p50', ms(share(waits, 0.5)))
  print('platform', 'notice to webhook in that flood, slowest', ms(waits.at(-1) ?? 0))
}

async function report(desk: Desk, platformId: string): Promise<void> {
  const response = await fetch(`${desk.origin}/api/v1/compromise-reports`, {
    method: 'POST',
    headers: {
      authorization: `Bearer ${apiKey}`,
      'content-type': 'application/json',
      'idempotency-key': `bench ${platformId}`,
    },
    body: JSON.stringify({
      platformId,
      reporter: { email: `${platformId}@mail.example` },
      signedIn: true,
      happened: 'Украли флешку с ключом',
    }),
  })
  if (response.status !== 201) throw new Error(`report answered ${response.status}`)
}

/** The twelfth digit of a BIN; null where none exists. */
function withCheckDigit(eleven: string): string | null {
  const sum = (weights: number[]) =>
    weights.reduce((total, weight, at) => total + weight * Number(eleven[at]), 0) % 11
  const first = sum([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11])
  const digit = first < 10 ? first : sum([3, 4, 5, 6, 7, 8, 9, 10, 11, 1, 2])
  return digit < 10 ? eleven + String(digit) : null
}

function share(sorted: readonly number[], part: number): number {
  return sorted[Math.ceil(sorted.length * part) - 1] ?? 0
}

const ms = (value: number) => `${value.toFixed(1)} ms`
