import type { Child } from 'hono/jsx'
import type { AccessDecision } from '../../src/access/decision.ts'
import type { SuspensionPreview } from '../../src/access/preview.ts'
import type { resumptionsOf, suspensionHistory } from '../../src/access/queries.ts'
import type { mergesOf } from '../../src/clients/merge-queries.ts'
import type { clientPage } from '../../src/clients/queries.ts'
import type { Revealed } from '../../src/clients/reveal-client.ts'
import { clientsRu as words } from '../../src/i18n/panel.clients.ru.ts'
import { mergeRu } from '../../src/i18n/panel.merge.ru.ts'
import { panelRu } from '../../src/i18n/panel.ru.ts'
import { tariffsRu } from '../../src/i18n/panel.tariffs.ru.ts'
import { formatDay } from '../../src/i18n/texts.ts'
import { mayDo, type Right } from '../../src/rights.ts'
import { localDate } from '../../src/sla/astana-time.ts'
import type { ClientTariffs, TariffLine } from '../../src/tariffs/queries.ts'
import type { Promotion } from '../../src/tariffs/save-promotion.ts'
import { formatTicketNumber } from '../../src/tickets/ticket-number.ts'
import type { DeskEnv } from '../deps.ts'
import type { FormErrors, Typed } from '../http/forms.ts'
import { Csrf, SelectField, TextField } from '../ui/field.tsx'
import { When } from '../ui/time.tsx'
import { ClientFieldset } from './clients.tsx'

export type CardProps = {
  vars: DeskEnv['Variables']
  page: NonNullable<Awaited<ReturnType<typeof clientPage>>>
  decision: AccessDecision
  suspensions: Awaited<ReturnType<typeof suspensionHistory>>
  resumptions: Awaited<ReturnType<typeof resumptionsOf>>
  products: { code: string; nameRu: string }[]
  tariffs: ClientTariffs
  catalogue: TariffLine[]
  promotions: Promotion[]
  merges: Awaited<ReturnType<typeof mergesOf>>
  revealed?: Revealed | undefined
  preview?: SuspensionPreview | undefined
  typed: Typed
  errors: FormErrors
  /** The form that was sent and refused, or asked for a preview: stays open. */
  verb?: string | undefined
  madeLink?: string | undefined
}

export function may(props: { vars: DeskEnv['Variables'] }, right: Right): boolean {
  return mayDo(props.vars.session.actor.role, right)
}

/** A form of the card; each names its verb. */
export function VerbForm(props: {
  card: CardProps
  verb: string
  children: Child
  class?: string
}) {
  return (
    <form
      method="post"
      action={`/desk/clients/${props.card.page.client.id}`}
      {...(props.class ? { class: props.class } : {})}
    >
      <Csrf token={props.card.vars.csrf} />
      <input type="hidden" name="verb" value={props.verb} />
      {props.children}
    </form>
  )
}

/** Typed fields and errors of one form only: other forms of the page keep their own values. */
export function around(props: CardProps, verb: string, initial: Typed = {}) {
  return props.verb === verb
    ? { typed: props.typed, errors: props.errors }
    : { typed: initial, errors: {} }
}

export function Facts(props: CardProps) {
  const { client, number } = props.page
  const initial: Typed = {
    kind: client.kind,
    name: client.name,
    number: '',
    noNumberReason: client.noNumberReason,
    nonResident: client.nonResident ? 'yes' : 'no',
    acceptedVersion: client.acceptedVersion,
    acceptedOn: client.acceptedAt === null ? '' : localDate(client.acceptedAt),
    acceptedBy: client.acceptedBy ?? '',
    reservations: client.reservations,
    logoConsent: client.logoConsent,
    logoConsentNote: client.logoConsentNote,
  }
  const own = around(props, 'edit', initial)
  return (
    <section class="card" aria-labelledby="facts-title">
      <h2 id="facts-title">{words.card.facts}</h2>
      <p>
        {words.kinds[client.kind]}, {props.revealed?.number ?? number ?? words.noNumber}
        {client.nonResident ? `, ${words.fields.nonResident.toLowerCase()}` : ''}
      </p>
      <p class="hint">{words.card.selfDeclared}</p>
      {client.acceptedAt === null && client.acceptedVersion === '' ? null : (
        <p>
          {words.card.accepted}:{' '}
          {client.acceptedAt ? formatDay(localDate(client.acceptedAt), 'ru') : ''}{' '}
          {client.acceptedBy ? words.acceptances[client.acceptedBy] : ''} {client.acceptedVersion}
        </p>
      )}
      {client.logoConsent === 'unknown' ? null : (
        <p>
          {words.fields.logoConsent}: {words.consents[client.logoConsent]}
          {client.logoConsentAt
            ? ` ${words.card.since} ${formatDay(localDate(client.logoConsentAt), 'ru')}`
            : ''}{' '}
          {client.logoConsentNote === '' ? null : <q>{client.logoConsentNote}</q>}
        </p>
      )}
      {client.reservations === '' ? null : (
        <p>
          {words.fields.reservations}: <q>{client.reservations}</q>
        </p>
      )}
      {may(props, 'clients.reveal') && !props.revealed ? (
        <VerbForm card={props} verb="reveal">
          <button type="submit" class="small">
            {words.card.reveal}
          </button>
        </VerbForm>
      ) : null}
      {may(props, 'clients.write') ? (
        <details {...(props.verb === 'edit' ? { open: true } : {})}>
          <summary>{words.card.edit}</summary>
          <VerbForm card={props} verb="edit">
            <ClientFieldset {...own} numberHint={words.fields.numberKeep} />
            <SelectField
              {...own}
              name="logoConsent"
              label={words.fields.logoConsent}
              options={Object.entries(words.consents)}
            />
            <TextField
              {...own}
              name="logoConsentNote"
              label={words.fields.logoConsentNote}
              maxlength={1000}
            />
            <button type="submit" class="primary">
              {words.card.save}
            </button>
          </VerbForm>
        </details>
      ) : null}
    </section>
  )
}

export function People(props: CardProps) {
  const { page, vars } = props
  const own = around(props, 'person')
  return (
    <section class="card" aria-labelledby="people-title">
      <h2 id="people-title">{words.card.people}</h2>
      {page.contacts.length === 0 ? <p>{words.card.noPeople}</p> : null}
      <ul class="others">
        {page.contacts.map((person) => (
          <li>
            <strong>{person.name}</strong>{' '}
            <span class="badge">
              {person.endedAt ? words.card.ended : words.roles[person.role]}
            </span>{' '}
            <small>
              {props.revealed?.iins[person.contactId] ?? person.iin} {person.basis}{' '}
              {person.validUntil ? (
                <>
                  {words.card.until} <When at={person.validUntil} now={vars.ctx.now()} />
                </>
              ) : null}
            </small>
            <ul>
              {person.identities.map((one) => (
                <li>
                  <small>
                    {panelRu.channels[one.channel]}:{' '}
                    {props.revealed?.addresses[one.id] ?? one.address},{' '}
                    {words.assurances[one.assurance]} ({words.established[one.established]})
                  </small>{' '}
                  {one.unreachableAt ? <span class="warn">{words.card.unreached}</span> : null}
                  {one.channel === 'telegram' && may(props, 'clients.link') ? (
                    <VerbForm card={props} verb="unlink">
                      <input type="hidden" name="identityId" value={one.id} />
                      <button type="submit" class="small">
                        {words.card.unlink}
                      </button>
                    </VerbForm>
                  ) : null}
                </li>
              ))}
            </ul>
            {person.endedAt || !may(props, 'clients.write') ? null : (
              <div class="ticket-line">
                <VerbForm card={props} verb="link">
                  <input type="hidden" name="contactId" value={person.contactId} />
                  <button type="submit" class="small">
                    {words.card.link}
                    <span class="unseen"> {person.name}</span>
                  </button>
                </VerbForm>
                {may(props, 'clients.merge') ? (
                  <a
                    class="button small"
                    href={`/desk/clients/${page.client.id}/people/${person.contactId}/merge`}
                  >
                    {mergeRu.personTitle}
                    <span class="unseen"> {person.name}</span>
                  </a>
                ) : null}
                <VerbForm card={props} verb="endPerson">
                  <input type="hidden" name="contactId" value={person.contactId} />
                  <button type="submit" class="small">
                    {words.card.end}
                    <span class="unseen"> {person.name}</span>
                  </button>
                </VerbForm>
              </div>
            )}
          </li>
        ))}
      </ul>
      {props.madeLink ? (
        <p class="done" role="status">
          {words.card.linkMade(props.madeLink)}
        </p>
      ) : null}
      {may(props, 'clients.write') ? (
        <details {...(props.verb === 'person' ? { open: true } : {})}>
          <summary>{words.card.addPerson}</summary>
          <VerbForm card={props} verb="person">
            <div class="pair">
              <TextField {...own} name="personName" label={words.fields.personName} required />
              <SelectField
                {...own}
                name="role"
                label={words.fields.role}
                options={Object.entries(words.roles)}
              />
            </div>
            <div class="pair">
              <TextField {...own} name="iin" label={words.fields.iin} />
              <TextField {...own} name="basis" label={words.fields.basis} />
            </div>
            <div class="pair">
              <TextField {...own} name="phone" label={words.fields.phone} inputmode="tel" />
              <TextField {...own} name="email" label={words.fields.email} inputmode="email" />
            </div>
            <TextField {...own} name="validUntil" label={words.fields.validUntil} type="date" />
            <button type="submit" class="primary">
              {words.card.addPerson}
            </button>
          </VerbForm>
        </details>
      ) : null}
    </section>
  )
}

export function History(props: CardProps) {
  const { page, vars } = props
  const now = vars.ctx.now()
  return (
    <>
      {page.tickets.length === 0 ? null : (
        <section class="card" aria-labelledby="tickets-title">
          <h2 id="tickets-title">{words.card.tickets}</h2>
          <ul class="others">
            {page.tickets.map((one) => (
              <li>
                <a href={`/desk/tickets/${formatTicketNumber(one.number)}`}>{one.subject}</a>{' '}
                <small>
                  {panelRu.statuses[one.status]}, <When at={one.receivedAt} now={now} />
                </small>
              </li>
            ))}
          </ul>
        </section>
      )}
      <section class="card" aria-labelledby="history-title">
        <details>
          <summary>
            <h2 id="history-title">{words.card.history}</h2>
          </summary>
          <ol class="others">
            {page.history.map((link) => (
              <li>
                <When at={link.at} now={now} />{' '}
                {words.audit[link.action] ??
                  tariffsRu.audit[link.action] ??
                  mergeRu.audit[link.action] ??
                  link.action}
              </li>
            ))}
          </ol>
        </details>
      </section>
    </>
  )
}
