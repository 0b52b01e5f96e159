import type { Hono } from 'hono'
import { deskRoles } from '../../src/context.ts'
import { type DeadLetter, deadLetters } from '../../src/delivery/queries.ts'
import { retryDelivery } from '../../src/delivery/retry-delivery.ts'
import { panelRu } from '../../src/i18n/panel.ru.ts'
import { formatTicketNumber } from '../../src/tickets/ticket-number.ts'
import type { DeskEnv } from '../deps.ts'
import { attempt, errorText, typedFields } from '../http/forms.ts'
import { checkFormToken } from '../http/session.ts'
import { listText } from '../ui/client-text.tsx'
import { DeskPage } from '../ui/desk-page.tsx'
import { Csrf } from '../ui/field.tsx'
import { When } from '../ui/time.tsx'

const words = panelRu.undelivered
const pageSize = 50
const uuid = /^[0-9a-f-]{36}$/

/** Messages that we gave up on, each with the way to send it again. */
export function undeliveredRoutes(desk: Hono<DeskEnv>): void {
  const show = async (
    vars: DeskEnv['Variables'],
    after?: string,
    done?: string,
    error?: string,
  ) => (
    <UndeliveredPage
      vars={vars}
      letters={
        await deadLetters(vars.ctx.db, {
          limit: pageSize,
          ...(after && uuid.test(after) ? { after } : {}),
        })
      }
      done={done}
      error={error}
    />
  )

  desk.get('/undelivered', async (c) =>
    c.html(await show(c.var, c.req.query('after'), c.req.query('done'))),
  )

  desk.post('/undelivered', async (c) => {
    const typed = await typedFields(c)
    checkFormToken(typed.csrf, c.var.csrf)
    const { ctx } = c.var
    const outcome = await attempt(() => retryDelivery(ctx, { outboundId: typed.outboundId ?? '' }))
    if (outcome.ok) return c.redirect('/desk/undelivered?done=retried', 303)
    c.status(outcome.status)
    return c.html(
      await show(c.var, undefined, undefined, errorText(outcome.errors.form ?? 'invalid')),
    )
  })
}

function UndeliveredPage(props: {
  vars: DeskEnv['Variables']
  letters: DeadLetter[]
  done: string | undefined
  error: string | undefined
}) {
  const { session, csrf, ctx } = props.vars
  const last = props.letters.length === pageSize ? props.letters.at(-1) : undefined
  return (
    <DeskPage
      title={words.title}
      section="undelivered"
      session={session}
      csrf={csrf}
      done={props.done}
      error={props.error}
    >
      <main id="main" class="queue spaced" tabindex={-1}>
        <h1>{words.title}</h1>
        <p class="lead">{words.intro}</p>
        {props.letters.length === 0 ? <p class="empty">{words.empty}</p> : null}
        {props.letters.length > 0 ? (
          <table class="letters">
            <thead>
              <tr>
                <th scope="col">{words.ticket}</th>
                <th scope="col">{words.to}</th>
                <th scope="col">{words.error}</th>
                <th scope="col">{words.when}</th>
                <th scope="col">
                  <span class="unseen">{words.retry}</span>
                </th>
              </tr>
            </thead>
            <tbody>
              {props.letters.map((letter) => (
                <Letter
                  letter={letter}
                  now={ctx.now()}
                  csrf={csrf}
                  mayRetry={deskRoles.includes(session.actor.role)}
                />
              ))}
            </tbody>
          </table>
        ) : null}
        {last ? (
          <p class="pager">
            <a rel="next" href={`/desk/undelivered?after=${last.id}`}>
              {words.next}
            </a>
          </p>
        ) : null}
      </main>
    </DeskPage>
  )
}

function Letter(props: { letter: DeadLetter; now: Date; csrf: string; mayRetry: boolean }) {
  const { letter } = props
  const number = letter.ticketNumber ? formatTicketNumber(letter.ticketNumber) : null
  return (
    <tr>
      <td>
        {number ? (
          <a href={`/desk/tickets/${number}`}>
            <span class="subject">{letter.ticketSubject}</span> <span class="number">{number}</span>
          </a>
        ) : null}
        <small class="what">{panelRu.ticket.noticeKinds[letter.kind] ?? letter.kind}</small>
      </td>
      <td>
        {panelRu.channels[letter.channel as 'email'] ?? letter.channel}{' '}
        <span class="name">{listText(letter.address)}</span>
      </td>
      <td class="trouble">
        {letter.lastError} <small>{panelRu.ticket.attempts(letter.attempts)}</small>
      </td>
      <td>
        <When at={letter.createdAt} now={props.now} />
      </td>
      <td>
        {props.mayRetry ? (
          <form method="post" action="/desk/undelivered">
            <Csrf token={props.csrf} />
            <input type="hidden" name="outboundId" value={letter.id} />
            <button type="submit" class="small">
              {words.retry}
              <span class="unseen"> {number}</span>
            </button>
          </form>
        ) : null}
      </td>
    </tr>
  )
}
