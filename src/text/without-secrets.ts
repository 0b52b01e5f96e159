import { maskReversibly } from './mask.ts'

/**
 * The text without passwords and private keys, for what is stored: a key sent to us is compromised by that
 * (definitions 9, 10, 16). Everything else stays as it was written.
 */
export function withoutSecrets(text: string): string {
  const { text: masked, originals } = maskReversibly(text)
  return masked.replace(/⟦([A-Z_]+)_\d+⟧/g, (placeholder, kind: string) =>
    kind === 'SECRET' || kind === 'PRIVATE_KEY' ? '••••••' : (originals.get(placeholder) ?? ''),
  )
}
