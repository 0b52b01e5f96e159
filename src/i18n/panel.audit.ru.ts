/** What the history of a ticket calls its events. */
export const auditRu = {
  audit: {
    'ticket.opened': 'обращение зарегистрировано',
    'ticket.classified': 'обращение разобрано',
    'ticket.triage_changed': 'разбор исправлен',
    'ticket.client_wrote': 'клиент написал',
    'ticket.client_thanked': 'клиент поблагодарил',
    'ticket.client_reopened': 'клиент открыл снова',
    'ticket.staff_reopened': 'открыто снова',
    'ticket.taken': 'взято в работу',
    'ticket.given_back': 'возвращено в очередь',
    'ticket.answered': 'ответ клиенту',
    'ticket.question_sent': 'вопрос клиенту',
    'ticket.sent_to_development': 'передано в разработку',
    'ticket.support_suspended': 'поддержка приостановлена',
    'ticket.refused': 'отказано',
    'ticket.resolved': 'решено',
    'ticket.closed': 'закрыто',
    'ticket.merged': 'объединено',
    'ticket.noted': 'заметка',
    'ticket.put_out_of_turn': 'вне очереди',
    'ticket.put_in_turn': 'возвращено в общую очередь',
    'ticket.rated': 'оценка клиента',
    'ticket.participant_accepted': 'участник добавлен',
    'ticket.participant_declined': 'участник не добавлен',
    'ticket.edited': 'клиент изменил сообщение',
    'delivery.retried': 'повторная отправка',
  } as Record<string, string>,
  auditActors: { customer: 'клиент', system: 'система', platform: 'платформа' } as Record<
    string,
    string
  >,
} as const
