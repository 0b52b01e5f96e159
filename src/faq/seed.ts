import { readdirSync, readFileSync } from 'node:fs'
import { z } from 'zod'
import type { FaqDocument } from './documents.ts'
import { parseTrainingText, type TrainingQuestion } from './training-text.ts'

const articleSchema = z.object({
  slug: z.string(),
  title_ru: z.string(),
  title_kk: z.string().nullable(),
  answer_ru: z.string(),
  answer_kk: z.string().nullable(),
  product: z.string(),
  keywords: z.array(z.string()),
})

const aliasSchema = z.object({
  lang: z.enum(['ru', 'kk', 'en', 'mixed']),
  text: z.string(),
  gold: z.array(z.string()),
})

const trainingFolder = new URL('./training/', import.meta.url)

/** Every example question of the repository with the file it stands in, in a fixed order. */
export function loadTrainingQuestions(): (TrainingQuestion & {
  source: string
  accepted: string[]
})[] {
  const files = readdirSync(trainingFolder).sort()
  return files.flatMap((source) => {
    if (!source.endsWith('.jsonl') && !source.endsWith('.txt')) return []
    const text = readFileSync(new URL(source, trainingFolder), 'utf8')
    if (source.endsWith('.txt')) {
      return parseTrainingText(text).map((question) => ({
        ...question,
        source,
        accepted: question.slug === null ? [] : [question.slug],
      }))
    }
    return text
      .split('\n')
      .filter((line) => line !== '')
      .map((line) => {
        const { lang, text: asked, gold } = aliasSchema.parse(JSON.parse(line))
        return { slug: gold[0] ?? null, lang, text: asked, source, accepted: gold }
      })
  })
}

/** Articles as seeded, without aliases. */
export function loadSeedArticles(): FaqDocument[] {
  const file = new URL('../../db/seed/faq.json', import.meta.url)
  return z
    .array(articleSchema)
    .parse(JSON.parse(readFileSync(file, 'utf8')))
    .map((article) => ({
      slug: article.slug,
      titleRu: article.title_ru,
      titleKk: article.title_kk,
      answerRu: article.answer_ru,
      answerKk: article.answer_kk,
      product: article.product,
      keywords: article.keywords,
      aliases: [],
    }))
}

/** Puts questions to their articles as aliases; those without an article come back as `unanswerable`. */
export function withAliases(
  articles: readonly FaqDocument[],
  questions: readonly TrainingQuestion[],
): { documents: FaqDocument[]; unanswerable: string[] } {
  const aliases = Map.groupBy(questions, (question) => question.slug)
  return {
    documents: articles.map((article) => ({
      ...article,
      aliases: [...article.aliases, ...(aliases.get(article.slug) ?? []).map((q) => q.text)],
    })),
    unanswerable: (aliases.get(null) ?? []).map((question) => question.text),
  }
}

/** The articles of the repository with their example questions: a search that works without a database. */
export function loadSeedFaq(): { documents: FaqDocument[]; unanswerable: string[] } {
  return withAliases(loadSeedArticles(), loadTrainingQuestions())
}
