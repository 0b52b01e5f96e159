import { teamRu as words } from '../../src/i18n/panel.team.ru.ts'
import type { DayInterval } from '../../src/sla/calendar.ts'
import { planners } from '../../src/staff/set-work.ts'
import type { Absence, TeamMember } from '../../src/staff/team.ts'
import type { DeskEnv } from '../deps.ts'
import { errorText, type FormErrors, type Typed } from '../http/forms.ts'
import { DeskPage } from '../ui/desk-page.tsx'
import { Csrf, SelectField, TextArea, TextField } from '../ui/field.tsx'
import { shortTime } from '../ui/time.tsx'
import { skillText } from './team.tsx'

type Props = {
  vars: DeskEnv['Variables']
  member: TeamMember
  members: TeamMember[]
  typed: Typed
  errors: FormErrors
  done?: string | undefined
}

/** One person's hours, skills and absences; everybody may change his own, a planner anybody's. */
export function PersonPage(props: Props) {
  const { vars, member, errors } = props
  const { role, staffId } = vars.session.actor
  const plans = planners.includes(role)
  const mayChange = plans || staffId === member.staffId
  const error = errors.form ?? errors.week
  return (
    <DeskPage
      title={member.name}
      section="team"
      session={vars.session}
      csrf={vars.csrf}
      done={props.done}
      error={error ? errorText(error) : undefined}
    >
      <main id="main" class="form-page" tabindex={-1}>
        <p>
          <a href="/desk/team">{words.back}</a>
        </p>
        <h1>{member.name}</h1>
        {mayChange ? <WorkForm {...props} plans={plans} /> : <p>{skillText(member.skills)}</p>}
        <Absences {...props} mayChange={mayChange} />
        {mayChange ? <AbsenceForm {...props} /> : null}
      </main>
    </DeskPage>
  )
}

function WorkForm(props: Props & { plans: boolean }) {
  const { vars, member, plans } = props
  const own = member.week !== null
  return (
    <form method="post" action={`/desk/team/${member.staffId}/work`} class="card">
      <h2>{words.hours}</h2>
      <Csrf token={vars.csrf} />
      <p class="choices">
        <label>
          <input type="radio" name="hours" value="company" {...(own ? {} : { checked: true })} />{' '}
          {words.companyHours}
        </label>
        <label>
          <input type="radio" name="hours" value="own" {...(own ? { checked: true } : {})} />{' '}
          {words.ownHours}
        </label>
      </p>
      <div class="week-hours">
        {words.days.map((day, at) => (
          <label>
            <span>{day}</span>
            <input
              name={`day${at}`}
              value={props.typed[`day${at}`] ?? hoursText(member.week?.[at])}
            />
          </label>
        ))}
      </div>
      <p class="hint">{words.hoursHint}</p>
      {plans ? (
        <>
          <fieldset class="choices">
            <legend>{words.skills}</legend>
            {Object.entries(words.skillNames).map(([skill, name]) => (
              <label>
                <input
                  type="checkbox"
                  name={`skill-${skill}`}
                  value="on"
                  {...(member.skills.includes(skill) ? { checked: true } : {})}
                />{' '}
                {name}
              </label>
            ))}
          </fieldset>
          <SelectField
            name="takes"
            label={words.takes}
            options={Object.entries(words.takesChoices)}
            typed={{ takes: member.takesTickets ? 'yes' : 'no' }}
            errors={{}}
          />
        </>
      ) : null}
      <button type="submit" class="primary">
        {words.save}
      </button>
    </form>
  )
}

function hoursText(day: readonly DayInterval[] | undefined): string {
  return (day ?? []).map(({ from, to }) => `${from}-${to}`).join(' ')
}

function Absences(props: Props & { mayChange: boolean }) {
  const { vars, member } = props
  const now = vars.ctx.now()
  const text = ({ kind, startsAt, endsAt, handedOverAt, handOver }: Absence) =>
    [
      words.kinds[kind],
      words.absent(shortTime(startsAt, now), shortTime(endsAt, now)),
      handedOverAt !== null && handOver !== 'keep' ? words.handedOver : words.handOvers[handOver],
    ].join(', ')
  return (
    <section class="card" aria-labelledby="absences">
      <h2 id="absences">{words.absences}</h2>
      {member.absences.length === 0 ? <p class="hint">{words.noAbsences}</p> : null}
      <ul class="accounts">
        {member.absences.map((absence) => (
          <li>
            <span>{text(absence)}</span>
            {props.mayChange ? (
              <form method="post" action={`/desk/team/${member.staffId}/end`}>
                <Csrf token={vars.csrf} />
                <input type="hidden" name="absenceId" value={absence.id} />
                <button type="submit" aria-label={`${words.end}: ${text(absence)}`}>
                  {words.end}
                </button>
              </form>
            ) : null}
          </li>
        ))}
      </ul>
    </section>
  )
}

function AbsenceForm(props: Props) {
  const { vars, member, members, typed, errors } = props
  const common = { typed, errors, form: 'absence' }
  const colleagues = members
    .filter(({ staffId }) => staffId !== member.staffId)
    .map(({ staffId, name }) => [staffId, name] as const)
  return (
    <form method="post" action={`/desk/team/${member.staffId}/absence`} class="card">
      <h2>{words.announce}</h2>
      <Csrf token={vars.csrf} />
      <div class="pair">
        <TextField name="from" label={words.from} type="datetime-local" required {...common} />
        <TextField name="to" label={words.to} type="datetime-local" required {...common} />
        <SelectField
          name="kind"
          label={words.kind}
          options={Object.entries(words.kinds)}
          {...common}
        />
        <SelectField
          name="handOver"
          label={words.handOver}
          options={Object.entries(words.handOvers)}
          {...common}
        />
        <SelectField
          name="toStaffId"
          label={words.colleague}
          options={[['', words.nobody], ...colleagues]}
          {...common}
        />
      </div>
      <TextArea name="note" label={words.note} hint={words.noteHint} rows={3} {...common} />
      <button type="submit" class="primary">
        {words.submitAbsence}
      </button>
    </form>
  )
}
