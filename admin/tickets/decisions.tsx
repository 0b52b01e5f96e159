import { decisionPanelRu as words } from '../../src/i18n/panel.decisions.ru.ts'
import { isCompromise, refusalReasons } from '../../src/tickets/refusal.ts'
import { mayJumpQueue } from '../../src/tickets/set-out-of-turn.ts'
import { nextStatus } from '../../src/tickets/status.ts'
import type { TicketPage } from '../../src/tickets/ticket-page.ts'
import { errorText, type FormErrors, type Typed } from '../http/forms.ts'
import { Csrf } from '../ui/field.tsx'
import { quietPost } from '../ui/quiet-post.ts'

export type DecisionForm = 'development' | 'refusal' | 'turn'

export type DecisionProps = {
  page: TicketPage
  href: string
  csrf: string
  refused: { form: string; errors: FormErrors; typed: Typed } | undefined
}

/** The rarer decisions, each behind its heading: only those that the ticket's status allows. */
export function Decisions(props: DecisionProps) {
  const { ticket } = props.page
  const development = nextStatus(ticket.status, 'sent_to_development') !== null
  const refusal = nextStatus(ticket.status, 'refused') !== null
  const turn = ticket.outOfTurn || (mayJumpQueue(ticket) && !props.page.incident?.affectsAll)
  if (!development && !refusal && !turn) return null
  return (
    <section class="panel decisions" aria-labelledby="decisions-title">
      <h2 id="decisions-title">{words.title}</h2>
      {development ? <Development {...props} /> : null}
      {refusal ? <Refusal {...props} /> : null}
      {turn ? <Turn {...props} /> : null}
    </section>
  )
}

/** What was typed into this form and what stands against it, if it is the one that was refused. */
function refusedOf(props: DecisionProps, form: DecisionForm): { errors: FormErrors; typed: Typed } {
  return props.refused?.form === form ? props.refused : { errors: {}, typed: {} }
}

function openIf(props: DecisionProps, form: DecisionForm) {
  return props.refused?.form === form ? { open: true } : {}
}

function Development(props: DecisionProps) {
  const { ticket } = props.page
  const { errors, typed } = refusedOf(props, 'development')
  const there = ticket.status === 'in_development'
  return (
    <details {...openIf(props, 'development')}>
      <summary>{there ? words.developmentChange : words.development}</summary>
      <form {...quietPost(`${props.href}/development`, 'side')}>
        <Csrf token={props.csrf} />
        <Line
          id="dev-reference"
          name="reference"
          label={words.reference}
          hint={words.referenceHint}
          value={typed.reference ?? ticket.devReference ?? ''}
          error={errors.reference}
        />
        {there ? null : <ClientText id="dev-text" value={typed.text ?? ''} error={errors.text} />}
        <button type="submit">{words.sendToDevelopment}</button>
      </form>
      {there ? (
        <form {...quietPost(`${props.href}/not-planned`, 'side')}>
          <Csrf token={props.csrf} />
          <div class={errors.text ? 'field wrong' : 'field'}>
            <label for="not-planned">{words.notPlannedText}</label>
            <textarea id="not-planned" name="text" rows={3} maxlength={4000} required>
              {typed.text ?? ''}
            </textarea>
            {errors.text ? <p class="error">{errorText(errors.text)}</p> : null}
          </div>
          <button type="submit">{words.notPlanned}</button>
        </form>
      ) : null}
    </details>
  )
}

function Refusal(props: DecisionProps) {
  const { errors, typed } = refusedOf(props, 'refusal')
  const { ticket } = props.page
  if (isCompromise(ticket)) return <p class="hint">{words.compromise}</p>
  const error = errors.reason
  return (
    <details {...openIf(props, 'refusal')}>
      <summary>{words.refusal}</summary>
      <form {...quietPost(`${props.href}/refusal`, 'side')}>
        <Csrf token={props.csrf} />
        <p class="hint">{words.refusalHint}</p>
        <div class={error ? 'field wrong' : 'field'}>
          <label for="refusal-reason">{words.reason}</label>
          <select
            id="refusal-reason"
            name="reason"
            required
            {...(error ? { 'aria-invalid': 'true', 'aria-describedby': 'refusal-error' } : {})}
          >
            <option value="">{words.choose}</option>
            {refusalReasons.map((reason) => (
              <option value={reason} {...(reason === typed.reason ? { selected: true } : {})}>
                {words.reasons[reason]}
              </option>
            ))}
          </select>
          {error ? (
            <p class="error" id="refusal-error">
              {errorText(error)}
            </p>
          ) : null}
        </div>
        <ClientText id="refusal-text" value={typed.text ?? ''} error={errors.text} />
        <div class="buttons">
          {nextStatus(ticket.status, 'support_suspended') === null ? null : (
            <button type="submit" name="verb" value="suspend">
              {words.suspend}
            </button>
          )}
          <button type="submit" name="verb" value="refuse">
            {words.refuse}
          </button>
        </div>
      </form>
    </details>
  )
}

function Turn(props: DecisionProps) {
  const { errors, typed } = refusedOf(props, 'turn')
  const { outOfTurn } = props.page.ticket
  if (outOfTurn) {
    return (
      <form {...quietPost(`${props.href}/turn`, 'side')}>
        <Csrf token={props.csrf} />
        <button type="submit" name="verb" value="in">
          {words.putInTurn}
        </button>
      </form>
    )
  }
  return (
    <details {...openIf(props, 'turn')}>
      <summary>{words.outOfTurn}</summary>
      <form {...quietPost(`${props.href}/turn`, 'side')}>
        <Csrf token={props.csrf} />
        <Line
          id="turn-reason"
          name="reason"
          label={words.outOfTurnReason}
          value={typed.reason ?? ''}
          error={errors.reason}
        />
        <button type="submit" name="verb" value="out">
          {words.putOutOfTurn}
        </button>
      </form>
    </details>
  )
}

function Line(props: {
  id: string
  name: string
  label: string
  hint?: string
  value: string
  error: string | undefined
}) {
  const described = [
    ...(props.hint ? [`${props.id}-hint`] : []),
    ...(props.error ? [`${props.id}-error`] : []),
  ].join(' ')
  return (
    <div class={props.error ? 'field wrong' : 'field'}>
      <label for={props.id}>{props.label}</label>
      <input
        id={props.id}
        name={props.name}
        value={props.value}
        maxlength={500}
        required
        {...(described === '' ? {} : { 'aria-describedby': described })}
        {...(props.error ? { 'aria-invalid': 'true' } : {})}
      />
      {props.hint ? (
        <p class="hint" id={`${props.id}-hint`}>
          {props.hint}
        </p>
      ) : null}
      {props.error ? (
        <p class="error" id={`${props.id}-error`}>
          {errorText(props.error)}
        </p>
      ) : null}
    </div>
  )
}

function ClientText(props: { id: string; value: string; error: string | undefined }) {
  return (
    <div class={props.error ? 'field wrong' : 'field'}>
      <label for={props.id}>{words.clientText}</label>
      <textarea id={props.id} name="text" rows={3} maxlength={4000}>
        {props.value}
      </textarea>
      {props.error ? <p class="error">{errorText(props.error)}</p> : null}
    </div>
  )
}
