import { getStores, type Pinia } from 'pinia'

/**
 * Throws every store away but the session's, so that nothing that one session read is shown to the next: another
 * operator, or another workspace. A screen that is opened afterwards makes its store anew.
 */
export function forgetStores(pinia: Pinia): void {
  for (const store of getStores(pinia)) {
    if (store.$id === 'session') continue
    store.$dispose()
    delete pinia.state.value[store.$id]
  }
}
