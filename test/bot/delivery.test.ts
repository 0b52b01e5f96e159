import { afterAll, beforeAll, expect, test } from 'vitest'
import { linkByPhone } from '../../src/clients/link-by-phone.ts'
import { actingAs } from '../../src/context.ts'
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
