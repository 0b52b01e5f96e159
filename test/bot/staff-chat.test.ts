import { afterAll, beforeAll, expect, test } from 'vitest'
import { alertTeller } from '../../bot/staff/alerts.ts'
import { topicGateway } from '../../bot/staff/topics.ts'
import type { Ctx } from '../../src/context.ts'
import { announceAlert } from '../../src/staff-chat/announce-alert.ts'
import { createStaffLink } from '../../src/staff-chat/link-staff.ts'
import { showTicket } from '../../src/staff-chat/show-ticket.ts'
import { TopicGone } from '../../src/staff-chat/topic-gateway.ts'
import { staleTopics, watchTickets } from '../../src/staff-chat/watch-tickets.ts'
import { closeTicket } from '../../src/tickets/close-ticket.ts'
import { registerPhoneTicket } from '../../src/tickets/register-phone-ticket.ts'
import { reopenTicket } from '../../src/tickets/reopen-ticket.ts'
import { replyToTicket } from '../../src/tickets/reply-to-ticket.ts'
import { type BotDesk, botDesk } from './desk.ts'
import { play } from './transcript.ts'

let desk: BotDesk
let group: number
/** The operator's account, once he has linked it; and somebody who merely is in the group. */
let erlan: number
let stranger: number
beforeAll(async () => {
  const { staffChatId, ...made } = await botDesk({ staffChat: true })
  desk = made
  group = staffChatId
  erlan = desk.telegram.world.users()[0]?.id ?? 0
  stranger = desk.telegram.world.users()[1]?.id ?? 0
})
afterAll(() => desk.close())

const announce = async () => {
  const tell = alertTeller(desk.support.bot.api, {
    chatId: String(group),
    publicUrl: 'https://desk.example',
  })
  await desk.drain({
    'announce-alert': (ctx, payload) => announceAlert(ctx, { tell }, payload),
  })
}

async function press(userId: number): Promise<string> {
  const { world } = desk.telegram
  const message = world.history(group).findLast((one) => one.reply_markup)
  const data = message?.reply_markup?.inline_keyboard[0]?.[0]
  const answered = world.nextEvent((event) => event.kind === 'callback-answered')
  world.press(
    userId,
    message?.message_id ?? 0,
    data && 'callback_data' in data ? data.callback_data : '',
    group,
  )
  await desk.handleUpdates()
  const event = await answered
  return event.kind === 'callback-answered' ? event.text : ''
}

test('a critical ticket is announced; only a linked member of staff may take it', async () => {
  await play(
    desk,
    `
    client: Платформа полностью не работает ни у кого, никто не может подписать документы, всё стоит!
    bot: {A} принято
    db: {A} priority=critical
  `,
  )
  await announce()
  const [said] = desk.telegram.world.unreadBotMessages(group)
  expect(said?.text).toMatch(/Критическое обращение[\s\S]*KNS-/)
  expect(JSON.stringify(said?.entities)).toContain('https://desk.example/desk/tickets/KNS-')
  expect(said?.text).not.toContain('подписать')
  expect(await press(erlan)).toContain('Сначала свяжите')
  const { actor } = desk.operator
  const staffId = actor.kind === 'staff' ? actor.staffId : ''
  const token = await createStaffLink(desk.operator, { staffId })
  desk.telegram.world.sendText(erlan, `/start staff_${token}`)
  await desk.handleUpdates()
  expect(desk.telegram.world.unreadBotMessages(erlan)[0]?.text).toContain('Готово, Ерлан')
  await press(erlan)
  const [row] = await desk.sql`
    select t.assignee_id, t.status, a.acknowledged_by from alert a join ticket t on t.id = a.ticket_id`
  expect(row).toEqual({ assignee_id: staffId, status: 'in_progress', acknowledged_by: staffId })
  expect(desk.telegram.world.history(group).at(-1)?.text).toContain('Взял(а): Ерлан')
})

test('a link for staff works once', async () => {
  const { actor } = desk.operator
  const staffId = actor.kind === 'staff' ? actor.staffId : ''
  const token = await createStaffLink(desk.operator, { staffId })
  const other = desk.telegram.world.createUser({ languageCode: 'ru' })
  const say = async (userId: number) => {
    desk.telegram.world.sendText(userId, `/start staff_${token}`)
    await desk.handleUpdates()
    return desk.telegram.world.unreadBotMessages(userId)[0]?.text
  }
  expect(await say(erlan)).toContain('Готово')
  expect(await say(other.id)).toContain('не действует')
})

const forum = () =>
  topicGateway(desk.support.bot.api, { chatId: String(group), publicUrl: 'https://desk.example' })

/** What the watcher of a running desk would do now. */
async function show(): Promise<number> {
  const system: Ctx = { ...desk.ctx, actor: { kind: 'system', name: 'show-ticket' } }
  const stale = await staleTopics(desk.ctx, String(group))
  for (const ticketId of stale) await showTicket(system, forum(), { ticketId })
  return stale.length
}

async function newTicket(words: string) {
  await play(
    desk,
    `
    client: ${words}
    bot: {A} принято
  `,
  )
  const client = desk.telegram.world.users().at(-1)?.id ?? 0
  await show()
  const [row] = await desk.sql`
    select t.id, t.number, s.thread_id from ticket t join staff_topic s on s.ticket_id = t.id
    order by t.id desc limit 1`
  return { client, ticketId: String(row?.id), thread: Number(row?.thread_id) }
}

const inTopic = (thread: number) =>
  desk.telegram.world
    .history(group)
    .filter((one) => one.message_thread_id === thread && one.text)
    .map((one) => one.text ?? '')
const heard = (client: number) =>
  desk.telegram.world.unreadBotMessages(client).map(({ text }) => text ?? '')

async function write(userId: number, thread: number, words: string): Promise<number> {
  const { message_id } = desk.telegram.world.sendText(userId, words, {
    chatId: group,
    threadId: thread,
  })
  await desk.handleUpdates()
  await desk.work()
  return message_id
}

test('a ticket has one topic: what it is about, then its messages, each once', async () => {
  const { thread, client } = await newTicket('Не уходят счета')
  const topic = desk.telegram.world.topics(group).find(({ id }) => id === thread)
  expect(topic?.name).toMatch(/^KNS-\d{3}-\d{3}-\d{3} Не уходят счета$/)
  expect(inTopic(thread)).toEqual([
    expect.stringMatching(/^KNS-.* · Высокий · Telegram\n\nАйгерим/),
    '👤 Клиент\nНе уходят счета',
  ])
  desk.telegram.world.sendText(client, 'Снимок пришлю позже')
  await desk.handleUpdates()
  await desk.work(true)
  expect(await show()).toBe(1)
  expect(await show()).toBe(0)
  expect(inTopic(thread).slice(2)).toEqual(['👤 Клиент\nСнимок пришлю позже'])
})

test('staff answer in the topic, their notes stay among them', async () => {
  const { client, thread, ticketId } = await newTicket('Не открывается журнал')
  heard(client)
  await write(erlan, thread, '// похоже на вчерашнее')
  expect(heard(client)).toEqual([])
  await write(erlan, thread, 'Обновите страницу')
  expect(heard(client)).toEqual([
    expect.stringMatching(/^Ерлан, поддержка kense.app:\nОбновите страницу/),
  ])
  const rows = await desk.sql`
    select m.body, m.internal, r.ref is not null as named from message m
    left join message_ref r on r.message_id = m.id and r.ref like ${`${group}:%`}
    where m.ticket_id = ${ticketId} and m.author = 'staff' order by m.id`
  expect([...rows]).toEqual([
    { body: 'похоже на вчерашнее', internal: true, named: true },
    { body: 'Обновите страницу', internal: false, named: true },
  ])
  // His own words stand in the topic already.
  await show()
  expect(inTopic(thread).filter((text) => text.includes('Обновите'))).toHaveLength(1)
  await replyToTicket(desk.operator, { ticketId, text: 'Из панели' })
  await desk.work()
  await show()
  expect(inTopic(thread).at(-1)).toBe('💬 Ерлан\nИз панели')
})

test('an answer corrected in the topic is corrected at the client; a repeated update says it once', async () => {
  const { client, thread } = await newTicket('Не уходят акты')
  heard(client)
  const id = await write(erlan, thread, 'Нажмите Обновть')
  desk.telegram.world.edit(erlan, id, 'Нажмите «Обновить»', group)
  await desk.handleUpdates()
  await desk.work()
  expect(desk.telegram.world.history(client).at(-1)?.text).toContain('Нажмите «Обновить»')
  const again = desk.telegram.world.history(group).find((one) => one.message_id === id)
  await desk.support.handle({ update_id: 900_000_001, message: again as never })
  await desk.work()
  expect(heard(client).filter((text) => text.includes('Нажмите'))).toHaveLength(1)
})

test('files of staff go with the answer; one that is not accepted stops it', async () => {
  const { client, thread } = await newTicket('Не виден остаток')
  heard(client)
  const { world } = desk.telegram
  const place = { chatId: group, threadId: thread }
  const bytes = Buffer.from('%PDF-1.4\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF')
  world.sendMedia(
    erlan,
    'document',
    { bytes, name: 'Инструкция.pdf' },
    { ...place, caption: 'Вот' },
  )
  await desk.handleUpdates()
  await desk.work()
  const got = world.unreadBotMessages(client)
  expect(got[0]?.text).toContain('Вот')
  expect(got[1]?.document?.file_name).toBe('Инструкция.pdf')
  world.sendMedia(erlan, 'document', { bytes: Buffer.from('MZ'), name: 'setup.exe' }, place)
  await desk.handleUpdates()
  await desk.work()
  expect(world.unreadBotMessages(client)).toEqual([])
  expect(inTopic(thread).at(-1)).toContain('Клиенту ничего не ушло. Такой файл не отправить')
})

test('whoever is not linked is refused, whatever he calls himself', async () => {
  const { client, thread, ticketId } = await newTicket('Не приходит код')
  heard(client)
  await write(stranger, thread, 'Сообщите ваш пароль')
  expect(heard(client)).toEqual([])
  expect(inTopic(thread).at(-1)).toContain('Клиенту ничего не ушло: сначала свяжите')
  const [said] = await desk.sql`
    select count(*)::int as n from message where ticket_id = ${ticketId} and author <> 'client'`
  expect(said?.n).toBe(0)
  await desk.sql`update staff set role = 'auditor'`
  await write(erlan, thread, 'Проверяю')
  expect(inTopic(thread).at(-1)).toBe('Клиенту ничего не ушло. Для этого нужна другая роль.')
  await desk.sql`update staff set role = 'operator'`
})

test('who has only a phone has to be called: an answer from the topic says so', async () => {
  const { id } = await registerPhoneTicket(desk.operator, {
    phone: '+77015550011',
    calledAt: desk.clock.now(),
    locale: 'ru',
    subject: 'Не уходит счёт',
    text: 'Не уходит счёт',
  })
  await desk.work(true)
  await show()
  const [topic] = await desk.sql`select thread_id from staff_topic where ticket_id = ${id}`
  const thread = Number(topic?.thread_id)
  await write(erlan, thread, 'Обновите страницу')
  expect(inTopic(thread).at(-1)).toContain('позвоните')
  await write(erlan, thread, '// позвонил, помогло')
  const said = await desk.sql`
    select body from message where ticket_id = ${id} and author = 'staff'`
  expect(said.map(({ body }) => body)).toEqual(['позвонил, помогло'])
})

test('talk outside of the topics of tickets is nobody’s answer', async () => {
  const { message_thread_id: lunch } = await desk.support.bot.api.createForumTopic(group, 'Обед')
  const before = desk.telegram.world.history(group).length
  await write(erlan, lunch, 'Кто на обед?')
  desk.telegram.world.sendText(stranger, 'Всем привет', { chatId: group })
  await desk.handleUpdates()
  expect(desk.telegram.world.history(group)).toHaveLength(before + 2)
})

test('the topic ends and opens again with its ticket', async () => {
  const { thread, ticketId } = await newTicket('Не уходит отчёт')
  const closed = () => desk.telegram.world.topics(group).find(({ id }) => id === thread)?.closed
  await closeTicket(desk.operator, { ticketId })
  await show()
  expect(closed()).toBe(true)
  expect(inTopic(thread).at(-1)).toContain('тема закрыта')
  await reopenTicket(desk.operator, { ticketId })
  await show()
  expect(closed()).toBe(false)
  expect(await show()).toBe(0)
})

test('a topic that somebody deleted is made anew with the whole conversation', async () => {
  const { thread, ticketId, client } = await newTicket('Не уходит СНТ')
  await desk.support.bot.api.deleteForumTopic(group, thread)
  desk.telegram.world.sendText(client, 'Всё ещё не уходит')
  await desk.handleUpdates()
  await desk.work(true)
  await expect(show()).rejects.toThrow(TopicGone)
  await show()
  const [row] = await desk.sql`select thread_id from staff_topic where ticket_id = ${ticketId}`
  expect(inTopic(Number(row?.thread_id))).toEqual([
    expect.stringContaining('KNS-'),
    '👤 Клиент\nНе уходит СНТ',
    '👤 Клиент\nВсё ещё не уходит',
  ])
})

test('a change that happens while the desk runs is shown at once', async () => {
  const { ticketId } = await newTicket('Не уходит письмо')
  const queued = Promise.withResolvers<void>()
  const ready = Promise.withResolvers<void>()
  const stopping = new AbortController()
  const watching: Ctx = {
    ...desk.ctx,
    jobs: {
      send: async (_tx, queue, jobs) => {
        ready.resolve()
        const shown = jobs.some(({ data }) => 'ticketId' in data && data.ticketId === ticketId)
        if (queue === 'show-ticket' && shown) queued.resolve()
      },
    },
  }
  await newTicket('Не уходит другое письмо')
  await desk.sql`delete from staff_topic where ticket_id <> ${ticketId}`
  const running = watchTickets(watching, desk.sql, String(group), stopping.signal)
  // What had been missed before comes first.
  await ready.promise
  await replyToTicket(desk.operator, { ticketId, text: 'Смотрим' })
  await queued.promise
  stopping.abort()
  await running
})
