import type { EChartsCoreOption } from 'echarts/core'
import type { ChartData, ChartLook } from './chart-data'
import type { ChartTheme } from './theme'

/** A chart as ECharts takes it. Nothing moves, and nothing is written as HTML: names of data are never markup. */
export function chartOption(data: ChartData, look: ChartLook, theme: ChartTheme): EChartsCoreOption {
  const many = data.series.length > 1
  const text = { color: theme.text, fontFamily: theme.font, fontSize: 12 }
  return {
    animation: false,
    color: theme.series,
    backgroundColor: theme.surface,
    textStyle: text,
    grid: { left: 8, right: 16, top: many ? 40 : 16, bottom: 8, containLabel: true },
    ...(many ? { legend: { top: 0, left: 0, type: 'scroll', textStyle: text, itemWidth: 14, itemHeight: 10 } } : {}),
    tooltip: {
      trigger: 'axis',
      renderMode: 'richText',
      backgroundColor: theme.surface,
      borderColor: theme.line,
      textStyle: text,
      axisPointer: { type: look.kind === 'bar' ? 'shadow' : 'line' },
      valueFormatter: (value: unknown) => (typeof value === 'number' ? look.format(value) : '—'),
    },
    xAxis: {
      type: 'category',
      data: [...data.categories],
      axisLine: { lineStyle: { color: theme.line } },
      axisTick: { show: false },
      axisLabel: { color: theme.faint },
    },
    yAxis: {
      type: 'value',
      splitLine: { lineStyle: { color: theme.line } },
      axisLabel: { color: theme.faint, formatter: (value: number) => (look.axis ?? look.format)(value) },
    },
    series: data.series.map((one, index) => ({
      name: one.name,
      type: look.kind,
      data: one.values.map((value) => value ?? null),
      ...(look.stacked ? { stack: 'all' } : {}),
      ...(look.kind === 'bar' ? { barMaxWidth: 34 } : { symbolSize: 7, symbol: symbols[index % symbols.length] }),
      ...(index === 0 && look.limits ? { markLine: limitLines(look, theme) } : {}),
    })),
  }
}

/** Lines are told apart by their marks too, not by colour alone. */
const symbols = ['circle', 'rect', 'triangle', 'diamond']

function limitLines({ limits = [] }: ChartLook, theme: ChartTheme) {
  return {
    silent: true,
    symbol: 'none',
    lineStyle: { color: theme.faint, type: 'dashed' },
    label: { color: theme.faint, formatter: '{b}', position: 'insideEndTop' },
    data: limits.map(({ name, value }) => ({ name, yAxis: value })),
  }
}
