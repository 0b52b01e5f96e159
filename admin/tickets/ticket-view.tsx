import { deskRoles } from '../../src/context.ts'
import { limitsRu } from '../../src/i18n/limits.ru.ts'
import { panelRu } from '../../src/i18n/panel.ru.ts'
import type { StaffListItem } from '../../src/staff/queries.ts'
import type { StaffSession } from '../../src/staff/session.ts'
import { formatTicketNumber } from '../../src/tickets/ticket-number.ts'
import type { TicketPage } from '../../src/tickets/ticket-page.ts'
import { errorText, type FormErrors, type Typed } from '../http/forms.ts'
import { DueMark, PriorityBadge, StatusBadge } from '../ui/badges.tsx'
import { DeskPage, liveAttributes } from '../ui/desk-page.tsx'
import { When } from '../ui/time.tsx'
import { CarefulNote } from './assurance-mark.tsx'
import { Composer } from './composer.tsx'
import { Conversation } from './conversation.tsx'
import type { DecisionForm } from './decisions.tsx'
import { Side } from './side.tsx'

const words = panelRu.ticket

export type TicketView = {
  page: TicketPage
  staff: StaffListItem[]
  now: Date
  session: StaffSession
  csrf: string
  done?: string | undefined
  /** Which form was refused and why, with what was typed into it. */
  refused?: { form: 'reply' | 'triage' | 'other' | DecisionForm; errors: FormErrors; typed: Typed }
}

export function TicketPageView(props: TicketView) {
  const { page, refused } = props
  const { ticket } = page
  const number = formatTicketNumber(ticket.number)
  const href = `/desk/tickets/${number}`
  const mayWrite = deskRoles.includes(props.session.actor.role) && ticket.status !== 'merged'
  const around = { page, now: props.now, csrf: props.csrf, mayWrite, href }
  return (
    <DeskPage
      title={`${number} ${ticket.subject}`}
      section="ticket"
      session={props.session}
      csrf={props.csrf}
      done={props.done}
      error={refused?.errors.form ? errorText(refused.errors.form) : undefined}
    >
      <main id="main" class="ticket" tabindex={-1} data-ticket-page={ticket.id}>
        <Head page={page} now={props.now} number={number} />
        <div
          id="ticket-live"
          {...liveAttributes(href, 'conversation')}
          hx-target="#conversation"
          hx-select-oob="#t-head:outerMorph,#side:outerMorph"
        />
        <div class="talk">
          <Conversation {...around} session={props.session} />
          {mayWrite ? (
            <Composer
              href={href}
              csrf={props.csrf}
              phone={page.identity.channel === 'phone'}
              typed={refused?.form === 'reply' ? refused.typed : {}}
              errors={refused?.form === 'reply' ? refused.errors : {}}
              note={<CarefulNote page={page} />}
            />
          ) : null}
        </div>
        <Side {...around} staff={props.staff} me={props.session.actor.staffId} refused={refused} />
      </main>
    </DeskPage>
  )
}

function Head(props: { page: TicketPage; now: Date; number: string }) {
  const { ticket, mergedIntoNumber } = props.page
  return (
    <div id="t-head" class="ticket-head">
      <h1>{ticket.subject}</h1>
      <p class="ticket-line">
        <button type="button" class="number copy" data-copy={props.number} title={words.copyNumber}>
          {props.number}
        </button>
        <StatusBadge status={ticket.status} />
        <PriorityBadge priority={ticket.priority} />
        {ticket.outOfTurn ? <span class="badge turn">{panelRu.queue.outOfTurn}</span> : null}
        {ticket.cycle > 1 ? (
          <span class="mark mark-again">{panelRu.queue.reopened(ticket.cycle - 1)}</span>
        ) : null}
        <span class="fact">
          {words.received} <When at={ticket.receivedAt} now={props.now} />
        </span>
        {ticket.closedAt === null && ticket.resolvedAt === null && ticket.dueAt !== null ? (
          <span class="fact">
            {words.due} <DueMark ticket={ticket} now={props.now} />{' '}
            <a class="why" href={`/desk/tickets/${formatTicketNumber(ticket.number)}/limit`}>
              {limitsRu.explain}
            </a>
          </span>
        ) : null}
        {mergedIntoNumber ? (
          <a href={`/desk/tickets/${formatTicketNumber(mergedIntoNumber)}`}>
            {words.mergedInto} {formatTicketNumber(mergedIntoNumber)}
          </a>
        ) : null}
      </p>
    </div>
  )
}
