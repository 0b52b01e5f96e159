import { readdirSync, readFileSync } from 'node:fs'
import type { Complexity, Intent, Priority, TriageFlags } from './types.ts'

/** A labelled message; `_alt` labels are accepted besides the first. */
export type LabelledMessage = {
  id: string
  channel?: 'telegram' | 'email'
  lang: string
  text: string
  intent: Intent
  intent_alt?: Intent
  priority: Priority
  priority_alt?: Priority
  complexity: Complexity
  complexity_alt?: Complexity
  flags: Partial<TriageFlags>
}

/** `partial` sets were labelled before most flags existed: their absence there means nothing. */
export type LabelledSet = { name: string; partial: boolean; messages: LabelledMessage[] }

export const trainingFolder = new URL('./training/', import.meta.url)

export function readMessages(file: URL): LabelledMessage[] {
  return readFileSync(file, 'utf8')
    .split('\n')
    .filter((line) => line.trim() !== '')
    .map((line) => JSON.parse(line) as LabelledMessage)
}

/** Every set the model is trained on, by file name; the held-out ones never are. */
export function readTrainingSets(): LabelledSet[] {
  return readdirSync(trainingFolder)
    .filter((name) => name.endsWith('.jsonl') && !name.startsWith('held-out'))
    .toSorted()
    .map((name) => ({
      name: name.replace('.jsonl', ''),
      partial: name === 'early.jsonl',
      messages: readMessages(new URL(name, trainingFolder)),
    }))
}
