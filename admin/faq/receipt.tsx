import type { Hono } from 'hono'
import { citedSlugs, type GroundArticle } from '../../src/faq/grounded-answer.ts'
import { type Receipt, receiptById } from '../../src/faq/receipts.ts'
import { receiptRu as words } from '../../src/i18n/panel.receipt.ru.ts'
import { formatTicketNumber } from '../../src/tickets/ticket-number.ts'
import type { DeskEnv } from '../deps.ts'
import { DeskPage } from '../ui/desk-page.tsx'
import { When } from '../ui/time.tsx'

/** Why an answer was said: the question, the articles as they were, and the check made again. */
export function faqReceiptRoutes(desk: Hono<DeskEnv>): void {
  desk.get('/faq/receipts/:id', async (c) => {
    const id = c.req.param('id')
    const receipt = /^[\da-f-]{36}$/i.test(id) ? await receiptById(c.var.ctx.db, id) : null
    if (!receipt) return c.notFound()
    return c.html(
      <DeskPage title={words.title} section="faq" session={c.var.session} csrf={c.var.csrf}>
        <ReceiptView receipt={receipt} now={c.var.ctx.now()} />
      </DeskPage>,
    )
  })
}

function ReceiptView(props: { receipt: Receipt; now: Date }) {
  const { receipt } = props
  const { content } = receipt
  const number = formatTicketNumber(receipt.number)
  return (
    <main id="main" class="queue spaced receipt" tabindex={-1}>
      <h1>{words.title}</h1>
      <p class="lead">
        <a href={`/desk/tickets/${number}`}>{number}</a>,{' '}
        <When at={receipt.createdAt} now={props.now} />, {words.states[receipt.state]}
      </p>
      {receipt.changed.length > 0 ? <p class="warn">{words.stale}</p> : null}
      <h2>{words.question}</h2>
      <blockquote class="asked">{content.question}</blockquote>
      <h2>{words.answer}</h2>
      <Sentences receipt={receipt} />
      <p class="hint">
        {receipt.replayed === null ? words.replayed : words.faults[receipt.replayed]}{' '}
        {words.engine(receipt.engine, receipt.promptVersion)}
      </p>
      <h2>{words.articles}</h2>
      <p class="hint">{words.articlesHint}</p>
      {content.articles.map((article) => (
        <Ground article={article} receipt={receipt} />
      ))}
    </main>
  )
}

/** Each sentence with the numbers of what it rests on. */
export function Sentences(props: { receipt: Receipt }) {
  const { content } = props.receipt
  const cited = citedSlugs(content)
  if (content.sentences.length === 0) return <p class="hint">{words.faults.no_answer}</p>
  return (
    <ol class="grounded">
      {content.sentences.map(({ text, articles }) => (
        <li>
          {text}{' '}
          {articles.map((slug) => (
            <a href={`/desk/faq/${slug}`} title={titleOf(content.articles, slug)}>
              [{cited.indexOf(slug) + 1}]
            </a>
          ))}
        </li>
      ))}
    </ol>
  )
}

const titleOf = (articles: readonly GroundArticle[], slug: string): string =>
  articles.find((article) => article.slug === slug)?.title ?? slug

function Ground(props: { article: GroundArticle; receipt: Receipt }) {
  const { article, receipt } = props
  const at = citedSlugs(receipt.content).indexOf(article.slug)
  const changed = receipt.changed.find(({ slug }) => slug === article.slug)
  return (
    <details {...(at >= 0 ? { open: true } : {})}>
      <summary>
        {at >= 0 ? `[${at + 1}] ` : ''}
        {article.title} <small>{words.version(article.version)}</small>
        {changed ? <span class="mark"> {words.changed(changed.version)}</span> : null}
      </summary>
      <p class="article-then">{article.text}</p>
      <p>
        <a href={`/desk/faq/${article.slug}`}>{words.nowIs}</a>
      </p>
    </details>
  )
}
