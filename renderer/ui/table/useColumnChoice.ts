import { computed, type ComputedRef, type Ref, ref } from 'vue'
import { usePreference } from '../base/usePreference'
import { type ColumnChoice, isColumnChoice, isShown, noChoice, orderColumns, type TableColumn } from './columns'

export interface ShownColumns<Row> {
  choice: Ref<ColumnChoice>
  /** All columns in the chosen order, for the chooser. */
  ordered: ComputedRef<TableColumn<Row>[]>
  /** Those on screen, in order. */
  shown: ComputedRef<TableColumn<Row>[]>
  widthOf(column: TableColumn<Row>): number
  /** `grid-template-columns` of every row. */
  template: ComputedRef<string>
  /** Sum of all widths in pixels, the select column included. */
  total: ComputedRef<number>
}

export const selectWidth = 40

/**
 * Which columns a table shows, in which order and how wide, as this person left it.
 * @param name key under which it is kept; without it the choice lasts as long as the table
 */
export function useColumnChoice<Row>(
  columns: () => readonly TableColumn<Row>[],
  name: string | undefined,
  selectable: () => boolean,
): ShownColumns<Row> {
  const choice = name ? usePreference(`table.${name}`, noChoice, isColumnChoice) : ref<ColumnChoice>(noChoice)
  const ordered = computed(() => orderColumns(columns(), choice.value.order))
  const shown = computed(() => {
    const list = ordered.value.filter((column) => isShown(column, choice.value))
    // A table without a column shows nothing and explains nothing.
    return list.length > 0 ? list : ordered.value.slice(0, 1)
  })
  const widthOf = (column: TableColumn<Row>) => choice.value.widths[column.key] ?? column.width ?? 160
  const growing = computed(
    () =>
      shown.value.find((column) => column.grow) ??
      shown.value.findLast((column) => !column.numeric) ??
      shown.value[0],
  )
  return {
    choice,
    ordered,
    shown,
    widthOf,
    template: computed(() =>
      [
        ...(selectable() ? [`${selectWidth}px`] : []),
        ...shown.value.map((column) =>
          column === growing.value ? `minmax(${widthOf(column)}px, 1fr)` : `${widthOf(column)}px`,
        ),
      ].join(' '),
    ),
    total: computed(
      () => (selectable() ? selectWidth : 0) + shown.value.reduce((sum, column) => sum + widthOf(column), 0),
    ),
  }
}
