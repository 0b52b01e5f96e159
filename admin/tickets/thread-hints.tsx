import { panelMailRu } from '../../src/i18n/panel.mail.ru.ts'
import type { TicketPage } from '../../src/tickets/ticket-page.ts'

/** Why a mail lies in this ticket, where staff should look twice (R102, R103). */
export function ThreadHints(props: { audit: TicketPage['audit']; messageId: string }) {
  const lines = props.audit.flatMap((event) => {
    const data = (event.data ?? {}) as { messageId?: string; because?: string; hints?: string[] }
    if (data.messageId !== props.messageId) return []
    const because = panelMailRu.because[data.because ?? '']
    const hints = (data.hints ?? []).map((hint) => panelMailRu.hints[hint])
    return [because, ...hints].filter((line) => line !== undefined)
  })
  return lines.map((line) => <p class="hint warn">{line}</p>)
}
