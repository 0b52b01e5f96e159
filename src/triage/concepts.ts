export function findConcepts(_folded: string): string[] {
  return []
}
