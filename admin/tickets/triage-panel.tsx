import { faqRu } from '../../src/i18n/panel.faq.ru.ts'
import { panelRu } from '../../src/i18n/panel.ru.ts'
import type { TicketPage } from '../../src/tickets/ticket-page.ts'
import { complexities, intents, priorities, type TriageResult } from '../../src/triage/types.ts'
import { errorText, type FormErrors, type Typed } from '../http/forms.ts'
import { Csrf } from '../ui/field.tsx'
import { quietPost } from '../ui/quiet-post.ts'
import { When } from '../ui/time.tsx'

const words = panelRu.triage

type Props = {
  page: TicketPage
  now: Date
  csrf: string
  href: string
  mayWrite: boolean
  refused: { errors: FormErrors; typed: Typed } | undefined
}

/** What the engine thought and why, what a person decided, and the way to decide otherwise. */
export function TriagePanel(props: Props) {
  const { ticket, triage } = props.page
  const result = triage.engine ? (triage.engine.result as TriageResult) : null
  return (
    <section class="panel" aria-labelledby="triage-title">
      <h2 id="triage-title">{words.title}</h2>
      {ticket.needsTriageCheck ? <p class="warn">{words.unsure}</p> : null}
      {result === null ? <p class="hint">{words.none}</p> : null}
      <Later {...props} />
      <dl class="facts">
        <Judged
          name={words.intent}
          value={panelRu.intents[ticket.intent]}
          sure={result?.confidence.intent}
        />
        <Judged
          name={words.priority}
          value={panelRu.priorities[ticket.priority]}
          sure={result?.confidence.priority}
        />
        <Judged
          name={words.complexity}
          value={panelRu.complexities[ticket.complexity]}
          sure={result?.confidence.complexity}
        />
        <Judged
          name={words.category}
          value={panelRu.categories[ticket.category] ?? ticket.category}
          sure={result?.confidence.category}
        />
      </dl>
      {result ? <Flags result={result} /> : null}
      {triage.person ? (
        <p class="hint">
          {words.byPerson(triage.person.staffName ?? '')}{' '}
          <When at={triage.person.createdAt} now={props.now} />
        </p>
      ) : null}
      {result && triage.engine ? (
        <details>
          <summary>{words.evidence}</summary>
          <Evidence result={result} />
          <p class="hint">{words.engine(triage.engine.engine, triage.engine.engineVersion)}</p>
        </details>
      ) : null}
      {props.mayWrite ? <Override {...props} /> : null}
      {props.mayWrite && ticket.lastStaffMessageAt !== null ? (
        <form method="post" action="/desk/faq/from-ticket">
          <Csrf token={props.csrf} />
          <input type="hidden" name="ticketId" value={ticket.id} />
          <button type="submit" class="quiet">
            {faqRu.fromTicket}
          </button>
        </form>
      ) : null}
    </section>
  )
}

/** What later words looked like: a suggestion that a person takes or leaves. */
function Later(props: Props) {
  const { ticket, triage } = props.page
  if (triage.later === null || !ticket.needsTriageCheck) return null
  const found = triage.later.result as TriageResult
  const { intent, priority, complexity } = ticket
  const doubt = found.evidence.some(({ rule }) => rule === 'compromise_doubt')
  if (!doubt && found.intent === intent && found.priority === priority) return null
  const spans = found.evidence.flatMap(({ span }) => span ?? []).slice(0, 3)
  return (
    <div class="later">
      <p class="warn">
        {words.later} {panelRu.intents[found.intent]}, {panelRu.priorities[found.priority]}.
      </p>
      {spans.length > 0 ? (
        <p>
          {spans.map((span) => (
            <>
              <q>{span}</q>{' '}
            </>
          ))}
        </p>
      ) : null}
      {props.mayWrite ? (
        <div class="later-choice">
          <Choice {...props} label={words.laterTake} choice={found} />
          <Choice {...props} label={words.laterKeep} choice={{ intent, priority, complexity }} />
        </div>
      ) : null}
    </div>
  )
}

function Choice(
  props: Props & {
    label: string
    choice: Pick<TriageResult, 'intent' | 'priority' | 'complexity'>
  },
) {
  const { intent, priority, complexity } = props.choice
  return (
    <form {...quietPost(`${props.href}/triage`, 'side')}>
      <Csrf token={props.csrf} />
      <input type="hidden" name="intent" value={intent} />
      <input type="hidden" name="priority" value={priority} />
      <input type="hidden" name="complexity" value={complexity} />
      <button type="submit" class="small">
        {props.label}
      </button>
    </form>
  )
}

/** `sure` is the engine's confidence, 0 to 1; left out once a person has decided otherwise. */
function Judged(props: { name: string; value: string; sure: number | undefined }) {
  const percent = props.sure === undefined ? null : Math.round(props.sure * 100)
  return (
    <div>
      <dt>{props.name}</dt>
      <dd>
        {props.value}{' '}
        {percent === null ? null : (
          <span class="sure">
            <span class="unseen">{words.confidence} </span>
            <meter
              min="0"
              max="100"
              low={50}
              high={75}
              optimum={100}
              value={percent}
              aria-hidden="true"
            />
            <small>{percent} %</small>
          </span>
        )}
      </dd>
    </div>
  )
}

function Flags(props: { result: TriageResult }) {
  const { multi_problem: problems, ...flags } = props.result.flags
  const raised = Object.entries(flags).flatMap(([name, on]) =>
    on ? [words.flags[name] ?? name] : [],
  )
  const all = [...raised, ...(problems > 1 ? [words.multi(problems)] : [])]
  return all.length === 0 ? null : (
    <p class="marks">
      {all.map((text) => (
        <span class="mark">{text}</span>
      ))}
    </p>
  )
}

function Evidence(props: { result: TriageResult }) {
  return (
    <ul class="evidence">
      {props.result.evidence.slice(0, 12).map(({ field, rule, span }) => (
        <li>
          <small>{words.fields[field] ?? field}</small> {span ? <q>{span}</q> : <code>{rule}</code>}
        </li>
      ))}
    </ul>
  )
}

function Override(props: Props) {
  const { ticket } = props.page
  const typed = props.refused?.typed ?? {}
  const error = props.refused?.errors.reason ?? props.refused?.errors.priority
  const select = (
    name: 'intent' | 'priority' | 'complexity',
    label: string,
    values: readonly string[],
    labels: Record<string, string>,
  ) => (
    <div class="field">
      <label for={`triage-${name}`}>{label}</label>
      <select id={`triage-${name}`} name={name}>
        {values.map((value) => (
          <option
            value={value}
            {...(value === (typed[name] ?? ticket[name]) ? { selected: true } : {})}
          >
            {labels[value]}
          </option>
        ))}
      </select>
    </div>
  )
  const described = Object.fromEntries(
    priorities.map((name) => [name, `${panelRu.priorities[name]}: ${words.priorityHelp[name]}`]),
  )
  return (
    <details {...(props.refused || ticket.needsTriageCheck ? { open: true } : {})}>
      <summary>{words.override}</summary>
      <form class="override" {...quietPost(`${props.href}/triage`, 'side')}>
        <Csrf token={props.csrf} />
        {select('intent', words.intent, intents, panelRu.intents)}
        {select('priority', words.priority, priorities, described)}
        {select('complexity', words.complexity, complexities, panelRu.complexities)}
        <div class={error ? 'field wrong' : 'field'}>
          <label for="triage-reason">{words.reason}</label>
          <input
            id="triage-reason"
            name="reason"
            maxlength={500}
            value={typed.reason ?? ''}
            {...(error ? { 'aria-invalid': 'true', 'aria-describedby': 'triage-error' } : {})}
          />
          {error ? (
            <p class="error" id="triage-error">
              {errorText(error)}
            </p>
          ) : null}
        </div>
        <button type="submit">{words.confirm}</button>
      </form>
    </details>
  )
}
