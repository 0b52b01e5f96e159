import { incidentsRu as words } from '../../src/i18n/panel.incidents.ru.ts'
import type { IncidentItem } from '../../src/incidents/desk-queries.ts'
import { incidentName } from './incidents.tsx'

/** Over the queue: what may be a fault and what is one. */
export function IncidentBanner({ live }: { live: IncidentItem[] }) {
  if (live.length === 0) return null
  return (
    <ul class="incident-banner" aria-label={words.title}>
      {live.map((one) => (
        <li>
          <span class={`badge incident-${one.state}`}>
            {words.banner[one.state === 'proposed' ? 'proposed' : 'confirmed']}
          </span>{' '}
          <a href={`/desk/incidents/${one.id}`}>{incidentName(one)}</a>{' '}
          <small class="hint">
            {words.tickets(one.state === 'proposed' ? one.offered : one.linked)}
          </small>
        </li>
      ))}
    </ul>
  )
}
