import { deskRoles } from '../../src/context.ts'
import { panelRu } from '../../src/i18n/panel.ru.ts'
import type { IncidentItem } from '../../src/incidents/desk-queries.ts'
import type { StaffSession } from '../../src/staff/session.ts'
import {
  countedUpTo,
  type QueueCounts,
  type QueueFilter,
  type QueueItem,
  type QueuePage,
  queueFilters,
} from '../../src/tickets/queries.ts'
import { isOpen } from '../../src/tickets/status.ts'
import { formatTicketNumber } from '../../src/tickets/ticket-number.ts'
import { IncidentBanner } from '../incidents/banner.tsx'
import { ChannelMark, DueMark, PriorityBadge, StatusBadge } from '../ui/badges.tsx'
import { listText } from '../ui/client-text.tsx'
import { DeskPage, liveAttributes } from '../ui/desk-page.tsx'
import { Csrf } from '../ui/field.tsx'
import { When } from '../ui/time.tsx'

const words = panelRu.queue

export type QueueView = {
  filter: QueueFilter
  search: string
  after?: string | undefined
  page: QueuePage
  counts: QueueCounts
  incidents: IncidentItem[]
  now: Date
  session: StaffSession
  csrf: string
  done?: string | undefined
}

export function QueuePageView(props: QueueView) {
  const here = address(props.filter, props.search, props.after)
  return (
    <DeskPage
      title={words.title}
      section="queue"
      session={props.session}
      csrf={props.csrf}
      done={props.done}
    >
      <main id="main" class="queue" tabindex={-1}>
        <div class="queue-head">
          <h1>{words.title}</h1>
          <search>
            <form class="search" method="get" action="/desk">
              <label class="unseen" for="search">
                {words.search}
              </label>
              <input
                id="search"
                type="search"
                name="q"
                value={props.search}
                placeholder={words.search}
                maxlength={200}
              />
              <button type="submit">{words.searchButton}</button>
            </form>
          </search>
          {deskRoles.includes(props.session.actor.role) ? (
            <form method="post" action="/desk/next">
              <Csrf token={props.csrf} />
              <button type="submit" class="primary" id="take-next">
                {words.takeNext}
              </button>
            </form>
          ) : null}
        </div>
        <IncidentBanner live={props.incidents} />
        <div id="queue" {...liveAttributes(here, 'queue')} data-announce={words.newTickets}>
          <nav class="tabs" aria-label={words.filters}>
            {queueFilters.map((filter) => (
              <a
                href={address(filter, '')}
                {...(props.search === '' && filter === props.filter
                  ? { 'aria-current': 'page' }
                  : {})}
                class={filter === 'undelivered' && props.counts.undelivered > 0 ? 'urgent' : ''}
              >
                {words.tabs[filter]}
                {filter === 'ended' ? null : (
                  <span class="count">{counted(props.counts[filter])}</span>
                )}
              </a>
            ))}
          </nav>
          {props.search === '' ? null : (
            <p class="search-result" role="status">
              {(props.page.next ? words.foundMore : words.found)(props.page.items.length)}{' '}
              <a href="/desk">{words.clear}</a>
            </p>
          )}
          {props.page.items.length === 0 ? (
            <p class="empty">{words.empty[props.search === '' ? props.filter : 'search']}</p>
          ) : (
            <Rows {...props} />
          )}
          <p class="pager">
            {props.after ? <a href={address(props.filter, props.search)}>{words.first}</a> : null}
            {props.page.next ? (
              <a rel="next" href={address(props.filter, props.search, props.page.next)}>
                {words.next}
              </a>
            ) : null}
          </p>
        </div>
      </main>
    </DeskPage>
  )
}

function counted(n: number): string {
  return n < countedUpTo ? String(n) : `${countedUpTo - 1}+`
}

function Rows(props: QueueView) {
  const { columns } = words
  return (
    <table class="tickets">
      <caption class="unseen">{words.caption}</caption>
      <thead>
        <tr>
          <th scope="col">{columns.priority}</th>
          <th scope="col">{columns.subject}</th>
          <th scope="col">{columns.client}</th>
          <th scope="col">{columns.status}</th>
          <th scope="col">{columns.assignee}</th>
          <th scope="col">{columns.due}</th>
        </tr>
      </thead>
      <tbody>
        {props.page.items.map((item) => (
          <Row item={item} now={props.now} staffId={props.session.actor.staffId} />
        ))}
      </tbody>
    </table>
  )
}

function Row(props: { item: QueueItem; now: Date; staffId: string }) {
  const { item, now } = props
  const number = formatTicketNumber(item.number)
  return (
    <tr id={`t-${item.id}`} data-ticket={item.id} class={isOpen(item.status) ? '' : 'ended'}>
      <td class="c-priority">
        <PriorityBadge priority={item.priority} />
        {item.outOfTurn ? <span class="badge turn">{words.outOfTurn}</span> : null}
      </td>
      <td class="c-subject">
        <a id={`a-${item.id}`} class="row-link" href={`/desk/tickets/${number}`}>
          <span class="subject">{listText(item.subject)}</span>
        </a>
        <span class="line">
          <span class="number">{number}</span>
          <Marks item={item} />
          <Preview item={item} />
        </span>
      </td>
      <td class="c-client">
        <span class="who-line">
          <ChannelMark channel={item.channel} />
          <span class="name">{listText(item.requesterName)}</span>
        </span>
        <small class="received">
          <When at={item.receivedAt} now={now} relative />
        </small>
      </td>
      <td class="c-status">
        <StatusBadge status={item.status} />
      </td>
      <td class={item.assigneeId === props.staffId ? 'c-assignee mine' : 'c-assignee'}>
        {item.assigneeName ?? <span class="nobody">{words.nobody}</span>}
      </td>
      <td class="c-due">{isOpen(item.status) ? <DueMark ticket={item} now={now} /> : null}</td>
    </tr>
  )
}

/** The last words, unless they only repeat the subject. */
function Preview(props: { item: QueueItem }) {
  const { subject, lastText } = props.item
  if (lastText === null) return null
  const plain = lastText.replace(/\s+/g, ' ').trim()
  const text = listText(plain)
  const repeats = plain.startsWith(subject.slice(0, 40)) && plain.length < subject.length + 10
  if (text === '' || repeats) return null
  return (
    <span class="preview">
      {props.item.lastAuthor === 'staff' ? '↩ ' : ''}
      {text.slice(0, 160)}
    </span>
  )
}

function Marks(props: { item: QueueItem }) {
  const { item } = props
  const answered =
    item.lastStaffMessageAt !== null && item.lastStaffMessageAt >= item.lastClientMessageAt
  const marks = [
    ...(isOpen(item.status) && !answered && item.lastStaffMessageAt !== null
      ? [['answer', words.answerDue]]
      : []),
    ...(item.cycle > 1 ? [['again', words.reopened(item.cycle - 1)]] : []),
    ...(item.needsTriageCheck ? [['check', words.check]] : []),
    ...(item.undelivered ? [['dead', words.undelivered]] : []),
  ]
  return marks.length === 0 ? null : (
    <span class="marks">
      {marks.map(([kind, text]) => (
        <span class={`mark mark-${kind}`}>{text}</span>
      ))}
    </span>
  )
}

function address(filter: QueueFilter, search: string, after?: string): string {
  const query = new URLSearchParams()
  if (search !== '') query.set('q', search)
  else if (filter !== 'open') query.set('filter', filter)
  if (after) query.set('after', after)
  const text = query.toString()
  return text === '' ? '/desk' : `/desk?${text}`
}
