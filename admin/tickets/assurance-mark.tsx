import { panelMailRu } from '../../src/i18n/panel.mail.ru.ts'
import { assuranceAllows } from '../../src/people/assurance-policy.ts'
import type { MailAssurance, TicketPage } from '../../src/tickets/ticket-page.ts'

const words = panelMailRu

/** How sure it is who wrote a mail, and why. */
export function AssuranceMark(props: { assurance: MailAssurance | null }) {
  const { assurance } = props
  if (assurance === null) return null
  return (
    <span class={`badge assurance assurance-${assurance.level}`}>
      {words.levels[assurance.level]}
      <span class="why">: {words.reasons[assurance.reason] ?? assurance.reason}</span>
    </span>
  )
}

/** Warns whoever answers when the newest mail is not proven to be the client's (R24). */
export function CarefulNote(props: { page: TicketPage }) {
  const newest = props.page.messages.findLast(({ author }) => author === 'client')
  const level = newest?.isMail ? (newest.assurance?.level ?? 'unknown') : null
  return level === null || assuranceAllows('hear_confidential', level) ? null : (
    <p class="hint warn">{words.careful}</p>
  )
}
