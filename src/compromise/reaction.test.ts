import { expect, test } from 'vitest'
import { type ReactionFacts, reactionTo } from './reaction.ts'

const sure: ReactionFacts = {
  assurance: 'verified',
  speaksForClient: true,
  mayAct: false,
  clientKnown: true,
  holderNamed: true,
  flagged: false,
  closedAlready: false,
  unverified: 'confirm',
}

test.each<[string, Partial<ReactionFacts>, string]>([
  ['a verified person of the client about a named holder', {}, 'suspend'],
  ['a verified person about an unnamed holder', { holderNamed: false }, 'confirm'],
  ['a head about an unnamed holder', { holderNamed: false, mayAct: true }, 'suspend'],
  ['a verified person of another client', { speaksForClient: false }, 'confirm'],
  ['a claimed sender', { assurance: 'claimed' }, 'confirm'],
  ['a stranger', { assurance: 'unknown', speaksForClient: false }, 'confirm'],
  ['a stranger, closing by setting', { assurance: 'unknown', unverified: 'suspend' }, 'precaution'],
  [
    'a source of many victims, closing by setting',
    { assurance: 'unknown', unverified: 'suspend', flagged: true },
    'confirm',
  ],
  ['a sure reporter from a flagged source', { flagged: true }, 'suspend'],
  ['a report about nobody we know', { clientKnown: false, unverified: 'suspend' }, 'confirm'],
  ['a repeat', { closedAlready: true }, 'nothing'],
])('%s', (_who, change, reaction) => {
  expect(reactionTo({ ...sure, ...change })).toBe(reaction)
})
