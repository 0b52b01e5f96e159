import { expect, test } from 'vitest'
import { createVault } from './vault.ts'

const old = 'o'.repeat(40)
const current = 'c'.repeat(40)

test('what is sealed opens again, and never looks the same twice', () => {
  const vault = createVault(current)
  const sealed = vault.seal('750615100006', 'client:1')
  expect(sealed).not.toContain('750615100006')
  expect(vault.open(sealed, 'client:1')).toBe('750615100006')
  expect(vault.seal('750615100006', 'client:1')).not.toBe(sealed)
})

test('what is moved to another place or changed does not open', () => {
  const vault = createVault(current)
  const sealed = vault.seal('750615100006', 'client:1')
  expect(() => vault.open(sealed, 'client:2')).toThrow()
  const at = sealed.length - 5
  const changed = sealed.slice(0, at) + (sealed[at] === 'A' ? 'B' : 'A') + sealed.slice(at + 1)
  expect(() => vault.open(changed, 'client:1')).toThrow()
})

test('a cut authentication tag does not open', () => {
  const vault = createVault(current)
  const sealed = vault.seal('x', 'p')
  expect(() => vault.open(sealed.slice(0, -8), 'p')).toThrow()
})

test('an earlier key opens and finds, the current one seals', () => {
  const before = createVault(old)
  const sealed = before.seal('750615100006', 'client:1')
  const vault = createVault(current, old)
  expect(vault.open(sealed, 'client:1')).toBe('750615100006')
  expect(vault.isCurrent(sealed)).toBe(false)
  expect(vault.isCurrent(vault.seal('x', 'p'))).toBe(true)
  expect(vault.fingerprints('750615100006')).toContain(before.fingerprint('750615100006'))
  expect(vault.fingerprint('750615100006')).not.toBe(before.fingerprint('750615100006'))
})

test('another key opens nothing', () => {
  const sealed = createVault(old).seal('x', 'p')
  expect(() => createVault(current).open(sealed, 'p')).toThrow('not at hand')
})
