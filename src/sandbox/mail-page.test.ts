import { expect, test } from 'vitest'
import { createMailPage } from './mail-page.tsx'
import { createSandboxMailbox, type MailEnvelope } from './mailbox.ts'

const now = () => new Date('2026-03-02T05:00:00Z')
const html = '<p onclick="x()">Здравствуйте</p><script>alert(1)</script>'
const mail = Buffer.from(
  'From: support@kense.app\r\nTo: client@example.org\r\nSubject: <b>KNS</b>\r\nMessage-ID: <m1@kense.app>\r\n' +
    'Auto-Submitted: auto-replied\r\nContent-Type: text/html; charset=utf-8\r\n\r\n' +
    `${html}\r\n`,
)

async function open(
  deliver: (raw: Buffer, envelope: MailEnvelope) => Promise<void> = async () => {},
) {
  const mailbox = createSandboxMailbox({ now })
  mailbox.store(mail, { from: 'support@kense.app', to: ['client@example.org'] })
  const app = createMailPage({ mailbox, deliver, now, base: '/mail' })
  return { mailbox, app, get: async (path: string) => app.request(path) }
}

const form = {
  fromName: 'Айгерим',
  from: 'client@example.org',
  to: 'support@kense.app',
  subject: 'Вопрос',
  text: 'Где счёт?',
  inReplyTo: '',
  references: '',
}

function post(values: Record<string, string>, files: File[] = []) {
  const body = new FormData()
  for (const [name, value] of Object.entries(values)) body.append(name, value)
  for (const file of files) body.append('file', file)
  return { method: 'POST', body, headers: { origin: 'http://localhost' } }
}

test('the list shows folders by recipient and escapes what a mail says', async () => {
  const { get } = await open()
  const page = await (await get('/')).text()
  expect(page).toContain('/mail/?folder=client%40example.org')
  expect(page).toContain('&lt;b&gt;KNS&lt;/b&gt;')
  expect(page).not.toContain('<b>KNS</b>')
  expect(await (await get('/?folder=nobody@example.org')).text()).not.toContain('&lt;b&gt;KNS')
})

test('a mail shows the headers that matter and no script of its own', async () => {
  const { get } = await open()
  const response = await get('/m/1')
  const page = await response.text()
  expect(page).toContain('&lt;m1@kense.app&gt;')
  expect(page).toContain('auto-replied')
  expect(page).not.toContain('<script>alert')
  expect(response.headers.get('content-security-policy')).toContain("default-src 'self'")
})

test('the HTML part is served without rights', async () => {
  const { get } = await open()
  const response = await get('/m/1/html')
  expect(await response.text()).toContain('Здравствуйте')
  expect(response.headers.get('content-security-policy')).toMatch(/default-src 'none'.*sandbox/)
})

test('a written mail is delivered with its attachment and kept', async () => {
  const delivered: { raw: string; envelope: MailEnvelope }[] = []
  const { app, mailbox } = await open(async (raw, envelope) => {
    delivered.push({ raw: raw.toString(), envelope })
  })
  const file = new File(['content'], 'act.txt', { type: 'text/plain' })
  const response = await app.request('/write', post(form, [file]))
  expect(response.status).toBe(303)
  expect(response.headers.get('location')).toBe('/mail/m/2')
  expect(delivered).toMatchObject([
    { envelope: { from: 'client@example.org', to: ['support@kense.app'] } },
  ])
  expect(delivered[0]?.raw).toContain('act.txt')
  expect(await mailbox.get(2)).toMatchObject({
    direction: 'written',
    parsed: { text: 'Где счёт?' },
  })
})

test('the receiver’s refusal is shown and nothing is lost of what was written', async () => {
  const { app, mailbox } = await open(async () => {
    throw new Error('550 mailbox unavailable')
  })
  const response = await app.request('/write', post(form))
  const page = await response.text()
  expect(response.status).toBe(422)
  expect(page).toContain('550 mailbox unavailable')
  expect(page).toContain('Где счёт?')
  expect(await mailbox.list()).toHaveLength(1)
})

test('a wrong address or another site’s form is refused', async () => {
  const { app } = await open()
  expect((await app.request('/write', post({ ...form, from: 'nobody' }))).status).toBe(422)
  const foreign = { ...post(form), headers: { origin: 'https://evil.example' } }
  expect((await app.request('/write', foreign)).status).toBe(403)
})

test('an attachment that a browser could run is only downloaded', async () => {
  const { app, get } = await open()
  const file = new File(['<script>1</script>'], 'x.html', { type: 'text/html' })
  await app.request('/write', post(form, [file]))
  const response = await get('/m/2/attachment/0')
  expect(response.headers.get('content-disposition')).toMatch(/^attachment/)
  expect(response.headers.get('content-type')).toBe('application/octet-stream')
})

test('new mail is announced on the stream', async () => {
  const { mailbox, get } = await open()
  const reader = (await get('/events')).body?.getReader()
  mailbox.store(mail, { from: 'support@kense.app', to: ['client@example.org'] })
  const { value } = (await reader?.read()) ?? {}
  expect(new TextDecoder().decode(value)).toContain('event: mail')
  await reader?.cancel()
})
