import { z } from 'zod'

/** The four priorities of Annex 1, 3.2, and suggestions, which have a limit of their own in 3.8. */
export const slaPriorities = ['critical', 'high', 'medium', 'low', 'suggestion'] as const
export type SlaPriority = (typeof slaPriorities)[number]

/** Working hours, or whole working days counted by the policy's day rule. */
const SlaLimit = z.discriminatedUnion('unit', [
  z.object({ unit: z.literal('hours'), value: z.number().positive().max(10_000) }),
  z.object({ unit: z.literal('days'), value: z.int().positive().max(1_000) }),
])

/** Lower bound of a range in 3.8 = target, upper bound = deadline. */
const SlaRange = z.object({ target: SlaLimit, deadline: SlaLimit })

const priorityKey = z.enum(slaPriorities)

/** One immutable version of the time limits (Annex 1, 3.8). */
export const SlaPolicy = z
  .object({
    version: z.string().min(1),
    /**
     * How a working day is counted: `end_of_nth_day` = closing time of the n-th working day after
     * the day of receipt; `hours_per_day` = n times `hoursPerDay` of working time.
     */
    dayRule: z.enum(['end_of_nth_day', 'hours_per_day']),
    hoursPerDay: z.number().positive().max(24),
    limits: z.record(priorityKey, SlaRange),
    /** Ranges of a tariff, by its code, where they differ from `limits`. */
    tariffs: z.record(z.string(), z.partialRecord(priorityKey, SlaRange)),
    /** Internal goal of the first answer; the regulation sets none. A missing one is not measured. */
    firstResponse: z.partialRecord(priorityKey, SlaLimit),
  })
  .superRefine((policy, ctx) => {
    const length = (l: SlaLimit) => (l.unit === 'hours' ? l.value : l.value * policy.hoursPerDay)
    const check = (path: string[], ranges: Partial<Record<SlaPriority, SlaRange>>) => {
      for (const [priority, range] of Object.entries(ranges))
        if (range && length(range.target) > length(range.deadline))
          ctx.addIssue({
            code: 'custom',
            path: [...path, priority],
            message: 'the target must not be later than the deadline',
          })
    }
    check(['limits'], policy.limits)
    for (const [code, ranges] of Object.entries(policy.tariffs)) check(['tariffs', code], ranges)
  })

export type SlaLimit = z.infer<typeof SlaLimit>
export type SlaRange = z.infer<typeof SlaRange>
export type SlaPolicy = z.infer<typeof SlaPolicy>

const hours = (value: number): SlaLimit => ({ unit: 'hours', value })
const days = (value: number): SlaLimit => ({ unit: 'days', value })

/** The table of Annex 1, 3.8, with an internal goal for the first answer. */
export const regulationPolicy: SlaPolicy = {
  version: 'regulation-3.8',
  dayRule: 'end_of_nth_day',
  hoursPerDay: 9,
  limits: {
    critical: { target: hours(2), deadline: hours(8) },
    high: { target: hours(3), deadline: hours(12) },
    medium: { target: hours(6), deadline: hours(24) },
    low: { target: days(1), deadline: days(3) },
    suggestion: { target: days(7), deadline: days(30) },
  },
  tariffs: {},
  firstResponse: {
    critical: hours(0.5),
    high: hours(1),
    medium: hours(2),
    low: hours(4),
    suggestion: hours(9),
  },
}

/** The policy as a client of the tariff has it: its ranges put over the common ones. */
export function policyForTariff(policy: SlaPolicy, tariffCode: string | null): SlaPolicy {
  const own = tariffCode === null ? undefined : policy.tariffs[tariffCode]
  return own ? { ...policy, limits: { ...policy.limits, ...own } } : policy
}
