import { type Context, Hono } from 'hono'
import { csrf } from 'hono/csrf'
import {
  composeMail,
  type MailAttachment,
  type MailForm,
  mailFormSchema,
  replyForm,
} from './compose-mail.ts'
import { liveStream } from './live-stream.ts'
import { MailFrame, type MailPlace, MailView, WriteView } from './mail-view.tsx'
import type { MailEnvelope, SandboxMailbox } from './mailbox.ts'
import { pageText as t } from './page-text.ts'
import { fileResponse, sandboxHeaders, serveAssets } from './sandbox-page.ts'

type MailPageOptions = {
  mailbox: SandboxMailbox
  /** Hands a written mail to our receiver; rejects with the receiver's words. */
  deliver: (raw: Buffer, envelope: MailEnvelope) => Promise<void>
  now: () => Date
  supportAddress?: string
  /** Where the page is mounted; its links start with it. */
  base?: string
  chatUrl?: string
  /** Ends the live streams, so that the server can close. */
  closing?: AbortSignal
}

/** A mail's own HTML gets no scripts, no network and no access to our pages. */
const mailPolicy =
  "default-src 'none'; style-src 'unsafe-inline'; img-src data:; sandbox; frame-ancestors 'self'"

/** The captured mailbox, live, and a form that writes to us as a client would. */
export function createMailPage(options: MailPageOptions): Hono {
  const { mailbox, deliver, now, closing } = options
  const { supportAddress = 'support@kense.app', base = '/sandbox/mail' } = options
  const chatUrl = options.chatUrl ?? '/sandbox/telegram'
  const app = new Hono()
  app.use(sandboxHeaders, csrf())
  serveAssets(app, ['sandbox.css', 'mail.css', 'mail.js'])

  const placeOf = async (c: Context): Promise<MailPlace> => ({
    base,
    chatUrl,
    mails: await mailbox.list(),
    folder: c.req.query('folder')?.toLowerCase() ?? '',
  })
  const mailOf = (c: Context) => mailbox.get(Number(c.req.param('id')))
  const showForm = async (c: Context, form: MailForm, error: string) => {
    const place = await placeOf(c)
    const page = (
      <MailFrame place={place} view="write">
        <WriteView place={place} form={form} error={error} />
      </MailFrame>
    )
    return c.html(`<!doctype html>${page}`, error === '' ? 200 : 422)
  }

  app.get('/', async (c) => {
    const page = (
      <MailFrame place={await placeOf(c)} view="list">
        <p class="hint">{t.chooseMail}</p>
      </MailFrame>
    )
    return c.html(`<!doctype html>${page}`)
  })
  app.get('/m/:id', async (c) => {
    const mail = await mailOf(c)
    if (!mail) return c.notFound()
    const place = await placeOf(c)
    const page = (
      <MailFrame place={place} view="mail" openId={mail.id}>
        <MailView place={place} mail={mail} />
      </MailFrame>
    )
    return c.html(`<!doctype html>${page}`)
  })
  app.get('/m/:id/html', async (c) => {
    const html = (await mailOf(c))?.parsed.html
    if (!html) return c.notFound()
    return c.html(html, 200, { 'content-security-policy': mailPolicy })
  })
  app.get('/m/:id/raw', async (c) => {
    const mail = await mailOf(c)
    return mail ? fileResponse(mail.raw, 'message/rfc822', `mail-${mail.id}.eml`) : c.notFound()
  })
  app.get('/m/:id/attachment/:index', async (c) => {
    const attachment = (await mailOf(c))?.parsed.attachments[Number(c.req.param('index'))]
    if (!attachment) return c.notFound()
    return fileResponse(attachment.content, attachment.contentType, attachment.filename ?? t.file)
  })
  app.get('/events', (c) =>
    liveStream(c, closing, (send) => mailbox.subscribe((id) => send('mail', { id }))),
  )

  app.get('/write', async (c) => {
    const answered = await mailbox.get(Number(c.req.query('reply')))
    const form = answered ? replyForm(answered, supportAddress) : emptyForm(supportAddress)
    return showForm(c, form, '')
  })
  app.post('/write', async (c) => {
    const given = await c.req.parseBody({ all: true })
    const parsed = mailFormSchema.safeParse(given)
    if (!parsed.success) {
      const fields = parsed.error.issues.map(({ path }) => path.join('.')).join(', ')
      return showForm(
        c,
        { ...emptyForm(supportAddress), ...texts(given) },
        `${t.failed} (${fields})`,
      )
    }
    const attachments = await readAttachments(given.file)
    const raw = await composeMail(parsed.data, attachments, now())
    const envelope = { from: parsed.data.from, to: [parsed.data.to] }
    try {
      await deliver(raw, envelope)
    } catch (error) {
      return showForm(c, parsed.data, error instanceof Error ? error.message : t.failed)
    }
    const id = mailbox.store(raw, envelope, 'written')
    return c.redirect(`${base}/m/${id}`, 303)
  })
  return app
}

function emptyForm(to: string): MailForm {
  return {
    fromName: 'Айгерим Сапарова',
    from: 'aigerim@client.example',
    to,
    subject: '',
    text: '',
    inReplyTo: '',
    references: '',
  }
}

type Given = Record<string, string | File | (string | File)[]>

/** What the user typed, to show it again beside the error. */
function texts(given: Given): Partial<MailForm> {
  const names = Object.keys(mailFormSchema.shape)
  return Object.fromEntries(
    Object.entries(given).filter(
      ([name, value]) => names.includes(name) && typeof value === 'string',
    ),
  )
}

async function readAttachments(given: Given[string] | undefined): Promise<MailAttachment[]> {
  const files = [given ?? []].flat().filter((value) => value instanceof File)
  return Promise.all(
    files
      .filter((file) => file.size > 0)
      .map(async (file) => ({
        filename: file.name,
        contentType: file.type || 'application/octet-stream',
        content: Buffer.from(await file.arrayBuffer()),
      })),
  )
}
