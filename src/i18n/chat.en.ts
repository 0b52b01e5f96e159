import type { ChatTexts } from './chat.ru.ts'

export const chatEn: ChatTexts = {
  commands: {
    new: 'New request',
    tickets: 'My requests',
    faq: 'Frequent questions',
    compromise: 'Key or password in other hands',
    status: 'Is the service at work now',
    tariff: 'Tariffs',
    suggest: 'Suggestion',
    abuse: 'Report a violation',
    language: 'Language · Язык · Тіл',
    link: 'Confirm who you are',
    privacy: 'Personal data',
    help: 'Help',
  },
  help: [
    'Just write what happened: a request opens by itself.',
    'To add to a request, reply to a message about it.',
    'If a signing key or password may be in other hands, write at any hour: /compromise',
  ],
  unknownCommand: 'There is no such command. Write in words what happened.',
  onlyPrivate: 'Please write to me in private: in a group others see the conversation.',
  cancel: 'Cancel',
  cancelled: 'All right, cancelled. If something happened, just write.',
  outdated: 'This button is too old. Write in words what you need.',

  faq: {
    sections: 'Frequent questions. Choose a topic or just write your question:',
    section: (name) => `${name}. Choose a question:`,
    found: 'Here is what I found:',
    none: 'There is no ready answer. Write your question and a specialist will see it.',
    back: '‹ Topics',
    didItHelp: 'Did it help?',
    helped: '👍 It helped',
    notHelped: '👎 It did not',
    glad: 'Glad it helped!',
    writeUs: 'Then write what exactly goes wrong: a specialist will see the request.',
    solved: (id) => `Glad it helped! Request ${id} is solved.`,
    stillWrong: 'If the question remains, press "Not solved" or just write.',
    handedOver: (id) => `Request ${id} went to a specialist.`,
    read: 'Read the answer here:',
    russianOnly: 'The answer is available in Russian only:',
  },

  status: {
    working: (until) => `Support is at work now, until ${until}.`,
    closed: (from) => `We are out of working hours. Work goes on: ${from}.`,
    compromise: 'Reports of a key compromise are taken around the clock: /compromise',
    open: (n) =>
      n === 0
        ? 'You have no open requests.'
        : `You have ${n} open request${n === 1 ? '' : 's'}: /tickets`,
    trouble: 'If something does not work, write: we learn of a fault sooner that way.',
  },

  tariff: {
    title: 'Tariffs of kense.app:',
    price: (tenge, months) =>
      months === null
        ? tenge
        : months === 1
          ? `${tenge} a month`
          : months === 12
            ? `${tenge} a year`
            : `${tenge} for ${months} months`,
    free: 'free',
    choose: (name) => `Choose "${name}"`,
    none: 'No tariff is published now. Write what you need and we will advise.',
    gone: 'This tariff is no longer offered. The current ones: /tariff',
    wish: (name) => `I would like the tariff "${name}".`,
    note: 'The bot takes no payment: your choice becomes a request and a specialist gets in touch.',
  },

  suggest: 'What should be better? Describe it in one message or several.',
  abuse:
    'Describe the violation: who did what, where and when. Screenshots and documents may be attached. Only those who handle the report see your name.',
  newTicket: 'Go ahead: your next message becomes a new request.',

  compromise: {
    what: 'What happened? Choose, or write in your own words. The report opens at once.',
    reasons: {
      lost: 'Key lost or stolen',
      access: 'Somebody had access to the key',
      handed: 'Key or its password given away',
      dismissed: 'A former employee has the key',
      malware: 'Virus or stranger at the computer',
      unknown: 'A key I know nothing of was issued',
      password: 'kense.app password became known',
      other: 'Something else',
    },
    registered: (id, when) => `Taken: ${id}. Time of receipt: ${when}.`,
    whose: 'Whose key or password is it? Write the name and organisation (IIN or BIN will do).',
    mine: 'My own',
    learnt: 'When did you learn of it?',
    learntWhen: { now: 'Just now', today: 'Today', yesterday: 'Yesterday', earlier: 'Earlier' },
    facts: { owner: 'Whose key', learnt: 'When it became known', reason: 'What happened' },
    done: (id) => `Thank you, all of it is in ${id}. You can add details at any time.`,
    offerKey:
      'The message held a private key. We have hidden it. A key shown to somebody else counts as compromised.',
    offerFile:
      'We have not kept the key file. A key handed to somebody else counts as compromised.',
    offer: 'Report a compromise',
    details: 'Say whose key it is',
    doubt: 'May the key or password be in other hands?',
    yes: 'Yes, report it',
    no: 'No',
    noNoted: 'All right, it goes on as an ordinary request.',
  },

  focus: {
    added: (id, subject) => `Added to ${id} "${subject}".`,
    reopened: (id, subject) => `Request ${id} "${subject}" is open again.`,
    another: 'Is it about something else? Choose the request:',
    newQuestion: 'This is a new question',
    moved: (id, subject) => `Moved to ${id} "${subject}".`,
    tooLate: 'This message has been moved already.',
  },

  split: {
    offer: (n) =>
      `There seem to be ${n} questions here. Split them, so that each has its own number?`,
    do: 'Split',
    keep: 'Keep together',
    done: 'Done, each question has a request of its own:',
    kept: 'All right, they stay together.',
  },

  organisation: {
    ask: 'You act for several organisations. On behalf of which one is this?',
    label: 'On behalf of',
  },

  facts: {
    ask: 'To help sooner:',
    skip: 'Skip',
    saved: 'Noted, thank you.',
    skipped: 'All right, we will do without it.',
    questions: {
      login: 'How do you sign in to kense.app?',
      browser: 'Which browser do you use?',
      workplace: 'Is all of this in place? Mark what is missing.',
      onec: 'Which 1C configuration do you have?',
    },
    labels: {
      login: 'Sign-in',
      browser: 'Browser',
      workplace: 'Workplace',
      onec: '1C configuration',
    },
    options: {
      login: { certificate: 'By certificate', password: 'IIN and password', both: 'Neither works' },
      browser: { chrome: 'Chrome', edge: 'Edge', firefox: 'Firefox', other: 'Another' },
      workplace: {
        ok: 'All in place',
        internet: 'No Internet',
        eds: 'No valid signing key',
        ncalayer: 'No NCALayer',
        module: 'No 1C module',
      },
      onec: {
        bp: 'Accounting',
        ut: 'Trade management',
        erp: 'ERP, integrated',
        other: 'Another',
      },
    },
  },

  tickets: {
    title: 'Your requests:',
    none: 'You have no requests yet. Write what happened and I will register the first one.',
    more: 'Show more',
    due: (when) => `Regulated time: until ${when}`,
    lastAnswer: (text) => `Last answer: ${text}`,
    yourRating: (score) => `Your rating: ${score}`,
    buttons: { add: 'Add', close: 'Close', reopen: 'Reopen', rate: 'Rate' },
    add: (id) => `Your next message goes to ${id}.`,
    closed: (id) => `Request ${id} is closed. Thank you!`,
    notFound: 'There is no such request.',
  },

  rating: {
    ask: (id) => `How did we handle ${id}?`,
    thanks: (score) => `Thank you! Your rating: ${score}. You can change it.`,
    comment: 'Add a few words',
    commentAsk: 'What was good, what was not? Write it in one message.',
    commentSaved: 'Thank you, noted.',
    reopened: (id) => `Request ${id} is open again. What remains unsolved?`,
    outdated: 'This request is open again; you can rate it once it is solved.',
    notSolved: 'Not solved',
  },

  reaction: {
    solved: (id) => `Glad it helped! Request ${id} is solved.`,
  },

  link: {
    intro:
      'Confirm who you are: then we need not ask you by phone or mail. The number must be the trusted phone of the organisation.',
    linkedTo: (names) => `You are confirmed: ${names}.`,
    verified: 'You are confirmed.',
    share: 'Send my number',
    orMail: 'That phone is not at hand?',
    byMail: 'Code to the trusted mailbox',
    unlink: 'Unlink',
    unlinked: 'Unlinked. You can write as before, but will have to confirm yourself anew.',
    unlinkedByStaff:
      'Support staff have unlinked this chat from your record. You can write as before; to confirm yourself again: /link',
    foreign: 'That is somebody else’s contact. Press "Send my number": only your own will do.',
    unknownPhone: 'This number is not among the trusted ones. You can write to us all the same.',
    linked: 'Done, you are confirmed.',
    askMail: 'Which trusted mailbox should the code go to? Write the address.',
    badMail: 'This does not look like a mail address. Please write it again.',
    codeSent: 'If the address is a trusted one, a code of six digits is on its way. Write it here.',
    badCode: 'The code does not fit. Check it and write it again.',
    noCodeLeft: 'The code is no longer valid. Start anew: /link',
    badToken: 'The link is not valid: it has been used or is too old.',
    mailSubject: 'Code for Telegram',
    mailCode: (code) => `Confirmation code for Telegram: ${code}. Valid for 15 minutes.`,
    mailNotYou: 'If you did not ask for it, there is nothing to do.',
  },

  privacyMore: 'Passwords, card numbers and IINs in the conversation are hidden even from staff.',

  files: {
    refused: (name) => `File "${name}" was not accepted.`,
  },
  deleted: 'The message was deleted.',
  edited: 'corrected',

  staff: {
    linked: (name) => `Done, ${name}: alerts and buttons are yours now.`,
    notLinked: 'First link your Telegram with your account in the panel.',
    taken: (name) => `Taken by ${name}`,
    alreadyTaken: 'Taken already.',
    take: 'Take it',
    open: 'Open in the panel',
  },

  content: {
    forwarded: 'forwarded from',
    replyElsewhere: 'reply to a message in another chat',
    replyToStory: 'reply to a story',
    videoNote: 'video message',
    voice: 'voice message',
    sticker: 'sticker',
    location: 'location',
    contact: 'contact',
    poll: 'poll',
    checklist: 'checklist',
    dice: 'dice',
    story: 'story',
    game: 'game',
    invoice: 'Telegram invoice',
    paidMedia: 'paid media',
    other: 'message',
  },
}
