// @vitest-environment happy-dom
import { expect, it } from 'vitest'
import { useTheme } from './useTheme'

it('paints the choice, keeps it, and goes back to the system', () => {
  const theme = useTheme()
  theme.choose('dark')
  expect(document.documentElement.classList.contains('dark')).toBe(true)
  expect(localStorage.getItem('minidesk.theme')).toBe('dark')
  theme.choose('light')
  expect(document.documentElement.classList.contains('dark')).toBe(false)
  theme.choose('system')
  expect(theme.dark.value).toBe(matchMedia('(prefers-color-scheme: dark)').matches)
})
