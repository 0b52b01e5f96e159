import type { Hono } from 'hono'
import { learnedCalibration } from '../../src/faq/learned-calibration.ts'
import { publishRoles } from '../../src/faq/publish-article.ts'
import { refitAnswers } from '../../src/faq/refit-answers.ts'
import { qualityRu as words } from '../../src/i18n/panel.quality.ru.ts'
import { panelRu } from '../../src/i18n/panel.ru.ts'
import { type TriageQuality, type Turn, triageQuality } from '../../src/triage/quality.ts'
import { readWordLists, setWordLists, wordListRoles } from '../../src/triage/word-lists.ts'
import type { DeskEnv } from '../deps.ts'
import { attempt, errorText, type FormErrors, type Typed, typedFields } from '../http/forms.ts'
import { checkFormToken } from '../http/session.ts'
import { DeskPage } from '../ui/desk-page.tsx'
import { Csrf, TextArea } from '../ui/field.tsx'
import { When } from '../ui/time.tsx'

type Vars = DeskEnv['Variables']

const periodMs = 90 * 24 * 3_600_000

/** How good the triage is on this desk's own tickets, and the words it counts as rude. */
export function qualityRoutes(desk: Hono<DeskEnv>): void {
  desk.get('/triage', async (c) => {
    const lists = await readWordLists(c.var.ctx.db)
    const typed = { stop: lists.stop.join(', '), allow: lists.allow.join(', ') }
    return c.html(await page(c.var, typed, {}, c.req.query('done')))
  })

  desk.post('/triage/answers', async (c) => {
    const { csrf } = await typedFields(c)
    checkFormToken(csrf, c.var.csrf)
    const outcome = await attempt(() => refitAnswers(c.var.ctx))
    if (outcome.ok) return c.redirect('/desk/triage?done=answersRefitted', 303)
    c.status(outcome.status)
    return c.html(await page(c.var, {}, outcome.errors))
  })

  desk.post('/triage/words', async (c) => {
    const typed = await typedFields(c)
    checkFormToken(typed.csrf, c.var.csrf)
    const { stop = '', allow = '' } = typed
    const outcome = await attempt(() => setWordLists(c.var.ctx, { stop, allow }))
    if (outcome.ok) return c.redirect('/desk/triage?done=wordLists', 303)
    c.status(outcome.status)
    return c.html(await page(c.var, typed, outcome.errors))
  })
}

async function page(vars: Vars, typed: Typed, errors: FormErrors, done?: string) {
  const { ctx, csrf, session } = vars
  const learned = await learnedCalibration(ctx.db)
  const quality = await triageQuality(ctx.db, new Date(ctx.now().getTime() - periodMs))
  return (
    <DeskPage
      title={words.title}
      section="triage"
      session={session}
      csrf={csrf}
      done={done}
      error={errors.form ? errorText(errors.form) : undefined}
    >
      <main id="main" class="queue spaced" tabindex={-1}>
        <h1>{words.title}</h1>
        <p class="lead">{words.intro}</p>
        <p>{words.counts(quality.classified, quality.judged)}</p>
        <p class="hint">{quality.judged === 0 ? words.none : words.bias}</p>
        <Matrices quality={quality} />
        <h2>{words.synthetic}</h2>
        <p class="prose">{words.syntheticText}</p>
        <p>
          {learned === null ? (
            words.answersSynthetic
          ) : (
            <>
              {words.answersLearned(learned.outcomes)}{' '}
              <When at={new Date(learned.fittedAt)} now={ctx.now()} />.
            </>
          )}
        </p>
        {publishRoles.includes(session.actor.role) ? (
          <form method="post" action="/desk/triage/answers">
            <Csrf token={csrf} />
            <button type="submit">{words.refit}</button>
          </form>
        ) : null}
        <h2>{words.lists}</h2>
        <p class="hint">{words.listsHint}</p>
        <WordLists
          csrf={csrf}
          typed={typed}
          errors={errors}
          mayWrite={wordListRoles.includes(session.actor.role)}
        />
      </main>
    </DeskPage>
  )
}

function Matrices(props: { quality: TriageQuality }) {
  const { priority, intent, complexity } = props.quality
  return (
    <>
      <Matrix name={words.priority} turns={priority} labels={panelRu.priorities} />
      <Matrix name={words.complexity} turns={complexity} labels={panelRu.complexities} />
      <Matrix name={words.intent} turns={intent} labels={panelRu.intents} />
    </>
  )
}

/** Rows: what the engine said; columns: what the person decided. */
function Matrix(props: { name: string; turns: Turn[]; labels: Record<string, string> }) {
  const { turns, labels } = props
  if (turns.length === 0) return null
  const rows = [...new Set(turns.map(({ engine }) => engine))].toSorted()
  const columns = [...new Set(turns.map(({ person }) => person))].toSorted()
  const all = turns.reduce((sum, { n }) => sum + n, 0)
  const same = turns.reduce((sum, { engine, person, n }) => sum + (engine === person ? n : 0), 0)
  const count = (engine: string, person: string) =>
    turns.find((turn) => turn.engine === engine && turn.person === person)?.n ?? 0
  return (
    <table class="letters matrix">
      <caption>
        {props.name}. {words.agreed(((100 * same) / all).toFixed(0), all)}
      </caption>
      <thead>
        <tr>
          <th scope="col">{words.engineDown}</th>
          {columns.map((column) => (
            <th scope="col">{labels[column] ?? column}</th>
          ))}
        </tr>
      </thead>
      <tbody>
        {rows.map((row) => (
          <tr>
            <th scope="row">{labels[row] ?? row}</th>
            {columns.map((column) => (
              <td>{row === column ? <strong>{count(row, column)}</strong> : count(row, column)}</td>
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  )
}

function WordLists(props: { csrf: string; typed: Typed; errors: FormErrors; mayWrite: boolean }) {
  const { csrf, typed, errors } = props
  if (!props.mayWrite) {
    return (
      <dl class="facts">
        <div>
          <dt>{words.stop}</dt>
          <dd>{typed.stop}</dd>
        </div>
        <div>
          <dt>{words.allow}</dt>
          <dd>{typed.allow}</dd>
        </div>
      </dl>
    )
  }
  return (
    <form method="post" action="/desk/triage/words" class="card">
      <Csrf token={csrf} />
      <TextArea name="stop" label={words.stop} rows={3} {...{ typed, errors }} />
      <TextArea name="allow" label={words.allow} rows={3} {...{ typed, errors }} />
      <button type="submit" class="primary">
        {words.save}
      </button>
    </form>
  )
}
