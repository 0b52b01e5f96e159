import type { Hono } from 'hono'
import type { StaffRole } from '../../src/context.ts'
import { accessRu } from '../../src/i18n/panel.access.ru.ts'
import { panelRu } from '../../src/i18n/panel.ru.ts'
import { mayDo, type Right, rights, strongRights } from '../../src/rights.ts'
import type { DeskEnv } from '../deps.ts'
import { DeskPage } from '../ui/desk-page.tsx'

const words = accessRu.roles
const staffRoles = Object.keys(panelRu.roles) as StaffRole[]

/** The table of permissions, as the code has it. */
export function rolesRoutes(desk: Hono<DeskEnv>): void {
  desk.get('/roles', (c) => c.html(<RolesPage {...c.var} />))
}

function RolesPage(props: DeskEnv['Variables']) {
  return (
    <DeskPage title={words.title} section="roles" session={props.session} csrf={props.csrf}>
      <main id="main" class="form-page" tabindex={-1}>
        <h1>{words.title}</h1>
        <p class="lead">{words.intro}</p>
        <div class="wide-table">
          <table class="rights">
            <thead>
              <tr>
                <th scope="col">{words.right}</th>
                {staffRoles.map((role) => (
                  <th
                    scope="col"
                    {...(role === props.session.actor.role ? { 'aria-current': 'true' } : {})}
                  >
                    {panelRu.roles[role]}
                  </th>
                ))}
              </tr>
            </thead>
            <tbody>
              {(Object.keys(rights) as Right[]).map((right) => (
                <Row right={right} />
              ))}
            </tbody>
          </table>
        </div>
      </main>
    </DeskPage>
  )
}

function Row(props: { right: Right }) {
  const { right } = props
  return (
    <tr>
      <th scope="row">
        {accessRu.rights[right]}
        <small class="who-may">
          {staffRoles
            .filter((role) => mayDo(role, right))
            .map((role) => panelRu.roles[role])
            .join(', ')}
        </small>
        {strongRights.includes(right) ? <small class="what">{words.strong}</small> : null}
      </th>
      {staffRoles.map((role) => (
        <td>
          {mayDo(role, right) ? (
            <>
              <span aria-hidden="true">✓</span>
              <span class="unseen">{words.yes}</span>
            </>
          ) : (
            <span class="unseen">{words.no}</span>
          )}
        </td>
      ))}
    </tr>
  )
}
