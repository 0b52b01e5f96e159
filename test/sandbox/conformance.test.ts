import { expect, test } from 'vitest'
import { describeForEachClient, refusal, resultOf } from './sandbox-bench.ts'

const bad = (reason: string) => refusal(400, `Bad Request: ${reason}`)

describeForEachClient('texts', (start) => {
  test('limits are Telegram’s, counted in UTF-16 units after parsing', async () => {
    const { client, world } = await start()
    const { id: chat_id } = world.createUser({ started: true })
    const send = (text: string, more = {}) => client.call('sendMessage', { chat_id, text, ...more })
    expect(await send('')).toEqual(bad('message text is empty'))
    expect(await send('<b> </b>', { parse_mode: 'HTML' })).toEqual(bad('text must be non-empty'))
    expect(await send('я'.repeat(4097))).toEqual(bad('message is too long'))
    expect(await send('😀'.repeat(2049))).toEqual(bad('message is too long'))
    expect(await send('😀'.repeat(2048))).toMatchObject({ ok: true })
    expect(await send(`<b>${'&lt;'.repeat(4096)}</b>`, { parse_mode: 'HTML' })).toMatchObject({
      result: { text: '<'.repeat(4096), entities: [{ type: 'bold', offset: 0, length: 4096 }] },
    })
  })

  test('entities arrive as the markup says', async () => {
    const { client, world } = await start()
    const { id: chat_id } = world.createUser({ started: true })
    const send = async (text: string, parse_mode: string) =>
      resultOf(await client.call('sendMessage', { chat_id, text, parse_mode }))
    expect(
      await send('<b>Ж<i>👍</i></b> <a href="https://kense.app/x">и</a>', 'HTML'),
    ).toMatchObject({
      text: 'Ж👍 и',
      entities: [
        { type: 'bold', offset: 0, length: 3 },
        { type: 'italic', offset: 1, length: 2 },
        { type: 'text_link', offset: 4, length: 1, url: 'https://kense.app/x' },
      ],
    })
    expect(await send('*KNS\\-1* `code`', 'MarkdownV2')).toMatchObject({
      text: 'KNS-1 code',
      entities: [
        { type: 'bold', offset: 0, length: 5 },
        { type: 'code', offset: 6, length: 4 },
      ],
    })
  })

  test('broken markup is refused in Telegram’s words', async () => {
    const { client, world } = await start()
    const { id: chat_id } = world.createUser({ started: true })
    const send = (text: string, parse_mode: string) =>
      client.call('sendMessage', { chat_id, text, parse_mode })
    expect(await send('<b>x', 'HTML')).toEqual(
      bad(`can't parse entities: Can't find end tag corresponding to start tag "b"`),
    )
    expect(await send('я<div>x</div>', 'HTML')).toEqual(
      bad(`can't parse entities: Unsupported start tag "div" at byte offset 2`),
    )
    expect(await send('a.b', 'MarkdownV2')).toEqual(
      bad(
        "can't parse entities: Character '.' is reserved and must be escaped with the preceding '\\'",
      ),
    )
    expect(await send('x', 'BBCode')).toEqual(bad('unsupported parse_mode'))
    expect(world.history(chat_id)).toEqual([])
  })

  test('the target must exist and must not have stopped the bot', async () => {
    const { client, world } = await start()
    const { id } = world.createUser({ started: true })
    const stranger = world.createUser()
    const send = (chat_id: unknown) => client.call('sendMessage', { chat_id, text: 'hello' })
    expect(await send(undefined)).toEqual(bad('chat_id is empty'))
    expect(await send(42)).toEqual(bad('chat not found'))
    expect(await send(stranger.id)).toEqual(bad('chat not found'))
    world.block(id)
    expect(await send(id)).toEqual(refusal(403, 'Forbidden: bot was blocked by the user'))
    world.unblock(id)
    expect(await send(String(id))).toMatchObject({ ok: true })
    world.deactivate(id)
    expect(await send(id)).toEqual(refusal(403, 'Forbidden: user is deactivated'))
  })

  test('a reply quotes the answered message, which must exist', async () => {
    const { client, world } = await start()
    const { id: chat_id } = world.createUser()
    const { message_id } = world.sendText(chat_id, 'question')
    const reply = (reply_parameters: object) =>
      client.call('sendMessage', { chat_id, text: 'answer', reply_parameters })
    expect(resultOf(await reply({ message_id }))).toMatchObject({
      reply_to_message: { message_id, text: 'question' },
    })
    expect(await reply({ message_id: 99 })).toEqual(bad('message to be replied not found'))
    const lenient = { message_id: 99, allow_sending_without_reply: true }
    expect(resultOf(await reply(lenient))).not.toHaveProperty('reply_to_message')
  })
})

describeForEachClient('keyboards and edits', (start) => {
  test('a pressed button reaches the bot and its answer the user, once and in time', async () => {
    const { client, world, advance } = await start()
    const { id: chat_id } = world.createUser({ started: true })
    const reply_markup = { inline_keyboard: [[{ text: 'Yes', callback_data: 'yes' }]] }
    const sent = resultOf<{ message_id: number }>(
      await client.call('sendMessage', { chat_id, text: 'Sure?', reply_markup }),
    )
    const query = world.press(chat_id, sent.message_id, 'yes')
    expect(resultOf(await client.call('getUpdates'))).toMatchObject([
      { callback_query: { id: query, data: 'yes', message: { message_id: sent.message_id } } },
    ])
    const answered = world.nextEvent((event) => event.kind === 'callback-answered')
    const answer = (callback_query_id: string) =>
      client.call('answerCallbackQuery', { callback_query_id, text: 'Thanks' })
    expect(await answer(query)).toEqual({ ok: true, result: true })
    expect(await answered).toMatchObject({ text: 'Thanks', queryId: query })
    const tooOld = bad('query is too old and response timeout expired or query ID is invalid')
    expect(await answer(query)).toEqual(tooOld)
    const late = world.press(chat_id, sent.message_id, 'yes')
    advance(16 * 60_000)
    expect(await answer(late)).toEqual(tooOld)
  })

  test('callback data has 1 to 64 bytes', async () => {
    const { client, world } = await start()
    const { id: chat_id } = world.createUser({ started: true })
    const send = (callback_data: string) =>
      client.call('sendMessage', {
        chat_id,
        text: 'x',
        reply_markup: { inline_keyboard: [[{ text: 'b', callback_data }]] },
      })
    expect(await send('я'.repeat(32))).toMatchObject({ ok: true })
    expect(await send('я'.repeat(33))).toEqual(bad('BUTTON_DATA_INVALID'))
    expect(await send('')).toEqual(bad('BUTTON_DATA_INVALID'))
  })

  test('reply keyboards ask for the contact and can be removed', async () => {
    const { client, world } = await start()
    const { id: chat_id } = world.createUser({ started: true, phoneNumber: '+77001234567' })
    const keyboard = [[{ text: 'My number', request_contact: true }], [{ text: 'Later' }]]
    const send = (reply_markup: object) =>
      client.call('sendMessage', { chat_id, text: 'x', reply_markup })
    await send({ keyboard, resize_keyboard: true })
    world.pressReplyButton(chat_id, 'My number')
    world.pressReplyButton(chat_id, 'Later')
    expect(resultOf(await client.call('getUpdates'))).toMatchObject([
      { message: { contact: { phone_number: '+77001234567', user_id: chat_id } } },
      { message: { text: 'Later' } },
    ])
    await send({ remove_keyboard: true })
    expect(world.replyKeyboard(chat_id)).toBeNull()
    expect(await send({ force_reply: true })).toMatchObject({ ok: true })
  })

  test('edits change own texts, captions and keyboards, and nothing else', async () => {
    const { client, world } = await start()
    const { id: chat_id } = world.createUser()
    const foreign = world.sendText(chat_id, 'mine').message_id
    const { message_id } = resultOf<{ message_id: number }>(
      await client.call('sendMessage', { chat_id, text: 'old' }),
    )
    const edit = (payload: object) =>
      client.call('editMessageText', { chat_id, message_id, ...payload })
    expect(resultOf(await edit({ text: 'new' }))).toMatchObject({
      text: 'new',
      edit_date: expect.any(Number),
    })
    expect(await edit({ text: 'new' })).toEqual(
      bad(
        'message is not modified: specified new message content and reply markup are exactly the same as a current content and reply markup of the message',
      ),
    )
    expect(await edit({ text: 'x', message_id: 99 })).toEqual(bad('message to edit not found'))
    expect(await edit({ text: 'x', message_id: foreign })).toEqual(bad("message can't be edited"))
    const reply_markup = { inline_keyboard: [[{ text: 'b', callback_data: 'b' }]] }
    const marked = await client.call('editMessageReplyMarkup', {
      chat_id,
      message_id,
      reply_markup,
    })
    expect(marked).toMatchObject({ result: { text: 'new', reply_markup } })
    expect(resultOf(await edit({ text: 'newer' }))).not.toHaveProperty('reply_markup')
    expect(await client.call('editMessageCaption', { chat_id, message_id, caption: 'c' })).toEqual(
      bad('there is no caption in the message to edit'),
    )
  })

  test('deleting needs an existing message of the last two days', async () => {
    const { client, world, advance } = await start()
    const { id: chat_id } = world.createUser()
    const ids = ['a', 'b', 'c', 'd'].map((text) => world.sendText(chat_id, text).message_id)
    const remove = (message_id: unknown) => client.call('deleteMessage', { chat_id, message_id })
    expect(await remove(ids[0])).toEqual({ ok: true, result: true })
    expect(await remove(ids[0])).toEqual(bad('message to delete not found'))
    const several = { chat_id, message_ids: [ids[1], ids[2], 99] }
    expect(await client.call('deleteMessages', several)).toEqual({ ok: true, result: true })
    advance(49 * 3_600_000)
    expect(await remove(ids[3])).toEqual(bad("message can't be deleted for everyone"))
    expect(world.history(chat_id)).toHaveLength(1)
  })

  test('copies lose their origin, forwards keep it', async () => {
    const { client, world } = await start()
    const author = world.createUser()
    const { message_id } = world.sendText(author.id, 'original')
    const { id: chat_id } = world.createUser({ started: true })
    const payload = { chat_id, from_chat_id: author.id, message_id }
    expect(resultOf(await client.call('copyMessage', payload))).toEqual({ message_id: 1 })
    expect(resultOf(await client.call('forwardMessage', payload))).toMatchObject({
      text: 'original',
      forward_origin: { type: 'user', sender_user: { id: author.id } },
    })
    expect(world.history(chat_id)[0]).not.toHaveProperty('forward_origin')
    const missing = { ...payload, message_id: 9 }
    expect(await client.call('copyMessage', missing)).toEqual(bad('message to copy not found'))
    expect(await client.call('forwardMessage', missing)).toEqual(
      bad('message to forward not found'),
    )
  })
})

describeForEachClient('the rest of a conversation', (start) => {
  test('actions and reactions reach the user', async () => {
    const { client, world } = await start()
    const { id: chat_id } = world.createUser()
    const { message_id } = world.sendText(chat_id, 'thanks')
    const typing = world.nextEvent((event) => event.kind === 'action')
    await client.call('sendChatAction', { chat_id, action: 'typing' })
    expect(await typing).toMatchObject({ action: 'typing' })
    const react = (emoji: string) =>
      client.call('setMessageReaction', {
        chat_id,
        message_id,
        reaction: [{ type: 'emoji', emoji }],
      })
    expect(await react('👍')).toEqual({ ok: true, result: true })
    expect(world.reactions(chat_id, message_id).get(world.bot.id)).toEqual([
      { type: 'emoji', emoji: '👍' },
    ])
    expect(await react('🍕')).toEqual(bad('REACTION_INVALID'))
  })

  test('commands are kept by scope and language', async () => {
    const { client, world } = await start()
    const { id } = world.createUser({ languageCode: 'kk' })
    const commands = (description: string) => [{ command: 'start', description }]
    const scope = { type: 'all_private_chats' }
    await client.call('setMyCommands', { commands: commands('Начать') })
    await client.call('setMyCommands', { commands: commands('Бастау'), scope, language_code: 'kk' })
    const get = async (payload: object) =>
      resultOf(await client.call('getMyCommands', { ...payload }))
    expect(await get({})).toEqual(commands('Начать'))
    expect(await get({ scope, language_code: 'kk' })).toEqual(commands('Бастау'))
    expect(await get({ scope })).toEqual([])
    expect(world.commands(id)).toEqual(commands('Бастау'))
    expect(
      await client.call('setMyCommands', { commands: [{ command: 'Старт', description: 'x' }] }),
    ).toEqual(bad('BOT_COMMAND_INVALID'))
  })

  test('forum topics open, carry messages, close, reopen and go', async () => {
    const { client, world } = await start()
    const { id } = world.createUser()
    const chat_id = world.createGroup({ title: 'Support', kind: 'forum', members: [id] })
    const created = await client.call('createForumTopic', { chat_id, name: 'KNS-1' })
    const { message_thread_id } = resultOf<{ message_thread_id: number }>(created)
    const inTopic = { chat_id, message_thread_id }
    const sent = await client.call('sendMessage', { ...inTopic, text: 'new ticket' })
    expect(sent).toMatchObject({ result: { message_thread_id, is_topic_message: true } })
    const { message_id } = resultOf<{ message_id: number }>(sent)
    world.sendText(id, 'on it', { chatId: chat_id, replyTo: message_id })
    expect(resultOf(await client.call('getUpdates'))).toMatchObject([
      { message: { message_thread_id, reply_to_message: { message_id } } },
    ])
    expect(await client.call('closeForumTopic', inTopic)).toMatchObject({ ok: true })
    expect(await client.call('closeForumTopic', inTopic)).toEqual(bad('TOPIC_NOT_MODIFIED'))
    expect(await client.call('reopenForumTopic', inTopic)).toMatchObject({ ok: true })
    const renamed = await client.call('editForumTopic', { ...inTopic, name: 'KNS-1 closed' })
    expect(renamed).toMatchObject({ ok: true })
    expect(world.topics(chat_id)).toMatchObject([{ name: 'KNS-1 closed', closed: false }])
    expect(await client.call('deleteForumTopic', inTopic)).toMatchObject({ ok: true })
    expect(await client.call('sendMessage', { ...inTopic, text: 'x' })).toEqual(
      bad('message thread not found'),
    )
    const plain = world.createGroup({ title: 'Plain', kind: 'supergroup', members: [id] })
    expect(await client.call('createForumTopic', { chat_id: plain, name: 'x' })).toEqual(
      bad('the chat is not a forum'),
    )
  })

  test('chats and members can be looked up', async () => {
    const { client, world } = await start()
    const { id: chat_id } = world.createUser({ started: true, firstName: 'Айгүл' })
    expect(resultOf(await client.call('getChat', { chat_id }))).toMatchObject({
      type: 'private',
      first_name: 'Айгүл',
    })
    const member = { chat_id, user_id: chat_id }
    expect(resultOf(await client.call('getChatMember', member))).toMatchObject({ status: 'member' })
    expect(await client.call('getChatMember', { chat_id, user_id: 5 })).toEqual(
      bad('user not found'),
    )
  })
})
