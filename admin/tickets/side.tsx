import type { Child } from 'hono/jsx'
import { deskRoles } from '../../src/context.ts'
import { abuseRu } from '../../src/i18n/panel.abuse.ru.ts'
import { decisionPanelRu } from '../../src/i18n/panel.decisions.ru.ts'
import { panelRu } from '../../src/i18n/panel.ru.ts'
import { relateRu } from '../../src/i18n/relate.ru.ts'
import { formatPhone } from '../../src/people/phone.ts'
import type { StaffListItem } from '../../src/staff/queries.ts'
import { nextStatus, type TicketEvent } from '../../src/tickets/status.ts'
import { formatTicketNumber } from '../../src/tickets/ticket-number.ts'
import type { TicketPage } from '../../src/tickets/ticket-page.ts'
import type { FormErrors, Typed } from '../http/forms.ts'
import { StatusBadge } from '../ui/badges.tsx'
import { Csrf } from '../ui/field.tsx'
import { quietPost } from '../ui/quiet-post.ts'
import { When } from '../ui/time.tsx'
import { AnswerDraft } from './answer-draft.tsx'
import { Decisions } from './decisions.tsx'
import { Fault } from './fault.tsx'
import { History } from './history.tsx'
import { Participants } from './participants.tsx'
import { TriagePanel } from './triage-panel.tsx'

const words = panelRu.ticket

export type SideProps = {
  page: TicketPage
  staff: StaffListItem[]
  me: string
  now: Date
  csrf: string
  href: string
  mayWrite: boolean
  refused: { form: string; errors: FormErrors; typed: Typed } | undefined
}

/** What is known about the ticket and what can be done with it. */
export function Side(props: SideProps) {
  return (
    <aside id="side" aria-label={words.details}>
      {props.mayWrite ? <Actions {...props} /> : null}
      <Fault {...props} />
      <Facts {...props} />
      <Participants {...props} />
      <AnswerDraft receipt={props.page.answer} href={props.href} mayWrite={props.mayWrite} />
      <TriagePanel
        {...props}
        refused={props.refused?.form === 'triage' ? props.refused : undefined}
      />
      {props.mayWrite ? <Decisions {...props} /> : null}
      <Others page={props.page} now={props.now} />
      <History page={props.page} now={props.now} />
    </aside>
  )
}

const buttons: readonly { verb: string; event: TicketEvent; text: string }[] = [
  { verb: 'resolve', event: 'resolved', text: words.resolve },
  { verb: 'close', event: 'closed', text: words.close },
  { verb: 'reopen', event: 'staff_reopened', text: words.reopen },
]

/** Only what the ticket's status allows. */
function Actions(props: SideProps) {
  const { ticket } = props.page
  const possible = buttons.filter(({ event }) => nextStatus(ticket.status, event) !== null)
  const takes = ticket.assigneeId !== props.me && nextStatus(ticket.status, 'taken') !== null
  return (
    <section class="panel" aria-labelledby="actions-title">
      <h2 id="actions-title" class="unseen">
        {words.actions}
      </h2>
      <form class="buttons" {...quietPost(`${props.href}/status`, 'side')}>
        <Csrf token={props.csrf} />
        {takes ? (
          <button type="submit" name="verb" value="take" class="primary">
            {words.take}
          </button>
        ) : null}
        {possible.map(({ verb, text }) => (
          <button type="submit" name="verb" value={verb}>
            {text}
          </button>
        ))}
      </form>
      <form class="assign" {...quietPost(`${props.href}/assign`, 'side')}>
        <Csrf token={props.csrf} />
        <label for="assignee">{words.assignee}</label>
        <select id="assignee" name="assigneeId">
          <option value="">{words.nobody}</option>
          {props.staff
            .filter(({ role }) => deskRoles.includes(role))
            .map(({ id, name, away }) => (
              <option value={id} {...(id === ticket.assigneeId ? { selected: true } : {})}>
                {away ? `${name} (${words.isAway})` : name}
              </option>
            ))}
        </select>
        <button type="submit">{words.assign}</button>
        <input
          name="note"
          class="hand-over"
          aria-label={words.handOverNote}
          placeholder={words.handOverNote}
          maxlength={4000}
        />
      </form>
      <a class="relate" href={`${props.href}/relate`}>
        {relateRu.open}
      </a>
      {ticket.restricted ? null : (
        <a class="relate" href={`${props.href}/abuse`}>
          {abuseRu.file}
        </a>
      )}
    </section>
  )
}

function Facts(props: SideProps) {
  const { page, now } = props
  const { ticket, identity } = page
  const [rating] = page.ratings
  return (
    <section class="panel" aria-labelledby="facts-title">
      <h2 id="facts-title">{words.requester}</h2>
      <p class="client">
        <strong>{page.requester.name}</strong>
        <span>
          {panelRu.channels[identity.channel]}:{' '}
          {identity.channel === 'phone' ? formatPhone(identity.address) : identity.address}
        </span>
        {identity.unreachableAt ? (
          <span class="warn">{words.unreachable(identity.unreachableReason ?? '')}</span>
        ) : null}
      </p>
      <dl class="facts">
        <Fact name={words.channel}>{panelRu.channels[ticket.channel]}</Fact>
        <Fact name={words.language}>{panelRu.locales[ticket.locale]}</Fact>
        {props.mayWrite ? null : (
          <Fact name={words.assignee}>{page.assigneeName ?? words.nobody}</Fact>
        )}
        {ticket.devReference && ticket.status === 'in_development' ? (
          <Fact name={decisionPanelRu.devReference}>{ticket.devReference}</Fact>
        ) : null}
        {ticket.targetAt ? (
          <Fact name={words.target}>
            <When at={ticket.targetAt} now={now} />
          </Fact>
        ) : null}
        {rating ? (
          <Fact name={words.ratings}>
            <span class={rating.score <= 2 ? 'warn' : ''}>{words.rated(rating.score)}</span>
            {rating.comment === '' ? null : <q>{rating.comment}</q>}
          </Fact>
        ) : null}
      </dl>
    </section>
  )
}

function Fact(props: { name: string; children: Child }) {
  return (
    <div>
      <dt>{props.name}</dt>
      <dd>{props.children}</dd>
    </div>
  )
}

function Others(props: { page: TicketPage; now: Date }) {
  const { links, otherTickets } = props.page
  return (
    <>
      {links.length === 0 ? null : (
        <section class="panel" aria-labelledby="links-title">
          <h2 id="links-title">{words.links}</h2>
          <ul class="others">
            {links.map((link) => (
              <li>
                {(link.outgoing ? words.linkKinds : words.linkKindsBack)[link.kind] ?? link.kind}{' '}
                <TicketLink number={link.number} subject={link.subject} />
              </li>
            ))}
          </ul>
        </section>
      )}
      {otherTickets.length === 0 ? null : (
        <section class="panel" aria-labelledby="others-title">
          <h2 id="others-title">{words.others}</h2>
          <ul class="others">
            {otherTickets.map((other) => (
              <li>
                <TicketLink number={other.number} subject={other.subject} />{' '}
                <StatusBadge status={other.status} />{' '}
                <small>
                  <When at={other.receivedAt} now={props.now} relative />
                </small>
              </li>
            ))}
          </ul>
        </section>
      )}
    </>
  )
}

function TicketLink(props: { number: string; subject: string }) {
  const number = formatTicketNumber(props.number)
  return (
    <a href={`/desk/tickets/${number}`} title={number}>
      {props.subject}
    </a>
  )
}
