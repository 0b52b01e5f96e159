import { z } from 'zod'
import { incidentStages } from '../../db/schema/incidents.ts'
import { symptoms } from './symptoms.ts'

const words = (limit: number, missing: string) =>
  z.string().trim().min(1, missing).max(limit, 'textTooLong')

/** An empty choice of a form means none. */
const orNone = <T extends z.ZodType>(schema: T) =>
  z.union([z.literal('').transform(() => null), schema.nullable()]).default(null)

/** What an incident is about and is called; clients read the titles in all three languages. */
export const IncidentSubject = {
  product: orNone(z.string().max(50)),
  symptom: orNone(z.enum(symptoms)),
  affectsAll: z.boolean().default(false),
  titleRu: words(200, 'titleMissing'),
  titleKk: words(200, 'titleMissing'),
  titleEn: words(200, 'titleMissing'),
}

/** What clients are told next. */
export const UpdateWords = {
  stage: z.enum(incidentStages),
  textRu: words(5000, 'emptyText'),
  textKk: words(5000, 'emptyText'),
  textEn: words(5000, 'emptyText'),
}
