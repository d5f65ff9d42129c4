import { onScopeDispose, ref, type Ref } from 'vue'

/** Colours and face of every chart, as the window wears them now. */
export interface ChartTheme {
  series: string[]
  text: string
  faint: string
  line: string
  surface: string
  font: string
}

/** Reads the theme from the tokens of the window's look, so that there is one theme for light and dark. */
export function readChartTheme(): ChartTheme {
  const style = getComputedStyle(document.documentElement)
  const token = (name: string) => style.getPropertyValue(`--md-${name}`).trim()
  return {
    series: ['1', '2', '3', '4', '5', '6', '7'].map((number) => token(`chart-${number}`)),
    text: token('text'),
    faint: token('text-faint'),
    line: token('border'),
    surface: token('surface'),
    font: token('font'),
  }
}

/** The theme, read again when the window changes its look. */
export function useChartTheme(): Readonly<Ref<ChartTheme>> {
  const theme = ref(readChartTheme())
  const observer = new MutationObserver(() => (theme.value = readChartTheme()))
  observer.observe(document.documentElement, { attributes: true, attributeFilter: ['class'] })
  onScopeDispose(() => observer.disconnect())
  return theme
}
