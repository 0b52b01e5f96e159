import type { Hono } from 'hono'
import { deskRoles } from '../../src/context.ts'
import {
  type AnswerMode,
  answerMode,
  answerModes,
  setAnswerMode,
} from '../../src/faq/answer-mode.ts'
import { type Deflection, deflection } from '../../src/faq/deflection.ts'
import { type ArticleLine, articleList } from '../../src/faq/editor-queries.ts'
import { faqGaps, type Gap } from '../../src/faq/gaps.ts'
import { publishRoles } from '../../src/faq/publish-article.ts'
import { faqRu as words } from '../../src/i18n/panel.faq.ru.ts'
import { receiptRu } from '../../src/i18n/panel.receipt.ru.ts'
import { formatTicketNumber } from '../../src/tickets/ticket-number.ts'
import type { DeskEnv } from '../deps.ts'
import { typedFields } from '../http/forms.ts'
import { checkFormToken } from '../http/session.ts'
import { DeskPage } from '../ui/desk-page.tsx'
import { Csrf } from '../ui/field.tsx'
import { When } from '../ui/time.tsx'

const periodMs = 90 * 24 * 3_600_000
const gapsShown = 20

/** All articles, what they brought, and what they lack. */
export function faqListRoutes(desk: Hono<DeskEnv>): void {
  desk.get('/faq', async (c) => {
    const { ctx } = c.var
    const now = ctx.now()
    const since = new Date(now.getTime() - periodMs)
    const [articles, figures, gaps] = [
      await articleList(ctx.db),
      await deflection(ctx.db, since),
      await faqGaps(ctx.db, since),
    ]
    return c.html(
      <DeskPage
        title={words.title}
        section="faq"
        session={c.var.session}
        csrf={c.var.csrf}
        done={c.req.query('done')}
      >
        <main id="main" class="queue spaced" tabindex={-1}>
          <h1>{words.title}</h1>
          <p class="lead">{words.intro}</p>
          {deskRoles.includes(c.var.session.actor.role) ? (
            <p>
              <a class="button" href="/desk/faq/new">
                {words.add}
              </a>
            </p>
          ) : null}
          <Mode
            mode={await answerMode(ctx.db)}
            csrf={c.var.csrf}
            mayWrite={publishRoles.includes(c.var.session.actor.role)}
          />
          <Figures figures={figures} />
          <Articles articles={articles} now={now} />
          <Gaps gaps={gaps} />
        </main>
      </DeskPage>,
    )
  })

  desk.post('/faq/answers', async (c) => {
    const typed = await typedFields(c)
    checkFormToken(typed.csrf, c.var.csrf)
    await setAnswerMode(c.var.ctx, { mode: typed.mode as AnswerMode })
    return c.redirect('/desk/faq?done=answerMode', 303)
  })
}

/** What becomes of a model's answers from the articles. */
function Mode(props: { mode: AnswerMode; csrf: string; mayWrite: boolean }) {
  const { mode } = receiptRu
  return (
    <section aria-labelledby="faq-mode">
      <h2 id="faq-mode">{mode.title}</h2>
      <p class="hint">{mode.hint}</p>
      {props.mayWrite ? (
        <form method="post" action="/desk/faq/answers" class="card choice">
          <Csrf token={props.csrf} />
          <div class="field">
            <label for="mode">{mode.label}</label>
            <select id="mode" name="mode">
              {answerModes.map((one) => (
                <option value={one} {...(one === props.mode ? { selected: true } : {})}>
                  {mode[one]}
                </option>
              ))}
            </select>
          </div>
          <button type="submit">{mode.save}</button>
        </form>
      ) : (
        <p>
          {mode.label}: {mode[props.mode]}
        </p>
      )}
    </section>
  )
}

function Figures(props: { figures: Deflection }) {
  const { offered, ...kinds } = props.figures
  return (
    <section aria-labelledby="faq-figures">
      <h2 id="faq-figures">{words.figures}</h2>
      <p class="hint">
        {words.figuresHint} {offered}.
      </p>
      <dl class="facts wide">
        {(['confirmed', 'silent', 'cameBack', 'handedOver'] as const).map((kind) => (
          <div>
            <dt>{words[kind]}</dt>
            <dd>{kinds[kind]}</dd>
          </div>
        ))}
      </dl>
    </section>
  )
}

function Articles(props: { articles: ArticleLine[]; now: Date }) {
  return (
    <table class="letters">
      <thead>
        <tr>
          <th scope="col">{words.columns.article}</th>
          <th scope="col">{words.columns.state}</th>
          <th scope="col">{words.columns.kazakh}</th>
          <th scope="col">{words.columns.questions}</th>
          <th scope="col">{words.columns.owner}</th>
          <th scope="col">{words.columns.review}</th>
        </tr>
      </thead>
      <tbody>
        {props.articles.map((article) => (
          <tr>
            <th scope="row">
              <a href={`/desk/faq/${article.slug}`}>{article.titleRu}</a>
            </th>
            <td>
              {article.published ? words.published(article.version) : words.hidden}
              {article.newest > article.version ? (
                <span class="mark"> {words.draftWaits(article.newest)}</span>
              ) : null}
            </td>
            <td>{article.hasKazakh ? words.yes : words.no}</td>
            <td>{article.questions}</td>
            <td>{article.owner ?? ''}</td>
            <td>
              {article.reviewAt ? <When at={article.reviewAt} now={props.now} /> : null}
              {article.reviewAt && article.reviewAt < props.now ? (
                <span class="mark"> {words.due}</span>
              ) : null}
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  )
}

function Gaps(props: { gaps: Gap[] }) {
  return (
    <section aria-labelledby="faq-gaps">
      <h2 id="faq-gaps">{words.gaps}</h2>
      <p class="hint">{props.gaps.length === 0 ? words.noGaps : words.gapsHint}</p>
      <ul>
        {props.gaps.slice(0, gapsShown).map((gap) => (
          <li>
            {gap.subject} <small>{words.gapCount(gap.tickets.length)}</small>{' '}
            {gap.tickets.slice(0, 3).map(({ number }) => (
              <a href={`/desk/tickets/${formatTicketNumber(number)}`}>
                {formatTicketNumber(number)}{' '}
              </a>
            ))}
          </li>
        ))}
      </ul>
    </section>
  )
}
