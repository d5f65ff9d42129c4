import { ask } from '@renderer/app/client'
import type { CommandInput } from '@shared/contract'
import type { App } from '@shared/contract/apps'
import { defineStore } from 'pinia'
import { shallowRef } from 'vue'

const pageSize = 100

/**
 * What the screens of identity verification ask. Nothing about a person is ever a state of this store: names, numbers,
 * answers and credentials go through as arguments and stay with the screen that holds them.
 */
export const useIdentity = defineStore('identity', () => {
  const apps = shallowRef<readonly App[]>([])

  async function loadApps(): Promise<void> {
    const answer = await ask('apps.list', {})
    if (answer.ok) apps.value = answer.value
  }

  return {
    apps,
    loadApps,
    limits: () => ask('settings.limits', {}),
    start: (input: CommandInput<'identity.start'>) => ask('identity.start', input),
    check: (id: string, verifyResult: string) => ask('identity.check', { id, verifyResult }),
    finish: (input: CommandInput<'identity.practice.finish'>) => ask('identity.practice.finish', input),
    judge: (input: CommandInput<'identity.judge'>) => ask('identity.judge', input),
    decodePush: (text: string, encodingAesKey: string) => ask('identity.decodePush', { text, encodingAesKey }),
    checkNumber: (number: string) => ask('identity.checkNumber', { number }),
    records: (input: Omit<CommandInput<'identity.records.list'>, 'cursor' | 'limit'>, cursor: string | undefined, signal?: AbortSignal) =>
      ask('identity.records.list', { ...input, limit: pageSize, ...(cursor === undefined ? {} : { cursor }) }, signal),
    record: (id: string) => ask('identity.records.get', { id }),
    find: (number: string) => ask('identity.records.find', { number }),
    erase: (input: CommandInput<'identity.records.erase'>) => ask('identity.records.erase', input),
    export: (input: CommandInput<'identity.records.export'>) => ask('identity.records.export', input),
    retention: () => ask('identity.retention.get', {}),
    setRetention: (input: CommandInput<'identity.retention.set'>) => ask('identity.retention.set', input),
    saveConsent: (text: string) => ask('identity.consent.save', { text }),
    categories: () => ask('identity.guide.categories', {}),
    notes: () => ask('identity.guide.notes', {}),
    codes: () => ask('identity.guide.codes', {}),
    applications: () => ask('identity.guide.applications', {}),
    setCategory: (input: CommandInput<'identity.guide.setCategory'>) => ask('identity.guide.setCategory', input),
    setStep: (input: CommandInput<'identity.guide.setStep'>) => ask('identity.guide.setStep', input),
    setPaper: (input: CommandInput<'identity.guide.setPaper'>) => ask('identity.guide.setPaper', input),
  }
})
