import { incidentsRu as words } from '../../src/i18n/panel.incidents.ru.ts'
import type { IncidentTicketRow } from '../../src/incidents/desk-queries.ts'
import { formatTicketNumber } from '../../src/tickets/ticket-number.ts'
import { StatusBadge } from '../ui/badges.tsx'
import { Csrf, TextField } from '../ui/field.tsx'
import { When } from '../ui/time.tsx'
import type { IncidentViewProps } from './incident-view.tsx'

/** The tickets of an incident by what was said of them; `choose`: boxes within the form that confirms it. */
export function IncidentTickets(props: IncidentViewProps & { choose?: boolean }) {
  const { page, mayLink, choose } = props
  const live = page.incident.state === 'proposed' || page.incident.state === 'confirmed'
  const of = (state: IncidentTicketRow['state']) =>
    page.tickets.filter((one) => one.state === state)
  return (
    <>
      {(['offered', 'linked', 'unlinked'] as const).map((state) =>
        of(state).length === 0 ? null : (
          <section class="spaced">
            <h2>
              {words[state]} <span class="count">{of(state).length}</span>
            </h2>
            <Table {...props} rows={of(state)} acts={live && mayLink && !choose} />
            {state === 'offered' && page.incident.state === 'confirmed' && props.mayTell ? (
              <form method="post" action={`/desk/incidents/${page.incident.id}`}>
                <Csrf token={props.vars.csrf} />
                <button type="submit" name="verb" value="link-offered">
                  {words.linkAll}
                </button>
              </form>
            ) : null}
          </section>
        ),
      )}
      {live && mayLink && !choose ? <LinkByNumber {...props} /> : null}
    </>
  )
}

function Table(
  props: IncidentViewProps & { rows: IncidentTicketRow[]; acts: boolean; choose?: boolean },
) {
  const { rows, acts, choose, now } = props
  const { columns } = words
  return (
    <table class="letters">
      <thead>
        <tr>
          {choose ? (
            <th scope="col">
              <span class="unseen">{words.link}</span>
            </th>
          ) : null}
          <th scope="col">{columns.ticket}</th>
          <th scope="col">{columns.client}</th>
          <th scope="col">{columns.received}</th>
          {acts ? <th scope="col">{columns.act}</th> : null}
        </tr>
      </thead>
      <tbody>
        {rows.map((row) => (
          <tr>
            {choose ? (
              <td>
                <input
                  type="checkbox"
                  name="ticketIds"
                  value={row.id}
                  aria-label={`${words.link}: ${formatTicketNumber(row.number)}`}
                  checked={row.state !== 'unlinked'}
                />
              </td>
            ) : null}
            <td>
              <a href={`/desk/tickets/${formatTicketNumber(row.number)}`}>
                {formatTicketNumber(row.number)} <span class="subject">{row.subject}</span>
              </a>{' '}
              <StatusBadge status={row.status} />
            </td>
            <td>{row.requesterName}</td>
            <td>
              <When at={row.receivedAt} now={now} />{' '}
              {row.state === 'linked' ? <small>{row.staffName ?? words.byDesk}</small> : null}
            </td>
            {acts ? (
              <td>
                <Acts {...props} row={row} />
              </td>
            ) : null}
          </tr>
        ))}
      </tbody>
    </table>
  )
}

function Acts(props: IncidentViewProps & { row: IncidentTicketRow }) {
  const { row, page, vars } = props
  const number = formatTicketNumber(row.number)
  const button = (verb: 'link' | 'unlink', text: string) => (
    <button type="submit" name="verb" value={verb} class="small">
      {text}
      <span class="unseen"> {number}</span>
    </button>
  )
  return (
    <form method="post" action={`/desk/incidents/${page.incident.id}`} class="inline">
      <Csrf token={vars.csrf} />
      <input type="hidden" name="ticketId" value={row.id} />
      {row.state === 'linked' ? null : button('link', words.link)}
      {row.state === 'unlinked'
        ? null
        : button('unlink', row.state === 'linked' ? words.unlink : words.decline)}
    </form>
  )
}

function LinkByNumber({ page, vars, typed, errors }: IncidentViewProps) {
  return (
    <form method="post" action={`/desk/incidents/${page.incident.id}`} class="card">
      <Csrf token={vars.csrf} />
      <input type="hidden" name="verb" value="link" />
      <TextField
        name="number"
        label={words.linkNumber}
        required
        maxlength={50}
        typed={typed}
        errors={errors}
      />
      <button type="submit">{words.link}</button>
    </form>
  )
}
