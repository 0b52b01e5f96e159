import { afterAll, beforeAll, expect, test } from 'vitest'
import { linkByPhone } from '../../src/clients/link-by-phone.ts'
import { actingAs } from '../../src/context.ts'
import { queueBroadcast } from '../../src/delivery/broadcast.ts'
import { deliver } from '../../src/delivery/deliver.ts'
import type { ChannelGateway } from '../../src/delivery/gateway.ts'
import { queueOutbound } from '../../src/delivery/queue-outbound.ts'
import { addressesOf, requestersOf } from '../../src/delivery/recipients.ts'
import { startBoss } from '../../src/jobs/boss.ts'
import { startWorkers } from '../../src/jobs/work.ts'
import { buildClient, head } from '../clients/build-client.ts'
import { type BotDesk, botDesk } from './desk.ts'
import { play } from './transcript.ts'

let desk: BotDesk
beforeAll(async () => {
  desk = await botDesk()
})
afterAll(() => desk.close())

test('a correction and a deletion by staff reach the client', async () => {
  await play(
    desk,
    `
    client: Не уходят счета
    bot: {A} принято
    staff: Перезапустите NSALayer
    bot: Перезапустите NSALayer
    staff edits: Перезапустите NCALayer
    silence:
    db: {A} in_progress
    staff deletes:
    silence:
  `,
  )
  const user = desk.telegram.world.users().at(-1)
  const history = desk.telegram.world.history(user?.id ?? 0)
  expect(desk.telegram.world.callCount('editMessageText')).toBe(1)
  expect(history.some(({ text }) => text?.includes('Перезапустите'))).toBe(false)
  const [kept] = await desk.sql`
    select string_agg(body, ' / ' order by version) as bodies from message_version`
  expect(kept?.bodies).toBe('Перезапустите NSALayer / Перезапустите NCALayer')
})

test('markup that Telegram refuses goes as plain words', async () => {
  desk.telegram.world.failNext('sendMessage', {
    kind: 'error',
    code: 400,
    description: "Bad Request: can't parse entities: Unsupported start tag",
  })
  await play(
    desk,
    `
    client: Не уходят <b>счета
    bot: {A} принято
  `,
  )
})

test('a busy Telegram gets the bot’s answer later', async () => {
  desk.telegram.world.failNext('sendMessage', { kind: 'retry-after', seconds: 1 })
  await play(
    desk,
    `
    client: /help
    bot: Просто напишите, что случилось
  `,
  )
})

test('an answer longer than a message comes in parts', async () => {
  const long = `${'Проверьте настройки обмена. '.repeat(200)}Конец.`
  await play(
    desk,
    `
    client: Не уходят счета
    bot: {A} принято
    staff: ${long}
    bot: Ерлан, поддержка … Проверьте настройки
    bot: Проверьте … Конец. … {A}
  `,
  )
})

test('who has blocked the bot gets the answer by his trusted mail', async () => {
  await buildClient(desk.operator)
  await play(
    desk,
    `
    client: Не уходят счета
    bot: {A} принято
    blocks:
  `,
    { phoneNumber: head.phone },
  )
  const userId = desk.telegram.world.users().at(-1)?.id ?? 0
  const [who] = await desk.sql`select * from identity where address = ${String(userId)}`
  expect(who?.unreachable_at).not.toBeNull()
  await linkByPhone(actingAs(desk.ctx, { kind: 'customer', contactId: who?.contact_id }), {
    identityId: who?.id,
    phone: head.phone,
    sharedUserId: String(userId),
  })
  const [ticket] = await desk.sql`select id from ticket where identity_id = ${who?.id}`
  const { replyToTicket } = await import('../../src/tickets/reply-to-ticket.ts')
  await replyToTicket(desk.operator, { ticketId: ticket?.id, text: 'Очередь освобождена.' })
  await desk.work(true)
  const mail = desk.mails.findLast(({ address }) => address === head.email)
  expect(mail?.content).toMatchObject({
    kind: 'staff_reply',
    model: { text: 'Очередь освобождена.' },
  })
  const [chat] = await desk.sql`
    select state from outbound where address = ${String(userId)} and kind = 'staff_reply'`
  expect(chat?.state).toBe('dead')
})

const words = {
  ru: { subject: 'Сбой устранён', text: 'Счета снова уходят.' },
  kk: { subject: 'Ақау жойылды', text: 'Шоттар қайтадан жіберіледі.' },
  en: { subject: 'Fixed', text: 'Invoices leave again.' },
}

const texts = (userId: number) =>
  desk.telegram.world.unreadBotMessages(userId).map(({ text }) => text)
const ticketIds = async () => (await desk.sql`select id from ticket`).map(({ id }) => String(id))
const someTelegramOfHead = async (address: string) => {
  const [row] = await desk.sql`select contact_id from trusted_contact where address = ${head.email}`
  await desk.sql`
    insert into identity (id, contact_id, channel, address, created_at)
    values (${desk.ctx.newId()}, ${row?.contact_id}, 'telegram', ${address}, now())`
  return String(row?.contact_id)
}

test('each requester hears once, in his language, and his answer joins his ticket', async () => {
  const earlier = await ticketIds()
  await play(
    desk,
    `
    client: Не уходят счета
    bot: {A} принято
    later: 1 min
    client: /new
    bot: Слушаю Вас
    client: Не открывается журнал
    bot: {B} принято
  `,
  )
  await play(
    desk,
    `
    client: Сәлеметсіз бе, шот жіберілмейді
    bot: қабылданды … {A}
  `,
    { languageCode: 'kk' },
  )
  const [russian, kazakh] = desk.telegram.world
    .users()
    .slice(-2)
    .map(({ id }) => id)
  const broadcastId = desk.ctx.newId()
  const send = async () =>
    desk.ctx.db.transaction(async (tx) =>
      queueBroadcast(desk.ctx, tx, {
        broadcastId,
        to: await requestersOf(
          tx,
          (await ticketIds()).filter((id) => !earlier.includes(id)),
        ),
        words,
      }),
    )
  expect(await send()).toBe(2)
  expect(await send()).toBe(0)
  await desk.work()
  expect(texts(russian ?? 0)).toEqual([
    expect.stringMatching(/^📣 Сбой устранён\n\nСчета снова уходят\.\n\nKNS-/),
  ])
  expect(texts(kazakh ?? 0)).toEqual([expect.stringContaining('Шоттар қайтадан')])
  await play(
    desk,
    `
    client: Не уходят акты
    bot: {A} принято
  `,
  )
  expect(await send()).toBe(1)
  await desk.work()
  expect(texts(russian ?? 0)).toEqual([])
  const { world } = desk.telegram
  const told = world.history(kazakh ?? 0).at(-1)?.message_id ?? 0
  world.sendText(kazakh ?? 0, 'Рақмет, енді жіберіледі', { replyTo: told })
  await desk.handleUpdates()
  const [joined] = await desk.sql`
    select count(*)::int as n from message m join ticket t on t.id = m.ticket_id
    where t.locale = 'kk' and m.author = 'client'`
  expect(joined?.n).toBe(2)
})

test('who has blocked the bot is told by his mail, and no alert is raised for it', async () => {
  const headId = await someTelegramOfHead('777')
  const broadcastId = desk.ctx.newId()
  await desk.ctx.db.transaction(async (tx) =>
    queueBroadcast(desk.ctx, tx, {
      broadcastId,
      to: await addressesOf(tx, [headId]),
      words,
    }),
  )
  await desk.work()
  expect(desk.mails.at(-1)).toMatchObject({
    address: head.email,
    content: { kind: 'announcement', model: words.ru },
  })
  const alerts = await desk.sql`
    select 1 from alert where kind = 'dead_letter' and key like ${`%${broadcastId}%`}`
  expect(alerts).toHaveLength(0)
})

test('a thousand chats that do not answer hold up no reply to a ticket', async () => {
  const boss = await startBoss(desk.url, desk.ctx.log, true)
  const busy = Promise.withResolvers<void>()
  const answered = Promise.withResolvers<string>()
  const never: ChannelGateway = () => {
    busy.resolve()
    return new Promise(() => {})
  }
  const gateway: ChannelGateway = async ({ address }) => {
    if (address === '5') answered.resolve(address)
    return { refs: [] }
  }
  await desk.ctx.db.transaction((tx) =>
    queueBroadcast(desk.ctx, tx, {
      broadcastId: desk.ctx.newId(),
      to: Array.from({ length: 1000 }, (_, n) => ({
        channel: 'telegram' as const,
        address: String(n),
        locale: 'ru' as const,
      })),
      words,
    }),
  )
  await startWorkers(boss, desk.ctx, {
    'deliver-broadcast': (ctx, payload) => deliver(ctx, { telegram: never, email: never }, payload),
    deliver: (ctx, payload) => deliver(ctx, { telegram: gateway, email: gateway }, payload),
  })
  await busy.promise
  await desk.ctx.db.transaction((tx) =>
    queueOutbound(desk.ctx, tx, {
      channel: 'telegram',
      address: '5',
      locale: 'ru',
      kind: 'staff_reply',
      model: { number: '100000009', subject: '', text: 'Готово', author: 'Ерлан', question: false },
    }),
  )
  expect(await answered.promise).toBe('5')
  await boss.stop({ graceful: false })
})
