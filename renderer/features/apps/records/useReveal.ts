import { nextTick } from 'vue'

/** Brings the first field with a mistake into sight and puts the focus there, after a form was refused. */
export function useReveal(): (root: ParentNode | null | undefined) => Promise<void> {
  return async (root) => {
    await nextTick()
    const field = root?.querySelector<HTMLElement>('[aria-invalid="true"], .is-wrong input, .is-wrong textarea')
    field?.focus()
    field?.scrollIntoView({ block: 'center' })
  }
}
