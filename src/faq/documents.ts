/** An article as the search sees it. `aliases` are questions it is known to answer. */
export type FaqDocument = {
  slug: string
  titleRu: string
  titleKk: string | null
  answerRu: string
  answerKk: string | null
  product: string
  keywords: string[]
  aliases: string[]
}
