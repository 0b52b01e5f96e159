import type { tariff } from '../../db/schema/catalogue.ts'

export type TariffVersion = typeof tariff.$inferSelect

/**
 * The version in force at a moment: the last one to have taken effect; of two that take effect together the
 * later edit. An edit for the future, or for a stretch of the past, leaves the present alone.
 */
export function versionInForce<T extends Pick<TariffVersion, 'version' | 'effectiveAt'>>(
  versions: readonly T[],
  at: Date,
): T | null {
  return versions
    .filter((one) => one.effectiveAt <= at)
    .reduce<T | null>((best, one) => (best === null || isLater(one, best) ? one : best), null)
}

function isLater<T extends Pick<TariffVersion, 'version' | 'effectiveAt'>>(one: T, other: T) {
  const ms = one.effectiveAt.getTime() - other.effectiveAt.getTime()
  return ms === 0 ? one.version > other.version : ms > 0
}
