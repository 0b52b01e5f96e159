/** Where the tokens spent on a day are counted; the product keeps them in the database. */
export type SpendingStore = {
  spentOn: (day: string) => Promise<number>
  add: (day: string, tokens: number) => Promise<void>
}

const dayFormat = new Intl.DateTimeFormat('en-CA', { timeZone: 'Asia/Almaty', dateStyle: 'short' })

/** Calendar day in Kazakhstan, `YYYY-MM-DD`. */
export function spendingDay(now: Date): string {
  return dayFormat.format(now)
}

/** Counts in memory: enough for one process and for the command line. */
export function createMemorySpending(): SpendingStore {
  const spent = new Map<string, number>()
  return {
    spentOn: async (day) => spent.get(day) ?? 0,
    add: async (day, tokens) => {
      spent.set(day, (spent.get(day) ?? 0) + tokens)
    },
  }
}
