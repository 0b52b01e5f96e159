import type { Context, Hono } from 'hono'
import {
  type HelpArticle,
  publishedArticle,
  publishedArticles,
  searchHelp,
} from '../../src/faq/queries.ts'
import type { Locale } from '../../src/i18n/locale.ts'
import type { AdminDeps } from '../deps.ts'
import { HelpSearch } from './landing.tsx'
import { publicLocale, publicWords } from './locale.ts'
import { PublicPage } from './public-page.tsx'

/** Articles in the reader's language, Russian where there is no other text (Annex 1, 4.5). */
function inLanguage(article: HelpArticle, locale: Locale) {
  return locale === 'kk' && article.titleKk !== null && article.answerKk !== null
    ? { title: article.titleKk, answer: article.answerKk, lang: 'kk' as const }
    : { title: article.titleRu, answer: article.answerRu, lang: 'ru' as const }
}

export function helpRoutes(app: Hono, deps: AdminDeps): void {
  app.get('/help', async (c) => {
    const locale = publicLocale(c)
    const question = (c.req.query('q') ?? '').trim().slice(0, 300)
    const articles = await publishedArticles(deps.ctx.db)
    const bySlug = new Map(articles.map((article) => [article.slug, article]))
    const slugs = question === '' ? [] : await searchHelp(deps.ctx.db, question)
    const found = slugs.flatMap((slug) => bySlug.get(slug) ?? [])
    return c.html(
      <HelpPage c={c} locale={locale} question={question} articles={articles} found={found} />,
    )
  })

  app.get('/help/:slug', async (c) => {
    const locale = publicLocale(c)
    const article = await publishedArticle(deps.ctx.db, c.req.param('slug'))
    if (!article) return c.notFound()
    return c.html(
      <ArticlePage c={c} locale={locale} article={article} address={deps.config.supportAddress} />,
    )
  })
}

function HelpPage(props: {
  c: Context
  locale: Locale
  question: string
  articles: HelpArticle[]
  found: HelpArticle[]
}) {
  const words = publicWords(props.locale).help
  const sections = [...Map.groupBy(props.articles, (article) => article.product)]
  return (
    <PublicPage c={props.c} locale={props.locale} title={words.title}>
      <h1>{words.title}</h1>
      <HelpSearch locale={props.locale} question={props.question} />
      {props.question === '' ? null : (
        <section aria-labelledby="results">
          <h2 id="results">{words.results}</h2>
          {props.found.length === 0 ? <p>{words.nothing}</p> : null}
          <ol class="results">
            {props.found.map((article) => (
              <li>
                <ArticleLink article={article} locale={props.locale} excerpt />
              </li>
            ))}
          </ol>
        </section>
      )}
      <h2>{words.all}</h2>
      <div class="sections">
        {sections.map(([code, articles]) => (
          <section aria-labelledby={`s-${code}`}>
            <h3 id={`s-${code}`}>{words.sections[code] ?? code}</h3>
            <ul>
              {articles.map((article) => (
                <li>
                  <ArticleLink article={article} locale={props.locale} />
                </li>
              ))}
            </ul>
          </section>
        ))}
      </div>
    </PublicPage>
  )
}

function ArticleLink(props: { article: HelpArticle; locale: Locale; excerpt?: boolean }) {
  const { title, answer, lang } = inLanguage(props.article, props.locale)
  return (
    <>
      <a href={`/help/${props.article.slug}?lang=${props.locale}`} lang={lang}>
        {title}
      </a>
      {props.excerpt ? <p lang={lang}>{answer}</p> : null}
    </>
  )
}

function ArticlePage(props: { c: Context; locale: Locale; article: HelpArticle; address: string }) {
  const words = publicWords(props.locale).help
  const { title, answer, lang } = inLanguage(props.article, props.locale)
  return (
    <PublicPage c={props.c} locale={props.locale} title={title}>
      <p class="back">
        <a href={`/help?lang=${props.locale}`}>{words.back}</a>
      </p>
      <article class="article" lang={lang}>
        <h1>{title}</h1>
        {answer.split(/\n+/).map((paragraph) => (
          <p>{paragraph}</p>
        ))}
      </article>
      {lang !== props.locale && words.onlyRussian !== '' ? (
        <p class="hint">{words.onlyRussian}</p>
      ) : null}
      <p class="screen-only">
        {words.write}: <a href={`mailto:${props.address}`}>{props.address}</a>
      </p>
    </PublicPage>
  )
}
