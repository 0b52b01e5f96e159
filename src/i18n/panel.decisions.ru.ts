import type { RefusalReason } from '../tickets/refusal.ts'

/** What staff may decide about a ticket besides answering it. */
export const decisionPanelRu = {
  title: 'Другие решения',
  development: 'Передать в разработку',
  developmentChange: 'Исправить ссылку на задачу',
  reference: 'Задача или релиз',
  referenceHint: 'номер или адрес у разработчиков; клиент его не увидит',
  clientText: 'Клиенту от себя (необязательно)',
  sendToDevelopment: 'Передать',
  notPlanned: 'Не планируется',
  notPlannedText: 'Почему этого не будет (клиент прочтёт)',
  refusal: 'Приостановить или отказать',
  refusalHint: 'Пункт 4.6 Регламента. Клиент получит причину и может ответить.',
  reason: 'Основание',
  choose: 'выберите',
  reasons: {
    insufficient_info: 'не хватает сведений (вопрос уже задан)',
    needs_dev_or_diagnostics: 'нужны доработка или диагностика',
    out_of_scope: 'вне рамок технической поддержки',
    incorrect_or_unconstructive: 'некорректно или неконструктивно',
    profanity_or_insult: 'брань или оскорбления',
  } satisfies Record<RefusalReason, string>,
  suspend: 'Приостановить',
  refuse: 'Отказать полностью',
  compromise: 'Сообщение о компрометации: приостановить поддержку или отказать нельзя.',
  outOfTurn: 'Взять вне очереди',
  outOfTurnReason: 'Почему вне очереди',
  putOutOfTurn: 'Вне очереди',
  putInTurn: 'Вернуть в общую очередь',
  devReference: 'В разработке',
}
