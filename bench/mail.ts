import nodemailer from 'nodemailer'
import { type Desk, startDesk } from './desk.ts'
import { inLanes } from './floor.ts'
import { p95, print, rate } from './print.ts'

/**
 * Plain 2 KB mails over SMTP to committed tickets (the receiver answers 250 only then) and on to queued
 * acknowledgements, against bare transactions of four inserts. `long`: 20,000 mails with the memory curve.
 */
export async function run(floor: { one: number; four: number }, long: boolean): Promise<void> {
  const desk = await startDesk({ ROLES: 'bot,mail,admin,worker' })
  const sender = sendTo(desk.smtp)
  try {
    await sender(4, 200)
    for (const [connections, bare] of [
      [1, floor.one],
      [4, floor.four],
    ] as const) {
      const before = await mailsOf(desk)
      const started = performance.now()
      const taken = await sender(connections, 1000)
      await untilAcknowledged(desk, before.tickets + 1000)
      const acknowledged = 1_000_000 / (performance.now() - started)
      const what = `over ${connections} connection${connections === 1 ? '' : 's'}`
      print('mail', `2 KB mail to committed ticket ${what}`, rate(taken), taken / bare)
      print('mail', `2 KB mail to acknowledgement ${what}`, rate(acknowledged), acknowledged / bare)
    }
    await latency(desk, sender)
    if (long) await memoryCurve(desk, sender)
    else print('mail', 'resident memory of the desk', `${desk.memoryMb().toFixed(0)} MB`)
  } finally {
    await desk.stop()
  }
}

let serial = 0

/** Sends so many mails over so many connections; mails a second that were answered with 250. */
function sendTo(smtp: string): (connections: number, mails: number) => Promise<number> {
  const [host = '', port = ''] = smtp.split(':')
  return async (connections, mails) => {
    const lanes = Array.from({ length: connections }, () =>
      nodemailer.createTransport({
        pool: true,
        maxConnections: 1,
        maxMessages: Number.POSITIVE_INFINITY,
        host,
        port: Number(port),
        ignoreTLS: true,
      }),
    )
    const perSecond = await inLanes(connections, mails, async (_n, lane) => {
      serial += 1
      const from = `client${serial}@client.example`
      await lanes[lane]?.sendMail({
        envelope: { from, to: 'support@kense.app' },
        raw: rawMail(serial, from),
      })
    })
    for (const lane of lanes) lane.close()
    return perSecond
  }
}

function rawMail(n: number, from: string): string {
  const body = 'С утра не уходят счета из 1С, пишет ошибку подписи. '.repeat(22)
  return [
    `From: Client ${n} <${from}>`,
    'To: support@kense.app',
    `Subject: Request ${n}`,
    `Message-ID: <bench-${n}@client.example>`,
    'Date: Mon, 23 Nov 2026 10:00:00 +0500',
    'MIME-Version: 1.0',
    'Content-Type: text/plain; charset=utf-8',
    'Content-Transfer-Encoding: 8bit',
    '',
    body,
  ].join('\r\n')
}

async function mailsOf(desk: Desk): Promise<{ tickets: number; acknowledged: number }> {
  const [row] = await desk.sql<{ tickets: number; acknowledged: number }[]>`
    select count(*)::int as tickets, count(acknowledged_at)::int as acknowledged from ticket`
  return row ?? { tickets: 0, acknowledged: 0 }
}

async function untilAcknowledged(desk: Desk, wanted: number): Promise<void> {
  for (;;) {
    const { tickets, acknowledged } = await mailsOf(desk)
    if (tickets > wanted) throw new Error(`${tickets} tickets of ${wanted} mails`)
    if (acknowledged >= wanted) return
    await new Promise((resolve) => setTimeout(resolve, 50))
  }
}

/** From the receipt to the mail that left, at twenty a second, as the database saw it. */
async function latency(desk: Desk, sender: ReturnType<typeof sendTo>): Promise<void> {
  const since = new Date()
  const rounds = 200
  for (let n = 0; n < rounds; n += 1) {
    await Promise.all([sender(1, 1), new Promise((resolve) => setTimeout(resolve, 50))])
  }
  const before = await mailsOf(desk)
  await untilAcknowledged(desk, before.tickets)
  const rows = await desk.sql<{ ms: number }[]>`
    select extract(epoch from o.sent_at - t.received_at)::float8 * 1000 as ms
    from outbound o join ticket t on t.id = o.ticket_id
    where t.received_at >= ${since.toISOString()} and o.sent_at is not null order by 1`
  const value = `${p95(rows.map(({ ms }) => ms)).toFixed(0)} ms`
  print('mail', `p95 from receipt to acknowledgement at 20/s (${rows.length})`, value)
}

async function memoryCurve(desk: Desk, sender: ReturnType<typeof sendTo>): Promise<void> {
  print('mail', 'resident memory before', `${desk.memoryMb().toFixed(0)} MB`)
  for (let thousands = 2; thousands <= 20; thousands += 2) {
    const perSecond = await sender(4, 2000)
    const at = `after ${thousands},000 mails, ${rate(perSecond)}`
    print('mail', `resident memory ${at}`, `${desk.memoryMb().toFixed(0)} MB`)
  }
}
