import type { RefusalReason } from '../tickets/refusal.ts'

/** Notices of decisions about a ticket, with the clause they stand on; `kk` and `en` have the type of this one. */
export const decisionsRu = {
  suspended: (id: string) => `Поддержка по обращению ${id} приостановлена.`,
  refused: (id: string) => `По обращению ${id} в поддержке отказано.`,
  development: (id: string) =>
    `Обращение ${id} передано в разработку. Оно остаётся открытым, о решении сообщим здесь же.`,
  not_planned: (id: string) =>
    `Обращение ${id}: по решению разработчиков эта доработка не планируется.`,
  developmentClause: 'Основание: пункт 3.6 Регламента технической поддержки.',
  clause: (reason: string) => `Причина: ${reason} (пункт 4.6 Регламента технической поддержки).`,
  reasons: {
    insufficient_info: 'не хватает сведений, о которых мы спрашивали',
    needs_dev_or_diagnostics: 'нужны доработка или отдельная диагностика',
    out_of_scope: 'вопрос выходит за рамки технической поддержки',
    incorrect_or_unconstructive: 'обращение составлено некорректно или неконструктивно',
    profanity_or_insult: 'обращение содержит брань или оскорбления',
  } as Record<RefusalReason, string>,
  goesOn: 'Ответьте на это сообщение, и поддержка продолжится.',
  reopen:
    'Если Вы не согласны или появились новые сведения, ответьте на это сообщение: обращение откроется снова под тем же номером (пункт 4.7).',
}

export type DecisionTexts = typeof decisionsRu
