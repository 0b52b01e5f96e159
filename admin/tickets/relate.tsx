import type { Context, Hono } from 'hono'
import { DomainError } from '../../src/errors.ts'
import { relateRu as words } from '../../src/i18n/relate.ru.ts'
import { linkTickets } from '../../src/tickets/link-tickets.ts'
import { mergeTickets } from '../../src/tickets/merge-tickets.ts'
import { splitTicket } from '../../src/tickets/split-ticket.ts'
import { findTicketNumbers, formatTicketNumber } from '../../src/tickets/ticket-number.ts'
import { type TicketPage, ticketPage } from '../../src/tickets/ticket-page.ts'
import type { DeskEnv } from '../deps.ts'
import { attempt, errorText, type FormErrors, type Typed, typedFields } from '../http/forms.ts'
import { checkFormToken } from '../http/session.ts'
import { DeskPage } from '../ui/desk-page.tsx'
import { Csrf, SelectField, TextArea, TextField } from '../ui/field.tsx'

type C = Context<DeskEnv>

/** Splits off a second problem, joins duplicates, links what belongs together (Annex 1, 1.4). */
export function relateRoutes(desk: Hono<DeskEnv>): void {
  desk.get('/tickets/:number/relate', async (c) =>
    c.html(<RelatePage vars={c.var} page={await requirePage(c)} typed={{}} errors={{}} />),
  )

  desk.post('/tickets/:number/relate', async (c) => {
    const typed = await typedFields(c)
    checkFormToken(typed.csrf, c.var.csrf)
    const page = await requirePage(c)
    const outcome = await attempt(() => relate(c, page, typed))
    if (outcome.ok) {
      const { number, done } = outcome.value
      return c.redirect(`/desk/tickets/${formatTicketNumber(number)}?done=${done}`, 303)
    }
    c.status(outcome.status)
    return c.html(<RelatePage vars={c.var} page={page} typed={typed} errors={outcome.errors} />)
  })
}

async function relate(c: C, page: TicketPage, typed: Typed) {
  const { ctx } = c.var
  const ticketId = page.ticket.id
  switch (typed.verb) {
    case 'split': {
      const { subject = '', text = '' } = typed
      const child = await splitTicket(ctx, { ticketId, subject, text })
      return { number: child.number, done: 'split' }
    }
    case 'merge': {
      const into = await requireOther(c, typed.into)
      await mergeTickets(ctx, { fromId: ticketId, intoId: into.id })
      return { number: into.number, done: 'merged' }
    }
    default: {
      const other = await requireOther(c, typed.number)
      await linkTickets(ctx, { ticketId, otherId: other.id })
      return { number: page.ticket.number, done: 'linked' }
    }
  }
}

async function requireOther(c: C, given = '') {
  const page = await ticketPage(c.var.ctx.db, findTicketNumbers(given).found[0] ?? '')
  if (!page) throw new DomainError('not_found', 'ticketNotFound')
  return page.ticket
}

async function requirePage(c: C): Promise<TicketPage> {
  const number = findTicketNumbers(c.req.param('number') ?? '').found[0] ?? ''
  const page = await ticketPage(c.var.ctx.db, number)
  if (!page) throw new DomainError('not_found', 'ticketNotFound')
  return page
}

function RelatePage(props: {
  vars: DeskEnv['Variables']
  page: TicketPage
  typed: Typed
  errors: FormErrors
}) {
  const { vars, page, typed, errors } = props
  const number = formatTicketNumber(page.ticket.number)
  const own = (verb: string, otherwise: Typed = {}) =>
    typed.verb === verb
      ? { form: verb, typed, errors }
      : { form: verb, typed: otherwise, errors: {} }
  const said = page.messages.findLast((message) => message.author === 'client')?.body ?? ''
  const hidden = (verb: string) => (
    <>
      <Csrf token={vars.csrf} />
      <input type="hidden" name="verb" value={verb} />
    </>
  )
  const action = `/desk/tickets/${number}/relate`
  return (
    <DeskPage
      title={words.title(number)}
      section="ticket"
      session={vars.session}
      csrf={vars.csrf}
      error={errors.form ? errorText(errors.form) : undefined}
    >
      <main id="main" class="form-page" tabindex={-1}>
        <p>
          <a href={`/desk/tickets/${number}`}>← {words.back}</a>
        </p>
        <h1>{words.title(number)}</h1>
        <form method="post" action={action} class="card">
          <h2>{words.split}</h2>
          <p class="hint">{words.splitHint}</p>
          {hidden('split')}
          <TextField name="subject" label={words.subject} required {...own('split')} />
          <TextArea
            name="text"
            label={words.text}
            rows={6}
            required
            {...own('split', { text: said })}
          />
          <button type="submit">{words.splitSubmit}</button>
        </form>
        <form method="post" action={action} class="card">
          <h2>{words.merge}</h2>
          <p class="hint">{words.mergeHint}</p>
          {hidden('merge')}
          {page.otherTickets.length === 0 ? (
            <p>{words.mergeNone}</p>
          ) : (
            <>
              <SelectField
                name="into"
                label={words.into}
                options={page.otherTickets.map((other) => [
                  formatTicketNumber(other.number),
                  `${formatTicketNumber(other.number)} ${other.subject}`,
                ])}
                {...own('merge')}
              />
              <button type="submit">{words.mergeSubmit}</button>
            </>
          )}
        </form>
        <form method="post" action={action} class="card">
          <h2>{words.link}</h2>
          <p class="hint">{words.linkHint}</p>
          {hidden('link')}
          <TextField name="number" label={words.number} required {...own('link')} />
          <button type="submit">{words.linkSubmit}</button>
        </form>
      </main>
    </DeskPage>
  )
}
