import type { ArticlePage } from '../../src/faq/editor-queries.ts'
import { faqRu } from '../../src/i18n/panel.faq.ru.ts'
import type { FormErrors, Typed } from '../http/forms.ts'
import { Csrf, TextField } from '../ui/field.tsx'
import { When } from '../ui/time.tsx'

/** The wording as clients will read it, in each language it has. */
export function Preview(props: { typed: Typed }) {
  const { typed } = props
  const texts = [
    { lang: 'ru', title: typed.titleRu ?? '', answer: typed.answerRu ?? '' },
    { lang: 'kk', title: typed.titleKk ?? '', answer: typed.answerKk ?? '' },
  ].filter(({ answer }) => answer.trim() !== '')
  return (
    <section class="card" aria-labelledby="faq-preview">
      <h2 id="faq-preview">{faqRu.editor.preview}</h2>
      {texts.map(({ lang, title, answer }) => (
        <article class="article" lang={lang}>
          <h3>{title}</h3>
          {answer.split(/\n+/).map((paragraph) => (
            <p>{paragraph}</p>
          ))}
        </article>
      ))}
    </section>
  )
}

export function Versions(props: {
  page: ArticlePage
  action: string
  csrf: string
  now: Date
  mayPublish: boolean
}) {
  const words = faqRu.versions
  const { article, versions } = props.page
  return (
    <section class="card" aria-labelledby="faq-versions">
      <h2 id="faq-versions">{words.title}</h2>
      {versions.length === 0 ? <p class="hint">{words.none}</p> : null}
      <ul>
        {versions.map((row) => {
          const live = article.published && row.version === article.version
          return (
            <li>
              {words.one(row.version)} · <When at={row.createdAt} now={props.now} />{' '}
              {row.author ?? ''} {live ? <strong>{words.live}</strong> : null}
              {props.mayPublish && !live ? (
                <Act {...props} act="publish" fields={{ version: String(row.version) }}>
                  {row.publishedAt === null ? words.publish : words.again}
                </Act>
              ) : null}
            </li>
          )
        })}
      </ul>
      {props.mayPublish && article.published ? (
        <Act {...props} act="withdraw" fields={{}}>
          {words.withdraw}
        </Act>
      ) : null}
    </section>
  )
}

export function Questions(props: {
  page: ArticlePage
  action: string
  csrf: string
  errors: FormErrors
  mayWrite: boolean
}) {
  const words = faqRu.questions
  return (
    <section class="card" aria-labelledby="faq-questions">
      <h2 id="faq-questions">{words.title}</h2>
      <p class="hint">{words.hint}</p>
      {props.mayWrite ? (
        <form method="post" action={props.action}>
          <Csrf token={props.csrf} />
          <input type="hidden" name="act" value="keep" />
          <TextField
            name="question"
            label={words.add}
            maxlength={500}
            required
            typed={{}}
            errors={{ ...(props.errors.text ? { question: props.errors.text } : {}) }}
          />
          <button type="submit">{words.keep}</button>
        </form>
      ) : null}
      <ul>
        {props.page.questions.map((question) => (
          <li>
            {question.text}
            {props.mayWrite ? (
              <Act {...props} act="drop" fields={{ id: question.id }} about={question.text}>
                {words.drop}
              </Act>
            ) : null}
          </li>
        ))}
      </ul>
    </section>
  )
}

/** A form of one button; `about` tells buttons of a list apart for those who cannot see it. */
function Act(props: {
  action: string
  csrf: string
  act: string
  fields: Record<string, string>
  about?: string
  children: string
}) {
  return (
    <form method="post" action={props.action} class="inline">
      <Csrf token={props.csrf} />
      <input type="hidden" name="act" value={props.act} />
      {Object.entries(props.fields).map(([name, value]) => (
        <input type="hidden" name={name} value={value} />
      ))}
      <button type="submit" class="quiet">
        {props.children}
        {props.about ? <span class="unseen">: {props.about}</span> : null}
      </button>
    </form>
  )
}
