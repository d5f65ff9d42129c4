import { readonly, ref, type Ref } from 'vue'

const zone = ref(Intl.DateTimeFormat().resolvedOptions().timeZone)

/** The zone in which this person reads times (IANA name); the machine's own until settings say otherwise. */
export function useUserZone(): Readonly<Ref<string>> {
  return readonly(zone)
}

/** Sets the person's zone; `undefined` goes back to the machine's. */
export function setUserZone(name: string | undefined): void {
  zone.value = name ?? Intl.DateTimeFormat().resolvedOptions().timeZone
}
