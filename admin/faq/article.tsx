import type { Hono } from 'hono'
import { deskRoles } from '../../src/context.ts'
import { draftFromTicket } from '../../src/faq/draft-from-ticket.ts'
import { type ArticlePage, articlePage } from '../../src/faq/editor-queries.ts'
import { dropQuestion, keepQuestion } from '../../src/faq/keep-question.ts'
import { publishArticle, publishRoles, withdrawArticle } from '../../src/faq/publish-article.ts'
import { type SaveArticleInput, saveArticle } from '../../src/faq/save-article.ts'
import { faqRu as words } from '../../src/i18n/panel.faq.ru.ts'
import type { DeskEnv } from '../deps.ts'
import { attempt, errorText, type FormErrors, type Typed, typedFields } from '../http/forms.ts'
import { checkFormToken } from '../http/session.ts'
import { DeskPage } from '../ui/desk-page.tsx'
import { ArticleForm } from './article-form.tsx'
import { Preview, Questions, Versions } from './article-parts.tsx'

type Vars = DeskEnv['Variables']

/** One article: its wording in both languages, versions, publication, and the questions it answers. */
export function faqArticleRoutes(desk: Hono<DeskEnv>): void {
  desk.get('/faq/new', (c) => c.html(<NewPage vars={c.var} typed={{}} errors={{}} />))

  desk.post('/faq/new', async (c) => {
    const typed = await typedFields(c)
    checkFormToken(typed.csrf, c.var.csrf)
    const outcome = await attempt(
      () => saveArticle(c.var.ctx, wordingOf(typed, typed.slug ?? '', true)),
      { slugTaken: 'slug' },
    )
    if (outcome.ok) return c.redirect(`/desk/faq/${outcome.value.slug}?done=articleSaved`, 303)
    c.status(outcome.status)
    return c.html(<NewPage vars={c.var} typed={typed} errors={outcome.errors} />)
  })

  desk.post('/faq/from-ticket', async (c) => {
    const typed = await typedFields(c)
    checkFormToken(typed.csrf, c.var.csrf)
    const { slug } = await draftFromTicket(c.var.ctx, { ticketId: typed.ticketId ?? '' })
    return c.redirect(`/desk/faq/${slug}?done=articleSaved`, 303)
  })

  desk.get('/faq/:slug', async (c) => {
    const page = await articlePage(c.var.ctx.db, c.req.param('slug'))
    if (!page) return c.notFound()
    return c.html(
      <EditPage
        vars={c.var}
        page={page}
        typed={typedOf(page)}
        errors={{}}
        done={c.req.query('done')}
      />,
    )
  })

  /** One address for what is done to an article; `act` says what. */
  desk.post('/faq/:slug', async (c) => {
    const slug = c.req.param('slug')
    const typed = await typedFields(c)
    checkFormToken(typed.csrf, c.var.csrf)
    const { ctx } = c.var
    const acts: Record<string, () => Promise<string>> = {
      save: async () => {
        await saveArticle(ctx, wordingOf(typed, slug, false))
        return 'articleSaved'
      },
      publish: async () => {
        await publishArticle(ctx, { slug, version: Number(typed.version) })
        return 'articlePublished'
      },
      withdraw: async () => {
        await withdrawArticle(ctx, { slug })
        return 'articleWithdrawn'
      },
      keep: async () => {
        await keepQuestion(ctx, { slug, text: typed.question ?? '' })
        return 'questionKept'
      },
      drop: async () => {
        await dropQuestion(ctx, { slug, id: typed.id ?? '' })
        return 'questionDropped'
      },
    }
    const act = acts[typed.act ?? '']
    if (!act) return c.notFound()
    const outcome = await attempt(act)
    if (outcome.ok) return c.redirect(`/desk/faq/${slug}?done=${outcome.value}`, 303)
    const page = await articlePage(ctx.db, slug)
    if (!page) return c.notFound()
    c.status(outcome.status)
    const shown = typed.act === 'save' ? typed : typedOf(page)
    return c.html(<EditPage vars={c.var} page={page} typed={shown} errors={outcome.errors} />)
  })
}

function wordingOf(typed: Typed, slug: string, isNew: boolean): SaveArticleInput {
  const { product = '', titleRu = '', titleKk, answerRu = '', answerKk, keywords, reviewAt } = typed
  return { slug, isNew, product, titleRu, titleKk, answerRu, answerKk, keywords, reviewAt }
}

/** The newest wording, published or not: what one goes on writing. */
function typedOf({ article, versions }: ArticlePage): Typed {
  const newest = versions[0] ?? article
  return {
    product: newest.product,
    titleRu: newest.titleRu,
    titleKk: newest.titleKk ?? '',
    answerRu: newest.answerRu,
    answerKk: newest.answerKk ?? '',
    keywords: newest.keywords.join(', '),
    reviewAt: article.reviewAt ? article.reviewAt.toISOString().slice(0, 10) : '',
  }
}

function NewPage(props: { vars: Vars; typed: Typed; errors: FormErrors }) {
  const { vars, typed, errors } = props
  return (
    <DeskPage
      title={words.add}
      section="faq"
      session={vars.session}
      csrf={vars.csrf}
      error={errors.form ? errorText(errors.form) : undefined}
    >
      <main id="main" class="form-page" tabindex={-1}>
        <p>
          <a href="/desk/faq">{words.editor.back}</a>
        </p>
        <h1>{words.add}</h1>
        <ArticleForm action="/desk/faq/new" csrf={vars.csrf} typed={typed} errors={errors} isNew />
      </main>
    </DeskPage>
  )
}

function EditPage(props: {
  vars: Vars
  page: ArticlePage
  typed: Typed
  errors: FormErrors
  done?: string | undefined
}) {
  const { vars, page, typed, errors } = props
  const { role } = vars.session.actor
  const action = `/desk/faq/${page.article.slug}`
  return (
    <DeskPage
      title={page.article.titleRu}
      section="faq"
      session={vars.session}
      csrf={vars.csrf}
      done={props.done}
      error={errors.form ? errorText(errors.form) : undefined}
    >
      <main id="main" class="form-page" tabindex={-1}>
        <p>
          <a href="/desk/faq">{words.editor.back}</a>
        </p>
        <h1>{page.article.titleRu}</h1>
        {deskRoles.includes(role) ? (
          <ArticleForm action={action} csrf={vars.csrf} typed={typed} errors={errors} />
        ) : null}
        <Preview typed={typed} />
        <Versions
          page={page}
          action={action}
          csrf={vars.csrf}
          now={vars.ctx.now()}
          mayPublish={publishRoles.includes(role)}
        />
        <Questions
          page={page}
          action={action}
          csrf={vars.csrf}
          errors={errors}
          mayWrite={deskRoles.includes(role)}
        />
      </main>
    </DeskPage>
  )
}
