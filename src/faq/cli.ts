import { readFileSync, writeFileSync } from 'node:fs'
import { parseArgs } from 'node:util'
import { z } from 'zod'
import { type CliVerb, UsageError } from '../cli-io.ts'
import { buildFaqIndex, searchFaq } from './offline-search.ts'
import { loadSeedFaq } from './seed.ts'

const questionSchema = z.object({ id: z.string(), text: z.string() })

const usage = 'usage: kense faq search --in questions.jsonl --out predictions.jsonl'

/** `kense faq search`: ranks the seeded articles for every question of a file; no server, no database. */
export const run: CliVerb = async (args, io) => {
  const { values, positionals } = parseArgs({
    args,
    allowPositionals: true,
    options: { in: { type: 'string' }, out: { type: 'string' } },
  })
  const { in: input, out: output } = values
  if (positionals.join(' ') !== 'search' || input === undefined || output === undefined) {
    throw new UsageError(usage)
  }
  const questions = parseQuestions(readFileSync(io.path(input), 'utf8'))
  const { documents, unanswerable } = loadSeedFaq()
  const index = buildFaqIndex(documents, { unanswerable })
  const lines = questions.map(({ id, text }) => {
    const { hits, answered } = searchFaq(index, text)
    return JSON.stringify({ id, slugs: hits.map((hit) => hit.slug), answered })
  })
  writeFileSync(io.path(output), lines.map((line) => `${line}\n`).join(''))
  io.err(`${lines.length} questions, ${documents.length} articles -> ${output}`)
  return 0
}

function parseQuestions(source: string): { id: string; text: string }[] {
  const questions: { id: string; text: string }[] = []
  source.split('\n').forEach((line, i) => {
    if (line.trim() === '') return
    const parsed = questionSchema.safeParse(parseJson(line))
    if (!parsed.success) throw new UsageError(`line ${i + 1}: expected {"id", "text"}`)
    questions.push(parsed.data)
  })
  return questions
}

function parseJson(line: string): unknown {
  try {
    return JSON.parse(line)
  } catch {
    return undefined
  }
}
