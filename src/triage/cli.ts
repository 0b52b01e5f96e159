import { readFileSync, writeFileSync } from 'node:fs'
import { setTimeout as delay } from 'node:timers/promises'
import { parseArgs } from 'node:util'
import { z } from 'zod'
import { type CliIo, type CliVerb, UsageError } from '../cli-io.ts'
import { createMemorySpending } from './daily-budget.ts'
import { createModelTriage, type ModelTriage } from './llm.ts'
import { createModelCalls } from './model-call.ts'
import { triageOffline } from './offline.ts'
import type { TriageInput, TriageResult } from './types.ts'

const lineSchema = z.object({
  id: z.union([z.string(), z.number()]),
  channel: z.enum(['telegram', 'email', 'phone', 'web']).default('telegram'),
  subject: z.string().optional(),
  text: z.string(),
})

type Line = z.infer<typeof lineSchema>

/** Reads JSON lines; throws with the number of the first bad line. */
export function parseLines(content: string): Line[] {
  return content
    .replace(/^\uFEFF/, '')
    .split('\n')
    .flatMap((line, at) => {
      if (line.trim() === '') return []
      let value: unknown
      try {
        value = JSON.parse(line)
      } catch {
        throw new Error(`line ${at + 1}: not JSON`)
      }
      const parsed = lineSchema.safeParse(value)
      if (parsed.success) return [parsed.data]
      const issue = parsed.error.issues[0]
      throw new Error(`line ${at + 1}: ${issue?.path.join('.') || 'value'}: ${issue?.message}`)
    })
}

export function toPrediction(id: string | number, result: TriageResult): Record<string, unknown> {
  const { lang, intent, priority, complexity, category, flags, confidence, evidence } = result
  const { engine, version } = result
  return {
    id,
    lang,
    intent,
    priority,
    complexity,
    category,
    flags,
    confidence,
    evidence,
    engine,
    version,
  }
}

/** The command line has no clock of its own: the budget is that of one run, pauses are real. */
function modelEngine(io: CliIo): ModelTriage {
  const apiKey = io.env.OPENAI_API_KEY
  const model = io.env.OPENAI_MODEL
  if (!apiKey || !model)
    throw new UsageError('--engine model needs OPENAI_API_KEY and OPENAI_MODEL')
  const baseUrl = io.env.OPENAI_BASE_URL
  return createModelTriage(
    createModelCalls(
      { apiKey, model, tokensPerDay: runTokens, ...(baseUrl ? { baseUrl } : {}) },
      {
        now: () => new Date(performance.timeOrigin + performance.now()),
        spending: createMemorySpending(),
        sleep: (ms) => delay(ms),
      },
    ),
  )
}

const runTokens = 5_000_000

/** `kense triage --in FILE --out FILE [--engine offline|model]`: one prediction a line, in input order. */
export const run: CliVerb = async (args, io) => {
  const { values } = parseArgs({
    args,
    options: {
      in: { type: 'string' },
      out: { type: 'string' },
      engine: { type: 'string', default: 'offline' },
    },
  })
  if (values.in === undefined || values.out === undefined) {
    throw new UsageError('usage: triage --in FILE --out FILE [--engine offline|model]')
  }
  if (values.engine !== 'offline' && values.engine !== 'model') {
    throw new UsageError(`--engine is offline or model, not ${values.engine}`)
  }
  let lines: Line[]
  try {
    lines = parseLines(readFileSync(io.path(values.in), 'utf8'))
  } catch (error) {
    io.err(`${values.in}: ${error instanceof Error ? error.message : String(error)}`)
    return 1
  }
  const classify = values.engine === 'model' ? modelEngine(io) : undefined
  const out: string[] = []
  for (const { id, text, channel, subject } of lines) {
    const input: TriageInput = { text, channel, ...(subject === undefined ? {} : { subject }) }
    const offline = triageOffline(input)
    const { result, trouble } =
      classify === undefined
        ? { result: offline, trouble: undefined }
        : await classify(input, offline)
    if (trouble !== undefined) io.err(`${id}: offline answer, ${trouble}`)
    out.push(JSON.stringify(toPrediction(id, result)))
  }
  writeFileSync(io.path(values.out), out.map((line) => `${line}\n`).join(''))
  return 0
}
