import type { Context, Hono } from 'hono'
import { actingAs } from '../../src/context.ts'
import { type RatingPage, ratingPage } from '../../src/rating-link/queries.ts'
import { type RatingTarget, readRatingToken } from '../../src/rating-link/rating-token.ts'
import { reopenByLink } from '../../src/rating-link/reopen-by-link.ts'
import { rateTicket } from '../../src/tickets/rate-ticket.ts'
import { formatTicketNumber } from '../../src/tickets/ticket-number.ts'
import type { AdminDeps } from '../deps.ts'
import { attempt, type Typed, typedFields } from '../http/forms.ts'
import { ErrorPage } from '../ui/error-page.tsx'
import { publicLocale, publicWords } from './locale.ts'
import { PublicPage } from './public-page.tsx'

type Found = { target: RatingTarget; page: RatingPage }
type Notice = 'thanks' | 'reopened' | 'chooseScore' | undefined

/** Annex 1, 4.7: rating by a signed link. Opening it changes nothing, so mail scanners cannot vote. */
export function rateRoutes(app: Hono, deps: AdminDeps): void {
  const find = async (c: Context): Promise<Found | null> => {
    const target = readRatingToken(c.req.param('token') ?? '', deps.config.secretKey)
    const page = target ? await ratingPage(deps.ctx.db, target) : null
    return target && page ? { target, page } : null
  }

  app.get('/rate/:token', async (c) => {
    const found = await find(c)
    if (!found) return invalidLink(c)
    const score = c.req.query('score') ?? ''
    const done = c.req.query('done')
    const notice = done === 'thanks' || done === 'reopened' ? done : undefined
    return c.html(<Rate c={c} {...found} typed={{ score }} notice={notice} />)
  })

  app.post('/rate/:token', async (c) => {
    const found = await find(c)
    if (!found) return invalidLink(c)
    const typed = await typedFields(c)
    const { target, page } = found
    const ctx = actingAs(deps.ctx, { kind: 'customer', contactId: page.requesterId })
    const reopens = typed.verb === 'reopen'
    if (!reopens && !/^[1-5]$/.test(typed.score ?? '')) {
      c.status(422)
      return c.html(<Rate c={c} {...found} typed={typed} notice="chooseScore" />)
    }
    const outcome = await attempt<unknown>(() =>
      reopens
        ? reopenByLink(ctx, { ...target, text: typed.text ?? '' })
        : rateTicket(ctx, {
            ...target,
            score: Number(typed.score),
            comment: typed.comment ?? '',
            channel: 'email',
          }),
    )
    if (!outcome.ok) {
      c.status(outcome.status)
      const now = (await find(c)) ?? found
      return c.html(<Rate c={c} {...now} typed={typed} notice={undefined} />)
    }
    const query = new URLSearchParams({ done: reopens ? 'reopened' : 'thanks' })
    const lang = c.req.query('lang')
    if (lang) query.set('lang', lang)
    return c.redirect(`/rate/${c.req.param('token')}?${query}`, 303)
  })
}

function invalidLink(c: Context) {
  const locale = publicLocale(c)
  const words = publicWords(locale)
  c.status(404)
  return c.html(
    <ErrorPage
      locale={locale}
      title={words.rate.invalid}
      text={words.rate.invalidText}
      back={{ href: '/', text: words.error.home }}
    />,
  )
}

function Rate(props: { c: Context; page: RatingPage; typed: Typed; notice: Notice }) {
  const { page, c } = props
  const locale = c.req.query('lang') ? publicLocale(c) : page.locale
  const words = publicWords(locale).rate
  return (
    <PublicPage c={c} locale={locale} title={words.title}>
      <h1>{words.title}</h1>
      <p class="lead">
        {words.about(formatTicketNumber(page.number))}: <q>{page.subject}</q>
      </p>
      {props.notice === 'thanks' ? (
        <p class="done" role="status">
          {words.thanks}
        </p>
      ) : null}
      {page.state === 'reopened' ? (
        <p class="done" role="status">
          {words.reopened}
        </p>
      ) : null}
      {page.state === 'outdated' ? <p role="status">{words.outdated}</p> : null}
      {page.state === 'open_for_rating' ? (
        <Forms {...props} action={`${c.req.path}?lang=${locale}`} words={words} />
      ) : null}
    </PublicPage>
  )
}

function Forms(props: {
  page: RatingPage
  typed: Typed
  notice: Notice
  action: string
  words: ReturnType<typeof publicWords>['rate']
}) {
  const { words, page, typed } = props
  const chosen = typed.score || String(page.given?.score ?? '')
  return (
    <>
      <form method="post" action={props.action} class="card">
        {page.given && props.notice !== 'thanks' ? <p>{words.given(page.given.score)}</p> : null}
        {props.notice === 'chooseScore' ? (
          <p class="alert" role="alert">
            {words.chooseScore}
          </p>
        ) : null}
        <fieldset class="scores">
          <legend>{words.question}</legend>
          {words.scale.map((label, index) => {
            const score = String(index + 1)
            return (
              <label>
                <input
                  type="radio"
                  name="score"
                  value={score}
                  required
                  {...(score === chosen ? { checked: true } : {})}
                />
                <span class="score">{score}</span>
                <span>{label}</span>
              </label>
            )
          })}
        </fieldset>
        <div class="field">
          <label for="comment">{words.comment}</label>
          <textarea id="comment" name="comment" rows={3} maxlength={2000}>
            {typed.comment ?? page.given?.comment ?? ''}
          </textarea>
        </div>
        <button type="submit" class="primary">
          {page.given ? words.again : words.submit}
        </button>
      </form>
      <form method="post" action={props.action} class="card">
        <h2>{words.notSolved}</h2>
        <p>{words.notSolvedText}</p>
        <div class="field">
          <label for="text">{words.whatRemains}</label>
          <textarea id="text" name="text" rows={3} maxlength={20000}>
            {typed.text ?? ''}
          </textarea>
        </div>
        <button type="submit" name="verb" value="reopen">
          {words.reopen}
        </button>
      </form>
    </>
  )
}
