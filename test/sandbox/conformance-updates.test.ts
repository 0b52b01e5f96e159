import { expect, test } from 'vitest'
import type { SeenUpdate } from './bot-clients.ts'
import { describeForEachClient, refusal, resultOf } from './sandbox-bench.ts'

describeForEachClient('updates', (start) => {
  test('getMe names the bot', async () => {
    const { client, world } = await start()
    expect(resultOf(await client.call('getMe'))).toMatchObject({
      id: world.bot.id,
      is_bot: true,
      username: 'kense_support_bot',
    })
  })

  test('any token works unless one is set', async () => {
    const { client } = await start({ token: '1:other' })
    expect(await client.call('getMe')).toEqual(refusal(401, 'Unauthorized'))
  })

  test('unacknowledged updates come again until an offset passes them', async () => {
    const { client, world } = await start()
    const { id } = world.createUser()
    for (const text of ['one', 'two', 'three']) world.sendText(id, text)
    const fetch = async (payload: object) =>
      resultOf<SeenUpdate[]>(await client.call('getUpdates', { ...payload }))
    const first = await fetch({})
    expect(first.map((update) => update.message)).toMatchObject([
      { text: 'one', message_id: 1 },
      { text: 'two', message_id: 2 },
      { text: 'three', message_id: 3 },
    ])
    expect(await fetch({ limit: 2 })).toEqual(first.slice(0, 2))
    const offset = (first[0]?.update_id ?? 0) + 1
    expect(await fetch({ offset })).toEqual(first.slice(1))
    expect(await fetch({})).toEqual(first.slice(1))
    expect(await fetch({ offset: -1 })).toEqual(first.slice(2))
    expect(await fetch({ offset: offset + 2 })).toEqual([])
    expect(world.pendingUpdates).toBe(0)
  })

  test('a long poll waits for the next update and ends empty after its timeout', async () => {
    const { client, world } = await start()
    const { id } = world.createUser()
    const waiting = client.call('getUpdates', { timeout: 30 })
    world.sendText(id, 'ping')
    expect(resultOf(await waiting)).toMatchObject([{ message: { text: 'ping' } }])
    const offset = 2 ** 31
    expect(resultOf(await client.call('getUpdates', { timeout: 1, offset }))).toEqual([])
  })

  test('a second getUpdates ends the first with a conflict', async () => {
    const { client, world } = await start()
    const first = client.call('getUpdates', { timeout: 30 })
    await new Promise((resolve) => setImmediate(resolve))
    const second = client.call('getUpdates', { timeout: 30 })
    const [loser] = await Promise.race([first.then((a) => [a, 1]), second.then((a) => [a, 2])])
    expect(loser).toEqual(
      refusal(
        409,
        'Conflict: terminated by other getUpdates request; make sure that only one bot instance is running',
      ),
    )
    world.sendText(world.createUser().id, 'free')
    const answers = await Promise.all([first, second])
    expect(answers.filter((answer) => answer.ok)).toHaveLength(1)
  })

  test('allowed_updates filters new updates and is remembered', async () => {
    const { client, world } = await start()
    const { id } = world.createUser()
    await client.call('getUpdates', { allowed_updates: ['message_reaction'] })
    const { message_id } = world.sendText(id, 'unseen')
    world.react(id, message_id, ['👍'])
    expect(resultOf(await client.call('getUpdates'))).toMatchObject([
      { message_reaction: { message_id, new_reaction: [{ type: 'emoji', emoji: '👍' }] } },
    ])
  })

  test('reactions are not delivered unless asked for', async () => {
    const { client, world } = await start()
    const { id } = world.createUser()
    const { message_id } = world.sendText(id, 'seen')
    world.react(id, message_id, ['👍'])
    expect(resultOf(await client.call('getUpdates'))).toHaveLength(1)
  })

  test('the polling of the library itself sees every update once, in order', async () => {
    const { client, world } = await start()
    const { id } = world.createUser()
    const seen: string[] = []
    let finish = () => {}
    const done = new Promise<void>((resolve) => {
      finish = resolve
    })
    const polling = client.poll(async (update) => {
      const { text } = update.message as { text: string }
      seen.push(text)
      await client.call('sendMessage', { chat_id: id, text: `echo ${text}` })
      if (seen.length === 250) finish()
    })
    const sent = Array.from({ length: 250 }, (_, index) => `m${index}`)
    for (const text of sent) world.sendText(id, text)
    await done
    await polling.stop()
    expect(seen.sort()).toEqual(sent.sort())
    expect(world.callCount('sendMessage')).toBe(250)
    expect(world.pendingUpdates).toBe(0)
  })

  test('blocking and unblocking arrive as my_chat_member', async () => {
    const { client, world } = await start()
    const { id } = world.createUser({ started: true })
    world.block(id)
    world.unblock(id)
    expect(resultOf(await client.call('getUpdates'))).toMatchObject([
      {
        my_chat_member: {
          old_chat_member: { status: 'member' },
          new_chat_member: { status: 'kicked' },
        },
      },
      {
        my_chat_member: {
          old_chat_member: { status: 'kicked' },
          new_chat_member: { status: 'member' },
        },
      },
    ])
  })

  test('unknown methods are not found, known but missing ones say so', async () => {
    const { apiRoot } = await start()
    const ask = async (method: string) => (await fetch(`${apiRoot}/bot1:x/${method}`)).json()
    expect(await ask('makeCoffee')).toEqual({
      ok: false,
      error_code: 404,
      description: 'Not Found',
    })
    expect(await ask('sendInvoice')).toMatchObject({
      ok: false,
      error_code: 501,
      description: 'Not Implemented: the sandbox does not emulate method sendInvoice',
    })
    expect(await ask('GETME')).toMatchObject({ ok: true })
  })
})
