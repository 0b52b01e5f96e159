import type { Context, Hono } from 'hono'
import { limitsRu as words } from '../../src/i18n/limits.ru.ts'
import { locales } from '../../src/i18n/locale.ts'
import { panelRu } from '../../src/i18n/panel.ru.ts'
import { explanationText } from '../../src/sla/explain-text.ts'
import { explainTicket } from '../../src/sla/explain-ticket.ts'
import { findTicketNumbers, formatTicketNumber } from '../../src/tickets/ticket-number.ts'
import type { DeskEnv } from '../deps.ts'
import { DeskPage } from '../ui/desk-page.tsx'

type C = Context<DeskEnv>

/** Every counted and paused interval behind a ticket's due time, as text in three languages and as JSON. */
export function explainRoutes(desk: Hono<DeskEnv>): void {
  desk.get('/tickets/:number/limit.json', async (c) => c.json(await explanations(c)))

  desk.get('/tickets/:number/limit', async (c) => {
    const all = await explanations(c)
    const asked = Number(c.req.query('cycle'))
    const shown = all.find(({ cycle }) => cycle === asked) ?? all.at(-1)
    const locale = locales.find((known) => known === c.req.query('lang')) ?? 'ru'
    const number = formatTicketNumber(numberOf(c))
    const href = `/desk/tickets/${number}/limit`
    const tab = (query: string, text: string, here: boolean) => (
      <a href={`${href}?${query}`} {...(here ? { 'aria-current': 'page' } : {})}>
        {text}
      </a>
    )
    return c.html(
      <DeskPage
        title={words.explainTitle(number)}
        section="ticket"
        session={c.var.session}
        csrf={c.var.csrf}
      >
        <main id="main" class="queue spaced" tabindex={-1}>
          <p>
            <a href={`/desk/tickets/${number}`}>← {words.back}</a>
          </p>
          <h1>{words.explainTitle(number)}</h1>
          <nav class="tabs" aria-label={words.languages}>
            {locales.map((each) =>
              tab(
                `lang=${each}&cycle=${shown?.cycle ?? 1}`,
                panelRu.locales[each],
                each === locale,
              ),
            )}
          </nav>
          {all.length > 1 ? (
            <nav class="tabs" aria-label={words.cycles}>
              {all.map(({ cycle }) =>
                tab(`lang=${locale}&cycle=${cycle}`, words.cycle(cycle), cycle === shown?.cycle),
              )}
            </nav>
          ) : null}
          {shown ? (
            <pre class="card explanation" lang={locale}>
              {explanationText(shown, locale)}
            </pre>
          ) : null}
          <p>
            <a href={`${href}.json`}>{words.json}</a>
          </p>
        </main>
      </DeskPage>,
    )
  })
}

async function explanations(c: C) {
  const { db, now } = c.var.ctx
  return explainTicket(db, numberOf(c), now())
}

function numberOf(c: C): string {
  return findTicketNumbers(c.req.param('number') ?? '').found[0] ?? ''
}
