import { computed } from 'vue'
import { useI18n } from 'vue-i18n'
import { type Locale, useLocale } from '../i18n'
import { themeChoices } from '../theme/stored-theme'
import { type ThemeChoice, useTheme } from '../theme/useTheme'

const locales: readonly Locale[] = ['zh-CN', 'en']

/** Theme and language as they are chosen: in the operator's menu, on the sign-in screen and in the settings. */
export function useLook() {
  const { t, locale } = useI18n()
  const look = useTheme()
  return {
    // Each stands under its own name in every language, so that whoever cannot read the current one finds theirs.
    languages: computed(() => locales.map((value) => ({ value, label: t(`frame.language.${value}`) }))),
    themes: computed(() => themeChoices.map((value) => ({ value, label: t(`frame.theme.${value}`) }))),
    theme: computed<ThemeChoice>({ get: () => look.choice.value, set: (choice) => look.choose(choice) }),
    language: computed<Locale>({
      get: () => (locale.value === 'en' ? 'en' : 'zh-CN'),
      set: (next) => void useLocale(next),
    }),
  }
}
