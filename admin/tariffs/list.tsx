import type { Hono } from 'hono'
import { tariffsRu as words } from '../../src/i18n/panel.tariffs.ru.ts'
import { formatDay } from '../../src/i18n/texts.ts'
import { mayDo } from '../../src/rights.ts'
import { localDate } from '../../src/sla/astana-time.ts'
import {
  expiredClients,
  promotionList,
  type TariffLine,
  tariffList,
} from '../../src/tariffs/queries.ts'
import type { Promotion } from '../../src/tariffs/save-promotion.ts'
import { formatPercent, formatTenge, isFree } from '../../src/tariffs/tenge.ts'
import type { TariffVersion } from '../../src/tariffs/versions.ts'
import type { DeskEnv } from '../deps.ts'
import { DeskPage } from '../ui/desk-page.tsx'

/** The catalogue, its promotions, and the clients whose paid time is over. */
export function tariffListRoutes(desk: Hono<DeskEnv>): void {
  desk.get('/tariffs', async (c) => {
    const { ctx, session, csrf } = c.var
    const now = ctx.now()
    const lines = await tariffList(ctx.db, now)
    const promotions = await promotionList(ctx.db)
    const expired = await expiredClients(ctx.db, now)
    const mayWrite = mayDo(session.actor.role, 'tariffs.write')
    return c.html(
      <DeskPage
        title={words.title}
        section="tariffs"
        session={session}
        csrf={csrf}
        done={c.req.query('done')}
      >
        <main id="main" class="queue spaced" tabindex={-1}>
          <div class="queue-head">
            <h1>{words.title}</h1>
            {mayWrite ? (
              <a class="button" href="/desk/tariffs/new">
                {words.create}
              </a>
            ) : null}
          </div>
          <p class="lead">
            {words.intro}{' '}
            <a href="/tariffs" rel="noreferrer">
              {words.publicPage}
            </a>
          </p>
          <Catalogue lines={lines} />
          <Promotions promotions={promotions} now={now} mayWrite={mayWrite} />
          <Expired rows={expired} />
        </main>
      </DeskPage>,
    )
  })
}

export function priceText(version: TariffVersion): string {
  return isFree(version.priceTenge)
    ? words.free
    : `${formatTenge(version.priceTenge, 'ru')} / ${words.months(version.periodMonths ?? 1)}`
}

export function stateOf(version: TariffVersion): string {
  if (version.cancelled) return words.states.cancelled
  return version.published ? words.states.published : words.states.hidden
}

function Catalogue(props: { lines: TariffLine[] }) {
  return (
    <table class="letters">
      <thead>
        <tr>
          <th scope="col">{words.columns.tariff}</th>
          <th scope="col">{words.columns.price}</th>
          <th scope="col">{words.columns.state}</th>
          <th scope="col">{words.columns.planned}</th>
          <th scope="col">{words.columns.clients}</th>
        </tr>
      </thead>
      <tbody>
        {props.lines.map(({ code, shown, inForce, planned, clients }) => (
          <tr>
            <th scope="row">
              <a href={`/desk/tariffs/${code}`}>{shown.nameRu}</a>
            </th>
            <td>{priceText(shown)}</td>
            <td>
              {inForce ? stateOf(shown) : words.states.later}{' '}
              <small>{words.version(shown.version)}</small>
            </td>
            <td>
              {planned ? (
                <small>
                  {words.from} {formatDay(localDate(planned.effectiveAt), 'ru')}: {stateOf(planned)}
                  , {priceText(planned)}
                </small>
              ) : null}
            </td>
            <td>{words.clientCount(clients)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  )
}

function promotionState(one: Promotion, now: Date): keyof typeof words.promotions.states {
  if (one.withdrawnAt !== null) return 'withdrawn'
  if (one.endsAt <= now) return 'over'
  if (!one.published) return 'draft'
  return one.startsAt > now ? 'waits' : 'runs'
}

function Promotions(props: { promotions: Promotion[]; now: Date; mayWrite: boolean }) {
  const t = words.promotions
  return (
    <section aria-labelledby="promotions">
      <div class="queue-head">
        <h2 id="promotions">{t.title}</h2>
        {props.mayWrite ? (
          <a class="button" href="/desk/promotions/new">
            {t.create}
          </a>
        ) : null}
      </div>
      {props.promotions.length === 0 ? (
        <p class="empty">{t.none}</p>
      ) : (
        <table class="letters">
          <thead>
            <tr>
              <th scope="col">{t.columns.promotion}</th>
              <th scope="col">{t.columns.what}</th>
              <th scope="col">{t.columns.days}</th>
              <th scope="col">{t.columns.state}</th>
            </tr>
          </thead>
          <tbody>
            {props.promotions.map((one) => (
              <tr>
                <th scope="row">
                  <a href={`/desk/promotions/${one.id}`}>{one.titleRu}</a>
                </th>
                <td>
                  {t.kinds[one.kind]}{' '}
                  {one.percent === null ? '' : `−${formatPercent(one.percent, 'ru')} %`}{' '}
                  {one.bonusMonths === 0 ? '' : t.bonus(words.months(one.bonusMonths))}{' '}
                  <small>{one.tariffCodes.join(', ')}</small>
                </td>
                <td>
                  {formatDay(localDate(one.startsAt), 'ru')} —{' '}
                  {formatDay(localDate(new Date(one.endsAt.getTime() - 1)), 'ru')}
                </td>
                <td>{t.states[promotionState(one, props.now)]}</td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </section>
  )
}

function Expired(props: { rows: Awaited<ReturnType<typeof expiredClients>> }) {
  const columns = words.expiredColumns
  return (
    <section id="expired" aria-labelledby="expired-title">
      <h2 id="expired-title">{words.expired}</h2>
      <p class="hint">{words.expiredHint}</p>
      {props.rows.length === 0 ? (
        <p class="empty">{words.expiredEmpty}</p>
      ) : (
        <table class="letters">
          <thead>
            <tr>
              <th scope="col">{columns.client}</th>
              <th scope="col">{columns.tariff}</th>
              <th scope="col">{columns.until}</th>
              <th scope="col">{columns.access}</th>
            </tr>
          </thead>
          <tbody>
            {props.rows.map((row) => (
              <tr>
                <th scope="row">
                  <a href={`/desk/clients/${row.clientId}#tariff-title`}>{row.name}</a>
                </th>
                <td>{row.tariffCode}</td>
                <td>{formatDay(row.paidUntil, 'ru')}</td>
                <td>{row.closed ? words.closed : words.open}</td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </section>
  )
}
