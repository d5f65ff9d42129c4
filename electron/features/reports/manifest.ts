import { createHmac, timingSafeEqual } from 'node:crypto'
import { ReportFigure } from '@shared/contract/reports'
import { Instant } from '@shared/contract/values'
import { z } from 'zod'
import { canonicalJson } from '../../platform/audit'
import type { Vault } from '../../platform/vault'

export const manifestName = 'manifest.json'

const Both = z.object({ 'zh-CN': z.string(), en: z.string() })
const Sha256 = z.string().regex(/^[0-9a-f]{64}$/u)

/** A name that stays inside its folder; packs have one folder more. */
const FileName = z
  .string()
  .min(1)
  .max(300)
  // eslint-disable-next-line no-control-regex -- control characters are what is refused
  .regex(/^[^\\:\u0000-\u001f]+$/u)
  .refine((name) => !name.startsWith('/') && name.split('/').every((part) => part !== '' && part !== '.' && part !== '..'))

/**
 * What stands in a report's folder or pack, with the hash of every file: plain SHA-256, so that anybody can check them
 * with the tools of any system, and below them an HMAC under a key of the workspace's vault, so that a manifest that
 * was written anew after a change is found here.
 */
export const Manifest = z.object({
  format: z.literal('minidesk.report'),
  version: z.literal(1),
  id: z.uuid(),
  workspace: z.string(),
  kind: z.string().max(40),
  title: Both,
  month: z
    .string()
    .regex(/^\d{4}-\d{2}$/u)
    .optional(),
  subject: z.string(),
  zone: z.string(),
  practice: z.boolean(),
  locale: z.enum(['zh-CN', 'en']),
  made: z.object({
    at: Instant,
    by: z.string(),
    program: z.string(),
    params: z.record(z.string(), z.string()),
    audit: z.object({ seq: z.int(), mac: z.string() }),
  }),
  rows: z.int(),
  figures: z.array(ReportFigure),
  dataSha256: Sha256,
  archived: z.boolean(),
  files: z.array(z.object({ name: FileName, bytes: z.int(), sha256: Sha256, format: z.string().optional() })),
  /** Names the key; not secret. */
  keyId: z.string(),
  mac: Sha256,
})
export type Manifest = z.infer<typeof Manifest>
export type UnsignedManifest = Omit<Manifest, 'mac' | 'keyId'>

export type SignatureState = 'valid' | 'foreign' | 'wrong'

/** Signs manifests, and says whose a signature is. */
export class ManifestSeal {
  readonly #vault: Pick<Vault, 'deriveKey' | 'keyId' | 'state'>

  constructor(vault: Pick<Vault, 'deriveKey' | 'keyId' | 'state'>) {
    this.#vault = vault
  }

  /** @throws Fault `vault.locked` */
  sign(manifest: UnsignedManifest): Manifest {
    const signed = { ...manifest, keyId: this.#vault.keyId }
    return { ...signed, mac: this.#macOf(signed) }
  }

  check({ mac, ...signed }: Manifest): SignatureState {
    if (signed.keyId !== this.#vault.keyId || this.#vault.state().state !== 'unlocked') return 'foreign'
    return timingSafeEqual(Buffer.from(mac, 'hex'), Buffer.from(this.#macOf(signed), 'hex')) ? 'valid' : 'wrong'
  }

  #macOf(signed: Omit<Manifest, 'mac'>): string {
    const key = this.#vault.deriveKey('reports')
    return createHmac('sha256', key).update('minidesk.report.v1\n').update(canonicalJson(signed), 'utf8').digest('hex')
  }
}

export const manifestText = (manifest: Manifest): string => `${JSON.stringify(manifest, null, 1)}\n`
