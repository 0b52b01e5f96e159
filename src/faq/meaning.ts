import { and, eq, sql } from 'drizzle-orm'
import { faqArticle } from '../../db/schema/catalogue.ts'
import { faqEmbedding } from '../../db/schema/faq.ts'
import type { Ctx } from '../context.ts'
import type { ModelCalls } from '../triage/model-call.ts'

/** Texts embedded in one request. */
const atOnce = 64

/** Length 1, so that the product of two vectors is their likeness. */
function unit(vector: readonly number[]): number[] {
  const length = Math.hypot(...vector)
  return vector.map((x) => (length === 0 ? 0 : x / length))
}

type Wording = { slug: string; locale: 'ru' | 'kk'; version: number; text: string }

/** Published wordings that have no vector of this model yet, or one of another version. */
async function unknownWordings(ctx: Ctx, model: string): Promise<Wording[]> {
  const articles = await ctx.db.select().from(faqArticle).where(eq(faqArticle.published, true))
  const { slug, locale, version } = faqEmbedding
  const known = await ctx.db
    .select({ slug, locale, version })
    .from(faqEmbedding)
    .where(eq(faqEmbedding.model, model))
  const has = new Set(known.map((one) => `${one.slug} ${one.locale} ${one.version}`))
  return articles
    .flatMap((article): Wording[] => {
      const { titleRu, titleKk, answerRu, answerKk } = article
      const of = (locale: Wording['locale'], title: string, answer: string): Wording => ({
        slug: article.slug,
        locale,
        version: article.version,
        text: `${title}\n${answer}`,
      })
      return titleKk !== null && answerKk !== null
        ? [of('ru', titleRu, answerRu), of('kk', titleKk, answerKk)]
        : [of('ru', titleRu, answerRu)]
    })
    .filter((wording) => !has.has(`${wording.slug} ${wording.locale} ${wording.version}`))
}

/**
 * Slugs of the articles nearest in meaning, best first; null when the model gives no vectors, so that words alone
 * decide. Vectors are kept in the database: an article is embedded once a version. `question` must be masked.
 */
export async function nearestByMeaning(
  ctx: Ctx,
  { embed }: Pick<ModelCalls, 'embed'>,
  model: string,
  question: string,
  limit = 5,
): Promise<string[] | null> {
  const missing = await unknownWordings(ctx, model)
  for (let from = 0; from < missing.length; from += atOnce) {
    const part = missing.slice(from, from + atOnce)
    const outcome = await embed(
      model,
      part.map(({ text }) => text),
    )
    if ('trouble' in outcome) return null
    await keepVectors(ctx, model, part, outcome.value)
  }
  const asked = await embed(model, [question])
  const vector = 'trouble' in asked ? undefined : asked.value[0]
  if (vector === undefined) return null
  // Multiplied where they lie: thousands of vectors need not pass through this process.
  const rows = await ctx.db.execute<{ slug: string }>(sql`
    select ${faqEmbedding.slug} as slug
    from ${faqEmbedding} join ${faqArticle} on ${faqArticle.slug} = ${faqEmbedding.slug}
    where ${and(eq(faqEmbedding.model, model), eq(faqArticle.published, true))}
      and cardinality(${faqEmbedding.vector}) = ${vector.length}
    group by 1
    order by max((
      select sum(a * b) from unnest(${faqEmbedding.vector}, ${sql.param(unit(vector), faqEmbedding.vector)}::real[]) as v (a, b)
    )) desc, 1
    limit ${limit}`)
  return rows.map(({ slug }) => slug)
}

async function keepVectors(
  ctx: Ctx,
  model: string,
  wordings: readonly Wording[],
  vectors: readonly number[][],
): Promise<void> {
  for (const [at, { slug, locale, version }] of wordings.entries()) {
    const row = { version, vector: unit(vectors[at] ?? []), createdAt: ctx.now() }
    await ctx.db
      .insert(faqEmbedding)
      .values({ slug, locale, model, ...row })
      .onConflictDoUpdate({
        target: [faqEmbedding.slug, faqEmbedding.locale, faqEmbedding.model],
        set: row,
      })
  }
}

/** Two rankings in one: what stands high in both comes first (reciprocal ranks). */
export function joinRankings(...rankings: readonly (readonly string[])[]): string[] {
  const score = new Map<string, number>()
  for (const ranking of rankings) {
    for (const [at, slug] of ranking.entries()) {
      score.set(slug, (score.get(slug) ?? 0) + 1 / (at + 3))
    }
  }
  return [...score].toSorted((a, b) => b[1] - a[1]).map(([slug]) => slug)
}
