import type { Hono } from 'hono'
import { panelTelegramRu } from '../../src/i18n/panel.telegram.ru.ts'
import { createStaffLink, telegramOfStaff } from '../../src/staff-chat/link-staff.ts'
import { unlinkStaffTelegram } from '../../src/staff-chat/unlink-staff.ts'
import type { DeskEnv } from '../deps.ts'
import { typedFields } from '../http/forms.ts'
import { checkFormToken } from '../http/session.ts'
import { DeskPage } from '../ui/desk-page.tsx'
import { Csrf } from '../ui/field.tsx'

const words = panelTelegramRu.own

/** One's own Telegram account: who presses buttons in the staff chat and answers in its topics. */
export function ownTelegramRoutes(desk: Hono<DeskEnv>): void {
  desk.get('/account/telegram', async (c) => c.html(await page(c.var, c.req.query('done'))))

  desk.post('/account/telegram', async (c) => {
    const typed = await typedFields(c)
    checkFormToken(typed.csrf, c.var.csrf)
    const { ctx, session } = c.var
    if (typed.verb === 'unlink') {
      await unlinkStaffTelegram(ctx)
      return c.redirect('/desk/account/telegram?done=telegram_unlinked', 303)
    }
    const token = await createStaffLink(ctx, { staffId: session.actor.staffId })
    return c.html(await page(c.var, undefined, `/start staff_${token}`))
  })
}

async function page(
  { ctx, session, csrf }: DeskEnv['Variables'],
  done: string | undefined,
  command?: string,
) {
  const linked = (await telegramOfStaff(ctx.db, session.actor.staffId)) !== null
  return (
    <DeskPage title={words.title} section="account" session={session} csrf={csrf} done={done}>
      <main id="main" class="form-page" tabindex={-1}>
        <p>
          <a href="/desk/account">← {words.back}</a>
        </p>
        <h1>{words.title}</h1>
        <p class="lead">{words.lead}</p>
        <form method="post" action="/desk/account/telegram" class="card">
          <Csrf token={csrf} />
          <p class="field">{linked ? words.linked : words.notLinked}</p>
          {command === undefined ? null : (
            <>
              <p class="hint">{words.send}</p>
              <p class="field">
                <code class="invite-link">{command}</code>
              </p>
            </>
          )}
          <div class="buttons">
            <button type="submit" name="verb" value="link" class={linked ? '' : 'primary'}>
              {words.link}
            </button>
            {linked ? (
              <button type="submit" name="verb" value="unlink">
                {words.unlink}
              </button>
            ) : null}
          </div>
        </form>
      </main>
    </DeskPage>
  )
}
