import type { Context, Hono } from 'hono'
import { deskRoles } from '../../src/context.ts'
import { DomainError } from '../../src/errors.ts'
import { panelTelegramRu } from '../../src/i18n/panel.telegram.ru.ts'
import { formatMoment } from '../../src/i18n/texts.ts'
import { changeableUntil, deleteReply, editReply } from '../../src/tickets/change-reply.ts'
import { findTicketNumbers, formatTicketNumber } from '../../src/tickets/ticket-number.ts'
import { type PageMessage, type TicketPage, ticketPage } from '../../src/tickets/ticket-page.ts'
import type { DeskEnv } from '../deps.ts'
import { attempt, errorText, type FormErrors, type Typed, typedFields } from '../http/forms.ts'
import { checkFormToken } from '../http/session.ts'
import { DeskPage } from '../ui/desk-page.tsx'
import { Csrf, TextArea } from '../ui/field.tsx'

const words = panelTelegramRu.change
type C = Context<DeskEnv>
type Vars = DeskEnv['Variables']
type Target = { page: TicketPage; message: PageMessage }

/** Staff correct or take back an answer while Telegram lets them. */
export function changeReplyRoutes(desk: Hono<DeskEnv>): void {
  desk.get('/tickets/:number/messages/:id', async (c) => {
    const target = await requireTarget(c)
    const { body } = target.message
    return c.html(<ChangePage vars={c.var} target={target} typed={{ text: body }} errors={{}} />)
  })

  desk.post('/tickets/:number/messages/:id', async (c) => {
    const typed = await typedFields(c)
    checkFormToken(typed.csrf, c.var.csrf)
    const target = await requireTarget(c)
    const { id: messageId } = target.message
    const remove = typed.verb === 'remove'
    const outcome = await attempt(() =>
      remove
        ? deleteReply(c.var.ctx, { messageId })
        : editReply(c.var.ctx, { messageId, text: typed.text ?? '' }),
    )
    if (outcome.ok) {
      const done = remove ? 'reply_removed' : 'reply_changed'
      return c.redirect(`${hrefOf(target.page)}?done=${done}`, 303)
    }
    c.status(outcome.status)
    return c.html(<ChangePage vars={c.var} target={target} typed={typed} errors={outcome.errors} />)
  })
}

/** Where an answer can be changed, if this member of staff may and Telegram still lets him. */
export function changeHref(
  page: TicketPage,
  message: PageMessage,
  vars: Pick<Vars, 'session'> & { now: Date },
) {
  const { actor } = vars.session
  if (!deskRoles.includes(actor.role) || page.identity.channel !== 'telegram') return null
  const gone = message.deliveries.some(({ kind }) => kind === 'staff_delete')
  const until = changeableUntil(message, actor)
  return gone || until === null || until <= vars.now
    ? null
    : `${hrefOf(page)}/messages/${message.id}`
}

function hrefOf({ ticket }: TicketPage): string {
  return `/desk/tickets/${formatTicketNumber(ticket.number)}`
}

async function requireTarget(c: C): Promise<Target> {
  const number = findTicketNumbers(c.req.param('number') ?? '').found[0] ?? ''
  const page = await ticketPage(c.var.ctx.db, number, { allMessages: true })
  const message = page?.messages.find(({ id }) => id === c.req.param('id'))
  if (!page || message?.author !== 'staff') throw new DomainError('not_found', 'messageNotFound')
  return { page, message }
}

function ChangePage(props: { vars: Vars; target: Target; typed: Typed; errors: FormErrors }) {
  const { vars, target, typed, errors } = props
  const { page, message } = target
  const number = formatTicketNumber(page.ticket.number)
  const action = `${hrefOf(page)}/messages/${message.id}`
  const until = changeableUntil(message, vars.session.actor)
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
          <a href={hrefOf(page)}>← {words.back(number)}</a>
        </p>
        <h1>{words.title(number)}</h1>
        <form method="post" action={action} class="card">
          <Csrf token={vars.csrf} />
          <TextArea
            name="text"
            label={words.text}
            {...(until === null ? {} : { hint: words.hint(formatMoment(until, 'ru')) })}
            rows={8}
            required
            typed={typed}
            errors={errors}
          />
          <button type="submit" name="verb" value="change" class="primary">
            {words.save}
          </button>
        </form>
        <form method="post" action={action} class="card">
          <Csrf token={vars.csrf} />
          <p class="field">{words.removeHint}</p>
          <button type="submit" name="verb" value="remove">
            {words.remove}
          </button>
        </form>
      </main>
    </DeskPage>
  )
}
