export type BreakerSettings = { failures: number; coolDownMs: number }

export type CircuitBreaker = {
  /** False while the circuit is open; after the pause one call may try again. */
  allows: (nowMs: number) => boolean
  succeeded: () => void
  failed: (nowMs: number) => void
}

/** Stops calling a service that keeps failing; one trial call after the pause closes it again. */
export function createCircuitBreaker(settings: BreakerSettings): CircuitBreaker {
  let failures = 0
  let openUntilMs = 0
  let trialRunning = false
  return {
    allows: (nowMs) => {
      if (failures < settings.failures) return true
      if (nowMs < openUntilMs || trialRunning) return false
      trialRunning = true
      return true
    },
    succeeded: () => {
      failures = 0
      trialRunning = false
    },
    failed: (nowMs) => {
      failures += 1
      trialRunning = false
      if (failures >= settings.failures) openUntilMs = nowMs + settings.coolDownMs
    },
  }
}
