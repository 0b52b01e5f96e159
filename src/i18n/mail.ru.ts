/** Words that stand only in mail; `kk` and `en` have the type of this one. */
export const mailRu = {
  /** Subject of automatic mail: it never repeats the sender's own, or we would carry anybody's words to anybody. */
  accepted: 'Обращение принято',
  files: 'О вложениях',
  answer: 'Ответ из справки',
  question: 'Важный вопрос по обращению',
  acceptedMany: (n: number) => `Обращения приняты: ${n}`,
  together: {
    title: (n: number) => `Ваши обращения приняты в обработку: ${n}.`,
    due: (when: string) => `регламентное время решения до ${when}`,
    howToAdd: 'Чтобы дополнить одно из них, укажите его номер в теме письма.',
  },
  doubt:
    'Один важный вопрос: мог ли ключ, пароль или вход попасть к посторонним? Если да, ответьте на это письмо одним словом «Да»: мы сразу примем уведомление и поможем закрыть доступ. Если нет, отвечать не нужно.',
  keyForm: (url: string) => `Или заполните форму, она открыта круглосуточно: ${url}`,
  /** File names are the sender's words too. */
  refusedFiles: (n: number) => (n === 1 ? 'Один файл не принят.' : `Не принято файлов: ${n}.`),
}

export type MailTexts = typeof mailRu
