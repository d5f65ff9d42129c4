import { computed, type ComputedRef, ref, type Ref } from 'vue'
import { isDark, paintTheme, readThemeChoice, type ThemeChoice, writeThemeChoice } from './stored-theme'

export type { ThemeChoice } from './stored-theme'

interface Theme {
  /** The person's choice. */
  choice: Readonly<Ref<ThemeChoice>>
  /** Whether the window is dark now. */
  dark: ComputedRef<boolean>
  choose(choice: ThemeChoice): void
}

let shared: Theme | undefined

/** The window's theme, one for all callers. It follows the system while the choice is `system`. */
export function useTheme(): Theme {
  if (shared) return shared
  const choice = ref<ThemeChoice>(readThemeChoice())
  const system = matchMedia('(prefers-color-scheme: dark)')
  const systemDark = ref(system.matches)
  const dark = computed(() => (choice.value === 'system' ? systemDark.value : choice.value === 'dark'))
  const paint = () => paintTheme(isDark(choice.value))
  system.addEventListener('change', () => {
    systemDark.value = system.matches
    paint()
  })
  paint()
  shared = {
    choice,
    dark,
    choose(next) {
      choice.value = next
      writeThemeChoice(next)
      paint()
    },
  }
  return shared
}
