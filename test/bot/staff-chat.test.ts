import { afterAll, beforeAll, expect, test } from 'vitest'
import { alertTeller } from '../../bot/staff/alerts.ts'
import { announceAlert } from '../../src/staff-chat/announce-alert.ts'
import { createStaffLink } from '../../src/staff-chat/link-staff.ts'
import { type BotDesk, botDesk } from './desk.ts'
import { play } from './transcript.ts'

let desk: BotDesk
let chatId: number
let operatorUser: number
beforeAll(async () => {
  const { staffChatId, ...made } = await botDesk({ staffChat: true })
  desk = made
  chatId = staffChatId
  operatorUser = desk.telegram.world.users()[0]?.id ?? 0
})
afterAll(() => desk.close())

const announce = async () => {
  const tell = alertTeller(desk.support.bot.api, {
    chatId: String(chatId),
    publicUrl: 'https://desk.example',
  })
  await desk.drain({
    'announce-alert': (ctx, payload) => announceAlert(ctx, { tell }, payload),
  })
}

async function press(userId: number): Promise<string> {
  const { world } = desk.telegram
  const message = world.history(chatId).findLast((one) => one.reply_markup)
  const data = message?.reply_markup?.inline_keyboard[0]?.[0]
  const answered = world.nextEvent((event) => event.kind === 'callback-answered')
  world.press(
    userId,
    message?.message_id ?? 0,
    data && 'callback_data' in data ? data.callback_data : '',
    chatId,
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
  const [said] = desk.telegram.world.unreadBotMessages(chatId)
  expect(said?.text).toMatch(/Критическое обращение[\s\S]*KNS-/)
  expect(JSON.stringify(said?.entities)).toContain('https://desk.example/desk/tickets/KNS-')
  expect(said?.text).not.toContain('подписать')
  expect(await press(operatorUser)).toContain('Сначала свяжите')
  const { actor } = desk.operator
  const staffId = actor.kind === 'staff' ? actor.staffId : ''
  const token = await createStaffLink(desk.operator, { staffId })
  desk.telegram.world.sendText(operatorUser, `/start staff_${token}`)
  await desk.handleUpdates()
  expect(desk.telegram.world.unreadBotMessages(operatorUser)[0]?.text).toContain('Готово, Ерлан')
  await press(operatorUser)
  const [row] = await desk.sql`
    select t.assignee_id, t.status, a.acknowledged_by from alert a join ticket t on t.id = a.ticket_id`
  expect(row).toEqual({ assignee_id: staffId, status: 'in_progress', acknowledged_by: staffId })
  expect(desk.telegram.world.history(chatId).at(-1)?.text).toContain('Взял(а): Ерлан')
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
  expect(await say(operatorUser)).toContain('Готово')
  expect(await say(other.id)).toContain('не действует')
})
