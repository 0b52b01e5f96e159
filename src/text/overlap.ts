import { foldLetters } from './kazakh.ts'

/** From this share of common four-letter pieces on, two texts count as the same one in other clothes. */
const sameFrom = 0.6
const size = 4

function piecesOf(text: string): Set<string> {
  const plain = ` ${foldLetters(text)
    .replace(/[^\p{L}\p{N}]+/gu, ' ')
    .trim()} `
  const pieces = new Set<string>()
  for (let i = 0; i + size <= plain.length; i += 1) pieces.add(plain.slice(i, i + size))
  if (pieces.size === 0) pieces.add(plain)
  return pieces
}

/**
 * For each asked text whether `known` holds it or nearly it (Jaccard over letter pieces): figures over such texts
 * flatter, so they are told apart.
 */
export function overlapping(asked: readonly string[], known: readonly string[]): boolean[] {
  const sizes: number[] = []
  const having = new Map<string, number[]>()
  known.forEach((text, at) => {
    const pieces = piecesOf(text)
    sizes.push(pieces.size)
    for (const piece of pieces) {
      const list = having.get(piece)
      if (list) list.push(at)
      else having.set(piece, [at])
    }
  })
  return asked.map((text) => {
    const pieces = piecesOf(text)
    const common = new Map<number, number>()
    for (const piece of pieces) {
      for (const at of having.get(piece) ?? []) common.set(at, (common.get(at) ?? 0) + 1)
    }
    return [...common].some(
      ([at, shared]) => shared / (pieces.size + (sizes[at] ?? 0) - shared) >= sameFrom,
    )
  })
}
