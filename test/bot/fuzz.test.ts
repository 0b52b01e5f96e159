import type { Message, Update } from 'grammy/types'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { menuItems } from '../../bot/callback-data.ts'
import { actOfClient, pushRecorded } from './client-acts.ts'
import { type BotDesk, botDesk } from './desk.ts'
import { recorded, serviceUpdates } from './recorded-updates.ts'

/** The full run: `FUZZ_UPDATES=20000 npx vitest run test/bot/fuzz.test.ts`. */
const wanted = Number(process.env.FUZZ_UPDATES ?? 400)
const seed = Number(process.env.FUZZ_SEED ?? 20_261_123)
const peopleCount = Math.min(150, Math.ceil(wanted / 10))

let desk: BotDesk
beforeAll(async () => {
  desk = await botDesk()
})
afterAll(() => desk.close())

/** Repeatable: a run that fails can be run again. */
function randomOf(start: number) {
  let state = start
  return (below: number): number => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    return Math.floor((state / 2 ** 32) * below)
  }
}

const words = [
  'Не уходят счета',
  'NCALayer не запускается, как его установить?',
  'Не могу войти в кабинет, выдаёт ошибку',
  '1) Не уходит счёт в 1С\n2) Как сменить тариф?',
  'Потеряли флешку с ключом',
  'Спасибо!',
  'По KNS-483-920-179 что слышно?',
  'Сәлеметсіз бе, шот жіберілмейді',
  'The invoice does not leave',
  'ИИН 900101389960, пароль: Qwerty123',
  '👍',
  '\u0000 \ud83d <b>&</b> {{x}} %s',
  'а'.repeat(4096),
  '/оплата не прошла',
]
const kinds = ['photo', 'album', 'voice', 'video-note', 'sticker 😡', 'location', 'poll Когда?']
const forged = ['rate:483920179:1:5', 'take:x', '', 'move:zzz', 'go:nowhere', 'x'.repeat(64)]

test(`${wanted} random updates: no exception, nobody unanswered, nothing lost`, async () => {
  const pick = randomOf(seed)
  const one = <T>(list: readonly T[]): T => list[pick(list.length)] as T
  const { world } = desk.telegram
  const people = Array.from({ length: peopleCount }, (_, n) =>
    world.createUser({ languageCode: ['ru', 'kk', 'en'][n % 3] ?? 'ru', started: true }),
  )
  const faults: string[] = []
  const unanswered = new Set<number>()
  const taken = new Map<string, Update>()
  let messageId = 1_000_000
  let handled = 0
  world.events.subscribe((event) => {
    if (event.kind === 'message' && event.message.from?.id === world.bot.id)
      unanswered.delete(event.chatId)
    if (event.kind === 'reaction') unanswered.delete(event.chatId)
  })
  const step = async () => {
    const { id: userId } = one(people)
    const actor = { desk, userId, waiting: [] }
    const dice = pick(100)
    if (world.isBlocked(userId)) {
      world.unblock(userId)
      return
    }
    if (dice < 35) actOfClient(actor, 'client', '', one(words))
    else if (dice < 47) actOfClient(actor, 'client', '', `/${one(menuItems)}`)
    else if (dice < 55) actOfClient(actor, 'sends', '', one(kinds))
    else if (dice < 65) {
      messageId += 1
      const text = JSON.stringify(one([...recorded, ...serviceUpdates]).update)
      pushRecorded(actor, JSON.parse(text.replace('"message_id":700', `"message_id":${messageId}`)))
    } else if (dice < 85) pressSomething(userId)
    else if (dice < 90) reactSomething(userId)
    else if (dice < 94) editSomething(userId)
    else if (dice < 95) {
      world.block(userId)
      // Nobody can answer him now.
      unanswered.delete(userId)
    } else replay()
  }
  const pressSomething = (userId: number) => {
    const message = one(world.history(userId).filter((known) => known.reply_markup))
    const buttons = message?.reply_markup?.inline_keyboard.flat() ?? []
    const data = buttons.flatMap((button) =>
      'callback_data' in button ? [button.callback_data] : [],
    )
    if (message && data.length > 0 && pick(10) > 0)
      world.press(userId, message.message_id, one(data))
    else {
      world.pushUpdate({
        callback_query: {
          id: String(pick(1e9)),
          from: { id: userId, is_bot: false, first_name: 'x' },
          chat_instance: '1',
          data: one(forged),
          ...(message ? { message: message as never } : {}),
        },
      })
    }
  }
  const reactSomething = (userId: number) => {
    const message = one(world.history(userId))
    if (message) world.react(userId, message.message_id, [one(['👍', '👎', '🔥', '🤔'])])
  }
  const editSomething = (userId: number) => {
    const own = world.history(userId).filter((known) => known.from?.id === userId && known.text)
    const message = one(own)
    if (message) world.edit(userId, message.message_id, `${one(words)} (исправлено)`)
  }
  /** The same update once more, as after a crash before its offset was confirmed. */
  const replay = async () => {
    const update = one([...taken.values()])
    if (!update) return
    handled += 1
    await desk.support.handle(update).catch((error) => faults.push(String(error)))
  }

  let offset = 0
  while (handled < wanted) {
    for (let n = 0; n < 50; n += 1) await step()
    for (;;) {
      const batch = await desk.support.bot.api.getUpdates({
        offset,
        limit: 100,
        timeout: 0,
        allowed_updates: all,
      })
      if (batch.length === 0) break
      for (const update of batch) {
        const message = update.message
        if (message && isWords(message) && !taken.has(keyOf(message))) {
          taken.set(keyOf(message), update)
          if (!world.isBlocked(message.chat.id)) unanswered.add(message.chat.id)
        }
        desk.clock.advance(1)
        await desk.support.handle(update).catch((error) => faults.push(String(error)))
      }
      handled += batch.length
      offset = Math.max(offset, ...batch.map((update) => update.update_id + 1))
    }
    await desk.work(true)
    desk.clock.advance(10_000)
  }
  const silent = [...unanswered].filter((userId) => !world.isBlocked(userId))
  for (const userId of silent) {
    const last = [...taken.values()].findLast(({ message }) => message?.chat.id === userId)
    process.stdout.write(`unanswered: ${JSON.stringify(last)}\n`)
  }
  const ordinary = [...taken].filter(([, { message }]) => !message?.text?.match(/^\/[a-z_]+$/i))
  const stored = await desk.sql`select external_key from inbound where channel = 'telegram'`
  const kept = new Set(stored.map((row) => row.external_key))
  const [aside] = await desk.sql`select count(*)::int as n from inbound where state = 'quarantined'`
  const [open] = await desk.sql`select count(*)::int as n from ticket where acknowledged_at is null`
  const [tickets] = await desk.sql`
    select count(*)::int as n, count(distinct number)::int as numbers from ticket`
  process.stdout.write(
    `fuzz: ${handled} updates, ${taken.size} messages of ${peopleCount} people, ${tickets?.n} tickets\n`,
  )
  const lost = ordinary.filter(([key]) => !kept.has(key)).map(([key]) => key)
  expect({ faults: [...new Set(faults)], silent, lost, aside: aside?.n, open: open?.n }).toEqual({
    faults: [],
    silent: [],
    lost: [],
    aside: 0,
    open: 0,
  })
  expect(tickets?.n).toBe(tickets?.numbers)
}, 3_600_000)

const all = [
  'message',
  'edited_message',
  'callback_query',
  'my_chat_member',
  'message_reaction',
] as const
const serviceKeys = serviceUpdates.flatMap(({ update }) =>
  Object.keys(update.message ?? {}).slice(-1),
)

function isWords(message: Message): boolean {
  return !serviceKeys.some((key) => key in message)
}

function keyOf(message: Message): string {
  return `${message.chat.id}:${message.message_id}`
}
