/**
 * What a fact about the mini program changes for a way. Read from wechat-links-qr §1.8, §2.1–2.8, §3.2, §4.1, §4.2;
 * who may have which kind comes from the one table of abilities (`shared/domain/links`).
 */
import { abilityRules, linkKinds } from '../links'
import type { Way } from './places'
import type { ShippedRule, Verdict } from './rule'
import { adviserAsOf, adviserSources } from './sources'

/** Each is something that speaks against a way when it is so. */
export const adviserFacts = [
  'individual',
  'overseas',
  'notReleased',
  'notDeclared',
  'noOpenTagRight',
  'longLife',
  'manyLinks',
] as const
export type AdviserFact = (typeof adviserFacts)[number]

interface Fields {
  verdict: Verdict
  reason: string
  source: string
  certain?: boolean
  conditions?: readonly string[]
}

function rule(fact: AdviserFact, way: Way, { verdict, reason, source, certain = true, conditions = [] }: Fields): ShippedRule {
  return {
    id: `fact.${fact}.${way}`,
    table: 'fact',
    subject: fact,
    object: way,
    platform: 'all',
    verdict,
    reason,
    conditions,
    first: false,
    source,
    asOf: adviserAsOf,
    certain,
    scene: '',
    client: '',
  }
}

const subjects = { individual: 'individual_domestic', overseas: 'company_overseas' } as const
const subjectReasons = { individual: 'individualRefused', overseas: 'overseasRefused' } as const

const subjectRules = (['individual', 'overseas'] as const).flatMap((fact) =>
  linkKinds.flatMap((kind) => {
    const { allowed, source, certain } = abilityRules[kind][subjects[fact]]
    return allowed ? [] : [rule(fact, kind, { verdict: 'fails', reason: subjectReasons[fact], source, certain })]
  }),
)

const s = adviserSources
const unreleased = (source: string): Fields => ({ verdict: 'fails', reason: 'notReleased', source })
const perDay = (source: string): Fields => ({ verdict: 'conditions', reason: 'manyPerDay', source, conditions: ['watchDay'] })
const forLife = (source: string): Fields => ({ verdict: 'conditions', reason: 'manyForLife', source, conditions: ['watchLife'] })

export const factRules: readonly ShippedRule[] = [
  ...subjectRules,
  rule('individual', 'link_rule', { verdict: 'fails', reason: 'individualNoRule', source: s.linkRules }),
  rule('individual', 'open_tag', { verdict: 'conditions', reason: 'individualOpenTag', source: s.openTagRight, conditions: ['viaServiceAccount'] }),
  rule('overseas', 'link_rule', { verdict: 'undocumented', reason: 'overseasSilent', source: s.linkRules, certain: false }),
  rule('overseas', 'open_tag', { verdict: 'undocumented', reason: 'overseasSilent', source: s.openTagRight, certain: false }),

  rule('notReleased', 'plain_scheme', unreleased(s.schemeGuide)),
  rule('notReleased', 'encrypted_scheme', unreleased(s.generateScheme)),
  rule('notReleased', 'nfc_scheme', unreleased(s.nfcScheme)),
  rule('notReleased', 'url_link', unreleased(s.urlLink)),
  rule('notReleased', 'short_link', { ...unreleased(s.shortLink), reason: 'pageNotReleased' }),
  rule('notReleased', 'code_scene', { verdict: 'conditions', reason: 'codeUnreleased', source: s.unlimitedCode, conditions: ['checkPathOff'] }),
  rule('notReleased', 'code_path', { verdict: 'undocumented', reason: 'codePathUnreleased', source: s.miniProgramCode, certain: false }),
  rule('notReleased', 'code_square', { ...unreleased(s.squareCode), reason: 'squareReleasedOnly' }),
  rule('notReleased', 'link_rule', { ...unreleased(s.linkRules), reason: 'ruleNeedsRelease' }),

  rule('notDeclared', 'plain_scheme', { verdict: 'conditions', reason: 'notDeclared', source: s.schemeGuide, conditions: ['declarePage'] }),
  rule('noOpenTagRight', 'open_tag', { verdict: 'fails', reason: 'noOpenTagRight', source: s.openTagRight }),

  rule('longLife', 'encrypted_scheme', { verdict: 'fails', reason: 'thirtyDays', source: s.generateScheme }),
  rule('longLife', 'url_link', { verdict: 'fails', reason: 'thirtyDays', source: s.urlLink }),
  rule('longLife', 'short_link', { verdict: 'conditions', reason: 'shortLinkPermanent', source: s.shortLink, conditions: ['makePermanent'] }),

  rule('manyLinks', 'encrypted_scheme', perDay(s.generateScheme)),
  rule('manyLinks', 'url_link', perDay(s.urlLink)),
  rule('manyLinks', 'short_link', { ...perDay(s.shortLink), reason: 'manyShortLinks', certain: false }),
  rule('manyLinks', 'nfc_scheme', forLife(s.nfcReport)),
  rule('manyLinks', 'code_path', forLife(s.miniProgramCode)),
  rule('manyLinks', 'code_square', forLife(s.squareCode)),
  rule('manyLinks', 'link_rule', { verdict: 'works', reason: 'oneRuleManyCodes', source: s.linkRules }),
]
