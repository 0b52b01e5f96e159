export type UnparseableReason =
  | 'too_large'
  | 'too_many_parts'
  | 'nested_too_deep'
  | 'header_too_large'
  | 'empty'
  | 'timeout'
  | 'too_much_memory'
  | 'parser_failed'

/** A mail that must go to quarantine with its reason instead of becoming a ticket. */
export class MailUnparseable extends Error {
  readonly reason: UnparseableReason
  readonly detail: string

  constructor(reason: UnparseableReason, detail = '') {
    super(detail === '' ? reason : `${reason}: ${detail}`)
    this.name = 'MailUnparseable'
    this.reason = reason
    this.detail = detail
  }
}
