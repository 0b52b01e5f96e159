type TrainingLanguage = 'ru' | 'kk' | 'en' | 'mixed'

/** `slug` is null for a question that no article answers. */
export type TrainingQuestion = { slug: string | null; lang: TrainingLanguage; text: string }

const languages: Record<string, TrainingLanguage> = { kk: 'kk', en: 'en', mx: 'mixed', ru: 'ru' }

/**
 * Reads a file of example questions: `# slug` opens an article (`# -` questions without an answer), each
 * further line is one question, Russian unless it starts with `kk:`, `en:` or `mx:`.
 */
export function parseTrainingText(source: string): TrainingQuestion[] {
  const questions: TrainingQuestion[] = []
  let slug: string | null = null
  for (const raw of source.split('\n')) {
    const line = raw.trim()
    if (line === '') continue
    if (line.startsWith('# ')) {
      const name = line.slice(2).trim()
      slug = name === '-' ? null : name
      continue
    }
    const [, code, rest] = /^(ru|kk|en|mx):\s*(.+)$/.exec(line) ?? []
    questions.push({ slug, lang: languages[code ?? 'ru'] ?? 'ru', text: rest ?? line })
  }
  return questions
}
