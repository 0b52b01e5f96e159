import { expect, test } from 'vitest'
import { describeForEachClient, refusal, resultOf } from './sandbox-bench.ts'

const bad = (reason: string) => refusal(400, `Bad Request: ${reason}`)
/** A white picture of 1 × 1. */
const png = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mP8/5+hHgAHggJ/PchI7wAAAABJRU5ErkJggg==',
  'base64',
)
type Sent = { message_id: number; document: { file_id: string }; photo: { file_id: string }[] }

describeForEachClient('files', (start) => {
  test('an upload comes back byte by byte and can be sent again by its id', async () => {
    const { client, world } = await start()
    const { id: chat_id } = world.createUser({ started: true })
    const content = Buffer.from('Отчёт\0\r\n--boundary\r\n')
    const document = client.file(content, 'отчёт.pdf')
    const sent = resultOf<Sent>(
      await client.call('sendDocument', {
        chat_id,
        document,
        caption: '<b>!</b>',
        parse_mode: 'HTML',
      }),
    )
    expect(sent).toMatchObject({ caption: '!', caption_entities: [{ type: 'bold' }] })
    expect(await client.download(sent.document.file_id)).toEqual(content)
    const again = await client.call('sendDocument', { chat_id, document: sent.document.file_id })
    expect(resultOf<Sent>(again).document.file_id).toBe(sent.document.file_id)
    const asPhoto = await client.call('sendPhoto', { chat_id, photo: sent.document.file_id })
    expect(asPhoto).toEqual(bad("can't use file of type Document as Photo"))
    expect(await client.call('sendDocument', { chat_id, document: 'nonsense' })).toEqual(
      bad('wrong file identifier/HTTP URL specified'),
    )
  })

  test('a photo has to be a picture, its caption at most 1,024 long', async () => {
    const { client, world } = await start()
    const { id: chat_id } = world.createUser({ started: true })
    const send = (bytes: Buffer, caption = '') =>
      client.call('sendPhoto', { chat_id, photo: client.file(bytes, 'p.png'), caption })
    expect(resultOf<Sent>(await send(png)).photo).toMatchObject([{ width: 1, height: 1 }])
    expect(await send(Buffer.from('no picture at all, only text'))).toEqual(
      bad('IMAGE_PROCESS_FAILED'),
    )
    expect(await send(png, 'я'.repeat(1025))).toEqual(bad('message caption is too long'))
  })

  test('an album of uploads arrives as one group', async () => {
    const { client, world } = await start()
    const { id: chat_id } = world.createUser({ started: true })
    const item = (caption: string) => ({ type: 'photo', media: client.file(png, 'p.png'), caption })
    const sent = resultOf<{ media_group_id: string }[]>(
      await client.call('sendMediaGroup', { chat_id, media: [item('one'), item('two')] }),
    )
    expect(sent).toMatchObject([{ caption: 'one' }, { caption: 'two' }])
    expect(new Set(sent.map((message) => message.media_group_id)).size).toBe(1)
    const mixed = [item('one'), { type: 'document', media: client.file(png, 'p.png') }]
    expect(await client.call('sendMediaGroup', { chat_id, media: mixed })).toEqual(
      bad("document can't be mixed with other media types"),
    )
  })

  test('every other kind of content can be sent', async () => {
    const { client, world } = await start()
    const { id: chat_id } = world.createUser({ started: true })
    const file = () => client.file(Buffer.from('content'), 'file.bin')
    const sent: [string, Record<string, unknown>, string][] = [
      ['sendVideo', { video: file() }, 'video'],
      ['sendAnimation', { animation: file() }, 'animation'],
      ['sendVideoNote', { video_note: file() }, 'video_note'],
      ['sendVoice', { voice: file() }, 'voice'],
      ['sendAudio', { audio: file() }, 'audio'],
      ['sendSticker', { sticker: file() }, 'sticker'],
      ['sendLocation', { latitude: 51.1, longitude: 71.4 }, 'location'],
      [
        'sendVenue',
        { latitude: 51.1, longitude: 71.4, title: 'Office', address: 'Astana' },
        'venue',
      ],
      ['sendContact', { phone_number: '+77001234567', first_name: 'Support' }, 'contact'],
      ['sendPoll', { question: 'Helped?', options: [{ text: 'yes' }, { text: 'no' }] }, 'poll'],
      ['sendDice', { emoji: '🎯' }, 'dice'],
    ]
    for (const [method, payload, field] of sent) {
      const answer = await client.call(method, { chat_id, ...payload })
      expect(resultOf(answer), method).toHaveProperty(field)
    }
    expect(world.history(chat_id)).toHaveLength(sent.length)
  })

  test('what a person sends can be downloaded up to 20 MB', async () => {
    const { client, world } = await start()
    const { id } = world.createUser()
    const photo = world.sendMedia(id, 'photo', { bytes: png }).photo?.at(-1)?.file_id ?? ''
    expect(await client.download(photo)).toEqual(png)
    const claimedSize = 20 * 1024 * 1024 + 1
    const large = world.sendMedia(id, 'video', { claimedSize }).video
    expect(large?.file_size).toBe(claimedSize)
    expect(await client.call('getFile', { file_id: large?.file_id })).toEqual(
      bad('file is too big'),
    )
  })

  test('everything a person can send reaches the bot', async () => {
    const { client, world } = await start()
    const { id } = world.createUser()
    for (const kind of [
      'document',
      'video',
      'animation',
      'video_note',
      'voice',
      'audio',
      'sticker',
    ] as const) {
      world.sendMedia(id, kind)
    }
    world.sendAlbum(id, [{ kind: 'photo' }, { kind: 'video' }], { caption: 'album' })
    world.sendLocation(id, 51.1, 71.4)
    world.sendContact(id, { phoneNumber: '+77007654321', firstName: 'Foreign', contactUserId: 5 })
    world.sendPoll(id, 'Which?', ['a', 'b'])
    world.sendDice(id)
    const text = world.sendText(id, '/start tour')
    world.edit(id, text.message_id, '/start again')
    world.forward(id, id, text.message_id)
    world.sendText(id, 'see', { extra: { reply_to_story: { id: 1, chat: text.chat } } })
    const updates = resultOf<Record<string, Record<string, unknown>>[]>(
      await client.call('getUpdates'),
    )
    expect(updates.map((update) => Object.keys(update)[0])).toHaveLength(17)
    expect(updates[7]?.message).toMatchObject({ caption: 'album' })
    expect(updates[7]?.message?.media_group_id).toBe(updates[8]?.message?.media_group_id)
    expect(updates[13]).toMatchObject({
      message: { text: '/start tour', entities: [{ type: 'bot_command', offset: 0, length: 6 }] },
    })
    expect(updates[14]).toMatchObject({ edited_message: { text: '/start again' } })
    expect(updates[15]).toMatchObject({ message: { forward_origin: { type: 'user' } } })
  })
})
