import { z } from 'zod'

/** What the model must return: sentences, each with the articles it rests on; none when they have no answer. */
export const groundedSchema = z.strictObject({
  sentences: z
    .array(
      z.strictObject({
        text: z.string().trim().min(1).max(500),
        articles: z.array(z.string()).max(5),
      }),
    )
    .max(6),
})

export type GroundedAnswer = z.infer<typeof groundedSchema>

/** An article as the model was given it; kept with the answer, for the wording may change later. */
export type GroundArticle = { slug: string; version: number; title: string; text: string }

export const groundFaults = [
  'no_answer',
  'uncited',
  'unknown_article',
  'unsupported_number',
  'foreign_address',
  'masked_data',
] as const
export type GroundFault = (typeof groundFaults)[number]

const numbers = /\d+(?:[.,:]\d+)*/g
const addresses = /https?:\/\/[^\s)]+|www\.[^\s)]+|[\w.+-]+@[\w-]+\.[\w.-]+/giu

/**
 * Whether every sentence keeps to the articles it cites: only those that were given, no number, link or address
 * that they lack. Null when it does; else only the links may be shown.
 */
export function groundFault(
  answer: GroundedAnswer,
  given: readonly GroundArticle[],
): GroundFault | null {
  if (answer.sentences.length === 0) return 'no_answer'
  const bySlug = new Map(given.map((article) => [article.slug, article]))
  for (const { text, articles } of answer.sentences) {
    if (articles.length === 0) return 'uncited'
    const cited = articles.map((slug) => bySlug.get(slug))
    if (cited.includes(undefined)) return 'unknown_article'
    if (/[⟦⟧]/.test(text)) return 'masked_data'
    const source = cited.map((article) => `${article?.title} ${article?.text}`).join(' ')
    if (
      (text.match(addresses) ?? []).some((found) => !source.includes(found.replace(/[.,]$/, '')))
    ) {
      return 'foreign_address'
    }
    const known = new Set(source.match(numbers) ?? [])
    if ((text.match(numbers) ?? []).some((found) => !known.has(found))) return 'unsupported_number'
  }
  return null
}

/** Slugs in the order of their first citation: the numbers behind the sentences. */
export function citedSlugs({ sentences }: GroundedAnswer): string[] {
  return [...new Set(sentences.flatMap(({ articles }) => articles))]
}
