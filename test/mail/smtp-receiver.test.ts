import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import {
  type MailEnvelope,
  type ReceiverOptions,
  startSmtpReceiver,
} from '../../src/email/smtp-receiver.ts'
import { createLog } from '../../src/log.ts'
import { type SmtpTalk, smtpTalk } from './smtp-talk.ts'

type Received = { raw: Buffer; envelope: MailEnvelope }

let received: Received[]
let ingest: (mail: Received) => Promise<void>
let closers: (() => unknown)[]

beforeEach(() => {
  received = []
  ingest = async (mail) => void received.push(mail)
  closers = []
})
afterEach(async () => {
  for (const close of closers.toReversed()) await close()
})

async function open(options: Partial<ReceiverOptions> = {}): Promise<number> {
  const receiver = await startSmtpReceiver({
    host: '127.0.0.1',
    port: 0,
    supportAddress: 'support@kense.app',
    ingest: (raw, envelope) => ingest({ raw, envelope }),
    log: createLog('silent'),
    ...options,
  })
  closers.push(receiver.close)
  return receiver.port
}

async function greeted(port: number, helo = 'mx.client.example'): Promise<SmtpTalk> {
  const talk = await smtpTalk(port)
  closers.push(talk.end)
  expect(await talk.reply()).toMatch(/^220 /)
  expect(await talk.say(`EHLO ${helo}`)).toMatch(/^250/)
  return talk
}

async function addressed(port: number, to = 'support@kense.app'): Promise<SmtpTalk> {
  const talk = await greeted(port)
  expect(await talk.say('MAIL FROM:<dana@client.example>')).toMatch(/^250/)
  expect(await talk.say(`RCPT TO:<${to}>`)).toMatch(/^250/)
  return talk
}

async function send(talk: SmtpTalk, body = 'Subject: Hello\r\n\r\nWords\r\n'): Promise<string> {
  expect(await talk.say('DATA')).toMatch(/^354/)
  talk.write(`${body}.\r\n`)
  return talk.reply()
}

describe('what it answers', () => {
  test('250 is said only after the mail is committed', async () => {
    const order: string[] = []
    let commit = () => {}
    let began = () => {}
    const beginning = new Promise<void>((resolve) => {
      began = resolve
    })
    ingest = async () => {
      began()
      await new Promise<void>((resolve) => {
        commit = resolve
      })
      order.push('committed')
    }
    const talk = await addressed(await open())
    const answered = send(talk).then((reply) => order.push(reply.slice(0, 3)))
    await beginning
    // Whatever is said meanwhile has to wait behind the answer to the mail.
    talk.write('NOOP\r\n')
    commit()
    await answered
    expect(order).toEqual(['committed', '250'])
  })

  test('our own trouble is answered with 451, and the next try may succeed', async () => {
    const port = await open()
    ingest = async () => {
      throw new Error('database away')
    }
    const talk = await addressed(port)
    expect(await send(talk)).toMatch(/^451 /)
    ingest = async (mail) => void received.push(mail)
    await talk.say('MAIL FROM:<dana@client.example>')
    await talk.say('RCPT TO:<support@kense.app>')
    expect(await send(talk)).toMatch(/^250 /)
    expect(received).toHaveLength(1)
  })

  test('an announced oversize is refused before the mail is sent, a hidden one after', async () => {
    const port = await open({ limits: { maxBytes: 1000 } })
    const honest = await greeted(port)
    expect(await honest.say('MAIL FROM:<dana@client.example> SIZE=1001')).toMatch(/^552 /)
    const other = await addressed(port)
    expect(await send(other, `Subject: Big\r\n\r\n${'x'.repeat(1000)}\r\n`)).toMatch(/^552 /)
    expect(received).toHaveLength(0)
  })

  test('30 MB are taken unless set otherwise', async () => {
    const talk = await smtpTalk(await open())
    closers.push(talk.end)
    await talk.reply()
    expect(await talk.say('EHLO mx')).toMatch(/^250[- ]SIZE 31457280\r?$/m)
  })
})

describe('extensions', () => {
  test('are offered as promised; neither AUTH nor, without a certificate, STARTTLS', async () => {
    const talk = await smtpTalk(await open())
    closers.push(talk.end)
    await talk.reply()
    const offered = await talk.say('EHLO mx.client.example')
    for (const name of ['PIPELINING', '8BITMIME', 'SMTPUTF8', 'SIZE']) {
      expect(offered).toMatch(new RegExp(`^250[- ]${name}`, 'm'))
    }
    expect(offered).not.toMatch(/AUTH|STARTTLS/)
    expect(await talk.say('STARTTLS')).toMatch(/^5/)
  })

  test('pipelined commands are answered one by one', async () => {
    const talk = await greeted(await open())
    talk.write(
      'MAIL FROM:<dana@client.example>\r\nRCPT TO:<support@kense.app>\r\nRCPT TO:<other@elsewhere.example>\r\nDATA\r\n',
    )
    const replies = [await talk.reply(), await talk.reply(), await talk.reply(), await talk.reply()]
    expect(replies.map((reply) => reply.slice(0, 3))).toEqual(['250', '250', '550', '354'])
    talk.write('Subject: One\r\n\r\nA\r\n.\r\nMAIL FROM:<dana@client.example>\r\n')
    expect(await talk.reply()).toMatch(/^250/)
    expect(await talk.reply()).toMatch(/^250/)
    expect(received[0]?.envelope.to).toEqual(['support@kense.app'])
  })

  test('8-bit bytes and a line that begins with a dot arrive as they were', async () => {
    const talk = await greeted(await open())
    await talk.say('MAIL FROM:<dana@client.example> BODY=8BITMIME')
    await talk.say('RCPT TO:<support@kense.app>')
    await talk.say('DATA')
    const body = Buffer.concat([Buffer.from('Subject: x\r\n\r\n'), Buffer.from([0xef, 0xf0, 0x80])])
    talk.write(Buffer.concat([body, Buffer.from('\r\n..dot\r\n.\r\n')]))
    expect(await talk.reply()).toMatch(/^250/)
    expect(received[0]?.raw).toEqual(Buffer.concat([body, Buffer.from('\r\n.dot\r\n')]))
  })

  test('an address in Kazakh letters may send', async () => {
    const talk = await greeted(await open())
    expect(await talk.say('MAIL FROM:<әсел@пошта.қаз> SMTPUTF8')).toMatch(/^250/)
    await talk.say('RCPT TO:<support@kense.app>')
    expect(await send(talk)).toMatch(/^250/)
    expect(received[0]?.envelope.from).toMatch(/^әсел@/)
  })

  test('with a certificate STARTTLS is offered and carries a mail', async () => {
    const file = (name: string) => readFileSync(join(import.meta.dirname, 'fixtures', name))
    const port = await open({
      tls: { cert: file('localhost.cert.pem'), key: file('localhost.key.pem') },
    })
    const plain = await greeted(port)
    expect(await plain.say('STARTTLS')).toMatch(/^220/)
    const talk = await plain.secure()
    closers.push(talk.end)
    expect(await talk.say('EHLO mx.client.example')).not.toMatch(/STARTTLS/)
    await talk.say('MAIL FROM:<dana@client.example>')
    await talk.say('RCPT TO:<support@kense.app>')
    expect(await send(talk)).toMatch(/^250/)
    expect(received).toHaveLength(1)
  })
})

describe('whom it serves', () => {
  test.each([
    'someone@elsewhere.example',
    'support@kense.app.elsewhere.example',
    'support%elsewhere.example@kense.app',
    '"support@elsewhere.example"@kense.app',
    'other@kense.app',
  ])('mail to %s is not relayed', async (to) => {
    const talk = await greeted(await open())
    await talk.say('MAIL FROM:<support@kense.app>')
    expect(await talk.say(`RCPT TO:<${to}>`)).toMatch(/^5/)
    expect(await talk.say('DATA')).toMatch(/^503/)
  })

  test.each(['Support@Kense.App', 'support+abc.def@kense.app', 'postmaster@kense.app'])(
    'mail to %s is taken',
    async (to) => {
      expect(await send(await addressed(await open(), to))).toMatch(/^250/)
    },
  )

  test('the peer and what it calls itself are kept for SPF', async () => {
    const talk = await addressed(await open())
    await send(talk)
    expect(received[0]?.envelope).toEqual({
      from: 'dana@client.example',
      to: ['support@kense.app'],
      peer: { address: '127.0.0.1', helo: 'mx.client.example' },
    })
  })

  test('a bounce has no sender', async () => {
    const talk = await greeted(await open())
    await talk.say('MAIL FROM:<>')
    await talk.say('RCPT TO:<support@kense.app>')
    await send(talk)
    expect(received[0]?.envelope.from).toBe('')
  })
})

describe('abuse', () => {
  test('the 101st recipient is put off', async () => {
    const talk = await greeted(await open())
    await talk.say('MAIL FROM:<dana@client.example>')
    for (let n = 1; n <= 100; n += 1) {
      expect(await talk.say(`RCPT TO:<support+${n}@kense.app>`)).toMatch(/^250/)
    }
    expect(await talk.say('RCPT TO:<support+101@kense.app>')).toMatch(/^452/)
  })

  test('one address gets no more than its share of connections, and gets it back', async () => {
    const port = await open({ limits: { clientsOfOneAddress: 2 } })
    const first = await greeted(port)
    await greeted(port)
    const third = await smtpTalk(port)
    expect(await third.reply()).toMatch(/^421/)
    await third.closed
    expect(await first.say('QUIT')).toMatch(/^221/)
    await first.closed
    await greeted(port)
  })

  test('beyond the whole number of connections new ones are put off', async () => {
    const port = await open({ limits: { clients: 1 } })
    await greeted(port)
    const second = await smtpTalk(port)
    expect(await second.reply()).toMatch(/^421/)
  })

  test('a mail that drips in is dropped', async () => {
    const talk = await addressed(await open({ limits: { dataMs: 200 } }))
    await talk.say('DATA')
    const drip = setInterval(() => talk.write('x'), 20)
    closers.push(() => clearInterval(drip))
    await talk.closed
    clearInterval(drip)
    expect(received).toHaveLength(0)
  })

  test('a client that says nothing is let go', async () => {
    const talk = await greeted(await open({ limits: { idleMs: 400 } }))
    expect(await talk.reply()).toMatch(/^421/)
    await talk.closed
  })

  test('what a vanished client had sent is neither ticketed nor held', async () => {
    const limits = { maxBytes: 10_000, heldBytes: 10_000 }
    const port = await open({ limits })
    const rude = await addressed(port)
    await rude.say('DATA')
    const patient = await addressed(port)
    rude.write(`Subject: Half\r\n\r\n${'x'.repeat(8000)}`)
    rude.end()
    await rude.closed
    // Succeeds only when the bytes of the first are given back.
    await expect
      .poll(async () => {
        const reply = await send(patient, `Subject: Whole\r\n\r\n${'y'.repeat(8000)}\r\n`)
        await patient.say('MAIL FROM:<dana@client.example>')
        await patient.say('RCPT TO:<support@kense.app>')
        return reply
      })
      .toMatch(/^250/)
    expect(received).toHaveLength(1)
  })

  test('more mail at once than memory allows is put off, not lost', async () => {
    const port = await open({ limits: { maxBytes: 10_000, heldBytes: 12_000 } })
    let free = () => {}
    let holding = () => {}
    const held = new Promise<void>((resolve) => {
      holding = resolve
    })
    ingest = async () => {
      holding()
      await new Promise<void>((resolve) => {
        free = resolve
      })
    }
    const first = await addressed(port)
    const answer = send(first, `Subject: One\r\n\r\n${'x'.repeat(8000)}\r\n`)
    await held
    const second = await addressed(port)
    expect(await send(second, `Subject: Two\r\n\r\n${'x'.repeat(8000)}\r\n`)).toMatch(/^452/)
    free()
    expect(await answer).toMatch(/^250/)
  })
})
