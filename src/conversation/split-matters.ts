const numbered = /(?:^|\n|(?<=[.:;?!]\s))\s*(\d{1,2})[.)]\s+/gu
const dashed = /(?:^|\n)\s*[—–•*-]\s+/gu
const sentence = /[^.!?\n]+[.!?]+|[^.!?\n]+/gu

const longestMatters = 5

/**
 * The separate matters of a letter as far as its shape shows them: a numbered or dashed list, else questions of
 * their own. One part when it shows none: then nobody is offered to split it (Annex 1, 1.4).
 */
export function splitMatters(text: string): string[] {
  for (const parts of [listed(text, numbered), listed(text, dashed), questions(text)]) {
    if (parts.length >= 2 && parts.length <= longestMatters) return parts
  }
  return [text.trim()]
}

function listed(text: string, mark: RegExp): string[] {
  const starts = [...text.matchAll(mark)]
  const numbers = starts.map((found) => found[1])
  // 1, 2, 3 … in order, or it is a date or a version.
  if (numbers.some((number, at) => number !== undefined && number !== String(at + 1))) return []
  return starts
    .map((found, at) => text.slice(found.index + found[0].length, starts[at + 1]?.index).trim())
    .filter((part) => wordsIn(part) >= 2)
}

function questions(text: string): string[] {
  const sentences = text.match(sentence)?.map((part) => part.trim()) ?? []
  const asked = sentences.filter((part) => part.endsWith('?') && wordsIn(part) >= 4)
  return asked.length === sentences.filter((part) => wordsIn(part) >= 4).length ? asked : []
}

function wordsIn(text: string): number {
  return text.match(/\p{L}{2,}/gu)?.length ?? 0
}
