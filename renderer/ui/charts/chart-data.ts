/** What a chart shows: one value of every series for every category; `undefined` where there is none. */
export interface ChartData {
  /** The axis at the bottom: months, classes. */
  categories: readonly string[]
  series: readonly ChartSeries[]
}

export interface ChartSeries {
  name: string
  values: readonly (number | undefined)[]
}

export interface ChartLook {
  kind: 'bar' | 'line'
  /** Series lie on each other instead of beside each other. */
  stacked?: boolean | undefined
  /** A value as people read it, in the table, on the axis and over the mouse. */
  format: (value: number) => string
  /** The same on the axis, where there is little room; by default as everywhere. */
  axis?: ((value: number) => string) | undefined
  /** A horizontal line with its name: a limit. */
  limits?: readonly { name: string; value: number }[] | undefined
}

/** Whether there is anything to draw. */
export const hasValues = ({ series }: ChartData): boolean => series.some(({ values }) => values.some((value) => value !== undefined && value !== 0))
