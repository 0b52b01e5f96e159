import { Bot } from 'grammy'
import { Telegraf } from 'telegraf'
import { findTicketNumbers } from '../src/tickets/ticket-number.ts'
import { startTelegramClients, type TelegramClients } from './clients.ts'
import { type Desk, startDesk } from './desk.ts'
import { p95, print, rate } from './print.ts'

const token = '123456:bench'
const answer = 'Принято: KNS-000-000-000'

/**
 * Telegram messages of new clients to committed and to acknowledged tickets, against bare bots that answer
 * a constant and against bare transactions of four inserts. `long`: 50,000 updates with the memory curve.
 */
export async function run(floor: { four: number }, long: boolean): Promise<void> {
  const bare = await bareGrammy()
  await bareTelegraf()
  const clients = await startTelegramClients()
  // The emulator has no limit of 30 answers a second, and ours would only measure itself.
  const desk = await startDesk({
    TELEGRAM_BOT_TOKEN: token,
    TELEGRAM_API_ROOT: clients.apiRoot,
    TELEGRAM_SENDS_PER_SECOND: '10000',
  })
  try {
    await clients.run({ updates: 300 })
    const fast = await clients.run({ updates: 3000 })
    report(fast, 'Bot API at once', floor.four, bare)
    const slow = await clients.run({ updates: 3000, latencyMs: 50 })
    report(slow, 'Bot API of 50 ms', floor.four, bare)
    for (const perSecond of [20, 100]) {
      const { waits } = await clients.run({ updates: perSecond * 15, perSecond })
      const value = `${p95(waits).toFixed(0)} ms`
      print('telegram', `p95 from message to acknowledgement at ${perSecond}/s`, value)
    }
    await checkNothingLost(desk, [...fast.answers, ...slow.answers])
    if (long) await memoryCurve(desk, clients)
    else print('telegram', 'resident memory of the desk', `${desk.memoryMb().toFixed(0)} MB`)
  } finally {
    await desk.stop()
    clients.stop()
  }
}

function report(
  result: Awaited<ReturnType<TelegramClients['run']>>,
  api: string,
  floor: number,
  bare: number,
): void {
  const taken = (result.waits.length * 1000) / result.takenMs
  const answered = (result.waits.length * 1000) / result.answeredMs
  print('telegram', `message to committed ticket, ${api}`, rate(taken), taken / floor)
  print('telegram', `message to acknowledged ticket, ${api}`, rate(answered), answered / floor)
  print('telegram', '  of what bare grammY answers', (answered / bare).toFixed(2))
}

/** @throws when a message has no ticket of its own, or two share an ID */
async function checkNothingLost(desk: Desk, answers: string[]): Promise<void> {
  const ids = new Set(answers.flatMap((text) => findTicketNumbers(text).found))
  if (ids.size !== answers.length) {
    throw new Error(`${answers.length} answers, ${ids.size} ticket IDs`)
  }
  const [row] = await desk.sql<{ left: number }[]>`
    select count(*)::int as left from ticket t
    where not exists (select from outbound o where o.ticket_id = t.id and o.state = 'sent')`
  print('telegram', `answers with an ID of their own, of ${answers.length}`, String(ids.size))
  if (row?.left !== 0) throw new Error(`${row?.left} tickets without an acknowledgement`)
}

async function memoryCurve(desk: Desk, clients: TelegramClients): Promise<void> {
  print('telegram', 'resident memory before', `${desk.memoryMb().toFixed(0)} MB`)
  for (let thousands = 5; thousands <= 50; thousands += 5) {
    const { answeredMs } = await clients.run({ updates: 5000 })
    const at = `after ${thousands},000 updates, ${rate(5_000_000 / answeredMs)}`
    print('telegram', `resident memory ${at}`, `${desk.memoryMb().toFixed(0)} MB`)
  }
}

async function bareGrammy(): Promise<number> {
  const clients = await startTelegramClients()
  const bot = new Bot(token, { client: { apiRoot: clients.apiRoot } })
  bot.on('message', (update) => update.reply(answer))
  const running = bot.start()
  const { answeredMs } = await clients.run({ updates: 3000 })
  await bot.stop()
  await running
  clients.stop()
  const perSecond = 3_000_000 / answeredMs
  print('telegram', 'bare grammY that answers a constant', rate(perSecond))
  return perSecond
}

async function bareTelegraf(): Promise<void> {
  const clients = await startTelegramClients()
  const bot = new Telegraf(token, { telegram: { apiRoot: `${clients.apiRoot}/` } })
  bot.on('message', (update) => update.reply(answer))
  void bot.launch()
  const { answeredMs } = await clients.run({ updates: 3000 })
  bot.stop()
  clients.stop()
  print('telegram', 'bare telegraf that answers a constant', rate(3_000_000 / answeredMs))
}
