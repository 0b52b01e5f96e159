import type { DecisionTexts } from './decisions.ru.ts'

export const decisionsEn: DecisionTexts = {
  suspended: (id) => `Support for request ${id} is suspended.`,
  refused: (id) => `Support for request ${id} is refused.`,
  development: (id) =>
    `Request ${id} has been handed to development. It stays open, and we will tell you the outcome here.`,
  not_planned: (id) => `Request ${id}: the developers do not plan this change.`,
  developmentClause: 'Ground: clause 3.6 of the technical support regulation.',
  clause: (reason) => `Reason: ${reason} (clause 4.6 of the technical support regulation).`,
  reasons: {
    insufficient_info: 'the information we asked for is missing',
    needs_dev_or_diagnostics: 'development or separate diagnostics are needed',
    out_of_scope: 'the matter is outside technical support',
    incorrect_or_unconstructive: 'the request is incorrect or not constructive',
    profanity_or_insult: 'the request contains profanity or insults',
  },
  goesOn: 'Reply to this message and support goes on.',
  reopen:
    'If you disagree or have new information, reply to this message: the request opens again under the same number (clause 4.7).',
}
