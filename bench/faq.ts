import type { FaqDocument } from '../src/faq/documents.ts'
import { buildFaqIndex, searchFaq } from '../src/faq/offline-search.ts'
import { loadSeedFaq } from '../src/faq/seed.ts'
import { tokenise } from '../src/text/tokens.ts'
import { p95, print } from './print.ts'

const manyArticles = 5000

/** Time of one search over the articles of the product and over five thousand, beside reading the question. */
export function run(): void {
  const { documents, unanswerable } = loadSeedFaq()
  const questions = documents.flatMap(({ aliases }) => aliases).filter((_, at) => at % 17 === 0)
  const floor = timed(questions, (question) => void tokenise(question))
  print('faq', 'floor: split a question into stems, p95', ms(floor))
  for (const articles of [documents, multiplied(documents)]) {
    const index = buildFaqIndex(articles, { unanswerable })
    const took = timed(questions, (question) => void searchFaq(index, question))
    print('faq', `search of ${articles.length} articles, p95`, ms(took), took / floor)
  }
}

const ms = (value: number): string => `${value.toFixed(2)} ms`

function timed(questions: readonly string[], work: (question: string) => void): number {
  for (const question of questions.slice(0, 50)) work(question)
  return p95(
    questions
      .map((question) => {
        const started = performance.now()
        work(question)
        return performance.now() - started
      })
      .toSorted((a, b) => a - b),
  )
}

/** The same articles again and again, half of their words exchanged for words of others. */
function multiplied(documents: readonly FaqDocument[]): FaqDocument[] {
  const words = [...new Set(documents.flatMap(({ aliases }) => aliases.join(' ').split(/\s+/)))]
  let state = 1
  const random = (): number => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    return state / 4_294_967_296
  }
  const mix = (text: string): string =>
    text
      .split(' ')
      .map((word) => (random() < 0.5 ? (words[Math.floor(random() * words.length)] ?? word) : word))
      .join(' ')
  return Array.from({ length: manyArticles }, (_, at): FaqDocument => {
    const source = documents[at % documents.length]
    if (!source) throw new Error('no articles')
    if (at < documents.length) return source
    return {
      ...source,
      slug: `${source.slug}-${at}`,
      titleRu: mix(source.titleRu),
      titleKk: source.titleKk && mix(source.titleKk),
      answerRu: mix(source.answerRu),
      answerKk: source.answerKk && mix(source.answerKk),
      aliases: [],
    }
  })
}
