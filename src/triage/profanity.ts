export type ProfanityLevel = 'none' | 'insult' | 'obscene'
export type ProfanityOptions = { stop?: readonly string[]; allow?: readonly string[] }
export type ProfanityResult = {
  level: ProfanityLevel
  hits: { level: 'insult' | 'obscene'; span: string }[]
}
export function findProfanity(_text: string, _options: ProfanityOptions = {}): ProfanityResult {
  return { level: 'none', hits: [] }
}
