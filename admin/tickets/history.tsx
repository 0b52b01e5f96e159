import { decisionPanelRu } from '../../src/i18n/panel.decisions.ru.ts'
import { panelRu } from '../../src/i18n/panel.ru.ts'
import type { TicketPage } from '../../src/tickets/ticket-page.ts'
import { When } from '../ui/time.tsx'

const words = panelRu.ticket

/** The ticket's chain of the audit log, oldest first. */
export function History(props: { page: TicketPage; now: Date }) {
  const { audit } = props.page
  return (
    <section class="panel" aria-labelledby="history-title">
      <details>
        <summary>
          <h2 id="history-title">{words.history}</h2> <small>{words.historyOf(audit.length)}</small>
        </summary>
        <ol class="history">
          {audit.map((event) => (
            <li>
              <When at={event.at} now={props.now} /> {panelRu.audit[event.action] ?? event.action}
              <Change data={event.data} />
              <small> {actorText(event.actor, props.page.staffNames)}</small>
            </li>
          ))}
        </ol>
      </details>
    </section>
  )
}

function actorText(
  actor: TicketPage['audit'][number]['actor'],
  names: ReadonlyMap<string, string>,
): string {
  const name = actor.staffId ? names.get(actor.staffId) : undefined
  return name ?? panelRu.auditActors[actor.kind] ?? actor.kind
}

/** What an event changed, where one line says it. */
function Change(props: { data: unknown }) {
  const data = (props.data ?? {}) as Record<string, unknown>
  const status = known(panelRu.statuses, data.to)
  const priority = known(panelRu.priorities, data.priority)
  const parts = [
    ...(status && data.from !== data.to ? [status] : []),
    ...(priority ? [priority] : []),
    ...(typeof data.score === 'number' ? [words.rated(data.score)] : []),
    ...reasonOf(data),
    ...(typeof data.reference === 'string' ? [data.reference] : []),
  ]
  return parts.length === 0 ? null : <span class="change">: {parts.join(', ')}</span>
}

/** A ground of 4.6 by its name, a reason in somebody's own words in quotes. */
function reasonOf({ reason }: Record<string, unknown>): string[] {
  if (typeof reason !== 'string' || reason === '') return []
  return [known(decisionPanelRu.reasons, reason) ?? `«${reason}»`]
}

function known(list: Record<string, string>, key: unknown): string | undefined {
  return typeof key === 'string' && Object.hasOwn(list, key) ? list[key] : undefined
}
