import { generateKeyPairSync } from 'node:crypto'
import { dkimSign } from 'mailauth/lib/dkim/sign.js'
import { beforeAll, describe, expect, test } from 'vitest'
import {
  type AuthFacts,
  authenticateMail,
  type DnsResolve,
  decideAssurance,
  noAuthFacts,
  readAuthenticationResults,
} from './assurance.ts'
import { rawMail } from './fixtures/raw-mail.ts'

const { privateKey, publicKey } = generateKeyPairSync('rsa', {
  modulusLength: 2048,
  privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
  publicKeyEncoding: { type: 'spki', format: 'pem' },
})
const published = publicKey.replace(/-----[^-]+-----|\s/g, '')

/** DNS that knows these records and nothing else. */
function dns(records: Record<string, string[][]>): DnsResolve {
  return async (name, type) => {
    const found = records[`${type} ${name}`]
    if (found) return found
    throw Object.assign(new Error('not found'), { code: 'ENOTFOUND' })
  }
}

const records = {
  'TXT k1._domainkey.example.kz': [[`v=DKIM1; k=rsa; p=${published}`]],
  'TXT k1._domainkey.attacker.kz': [[`v=DKIM1; k=rsa; p=${published}`]],
  'TXT _dmarc.example.kz': [['v=DMARC1; p=reject']],
  'TXT example.kz': [['v=spf1 ip4:192.0.2.1 -all']],
}
const peer = { ip: '192.0.2.1', helo: 'mx.example.kz', mailFrom: 'ivan@example.kz' }
const elsewhere = { ip: '198.51.100.7', helo: 'mx.attacker.kz', mailFrom: 'x@attacker.kz' }

async function signed(domain: string): Promise<Buffer> {
  const raw = rawMail()
  const key = { signingDomain: domain, selector: 'k1', privateKey }
  const { signatures } = await dkimSign(raw, {
    ...key,
    canonicalization: 'relaxed/relaxed',
    signatureData: [key],
  })
  return Buffer.concat([Buffer.from(signatures), raw])
}

describe('checking ourselves', () => {
  let own: Buffer
  let foreign: Buffer
  beforeAll(async () => {
    own = await signed('example.kz')
    foreign = await signed('attacker.kz')
  })

  test('a mail signed by its own domain passes DMARC, also from a mailbox without a peer', async () => {
    const facts = await authenticateMail(own, null, dns(records), 'mx.kense.app')
    expect(facts).toEqual({
      spf: 'none',
      dkim: 'pass',
      dmarc: 'pass',
      fromDomain: 'example.kz',
      source: 'own_check',
    })
  })

  test('a mail from a server its domain lists passes DMARC by SPF', async () => {
    const facts = await authenticateMail(rawMail(), peer, dns(records), 'mx.kense.app')
    expect(facts).toMatchObject({ spf: 'pass', dkim: 'none', dmarc: 'pass' })
  })

  test('the good signature of another domain does not help', async () => {
    const facts = await authenticateMail(foreign, elsewhere, dns(records), 'mx.kense.app')
    expect(facts).toMatchObject({ dkim: 'pass', dmarc: 'fail' })
  })

  test('a changed body breaks the signature', async () => {
    const changed = Buffer.concat([own, Buffer.from('и ещё\r\n')])
    const facts = await authenticateMail(changed, null, dns(records), 'mx.kense.app')
    expect(facts).toMatchObject({ dmarc: 'fail' })
    expect(facts.dkim).not.toBe('pass')
  })

  test('a domain without a policy proves nothing', async () => {
    const bare = { ...records, 'TXT _dmarc.example.kz': [] }
    const facts = await authenticateMail(own, null, dns(bare), 'mx.kense.app')
    expect(facts).toMatchObject({ dkim: 'pass', dmarc: 'none' })
  })

  test('DNS trouble is said, not thrown', async () => {
    const broken: DnsResolve = async () => {
      throw Object.assign(new Error('timeout'), { code: 'ETIMEOUT' })
    }
    const facts = await authenticateMail(own, peer, broken, 'mx.kense.app')
    expect(facts.dmarc).toBe('error')
  })

  test('a random mail is checked without an exception', async () => {
    const noise = Buffer.from(Array.from({ length: 2000 }, (_, i) => (i * 7919) % 256))
    const facts = await authenticateMail(noise, peer, dns({}), 'mx.kense.app')
    expect(facts.dmarc).not.toBe('pass')
  })
})

describe('a trusted Authentication-Results', () => {
  const passing =
    'mx.kense.app (amavis); dkim=pass (2048-bit key) header.d=example.kz; spf=pass smtp.mailfrom=example.kz; dmarc=pass (p=reject) header.from=example.kz'
  const read = (...values: string[]) =>
    readAuthenticationResults(new Map([['authentication-results', values]]), 'mx.kense.app')

  test('is believed when topmost', () => {
    expect(read(passing)).toEqual({
      spf: 'pass',
      dkim: 'pass',
      dmarc: 'pass',
      fromDomain: 'example.kz',
      source: 'trusted_header',
    })
  })

  test('is not believed below another, under another name, or without a trusted name', () => {
    expect(read('other.kz; dmarc=fail', passing)).toEqual(noAuthFacts)
    expect(read(passing.replace('mx.kense.app', 'mx.attacker.kz'))).toEqual(noAuthFacts)
    expect(readAuthenticationResults(new Map([['authentication-results', [passing]]]), '')).toEqual(
      noAuthFacts,
    )
  })

  test('cannot be fooled by a result in a comment', () => {
    expect(read('mx.kense.app; dmarc=fail (dmarc=pass) header.from=example.kz').dmarc).toBe('fail')
  })
})

describe('the assurance', () => {
  const pass: AuthFacts = {
    ...noAuthFacts,
    dmarc: 'pass',
    fromDomain: 'example.kz',
    source: 'own_check',
  }

  test.each<[string, AuthFacts, 'trusted' | 'known' | null, string]>([
    ['DMARC pass of a trusted contact', pass, 'trusted', 'verified dmarc_pass'],
    ['DMARC pass of an address merely seen', pass, 'known', 'claimed address_not_trusted'],
    ['DMARC pass of a stranger', pass, null, 'unknown address_unknown'],
    [
      'DMARC pass for another domain',
      { ...pass, fromDomain: 'other.kz' },
      'trusted',
      'claimed domain_mismatch',
    ],
    ['DMARC failure', { ...pass, spf: 'fail', dmarc: 'fail' }, 'trusted', 'claimed dmarc_failed'],
    ['an unsigned mail', { ...pass, dmarc: 'fail' }, 'trusted', 'claimed not_authenticated'],
    ['DNS trouble', { ...pass, dmarc: 'error' }, 'trusted', 'claimed dns_trouble'],
    ['nothing checked', noAuthFacts, 'trusted', 'claimed not_authenticated'],
    [
      'a signature without a policy',
      { ...noAuthFacts, dkim: 'pass' },
      'trusted',
      'claimed no_dmarc_policy',
    ],
  ])('%s', (_, facts, contact, expected) => {
    const { level, reason } = decideAssurance(facts, 'ivan@example.kz', contact)
    expect(`${level} ${reason}`).toBe(expected)
  })

  test('without a sender is unknown', () => {
    expect(decideAssurance(pass, null, 'trusted')).toEqual({
      level: 'unknown',
      reason: 'no_sender',
    })
  })
})
