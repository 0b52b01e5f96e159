import type { Context, Hono } from 'hono'
import { requireStaff, type StaffRole } from '../../src/context.ts'
import { DomainError } from '../../src/errors.ts'
import { panelRu } from '../../src/i18n/panel.ru.ts'
import { teamRu as words } from '../../src/i18n/panel.team.ru.ts'
import type { CompiledCalendar } from '../../src/sla/compile-calendar.ts'
import { currentCalendar } from '../../src/sla/current-rules.ts'
import { type AnnounceAbsenceInput, announceAbsence } from '../../src/staff/announce-absence.ts'
import { endAbsence } from '../../src/staff/end-absence.ts'
import { withinHours } from '../../src/staff/presence.ts'
import { type SetWorkInput, setWork } from '../../src/staff/set-work.ts'
import { isAway, type TeamMember, teamMembers } from '../../src/staff/team.ts'
import type { DeskEnv } from '../deps.ts'
import { type Attempt, attempt, type FormErrors, type Typed, typedFields } from '../http/forms.ts'
import { checkFormToken } from '../http/session.ts'
import { DeskPage } from '../ui/desk-page.tsx'
import { shortTime } from '../ui/time.tsx'
import { PersonPage } from './person.tsx'

type C = Context<DeskEnv, '/:id'>

/** Who is here and good at what; each person's hours and absences. */
export function teamRoutes(desk: Hono<DeskEnv>): void {
  desk.get('/team', async (c) => {
    requireStaff(c.var.ctx)
    const { db, now } = c.var.ctx
    const calendar = await currentCalendar(db)
    return c.html(
      <TeamPage vars={c.var} members={await teamMembers(db, now())} calendar={calendar} />,
    )
  })

  desk.get('/team/:id', async (c) => c.html(await page(c, {}, {}, c.req.query('done'))))

  desk.post('/team/:id/work', (c) =>
    act(c, 'work_set', (typed) => setWork(c.var.ctx, workOf(c.req.param('id'), typed))),
  )

  desk.post('/team/:id/absence', (c) =>
    act(
      c,
      'absence_announced',
      (typed) => announceAbsence(c.var.ctx, absenceOf(c.req.param('id'), typed)),
      { colleagueMissing: 'toStaffId', endBeforeStart: 'to' },
    ),
  )

  desk.post('/team/:id/end', (c) =>
    act(c, 'absence_ended', ({ absenceId = '' }) => endAbsence(c.var.ctx, { absenceId })),
  )
}

/** The use-case checks the values; here they only take their places. */
function workOf(staffId: string, typed: Typed): SetWorkInput {
  const own = Array.from({ length: 7 }, (_, day) => typed[`day${day}`] ?? '')
  const skills = Object.keys(words.skillNames).filter((skill) => typed[`skill-${skill}`] === 'on')
  return {
    staffId,
    skills: skills as SetWorkInput['skills'],
    week: typed.hours === 'own' ? own : null,
    takesTickets: typed.takes !== 'no',
  }
}

function absenceOf(staffId: string, typed: Typed): AnnounceAbsenceInput {
  const { kind, from = '', to = '', handOver, toStaffId, note = '' } = typed
  return {
    staffId,
    kind: kind as AnnounceAbsenceInput['kind'],
    from,
    to,
    handOver: handOver as AnnounceAbsenceInput['handOver'],
    toStaffId: toStaffId || null,
    note,
  }
}

async function act(
  c: C,
  done: string,
  work: (typed: Typed) => Promise<unknown>,
  fieldOf: Record<string, string> = {},
): Promise<Response> {
  const typed = await typedFields(c)
  checkFormToken(typed.csrf, c.var.csrf)
  const outcome: Attempt<unknown> = await attempt(() => work(typed), fieldOf)
  if (outcome.ok) return c.redirect(`/desk/team/${c.req.param('id')}?done=${done}`, 303)
  c.status(outcome.status)
  return c.html(await page(c, typed, outcome.errors))
}

async function page(c: C, typed: Typed, errors: FormErrors, done?: string) {
  const { db, now } = c.var.ctx
  const members = await teamMembers(db, now())
  const id = c.req.param('id')
  const member = members.find(({ staffId }) => staffId === id)
  if (!member) throw new DomainError('not_found', 'staffNotFound')
  const vars = c.var
  return <PersonPage {...{ vars, member, members, typed, errors, done }} />
}

/** What somebody is at this moment, in words. */
function stateOf(member: TeamMember, now: Date, calendar: CompiledCalendar): string {
  const absence = member.absences.find(({ startsAt }) => startsAt <= now)
  if (absence && isAway(member, now)) return words.away(shortTime(absence.endsAt, now))
  return withinHours(now, member.week, calendar) ? words.here : words.off
}

export function skillText(skills: readonly string[]): string {
  const names = words.skillNames as Record<string, string>
  return skills.length === 0 ? words.noSkills : skills.map((s) => names[s] ?? s).join(', ')
}

function TeamPage(props: {
  vars: DeskEnv['Variables']
  members: TeamMember[]
  calendar: CompiledCalendar
}) {
  const { session, csrf, ctx } = props.vars
  const now = ctx.now()
  const roles: Record<StaffRole, string> = panelRu.roles
  return (
    <DeskPage title={words.title} section="team" session={session} csrf={csrf}>
      <main id="main" class="queue spaced" tabindex={-1}>
        <h1>{words.title}</h1>
        <p class="lead">{words.intro}</p>
        <table class="letters">
          <thead>
            <tr>
              <th scope="col">{words.person}</th>
              <th scope="col">{words.state}</th>
              <th scope="col">{words.skills}</th>
              <th scope="col">{words.load}</th>
            </tr>
          </thead>
          <tbody>
            {props.members.map((member) => (
              <tr>
                <td>
                  <a href={`/desk/team/${member.staffId}`}>{member.name}</a>{' '}
                  <small>
                    {roles[member.role]}
                    {member.staffId === session.actor.staffId ? `, ${words.me}` : ''}
                  </small>
                </td>
                <td>{stateOf(member, now, props.calendar)}</td>
                <td>{skillText(member.skills)}</td>
                <td>
                  {words.holds(member.load)}
                  {member.late > 0 ? (
                    <span class="warn">
                      , {words.late} {member.late}
                    </span>
                  ) : null}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </main>
    </DeskPage>
  )
}
