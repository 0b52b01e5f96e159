import { citedSlugs } from '../../src/faq/grounded-answer.ts'
import type { Receipt } from '../../src/faq/receipts.ts'
import { receiptRu as words } from '../../src/i18n/panel.receipt.ru.ts'
import { Sentences } from '../faq/receipt.tsx'

/** What the model wrote from the articles, for a person to take, change or leave. */
export function AnswerDraft(props: { receipt: Receipt | null; href: string; mayWrite: boolean }) {
  const { receipt } = props
  if (receipt === null || receipt.state === 'links_only') return null
  return (
    <section class="panel" aria-labelledby="draft-title">
      <h2 id="draft-title">{words.panelTitle}</h2>
      <p class="hint">{words.states[receipt.state]}</p>
      {receipt.changed.length > 0 ? <p class="warn">{words.stale}</p> : null}
      <Sentences receipt={receipt} />
      <p class="later-choice">
        {props.mayWrite && receipt.state === 'draft' ? (
          <a class="button" href={`${props.href}?answer=${receipt.id}#composer`}>
            {words.use}
          </a>
        ) : null}
        <a href={`/desk/faq/receipts/${receipt.id}`}>{words.why}</a>
      </p>
    </section>
  )
}

/** The draft as the text of a reply, its articles as links below. */
export function draftText({ content }: Receipt, faqBaseUrl: string): string {
  const sentences = content.sentences.map(({ text }) => text).join(' ')
  const links = citedSlugs(content).map((slug) => {
    const title = content.articles.find((article) => article.slug === slug)?.title ?? slug
    return `${title}: ${faqBaseUrl}/${slug}`
  })
  return [sentences, links.join('\n')].join('\n\n')
}
