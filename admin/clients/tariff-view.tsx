import { tariffsRu } from '../../src/i18n/panel.tariffs.ru.ts'
import { formatDay } from '../../src/i18n/texts.ts'
import { localDate } from '../../src/sla/astana-time.ts'
import { isOver } from '../../src/tariffs/period.ts'
import type { ClientTariffs } from '../../src/tariffs/queries.ts'
import { formatTenge, isFree } from '../../src/tariffs/tenge.ts'
import { SelectField, TextField } from '../ui/field.tsx'
import { around, type CardProps, may, VerbForm } from './card-view.tsx'

const words = tariffsRu.card
type Live = ClientTariffs['subscriptions'][number]

/** What the client is on, until when it is paid, and what he has paid. */
export function Tariffs(props: CardProps) {
  const { subscriptions } = props.tariffs
  const live = subscriptions.find((one) => one.endedAt === null)
  const former = subscriptions.filter((one) => one.endedAt !== null)
  return (
    <section class="card" aria-labelledby="tariff-title">
      <h2 id="tariff-title">{words.title}</h2>
      {live ? <Current live={live} card={props} /> : <p>{words.none}</p>}
      {former.length === 0 ? null : (
        <details>
          <summary>{words.former}</summary>
          <ul class="others">
            {former.map((one) => (
              <li>
                {one.tariff.nameRu}{' '}
                <small>
                  {formatDay(one.startsOn, 'ru')}
                  {one.paidUntil ? ` — ${formatDay(one.paidUntil, 'ru')}` : ''}
                </small>
              </li>
            ))}
          </ul>
        </details>
      )}
      <Payments {...props} />
      {may(props, 'tariffs.pay') ? <PayForm card={props} live={live} /> : null}
      {may(props, 'tariffs.pay') ? <Assign card={props} live={live} /> : null}
    </section>
  )
}

function Current({ live, card }: { live: Live; card: CardProps }) {
  const over = isOver(live.paidUntil, card.vars.ctx.now())
  const closed = card.suspensions.some(
    ({ suspension: one }) => one.reason === 'tariff_expired' && one.liftedAt === null,
  )
  return (
    <>
      <p>
        <strong>{live.tariff.nameRu}</strong>{' '}
        <small>
          {tariffsRu.version(live.tariffVersion)}
          {live.tariff.cancelled ? `, ${tariffsRu.states.cancelled}` : ''}
        </small>
        {', '}
        {isFree(live.tariff.priceTenge)
          ? words.never
          : live.paidUntil === null
            ? words.unpaid
            : `${words.paidUntil} ${formatDay(live.paidUntil, 'ru')}`}{' '}
        {over ? <span class="warn">{words.expired}</span> : null}
      </p>
      {over && !closed && may(card, 'access.suspend') ? (
        <VerbForm card={card} verb="restrict">
          <button type="submit">{words.restrict}</button>
        </VerbForm>
      ) : null}
    </>
  )
}

function Payments(props: CardProps) {
  const { payments } = props.tariffs
  if (payments.length === 0) return null
  const { columns } = words
  const mayVoid = may(props, 'tariffs.write')
  return (
    <table class="letters" aria-label={words.payments}>
      <thead>
        <tr>
          <th scope="col">{columns.invoice}</th>
          <th scope="col">{columns.sum}</th>
          <th scope="col">{columns.paidOn}</th>
          <th scope="col">{columns.period}</th>
          {mayVoid ? <th scope="col">{columns.act}</th> : null}
        </tr>
      </thead>
      <tbody>
        {payments.map((one) => (
          <tr>
            <th scope="row">
              {one.invoiceNumber} {one.note === '' ? null : <small>{one.note}</small>}
            </th>
            <td>{formatTenge(one.amountTenge, 'ru')}</td>
            <td>{formatDay(one.paidOn, 'ru')}</td>
            <td>
              {formatDay(one.periodFrom, 'ru')} — {formatDay(one.periodTo, 'ru')}
            </td>
            {mayVoid ? (
              <td>
                {one.voidedAt ? (
                  <small>
                    {words.voided}: {one.voidReason}
                  </small>
                ) : (
                  <details>
                    <summary>{words.void}</summary>
                    <VerbForm card={props} verb="voidPayment">
                      <input type="hidden" name="paymentId" value={one.id} />
                      <input
                        name="voidReason"
                        required
                        aria-label={words.voidReason}
                        placeholder={words.voidReason}
                      />
                      <button type="submit" class="small">
                        {words.void}
                      </button>
                    </VerbForm>
                  </details>
                )}
              </td>
            ) : null}
          </tr>
        ))}
      </tbody>
    </table>
  )
}

function PayForm({ card, live }: { card: CardProps; live: Live | undefined }) {
  const own = around(card, 'pay', {
    tariffCode: live?.tariffCode ?? '',
    paidOn: localDate(card.vars.ctx.now()),
  })
  const paid = card.catalogue.filter(({ shown }) => !isFree(shown.priceTenge) && !shown.cancelled)
  const now = card.vars.ctx.now()
  const promotions = card.promotions.filter(
    (one) => one.withdrawnAt === null && one.startsAt <= now,
  )
  return (
    <details {...(card.verb === 'pay' ? { open: true } : {})}>
      <summary>{words.pay}</summary>
      <VerbForm card={card} verb="pay">
        <div class="pair">
          <SelectField
            {...own}
            form="pay"
            name="tariffCode"
            label={words.tariff}
            options={paid.map(({ code, shown }) => [code, shown.nameRu] as const)}
          />
          <TextField
            {...own}
            name="invoiceNumber"
            label={words.invoiceNumber}
            maxlength={100}
            required
          />
        </div>
        <div class="pair">
          <TextField {...own} name="amountTenge" label={words.amountTenge} required />
          <TextField {...own} name="paidOn" label={words.paidOn} type="date" required />
        </div>
        <div class="pair">
          <TextField {...own} name="periodFrom" label={words.periodFrom} type="date" />
          <TextField {...own} name="periodTo" label={words.periodTo} type="date" />
        </div>
        {promotions.length === 0 ? null : (
          <SelectField
            {...own}
            name="promotionId"
            label={words.promotion}
            options={[
              ['', words.noPromotion],
              ...promotions.map((one) => [one.id, one.titleRu] as const),
            ]}
          />
        )}
        <TextField {...own} name="note" label={words.note} maxlength={1000} />
        <button type="submit" class="primary">
          {words.pay}
        </button>
      </VerbForm>
    </details>
  )
}

function Assign({ card, live }: { card: CardProps; live: Live | undefined }) {
  const own = around(card, 'subscribe')
  const others = card.catalogue.filter(
    ({ code, shown }) => code !== live?.tariffCode && !shown.cancelled,
  )
  const open = card.verb === 'subscribe' || card.verb === 'endSubscription'
  return (
    <details {...(open ? { open: true } : {})}>
      <summary>{words.subscribe}</summary>
      <VerbForm card={card} verb="subscribe">
        <div class="pair">
          <SelectField
            {...own}
            form="subscribe"
            name="tariffCode"
            label={words.tariff}
            options={others.map(({ code, shown }) => [code, shown.nameRu] as const)}
          />
          <TextField {...own} name="startsOn" label={words.startsOn} type="date" />
        </div>
        <button type="submit">{words.assign}</button>
      </VerbForm>
      {live ? (
        <VerbForm card={card} verb="endSubscription">
          <TextField
            {...around(card, 'endSubscription')}
            name="endTariffReason"
            label={words.endReason}
            required
          />
          <button type="submit">{words.end}</button>
        </VerbForm>
      ) : null}
    </details>
  )
}
