const rules = new Intl.PluralRules('ru')

/** Russian form of a noun after a number; fractions take the form of `few`. */
export function pluralRu(n: number, one: string, few: string, many: string): string {
  const category = rules.select(n)
  return category === 'one' ? one : category === 'many' ? many : few
}
