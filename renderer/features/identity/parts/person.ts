import { reactive } from 'vue'

/** Name and number as they are typed: in this window's memory only, until they are wiped. */
export interface PersonDraft {
  name: string
  number: string
}

export function usePerson(): { person: PersonDraft; wipePerson: () => void } {
  const person = reactive<PersonDraft>({ name: '', number: '' })
  return {
    person,
    wipePerson() {
      person.name = ''
      person.number = ''
    },
  }
}
