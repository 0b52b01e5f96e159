import type { Context, Hono } from 'hono'
import { inlineImages, type MailOriginal, mailOriginal } from '../../src/email/original.ts'
import { framePolicy, safeHtml } from '../../src/email/safe-html.ts'
import { DomainError } from '../../src/errors.ts'
import { panelMailRu } from '../../src/i18n/panel.mail.ru.ts'
import { formatTicketNumber } from '../../src/tickets/ticket-number.ts'
import type { AdminDeps, DeskEnv } from '../deps.ts'
import { hideSecrets, PlainText } from '../ui/client-text.tsx'
import { DeskPage } from '../ui/desk-page.tsx'
import { When } from '../ui/time.tsx'

const words = panelMailRu
const uuid = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/

type C = Context<DeskEnv, '/:id'>

/** A mail as it came: its whole text, and its HTML in a frame that can neither run nor load anything. */
export function originalRoutes(desk: Hono<DeskEnv>, deps: AdminDeps): void {
  desk.get('/mails/:id', async (c) => {
    const original = await requireOriginal(c, deps)
    return c.html(<OriginalPage c={c} original={original} images={c.req.query('images') === '1'} />)
  })

  desk.get('/mails/:id/html', async (c) => {
    const { mail } = await requireOriginal(c, deps)
    const remoteImages = c.req.query('images') === '1'
    const body = safeHtml(mail.html ?? '', { remoteImages, inline: await inlineImages(mail) })
    return c.html(`<!doctype html><html><meta charset="utf-8"><body>${body}</body></html>`, 200, {
      'Content-Security-Policy': framePolicy(remoteImages),
      'X-Frame-Options': 'SAMEORIGIN',
    })
  })
}

async function requireOriginal(c: C, deps: AdminDeps): Promise<MailOriginal> {
  const id = c.req.param('id')
  const original = uuid.test(id)
    ? await mailOriginal(c.var.ctx.db, deps.attachments.open, id)
    : null
  if (!original) throw new DomainError('not_found', 'fileNotFound')
  return original
}

function OriginalPage(props: { c: C; original: MailOriginal; images: boolean }) {
  const { c, images } = props
  const { mail, ticketNumber } = props.original
  const number = formatTicketNumber(ticketNumber)
  const here = `/desk/mails/${c.req.param('id')}`
  const people = (list: typeof mail.to) =>
    list.map(({ name, address }) => (name === '' ? address : `${name} <${address}>`)).join(', ')
  const text = hideSecrets(mail.text)
  return (
    <DeskPage
      title={`${words.original} ${number}`}
      section="ticket"
      session={c.var.session}
      csrf={c.var.csrf}
    >
      <main id="main" class="form-page mail-original" tabindex={-1}>
        <h1>{mail.subject || words.original}</h1>
        <p>
          <a href={`/desk/tickets/${number}`}>
            {words.backToTicket} {number}
          </a>
        </p>
        <dl class="facts">
          <dt>{words.from}</dt>
          <dd>{people(mail.from ? [mail.from] : [])}</dd>
          <dt>{words.to}</dt>
          <dd>{people([...mail.to, ...mail.cc])}</dd>
          {mail.date ? (
            <>
              <dt>{words.date}</dt>
              <dd>
                <When at={mail.date} now={c.var.ctx.now()} />
              </dd>
            </>
          ) : null}
        </dl>
        <section aria-labelledby="text-title">
          <h2 id="text-title">{words.asText}</h2>
          {text.text.trim() === '' ? <p>{words.noText}</p> : <PlainText text={text.text} />}
        </section>
        {mail.html === null ? null : (
          <section aria-labelledby="html-title">
            <h2 id="html-title">{words.asHtml}</h2>
            <p class="hint">{words.htmlHint}</p>
            {images ? null : (
              <p>
                <a href={`${here}?images=1#html-title`}>{words.images}</a>{' '}
                <small>{words.imagesHint}</small>
              </p>
            )}
            <iframe
              class="mail-frame"
              title={words.asHtml}
              sandbox=""
              referrerpolicy="no-referrer"
              src={`${here}/html${images ? '?images=1' : ''}`}
            />
          </section>
        )}
      </main>
    </DeskPage>
  )
}
