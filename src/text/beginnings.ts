/**
 * A query for `nameWords`: every word typed begins a word of the name, in any order, so `ромаш тоо` finds
 * ТОО «Ромашка». Empty when nothing but signs was typed.
 */
export function beginnings(typed: string): string {
  const words = typed.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? []
  return words
    .slice(0, 8)
    .map((word) => `'${word}':*`)
    .join(' & ')
}
