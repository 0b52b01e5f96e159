import { incidentTexts } from '../../src/i18n/incidents.ts'
import { incidentsRu as words } from '../../src/i18n/panel.incidents.ru.ts'
import { Evidence, type IncidentPage } from '../../src/incidents/desk-queries.ts'
import type { Symptom } from '../../src/incidents/symptoms.ts'
import type { DeskEnv } from '../deps.ts'
import { errorText, type FormErrors, type Typed } from '../http/forms.ts'
import { DeskPage } from '../ui/desk-page.tsx'
import { Csrf, SelectField, TextField } from '../ui/field.tsx'
import { When } from '../ui/time.tsx'
import { drafts, SubjectFields, stageNames, TextFields } from './incident-fields.tsx'
import { IncidentTickets } from './incident-tickets.tsx'
import { incidentName, productName } from './incidents.tsx'

export type IncidentViewProps = {
  vars: DeskEnv['Variables']
  page: IncidentPage
  products: [string, string][]
  now: Date
  done: string | undefined
  /** The state that the drafts of the next message are for. */
  stage: string | undefined
  mayTell: boolean
  mayLink: boolean
  typed: Typed
  errors: FormErrors
}

export function IncidentView(props: IncidentViewProps) {
  const { page, now, vars, errors } = props
  const { incident } = page
  const symptom = incident.symptom ? incidentTexts('ru').titles[incident.symptom as Symptom] : ''
  return (
    <DeskPage
      title={incidentName(incident)}
      section="incidents"
      session={vars.session}
      csrf={vars.csrf}
      done={props.done}
      error={errors.form ? errorText(errors.form) : undefined}
    >
      <main id="main" class="form-page roomy" tabindex={-1}>
        <p>
          <a href="/desk/incidents">{words.back}</a>
        </p>
        <h1>{incidentName(incident)}</h1>
        <p>
          <span class={`badge incident-${incident.state}`}>{words.states[incident.state]}</span>{' '}
          {productName(incident, new Map(props.products))}
          {symptom !== '' && symptom !== incidentName(incident) ? ` · ${symptom}` : ''} ·{' '}
          {words.since} <When at={incident.startedAt} now={now} />
          {incident.endedAt ? (
            <>
              {' '}
              · {words.until} <When at={incident.endedAt} now={now} />
            </>
          ) : null}
        </p>
        <Reason page={page} />
        {incident.state === 'confirmed' ? <Reach {...props} /> : null}
        {incident.state === 'proposed' && props.mayTell ? <Proposal {...props} /> : null}
        {incident.state === 'confirmed' && props.mayTell ? <Next {...props} /> : null}
        <Timeline page={page} now={now} />
        {incident.state === 'proposed' && props.mayTell ? null : <IncidentTickets {...props} />}
      </main>
    </DeskPage>
  )
}

function Reason({ page }: { page: IncidentPage }) {
  const evidence = Evidence.safeParse(page.incident.evidence)
  const clients = new Set(page.tickets.map(({ requesterId }) => requesterId)).size
  return (
    <>
      {evidence.success ? (
        <section class="card" aria-labelledby="evidence">
          <h2 id="evidence">{words.evidenceTitle}</h2>
          <p>
            {words.evidence(
              evidence.data.clients,
              evidence.data.windowMinutes,
              evidence.data.usual,
            )}
          </p>
          <p class="hint">
            {words.tickets(page.tickets.length)}, {words.clients(clients)}
          </p>
        </section>
      ) : null}
      {page.incident.dismissReason === '' ? null : <p>{page.incident.dismissReason}</p>}
    </>
  )
}

/** Whether it concerns everybody alike, and the switch. */
function Reach({ page, vars, mayTell }: IncidentViewProps) {
  const { affectsAll, id } = page.incident
  return (
    <form method="post" action={`/desk/incidents/${id}`} class="inline">
      <Csrf token={vars.csrf} />
      <input type="hidden" name="verb" value="reach" />
      <input type="hidden" name="affectsAll" value={affectsAll ? 'off' : 'on'} />
      <span>{affectsAll ? words.reach.all : words.reach.some}</span>{' '}
      {mayTell ? (
        <button type="submit" class="small">
          {affectsAll ? words.turnSome : words.turnAll}
        </button>
      ) : null}
    </form>
  )
}

/** Confirm with the tickets that belong to it, or dismiss. */
function Proposal(props: IncidentViewProps) {
  const { page, vars, errors } = props
  const { incident } = page
  const symptom = (incident.symptom ?? 'other') as Symptom
  const confirms = props.typed.verb === 'confirm'
  const typed = confirms
    ? props.typed
    : {
        ...drafts(symptom, 'investigating'),
        product: incident.product ?? '',
        symptom: incident.symptom ?? '',
      }
  const own = confirms ? errors : {}
  return (
    <>
      <form method="post" action={`/desk/incidents/${incident.id}`} class="card">
        <Csrf token={vars.csrf} />
        <input type="hidden" name="verb" value="confirm" />
        <h2>{words.confirmTitle}</h2>
        <IncidentTickets {...props} choose />
        <SubjectFields typed={typed} errors={own} products={props.products} />
        <SelectField
          name="stage"
          label={words.stage}
          options={stageNames(['resolved'])}
          typed={typed}
          errors={own}
        />
        <TextFields typed={typed} errors={own} />
        <p class="hint">{words.confirmHint}</p>
        <button type="submit" class="primary">
          {words.confirm}
        </button>
      </form>
      <form method="post" action={`/desk/incidents/${incident.id}`} class="card">
        <Csrf token={vars.csrf} />
        <input type="hidden" name="verb" value="dismiss" />
        <h2>{words.dismiss}</h2>
        <TextField
          name="reason"
          label={words.dismissReason}
          required
          maxlength={500}
          typed={props.typed}
          errors={errors}
        />
        <button type="submit">{words.dismiss}</button>
      </form>
    </>
  )
}

/** What clients are told next; the tabs bring the draft of each state. */
function Next(props: IncidentViewProps) {
  const { page, vars, errors } = props
  const { incident } = page
  const tells = props.typed.verb === 'tell'
  const stages = stageNames().map(([stage]) => stage)
  const stage = (tells ? props.typed.stage : stages.find((one) => one === props.stage)) as
    | 'identified'
    | undefined
  const chosen = stage ?? 'identified'
  const typed = tells ? props.typed : { ...drafts('other', chosen) }
  const over = (chosen as string) === 'resolved'
  return (
    <section class="card" aria-labelledby="next">
      <h2 id="next">{words.tellTitle}</h2>
      <nav class="tabs" aria-label={words.stage}>
        {stageNames().map(([one, name]) => (
          <a
            href={`/desk/incidents/${incident.id}?stage=${one}#next`}
            {...(one === chosen ? { 'aria-current': 'page' } : {})}
          >
            {name}
          </a>
        ))}
      </nav>
      <form method="post" action={`/desk/incidents/${incident.id}`} class="spaced">
        <Csrf token={vars.csrf} />
        <input type="hidden" name="verb" value="tell" />
        <input type="hidden" name="stage" value={chosen} />
        <TextFields typed={typed} errors={tells ? errors : {}} />
        <p class="hint">
          {words.tellHint} {over ? words.closeHint : ''}
        </p>
        <button type="submit" class="primary">
          {over ? words.close : words.tell}
        </button>
      </form>
    </section>
  )
}

function Timeline({ page, now }: { page: IncidentPage; now: Date }) {
  if (page.updates.length === 0) return null
  const { stages } = incidentTexts('ru')
  return (
    <section class="spaced" aria-labelledby="timeline">
      <h2 id="timeline">{words.timeline}</h2>
      <ol class="timeline">
        {page.updates.map((update) => (
          <li>
            <p>
              <strong>{stages[update.stage]}</strong>{' '}
              <small class="hint">
                <When at={update.publishedAt} now={now} /> · {update.staffName}
              </small>
            </p>
            <p>{update.textRu}</p>
            <details>
              <summary>Қазақша · English</summary>
              <p lang="kk">{update.textKk}</p>
              <p lang="en">{update.textEn}</p>
            </details>
          </li>
        ))}
      </ol>
    </section>
  )
}
