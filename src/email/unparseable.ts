export type UnparseableReason =
  | 'too_large'
  | 'too_many_parts'
  | 'nested_too_deep'
  | 'header_too_large'
  | 'empty'
  | 'timeout'
  | 'parser_failed'

/** A mail that must go to quarantine with its reason instead of becoming a ticket. */
export class MailUnparseable extends Error {
  readonly reason: UnparseableReason

  constructor(reason: UnparseableReason, detail = '') {
    super(detail === '' ? reason : `${reason}: ${detail}`)
    this.name = 'MailUnparseable'
    this.reason = reason
  }
}
