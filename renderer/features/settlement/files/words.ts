import type { FileControl, FileProblem, FileStep, SettlementFile } from '@shared/contract/settlement-files'
import type { Tone } from '@renderer/ui/text/tone'
import { useI18n } from 'vue-i18n'

export const stepTones: Readonly<Record<FileStep, Tone>> = {
  reading: 'info',
  mapping: 'attention',
  checking: 'info',
  checked: 'attention',
  loaded: 'done',
  replaced: 'neutral',
  failed: 'failed',
  discarded: 'neutral',
}
export const controlTones: Readonly<Record<FileControl['state'], Tone>> = { agrees: 'done', differs: 'failed', none: 'neutral', truncated: 'failed' }

/** Words of files by their ids. */
export function useFileWords() {
  const { t, te } = useI18n()
  const said = (key: string, code: string, params: Record<string, string | number>) => (te(key) ? t(key, params) : code)
  return {
    step: (step: FileStep) => t(`settlementFiles.steps.${step}`),
    control: (state: FileControl['state']) => t(`settlementFiles.controls.${state}`),
    profile: (id: string) => said(`settlementFiles.profiles.${id}`, id, {}),
    field: (id: string) => said(`settlementFiles.fields.${id}`, id, {}),
    problem: ({ code, params }: Pick<FileProblem, 'code' | 'params'>) => said(`settlementFiles.problems.${code}`, code, params),
    /** Notices of files, of the spreadsheet reader, and refusals. */
    notice: ({ code, params }: NonNullable<SettlementFile['error']>) => said(te(code) ? code : `errors.${code}`, code, params),
  }
}
