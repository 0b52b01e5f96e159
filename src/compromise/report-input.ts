import { z } from 'zod'
import { compromiseCauses, compromiseKinds, receiptEvidences } from '../../db/schema/compromise.ts'
import { assurances, channels, locales } from '../../db/schema/people.ts'
import { withoutSecrets } from '../text/without-secrets.ts'

/** Definitions 5, 21, 22: a prefix of the file name is a hint only (R7). */
export const certificateKinds = ['AUTH_RSA', 'RSA', 'GOST'] as const

const said = (limit: number) =>
  z
    .string()
    .trim()
    .transform((text) => withoutSecrets(text).slice(0, limit))

export const ReportCompromiseInput = z.object({
  channel: z.enum(channels),
  /** Actual receipt, from the channel's own evidence (7.5, R71); never later than now. */
  receivedAt: z.date(),
  evidence: z.enum(receiptEvidences),
  /** The unaltered original: what intake has stored, or what a form has sent. */
  original: z.union([
    z.object({ inboundId: z.uuid() }),
    z.object({ raw: z.record(z.string(), z.json()) }),
  ]),
  reporter: z.union([
    z.object({ identityId: z.uuid() }),
    z.object({ channel: z.enum(channels), address: z.string().min(1), displayName: z.string() }),
  ]),
  assurance: z.enum(assurances),
  assuranceReason: z.string().max(200),
  /** Staff called back, or the platform has him signed in: he speaks for the client. */
  vouched: z.boolean().default(false),
  /** The ticket that the words came in, when they were recognised in free text. */
  ticketId: z.uuid().nullable().default(null),
  kind: z.enum(compromiseKinds).default('key'),
  cause: z.enum(compromiseCauses).default('other'),
  certKinds: z.array(z.enum(certificateKinds)).default([]),
  serials: z.array(z.string().trim().min(1).max(100)).max(50).default([]),
  learnedAt: z.date().nullable().default(null),
  happened: said(20_000).default(''),
  clientId: z.uuid().nullable().default(null),
  number: z.string().max(40).default(''),
  holder: z
    .object({
      who: z.enum(['self', 'other', 'unknown']),
      name: said(200).default(''),
      iin: z.string().max(40).default(''),
    })
    .default({ who: 'unknown', name: '', iin: '' }),
  locale: z.enum(locales).default('ru'),
  /** Where it comes from beyond the sender, such as a network; to notice one source of many victims. */
  source: z.string().max(200).default(''),
  drill: z.boolean().default(false),
  /** False for a detail of a report that has had its answer. */
  answer: z.boolean().default(true),
})
export type ReportCompromiseInput = z.input<typeof ReportCompromiseInput>
export type ParsedReport = z.output<typeof ReportCompromiseInput>
