import { incidentsRu as words } from '../../src/i18n/panel.incidents.ru.ts'
import { isCompromise } from '../../src/tickets/refusal.ts'
import { Csrf } from '../ui/field.tsx'
import { quietPost } from '../ui/quiet-post.ts'
import type { SideProps } from './side.tsx'

/** The fault that explains the ticket, or those that could: linked and unlinked from here (Annex 1, 3.4). */
export function Fault(props: SideProps) {
  const { incident, faults, ticket } = props.page
  const offers = incident === null && faults.length > 0 && !isCompromise(ticket)
  if (incident === null && !(offers && props.mayWrite)) return null
  return (
    <section class="panel" aria-labelledby="fault-title">
      <h2 id="fault-title">{words.onTicket}</h2>
      {incident ? (
        <p>
          <a href={`/desk/incidents/${incident.id}`}>{incident.titleRu}</a>
          {incident.affectsAll ? <span class="hint"> · {words.onTicketAll}</span> : null}
        </p>
      ) : null}
      {props.mayWrite ? (
        <form
          class={incident ? 'buttons' : 'assign'}
          {...quietPost(`${props.href}/incident`, 'side')}
        >
          <Csrf token={props.csrf} />
          {incident ? (
            <>
              <input type="hidden" name="incidentId" value={incident.id} />
              <button type="submit" name="verb" value="unlink" class="small">
                {words.unlink}
              </button>
            </>
          ) : (
            <>
              <label for="fault">{words.explains}</label>
              <select id="fault" name="incidentId">
                {faults.map(({ id, titleRu }) => (
                  <option value={id}>{titleRu}</option>
                ))}
              </select>
              <button type="submit" name="verb" value="link">
                {words.link}
              </button>
            </>
          )}
        </form>
      ) : null}
    </section>
  )
}
