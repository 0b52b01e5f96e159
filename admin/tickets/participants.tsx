import { panelMailRu } from '../../src/i18n/panel.mail.ru.ts'
import type { TicketPage } from '../../src/tickets/ticket-page.ts'
import { Csrf } from '../ui/field.tsx'
import { quietPost } from '../ui/quiet-post.ts'

const words = panelMailRu

/** Who was named in Cc: staff decide who of them takes part (R102). */
export function Participants(props: {
  page: TicketPage
  csrf: string
  href: string
  mayWrite: boolean
}) {
  const { cc } = props.page
  return cc.length === 0 ? null : (
    <section class="panel" aria-labelledby="cc-title">
      <h2 id="cc-title">{words.cc}</h2>
      <p class="hint">{words.ccHint}</p>
      <ul class="others">
        {cc.map((one) => (
          <li>
            {one.name === '' ? null : <strong>{one.name} </strong>}
            {one.address} {one.decision ? <small>{words.ccDecisions[one.decision]}</small> : null}
            {one.decision === null && props.mayWrite ? (
              <form class="buttons" {...quietPost(`${props.href}/participant`, 'side')}>
                <Csrf token={props.csrf} />
                <input type="hidden" name="address" value={one.address} />
                {one.proven ? null : (
                  <label>
                    <span class="hint">{words.ccUnproven}</span>
                    <input type="text" name="reason" maxlength={500} aria-label={words.ccReason} />
                  </label>
                )}
                <button type="submit" name="verb" value="accept" class="small">
                  {words.ccAccept}
                </button>
                <button type="submit" name="verb" value="decline" class="small">
                  {words.ccDecline}
                </button>
              </form>
            ) : null}
          </li>
        ))}
      </ul>
    </section>
  )
}
