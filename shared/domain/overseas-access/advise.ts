import { type AccessRegion, accessRegionOf } from './countries'
import {
  accessConflicts,
  type AccessLink,
  accessLinks,
  type AccessProvider,
  accessProviders,
  accessRequirements,
  accessSteps,
  type Statement,
} from './facts'

export interface Advice {
  country: string
  region: AccessRegion
  links: AccessLink[]
  providers: AccessProvider[]
  requirements: Statement[]
  steps: Statement[]
  conflicts: { topic: string; statements: Statement[] }[]
  /** Technically the same as v3 (A20-1). */
  fusionWallet: boolean
}

const domestic: Statement[] = [{ factId: 'A20-1', source: 'A20', asOf: '2022-05-31', key: 'domestic' }]

/** What is known about getting WeChat Pay in a country (A09, A20). Nothing is filled in where the sources say nothing. */
export function adviseAccess(country: string): Advice {
  const region = accessRegionOf(country)
  const links = accessLinks.filter(({ regions }) => regions === undefined || regions.includes(region))
  if (region === 'mainland')
    return { country, region, links: links.filter(({ key }) => key === 'platform'), providers: [], requirements: [], steps: domestic, conflicts: [], fusionWallet: false }
  return {
    country,
    region,
    links,
    providers: accessProviders.filter((provider) => provider.region === region),
    requirements: [...accessRequirements],
    steps: [...accessSteps],
    conflicts: accessConflicts.map(({ topic, statements }) => ({ topic, statements: [...statements] })),
    fusionWallet: region === 'hongKong',
  }
}
