/**
 * The QR recognition matrix (S20): code type × way of scanning. In force is the newer reading (wechat-links-qr §4.3);
 * what the article of 2018 said (seed-catalogue A28-3) stands beside it with its date.
 */
import type { CodeType, ScanWay } from './places'
import type { ShippedRule, Verdict } from './rule'
import { adviserAsOf, adviserSources, articleAsOf } from './sources'

type Source = keyof typeof adviserSources
type Row = readonly [
  code: CodeType,
  scan: ScanWay,
  verdict: Verdict,
  reason: string,
  scene: string,
  source: Source,
  certain: boolean,
  in2018: Verdict,
]

const rows: readonly Row[] = [
  ['round', 'camera', 'works', 'scanRound', '1047', 'scenes', true, 'works'],
  ['round', 'album', 'works', 'albumRound', '1049', 'scenes', true, 'works'],
  ['round', 'longPress', 'works', 'longPressRound', '1048', 'scenes', true, 'works'],
  ['round', 'longPressInMiniProgram', 'works', 'longPressRoundInside', '', 'previewImage', true, 'works'],
  ['square', 'camera', 'works', 'scanSquare', '1011', 'scenes', true, 'works'],
  ['square', 'album', 'works', 'albumSquare', '1013', 'scenes', false, 'works'],
  ['square', 'longPress', 'works', 'longPressSquare', '1012', 'scenes', false, 'works'],
  ['square', 'longPressInMiniProgram', 'undocumented', 'squareInsideUnclear', '', 'previewImage', false, 'fails'],
  ['ordinary', 'camera', 'works', 'scanOrdinary', '1011', 'linkRules', true, 'works'],
  ['ordinary', 'album', 'undocumented', 'albumOrdinary', '1013', 'scenes', false, 'works'],
  ['ordinary', 'longPress', 'works', 'longPressOrdinary', '1012', 'linkRules', true, 'works'],
  ['ordinary', 'longPressInMiniProgram', 'fails', 'ordinaryInsideNot', '', 'previewImage', false, 'fails'],
]

export const matrixRules: readonly ShippedRule[] = rows.map(
  ([code, scan, verdict, reason, scene, source, certain, in2018]) => ({
    id: `matrix.${code}.${scan}`,
    table: 'matrix',
    subject: code,
    object: scan,
    platform: 'all',
    verdict,
    reason,
    conditions: code === 'ordinary' ? ['rulePublished'] : [],
    first: code === 'round',
    source: adviserSources[source],
    asOf: adviserAsOf,
    certain,
    scene,
    client: code === 'ordinary' ? '6.5.6' : '',
    earlier: { verdict: in2018, source: adviserSources.article2018, asOf: articleAsOf },
  }),
)
