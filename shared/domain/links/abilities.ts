import { isLinkKind, isSubjectType, type LinkKind, type SubjectType } from './kinds'
import { sources, sourcesAsOf } from './sources'

/** Codes under `linkRules.abilities.<reasonCode>`. */
export const abilityReasons = [
  'companyDomestic',
  'everySubject',
  'subjectIndividual',
  'subjectOverseas',
  'kindUnknown',
  'subjectUnknown',
] as const
export type AbilityReason = (typeof abilityReasons)[number]

export interface Ability {
  allowed: boolean
  reasonCode: AbilityReason
  /** Stable key of the fact: article entry of the catalogue and what it says. */
  factId: string
  source: string
  /** Day `YYYY-MM-DD` on which the source said so. */
  asOf: string
  certain: boolean
}

const known = (factId: string, allowed: boolean, reasonCode: AbilityReason, source: string, certain: boolean) => ({
  allowed,
  reasonCode,
  factId,
  source,
  asOf: sourcesAsOf,
  certain,
})

/** The rules of one kind: an individual is refused wherever it sits, so that reason stands before "overseas". */
function rulesOf(entry: string, source: string): Record<SubjectType, Ability> {
  const individual = known(`${entry}-individual`, false, 'subjectIndividual', source, true)
  return {
    company_domestic: known(`${entry}-company`, true, 'companyDomestic', source, true),
    individual_domestic: individual,
    company_overseas: known(`${entry}-overseas`, false, 'subjectOverseas', sources.overseasAnswer, false),
    individual_overseas: individual,
  }
}

/** No page restricts the codes to a subject type; that none does is an inference (wechat-links-qr §4.1). */
function forEverySubject(entry: string, source: string): Record<SubjectType, Ability> {
  const rule = known(entry, true, 'everySubject', source, false)
  return { company_domestic: rule, individual_domestic: rule, company_overseas: rule, individual_overseas: rule }
}

/** Kind by subject type (seed-catalogue A02 "Now"; wechat-links-qr §2.1, §2.4, §2.7, §3.2, §4.1). */
export const abilityRules: Record<LinkKind, Record<SubjectType, Ability>> = {
  encrypted_scheme: rulesOf('A02-1', sources.generateScheme),
  plain_scheme: rulesOf('A02-4', sources.schemeGuide),
  url_link: rulesOf('url-link', sources.urlLink),
  short_link: rulesOf('short-link', sources.shortLink),
  nfc_scheme: rulesOf('nfc-scheme', sources.nfcScheme),
  code_scene: forEverySubject('code-scene', sources.unlimitedCode),
  code_path: forEverySubject('code-path', sources.miniProgramCode),
  code_square: forEverySubject('code-square', sources.squareCode),
}

/** Whether a mini program of this subject type can have a link of this kind, why, and who says so since when. */
export function ability(kind: string, subjectType: string): Ability {
  if (!isLinkKind(kind)) return known('A02-kind', false, 'kindUnknown', sources.schemeGuide, true)
  if (!isSubjectType(subjectType)) return known('A02-subject', false, 'subjectUnknown', sources.schemeGuide, true)
  return abilityRules[kind][subjectType]
}
