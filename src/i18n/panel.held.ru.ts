import type { HeldReason } from '../delivery/mail-brakes.ts'

/** Why a message to a client waits, shown on its ticket. */
export const heldRu = {
  send: 'Отправить сейчас',
  reasons: {
    burst: 'клиент пишет одно письмо за другим: номера уйдут одним письмом',
    ticket_limit: 'слишком много автоответов по обращению',
    sender_limit: 'слишком много автоответов этому адресу',
    global_limit: 'слишком много автоответов за последние минуты',
    unreachable: 'письма на этот адрес возвращаются',
    role_address: 'служебный адрес: роботам не отвечаем',
  } satisfies Record<HeldReason, string> as Record<string, string>,
}
