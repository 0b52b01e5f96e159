import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { pushRecorded } from './client-acts.ts'
import { type BotDesk, botDesk } from './desk.ts'
import { recorded, serviceUpdates } from './recorded-updates.ts'
import { play } from './transcript.ts'

let desk: BotDesk
beforeAll(async () => {
  desk = await botDesk()
})
afterAll(() => desk.close())

describe('everything a person can send is registered and answered', () => {
  test.each(recorded)('$name', async ({ update, text, files }) => {
    const user = desk.telegram.world.createUser({ languageCode: 'ru', started: true })
    pushRecorded({ desk, userId: user.id, waiting: [] }, update)
    await desk.handleUpdates()
    const [stored] = await desk.sql`
      select m.body, m.ticket_id, i.raw,
        array(select a.name from attachment a where a.message_id = m.id order by a.id) as files
      from message m join inbound i on i.id = m.inbound_id
      join identity who on who.id = m.identity_id where who.address = ${String(user.id)}`
    expect(stored).toMatchObject({ body: text, files })
    expect(stored?.raw.message.from.id).toBe(user.id)
    await desk.sql`update attachment set sha256 = 'x' where name = any(${files})`
    await desk.work(true)
    expect(desk.telegram.world.unreadBotMessages(user.id)).toHaveLength(1)
  })

  test.each(serviceUpdates)('nobody said anything: $name', async ({ update }) => {
    const user = desk.telegram.world.createUser({ languageCode: 'ru', started: true })
    pushRecorded({ desk, userId: user.id, waiting: [] }, update)
    await desk.handleUpdates()
    const [rows] = await desk.sql`
      select count(*)::int as n from identity where address = ${String(user.id)}`
    expect(rows?.n).toBe(0)
  })
})

test('free text becomes a ticket, its ID comes back', () =>
  play(
    desk,
    `
    client: Не подписывается акт, NCALayer не видит ключ
    bot: {A} принято
    db: {A} registered messages=1 channel=telegram
  `,
  ))

test('messages within the quiet period form one ticket', () =>
  play(
    desk,
    `
    client: Здравствуйте
    client: Не уходят счета
    client: Уже второй день
    bot: {A} принято
    db: {A} messages=3 tickets=1
  `,
  ))

test('an album is one message', () =>
  play(
    desk,
    `
    sends: album Вот снимки ошибки
    bot: {A} принято
    db: {A} messages=1 files=3 text="Вот снимки ошибки" verdicts=accepted,accepted,accepted
  `,
  ))

test('words that were edited keep their earlier wording', () =>
  play(
    desk,
    `
    client: Не уходит счет
    client edits: Не уходит счёт на 5000 тенге
    bot: {A} принято
    db: {A} messages=1 versions=1 text="Не уходит счёт на 5000 тенге"
    client edits: Не уходит счёт на 7000 тенге
    silence:
    db: {A} messages=1 versions=2
  `,
  ))

test('an edit with a NUL and half a letter is kept', async () => {
  const { world } = desk.telegram
  const user = world.createUser({ languageCode: 'ru', started: true })
  const sent = world.sendText(user.id, 'Не уходит счёт')
  await desk.handleUpdates()
  world.edit(user.id, sent.message_id, 'Не уходит \u0000счёт \ud83d')
  await desk.handleUpdates()
  const [row] = await desk.sql`
    select body from message m join identity i on i.id = m.identity_id
    where i.address = ${String(user.id)}`
  expect(row?.body).toMatch(/^Не уходит .счёт .$/u)
})

test('what was first seen as an edit is new to us', async () => {
  const user = desk.telegram.world.createUser({ languageCode: 'ru', started: true })
  pushRecorded(
    { desk, userId: user.id, waiting: [] },
    {
      edited_message: {
        message_id: 3,
        date: 1,
        edit_date: 2,
        from: { id: 1111111, is_bot: false, first_name: 'Дана' },
        chat: { id: 1111111, type: 'private', first_name: 'Дана' },
        text: 'Не уходит акт',
      },
    },
  )
  await desk.handleUpdates()
  await desk.work(true)
  expect(desk.telegram.world.unreadBotMessages(user.id)[0]?.text).toContain('принято')
})
