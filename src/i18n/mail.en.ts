import type { MailTexts } from './mail.ru.ts'

export const mailEn: MailTexts = {
  accepted: 'Request received',
  files: 'About your files',
  answer: 'An answer from our help pages',
  question: 'An important question about your request',
  acceptedMany: (n) => `Requests received: ${n}`,
  together: {
    title: (n) => `Your requests are registered: ${n}.`,
    due: (when) => `regulated time of resolution until ${when}`,
    howToAdd: 'To add to one of them, put its number into the subject of your mail.',
  },
  doubt:
    'One important question: may a key, a password or the access be in other hands? If so, answer this mail with the one word “Yes”: we take the notice at once and help to close the access. If not, no answer is needed.',
  keyForm: (url) => `Or use the form, it is open day and night: ${url}`,
  refusedFiles: (n) => (n === 1 ? 'One file was not accepted.' : `Files not accepted: ${n}.`),
}
