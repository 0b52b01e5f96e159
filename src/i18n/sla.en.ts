import type { SlaTexts } from './sla.ru.ts'

export const slaEn: SlaTexts = {
  weekdays: ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun'],
  priority: {
    critical: 'critical',
    high: 'high',
    medium: 'medium',
    low: 'low',
    suggestion: 'suggestion',
  },
  hours: (n) => `${n} working ${n === 1 ? 'hour' : 'hours'}`,
  days: (n) => `${n} working ${n === 1 ? 'day' : 'days'}`,
  duration: (hours, minutes, seconds) =>
    `${hours} h ${minutes} min${seconds === 0 ? '' : ` ${seconds} s`}`,
  zone: 'Astana time',
  received: (at) => `Counted from: ${at}`,
  cycle: (n) => `The ticket was reopened, count No. ${n}`,
  rule: (priority, target, deadline) =>
    `Priority: ${priority}. Regulated resolution time: ${target} – ${deadline}`,
  dayRules: {
    end_of_nth_day:
      'Working days are counted from the day after receipt; the limit ends at the close of the last day',
    hours_per_day: (hours) => `Working hours that make a working day: ${hours}`,
  },
  versions: (policy, calendar) => `Rules: ${policy}. Calendar: ${calendar}`,
  intervals: 'Working time:',
  counted: 'counted',
  dayOfReceipt: 'day of receipt',
  workingDay: (n) => `working day No. ${n}`,
  overdue: 'past the limit',
  pause: {
    waiting_for_client: "paused, waiting for the client's answer",
    support_suspended: 'paused, support suspended',
    in_development: 'paused, passed to development',
  },
  daysOff: 'Days that differ from the usual week:',
  workedDay: 'working day',
  totals: (net, paused) => `Used: ${net}, paused: ${paused}`,
  target: (at) => `Target: ${at}`,
  due: (at) => `Due: ${at}`,
  pausedNow: 'The clock is paused: the limit is shown as if it went on now',
  breached: (at) => `Exceeded: ${at}`,
  stopped: (at) => `Clock stopped: ${at}`,
}
