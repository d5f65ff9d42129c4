import { ask } from '@renderer/app/client'
import type { CommandOutput } from '@shared/contract'
import type { ErrorEnvelope } from '@shared/contract/error'
import { computed, onMounted, reactive, ref, shallowRef, watch } from 'vue'

export interface LabRow {
  name: string
  value: string
  multiline: boolean
  /** Part of the recipe: its name cannot be changed. */
  fixed: boolean
}

/** Recipe ids as they stand among the texts. */
export const recipeKey = (id: string) => id.replaceAll('.', '_')

/** The state of the laboratory: what is filled in, and what came of it. The key is kept nowhere. */
export function useLab() {
  const recipes = shallowRef<CommandOutput<'payments.lab.recipes'>>([])
  const allAccounts = shallowRef<CommandOutput<'payments.accounts.list'>>([])
  const loadError = shallowRef<ErrorEnvelope>()
  const error = shallowRef<ErrorEnvelope>()
  const busy = ref(false)
  const signed = shallowRef<CommandOutput<'payments.lab.sign'>>()
  const compared = shallowRef<CommandOutput<'payments.lab.compare'>>()
  const form = reactive({ recipe: 'v3.request', algorithm: '', rows: [] as LabRow[], key: '', accountId: '', foreign: '' })
  const recipe = computed(() => recipes.value.find(({ id }) => id === form.recipe))
  const accounts = computed(() => allAccounts.value.filter(({ kind }) => recipe.value !== undefined && kind.startsWith(recipe.value.kind)))
  /** The published signature, while exactly its example is filled in. */
  const vector = computed(() => {
    const chosen = recipe.value
    if (!chosen?.vector || chosen.vector.withKey !== form.key) return undefined
    const example = new Map(chosen.fields.map(({ name, example: value }) => [name, value]))
    return form.rows.every(({ name, value }) => example.get(name) === value) ? chosen.vector : undefined
  })

  function reset() {
    form.algorithm = recipe.value?.algorithms[0] ?? ''
    form.rows = (recipe.value?.fields ?? []).map(({ name, multiline }) => ({ name, value: '', multiline, fixed: true }))
    form.accountId = ''
    signed.value = undefined
    compared.value = undefined
    error.value = undefined
  }
  async function load() {
    const [known, list] = await Promise.all([ask('payments.lab.recipes', {}), ask('payments.accounts.list', { archived: false })])
    loadError.value = known.ok ? undefined : known.error
    if (known.ok) recipes.value = known.value
    if (list.ok) allAccounts.value = list.value
    reset()
  }
  onMounted(load)
  watch(() => form.recipe, reset)

  const fieldsOf = () => Object.fromEntries(form.rows.filter(({ name }) => name.trim() !== '').map(({ name, value }) => [name.trim(), value]))
  const keyOf = () => ({
    ...(form.key === '' ? {} : { key: form.key }),
    ...(form.key === '' && form.accountId !== '' ? { accountId: form.accountId } : {}),
  })
  async function sign() {
    busy.value = true
    const answer = await ask('payments.lab.sign', { recipe: form.recipe, algorithm: form.algorithm, fields: fieldsOf(), ...keyOf() })
    busy.value = false
    error.value = answer.ok ? undefined : answer.error
    if (answer.ok) signed.value = answer.value
  }
  async function compare() {
    if (form.foreign.trim() === '') return
    busy.value = true
    const expected = Object.fromEntries(Object.entries(fieldsOf()).filter(([, value]) => value !== ''))
    const answer = await ask('payments.lab.compare', { recipe: form.recipe, foreign: form.foreign, expected, ...keyOf() })
    busy.value = false
    error.value = answer.ok ? undefined : answer.error
    if (answer.ok) compared.value = answer.value
  }
  function fillExample() {
    form.rows = (recipe.value?.fields ?? []).map(({ name, example, multiline }) => ({ name, value: example, multiline, fixed: true }))
    form.key = recipe.value?.vector?.withKey ?? ''
    void sign()
  }
  return { recipes, recipe, accounts, vector, loadError, error, busy, signed, compared, form, load, sign, compare, fillExample }
}
