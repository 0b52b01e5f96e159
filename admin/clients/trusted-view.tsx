import { clientsRu as words } from '../../src/i18n/panel.clients.ru.ts'
import { SelectField, TextField } from '../ui/field.tsx'
import { When } from '../ui/time.tsx'
import { around, type CardProps, may, VerbForm } from './card-view.tsx'

/** Where notices of legal weight go, and the change of it in two steps (2.5, R25). */
export function Trusted(props: CardProps) {
  const { page, vars } = props
  const own = around(props, 'askChange')
  const live = page.contacts.filter((person) => !person.endedAt)
  return (
    <section class="card" aria-labelledby="trusted-title">
      <h2 id="trusted-title">{words.card.trusted}</h2>
      {(['phone', 'email'] as const).map((channel) => {
        const now = page.trusted.find((one) => one.channel === channel && one.until === null)
        return (
          <p>
            {words.card.channels[channel]}:{' '}
            {now ? (
              <>
                <strong>{props.revealed?.addresses[now.id] ?? now.address}</strong>,{' '}
                {now.contactName}
                {now.unreachableAt ? (
                  <span class="warn">
                    {' '}
                    {words.card.unreachable} <When at={now.unreachableAt} now={vars.ctx.now()} />
                  </span>
                ) : null}
              </>
            ) : (
              <span class="warn">{words.card.trustedMissing}</span>
            )}
          </p>
        )
      })}
      <ul class="others">
        {page.trusted
          .filter((one) => one.until !== null)
          .map((one) => (
            <li>
              <small>
                {words.card.former}: {one.address} (
                <When at={one.until ?? one.since} now={vars.ctx.now()} />)
              </small>
            </li>
          ))}
      </ul>
      {page.changes.map((change) => (
        <div class="panel">
          <p>
            {words.card.asked}: {words.card.channels[change.channel]} {change.address},{' '}
            {words.card.grounds[change.ground]}: <q>{change.reason}</q>
          </p>
          {may(props, 'clients.write') ? (
            <VerbForm card={props} verb="endChange">
              <input type="hidden" name="changeId" value={change.id} />
              {may(props, 'clients.override_freeze') ? (
                <TextField
                  {...around(props, 'endChange')}
                  name="override"
                  label={words.card.override}
                />
              ) : null}
              <div class="ticket-line">
                <button type="submit" name="verdict" value="confirm" class="primary">
                  {words.card.confirm}
                </button>
                <button type="submit" name="verdict" value="cancel">
                  {words.card.cancel}
                </button>
              </div>
            </VerbForm>
          ) : null}
        </div>
      ))}
      {may(props, 'clients.write') && live.length > 0 ? (
        <details {...(props.verb === 'askChange' ? { open: true } : {})}>
          <summary>{words.card.change}</summary>
          <VerbForm card={props} verb="askChange">
            <div class="pair">
              <SelectField
                {...own}
                name="channel"
                label={words.card.channel}
                options={Object.entries(words.card.channels)}
              />
              <TextField {...own} name="address" label={words.card.newAddress} required />
            </div>
            <div class="pair">
              <SelectField
                {...own}
                name="changeContactId"
                label={words.card.who}
                options={live.map((person) => [person.contactId, person.name] as const)}
              />
              <SelectField
                {...own}
                name="ground"
                label={words.card.ground}
                options={Object.entries(words.card.grounds)}
              />
            </div>
            <TextField {...own} name="reason" label={words.fields.reason} required />
            <button type="submit" class="primary">
              {words.card.ask}
            </button>
          </VerbForm>
        </details>
      ) : null}
    </section>
  )
}
