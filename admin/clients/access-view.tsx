import { breachCodes } from '../../src/access/suspend-client.ts'
import { clientsRu } from '../../src/i18n/panel.clients.ru.ts'
import { Check } from '../ui/check-list.tsx'
import { SelectField, TextArea, TextField } from '../ui/field.tsx'
import { When } from '../ui/time.tsx'
import { around, type CardProps, may, VerbForm } from './card-view.tsx'

const words = clientsRu.access

/** What is closed for the client and why; closing it, with a preview; opening it, with four eyes. */
export function Access(props: CardProps) {
  const { decision, suspensions, vars } = props
  const now = vars.ctx.now()
  const inForce = suspensions.filter((one) => one.suspension.liftedAt === null)
  return (
    <section class="card" aria-labelledby="access-title">
      <h2 id="access-title">{words.title}</h2>
      <p class={decision.access === 'allowed' ? 'done' : 'alert'}>
        {decision.access === 'allowed' && inForce.length > 0
          ? words.holders
          : words[decision.access]}
      </p>
      <ul class="others">
        {suspensions.map(({ suspension: one, holderName }) => (
          <li>
            {words.reasons[one.reason]}, {words.scopes[one.scope]} {holderName}{' '}
            {[...one.products, ...one.keySerials, ...one.codes].join(', ')}{' '}
            {one.text === '' ? null : <q>{one.text}</q>}{' '}
            <small>
              {words.since} <When at={one.startsAt} now={now} />
              {one.liftedAt ? (
                <>
                  , {words.lifted} <When at={one.liftedAt} now={now} />: {one.liftReason}
                </>
              ) : null}
            </small>
            {one.liftedAt === null && one.reason === 'breach' && may(props, 'access.resume') ? (
              <VerbForm card={props} verb="lift">
                <input type="hidden" name="suspensionId" value={one.id} />
                <div class="search">
                  <input
                    name="liftReason"
                    required
                    aria-label={clientsRu.fields.reason}
                    placeholder={clientsRu.fields.reason}
                  />
                  <button type="submit">{words.lift}</button>
                </div>
              </VerbForm>
            ) : null}
          </li>
        ))}
      </ul>
      <Resumptions {...props} />
      {may(props, 'access.suspend') ? <Suspend {...props} /> : null}
    </section>
  )
}

function Suspend(props: CardProps) {
  const own = around(props, 'suspend', { scope: 'platform' })
  const live = props.page.contacts.filter((person) => !person.endedAt)
  return (
    <details {...(props.verb === 'suspend' ? { open: true } : {})}>
      <summary>{words.suspend}</summary>
      {props.preview ? <Preview {...props.preview} /> : null}
      <VerbForm card={props} verb="suspend">
        <div class="pair">
          <SelectField
            {...own}
            name="scope"
            label={words.scope}
            options={Object.entries(words.scopes)}
          />
          <SelectField
            {...own}
            name="holderContactId"
            label={words.holder}
            options={[['', '—'], ...live.map((one) => [one.contactId, one.name] as const)]}
          />
        </div>
        <fieldset>
          <legend>{words.scopes.products}</legend>
          {props.products.map(({ code, nameRu }) => (
            <Check name={`product:${code}`} label={nameRu} typed={own.typed} />
          ))}
        </fieldset>
        <TextField {...own} name="serials" label={clientsRu.fields.serials} />
        <fieldset>
          <legend>{words.codes}</legend>
          <div class="ticket-line">
            {breachCodes.map((code) => (
              <Check name={`code:${code}`} label={code} typed={own.typed} />
            ))}
          </div>
        </fieldset>
        <TextArea {...own} name="text" label={words.text} rows={2} />
        <TextField
          {...own}
          name="startsAt"
          label={clientsRu.fields.startsAt}
          type="datetime-local"
        />
        <div class="ticket-line">
          <button type="submit" name="step" value="preview">
            {words.preview}
          </button>
          {props.preview ? (
            <button type="submit" name="step" value="confirm" class="primary">
              {words.confirm}
            </button>
          ) : null}
        </div>
      </VerbForm>
    </details>
  )
}

function Preview(preview: NonNullable<CardProps['preview']>) {
  const say = (open: boolean) => (open ? words.open : words.closed)
  const rows = [...preview.people, ...preview.products]
  return (
    <table class="letters">
      <caption>{words.previewTitle}</caption>
      <thead>
        <tr>
          <th scope="col">{words.previewWho}</th>
          <th scope="col">{words.before}</th>
          <th scope="col">{words.after}</th>
        </tr>
      </thead>
      <tbody>
        {rows.map((row) => (
          <tr>
            <td>{row.name}</td>
            <td>{say(row.before)}</td>
            <td class={row.before && !row.after ? 'warn' : ''}>{say(row.after)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  )
}

function Resumptions(props: CardProps) {
  const { resumptions, vars, page } = props
  const live = page.contacts.filter((person) => !person.endedAt)
  const open = resumptions.find((one) => one.state === 'asked' || one.state === 'verified')
  const closed = props.suspensions.some(
    ({ suspension: one }) => one.liftedAt === null && one.reason !== 'tariff_expired',
  )
  const people = live.map((one) => [one.contactId, one.name] as const)
  return (
    <>
      {resumptions.length === 0 && !closed ? null : <h3>{words.resumption}</h3>}
      {closed ? <p class="hint">{words.resumptionHint}</p> : null}
      <ul class="others">
        {resumptions.map((one) => (
          <li>
            <When at={one.receivedAt} now={vars.ctx.now()} />: {words.states[one.state]}{' '}
            {one.verification ? words.verifications[one.verification] : ''}{' '}
            {one.note === '' ? null : <q>{one.note}</q>} {one.endReason}
          </li>
        ))}
      </ul>
      {open?.state === 'asked' && may(props, 'access.resume') ? (
        <VerbForm card={props} verb="verify">
          <input type="hidden" name="resumptionId" value={open.id} />
          <div class="pair">
            <SelectField
              {...around(props, 'verify')}
              name="verifyContactId"
              label={words.requester}
              options={people}
            />
            <SelectField
              {...around(props, 'verify')}
              name="verification"
              label={words.verification}
              options={Object.entries(words.verifications)}
            />
          </div>
          <button type="submit" class="primary">
            {words.verify}
          </button>
        </VerbForm>
      ) : null}
      {open && may(props, 'access.resume') ? (
        <VerbForm card={props} verb="endResumption">
          <input type="hidden" name="resumptionId" value={open.id} />
          <TextField
            {...around(props, 'endResumption')}
            name="endReason"
            label={clientsRu.fields.reason}
            required
          />
          <div class="ticket-line">
            {open.state === 'verified' ? (
              <button type="submit" name="verdict" value="approve" class="primary">
                {words.approve}
              </button>
            ) : null}
            <button type="submit" name="verdict" value="refuse">
              {words.refuse}
            </button>
          </div>
        </VerbForm>
      ) : null}
      {closed && !open && may(props, 'compromise.report') ? (
        <details {...(props.verb === 'askResumption' ? { open: true } : {})}>
          <summary>{words.askResumption}</summary>
          <VerbForm card={props} verb="askResumption">
            <SelectField
              {...around(props, 'askResumption')}
              name="askContactId"
              label={words.requester}
              options={[['', '—'], ...people]}
            />
            <TextArea {...around(props, 'askResumption')} name="note" label={words.note} rows={2} />
            <TextField
              {...around(props, 'askResumption')}
              name="newSerial"
              label={words.newSerial}
            />
            <button type="submit" class="primary">
              {words.askResumption}
            </button>
          </VerbForm>
        </details>
      ) : null}
    </>
  )
}
