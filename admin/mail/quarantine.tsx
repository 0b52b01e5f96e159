import type { Context, Hono } from 'hono'
import { deskRoles } from '../../src/context.ts'
import {
  type KeptItem,
  type KeptMail,
  type KeptView,
  keptItems,
  keptMail,
} from '../../src/email/quarantine.ts'
import { replayMail } from '../../src/email/replay-mail.ts'
import { DomainError } from '../../src/errors.ts'
import { quarantineRu as words } from '../../src/i18n/panel.quarantine.ru.ts'
import { panelRu } from '../../src/i18n/panel.ru.ts'
import { numberOfTicket } from '../../src/tickets/number-of-ticket.ts'
import type { AdminDeps, DeskEnv } from '../deps.ts'
import { attempt, errorText, typedFields } from '../http/forms.ts'
import { checkFormToken } from '../http/session.ts'
import { hideSecrets, listText, PlainText } from '../ui/client-text.tsx'
import { DeskPage } from '../ui/desk-page.tsx'
import { Csrf } from '../ui/field.tsx'
import { When } from '../ui/time.tsx'

const pageSize = 25
const shownRawBytes = 20_000
const uuid = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/

type C = Context<DeskEnv>

/** What came and made no ticket, each with its reason, its original and the way to a ticket. */
export function quarantineRoutes(desk: Hono<DeskEnv>, deps: AdminDeps): void {
  const { open } = deps.attachments
  const requireKept = async (c: C): Promise<KeptMail> => {
    const id = c.req.param('id') ?? ''
    const kept = uuid.test(id) ? await keptMail(c.var.ctx.db, open, id) : null
    if (!kept) throw new DomainError('not_found', 'mailNotFound')
    return kept
  }

  desk.get('/quarantine', async (c) => {
    const view: KeptView = c.req.query('view') === 'known' ? 'known' : 'look'
    const after = c.req.query('after')
    const items = await keptItems(c.var.ctx.db, open, view, {
      limit: pageSize,
      ...(after && uuid.test(after) ? { after } : {}),
    })
    return c.html(<ListPage c={c} view={view} items={items} />)
  })

  desk.get('/quarantine/:id', async (c) =>
    c.html(<MailPage c={c} kept={await requireKept(c)} done={c.req.query('done')} />),
  )

  desk.get('/quarantine/:id/raw', async (c) => {
    const { raw, item } = await requireKept(c)
    if (raw === null) throw new DomainError('not_found', 'fileNotFound')
    return c.body(new Uint8Array(raw), 200, {
      'Content-Type': 'application/octet-stream',
      'Content-Disposition': `attachment; filename="${item.id}.eml"`,
      'Content-Security-Policy': "default-src 'none'; sandbox",
      'Cache-Control': 'private, no-store',
    })
  })

  desk.post('/quarantine/:id', async (c) => {
    const typed = await typedFields(c)
    checkFormToken(typed.csrf, c.var.csrf)
    const inboundId = c.req.param('id')
    const as = typed.as === 'human' ? 'human' : 'judged'
    const outcome = await attempt(() =>
      replayMail(
        c.var.ctx,
        { store: { ...deps.attachments, get: open }, settings: deps.mail },
        { inboundId, as },
      ),
    )
    if (!outcome.ok) {
      c.status(outcome.status)
      const error = errorText(outcome.errors.form ?? 'invalid')
      return c.html(<MailPage c={c} kept={await requireKept(c)} error={error} />)
    }
    if ('ticketId' in outcome.value) {
      const number = await numberOfTicket(c.var.ctx.db, outcome.value.ticketId)
      return c.redirect(`/desk/tickets/${number}?done=registered`, 303)
    }
    return c.redirect(`/desk/quarantine/${inboundId}?done=kept`, 303)
  })
}

function ListPage({ c, view, items }: { c: C; view: KeptView; items: KeptItem[] }) {
  const { session, csrf, ctx } = c.var
  const last = items.length === pageSize ? items.at(-1) : undefined
  return (
    <DeskPage title={words.title} section="quarantine" session={session} csrf={csrf}>
      <main id="main" class="queue spaced" tabindex={-1}>
        <h1>{words.title}</h1>
        <p class="lead">{words.intro}</p>
        <nav aria-label={words.viewsLabel} class="tabs">
          {(['look', 'known'] as const).map((name) => (
            <a
              href={`/desk/quarantine?view=${name}`}
              {...(name === view ? { 'aria-current': 'page' } : {})}
            >
              {words.views[name]}
            </a>
          ))}
        </nav>
        {items.length === 0 ? (
          <p class="empty">{words.empty}</p>
        ) : (
          <table class="letters">
            <thead>
              <tr>
                <th scope="col">{words.subject}</th>
                <th scope="col">{words.from}</th>
                <th scope="col">{words.reason}</th>
                <th scope="col">{words.when}</th>
              </tr>
            </thead>
            <tbody>
              {items.map((item) => (
                <tr>
                  <td>
                    <a href={`/desk/quarantine/${item.id}`}>
                      <span class="subject">{listText(item.subject) || words.noSubject}</span>
                    </a>
                  </td>
                  <td>
                    <span class="name">{listText(item.from)}</span>
                    <small class="what">{panelRu.channels[item.channel as 'email']}</small>
                  </td>
                  <td>
                    <Reason reason={item.reason} />
                  </td>
                  <td>
                    <When at={item.receivedAt} now={ctx.now()} />
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        )}
        {last ? (
          <p class="pager">
            <a rel="next" href={`/desk/quarantine?view=${view}&after=${last.id}`}>
              {words.next}
            </a>
          </p>
        ) : null}
      </main>
    </DeskPage>
  )
}

function Reason({ reason }: { reason: string }) {
  const [kind = '', ...why] = reason.split(': ')
  return (
    <>
      {words.kinds[kind] ?? kind} <small>{why.join(': ')}</small>
    </>
  )
}

function MailPage(props: { c: C; kept: KeptMail; done?: string | undefined; error?: string }) {
  const { c } = props
  const { item, raw, mail, head } = props.kept
  const { session, csrf, ctx } = c.var
  const source = raw?.toString('utf8', 0, shownRawBytes) ?? JSON.stringify(item.raw, null, 2) ?? ''
  return (
    <DeskPage
      title={words.title}
      section="quarantine"
      session={session}
      csrf={csrf}
      error={props.error}
    >
      <main id="main" class="form-page mail-original" tabindex={-1}>
        <h1>{head?.subject || words.noSubject}</h1>
        <p>
          <a href="/desk/quarantine">{words.back}</a>
        </p>
        {props.done === 'kept' ? (
          <p class="done" role="status">
            {words.stillKept}
          </p>
        ) : null}
        <dl class="facts">
          <dt>{words.reason}</dt>
          <dd>
            <Reason reason={item.reason} />
          </dd>
          <dt>{words.from}</dt>
          <dd>{head?.from?.address ?? ''}</dd>
          <dt>{words.when}</dt>
          <dd>
            <When at={item.receivedAt} now={ctx.now()} />
          </dd>
        </dl>
        {raw !== null && item.channel === 'email' && deskRoles.includes(session.actor.role) ? (
          <div class="actions">
            <Act c={c} as="human" label={words.makeTicket} hint={words.makeTicketHint} />
            <Act c={c} as="judged" label={words.replay} hint={words.replayHint} />
          </div>
        ) : null}
        <section aria-labelledby="text-title">
          <h2 id="text-title">{words.text}</h2>
          {mail ? <PlainText text={hideSecrets(mail.text).text} /> : <p>{words.unreadable}</p>}
        </section>
        <section aria-labelledby="raw-title">
          <h2 id="raw-title">{words.raw}</h2>
          {raw !== null ? (
            <p>
              <a href={`/desk/quarantine/${item.id}/raw`} download>
                {words.download}
              </a>{' '}
              {raw.length > shownRawBytes ? <small>{words.rawCut}</small> : null}
            </p>
          ) : null}
          <pre class="source">{hideSecrets(source).text}</pre>
        </section>
      </main>
    </DeskPage>
  )
}

function Act(props: { c: C; as: 'human' | 'judged'; label: string; hint: string }) {
  const id = props.c.req.param('id')
  return (
    <form method="post" action={`/desk/quarantine/${id}`}>
      <Csrf token={props.c.var.csrf} />
      <input type="hidden" name="as" value={props.as} />
      <button type="submit" {...(props.as === 'human' ? { class: 'button' } : {})}>
        {props.label}
      </button>{' '}
      <small>{props.hint}</small>
    </form>
  )
}
