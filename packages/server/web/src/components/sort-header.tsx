import type { Column, Sort } from './data-table.js'
import classes from './data-table.module.css'
import { IconDown, IconUp } from './icons.js'

/** A column's head. A click sorts by it, the next one the other way round. */
export function SortHeader<Row>(props: {
  column: Column<Row>
  sort: Sort | undefined
  onSort: ((sort: Sort) => void) | undefined
}) {
  const { column, sort, onSort } = props
  const { id, label, header, align } = column
  const direction = sort === id ? 'ascending' : sort === `-${id}` ? 'descending' : undefined
  if (!column.isSortable || !onSort) {
    return (
      <th scope="col" data-align={align}>
        {header ?? label}
      </th>
    )
  }
  const Arrow = direction === 'ascending' ? IconUp : IconDown
  return (
    <th scope="col" data-align={align} aria-sort={direction}>
      <button
        type="button"
        className={classes.sort}
        data-active={direction !== undefined}
        onClick={() => onSort(direction === 'descending' ? id : `-${id}`)}
      >
        {header ?? label}
        <Arrow size={12} aria-hidden />
      </button>
    </th>
  )
}
