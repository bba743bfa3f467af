import { useWindowVirtualizer } from '@tanstack/react-virtual'
import {
  type CSSProperties,
  type HTMLAttributes,
  type ReactNode,
  useLayoutEffect,
  useRef,
  useState,
} from 'react'
import classes from './data-table.module.css'
import { SortHeader } from './sort-header.js'

/** One column. `label` names the value where a narrow screen shows rows as cards. */
export interface Column<Row> {
  readonly id: string
  readonly label: string
  /** What the head shows in place of the label. */
  readonly header?: ReactNode
  readonly cell: (row: Row) => ReactNode
  /** CSS width; columns without one share what is left. */
  readonly width?: string
  readonly align?: 'end' | 'center'
  readonly isSortable?: boolean
  /** On cards: `title` spans the card's top, `hidden` is left out. */
  readonly card?: 'title' | 'hidden' | 'full'
}

type DataProps = Readonly<Record<`data-${string}`, unknown>>

/** A column's id; with a minus in front: the other way round. */
export type Sort = string

export interface DataTableProps<Row> {
  readonly caption: string
  readonly columns: readonly Column<Row>[]
  readonly rows: readonly Row[]
  readonly rowKey: (row: Row) => string | number
  readonly sort?: Sort | undefined
  readonly onSort?: (sort: Sort) => void
  readonly rowProps?: (row: Row, index: number) => HTMLAttributes<HTMLTableRowElement> & DataProps
  /** Height of most rows in pixels, for the rows that are not on the screen. */
  readonly rowHeight?: number
  readonly minWidth?: string
  readonly empty?: ReactNode
}

/** Below this many rows all of them are in the document, where the browser's search finds them. */
const VIRTUAL_FROM = 120

/** A table of any length: only the rows near the screen exist. */
export function DataTable<Row>(props: DataTableProps<Row>) {
  const { caption, columns, rows, rowKey, sort, onSort, rowProps, rowHeight = 44, empty } = props
  const body = useRef<HTMLTableSectionElement>(null)
  const [scrollMargin, setScrollMargin] = useState(0)
  const isVirtual = rows.length >= VIRTUAL_FROM
  const virtualizer = useWindowVirtualizer({
    count: rows.length,
    estimateSize: () => rowHeight,
    getItemKey: (index) => (rows[index] === undefined ? index : rowKey(rows[index])),
    overscan: 12,
    scrollMargin,
    enabled: isVirtual,
  })

  // biome-ignore lint/correctness/useExhaustiveDependencies: what is above may have changed too.
  useLayoutEffect(() => {
    const top = body.current?.getBoundingClientRect().top ?? 0
    setScrollMargin(Math.round(top + window.scrollY))
  }, [isVirtual, rows.length])

  const items = isVirtual ? virtualizer.getVirtualItems() : null
  const above = (items?.[0]?.start ?? scrollMargin) - scrollMargin
  const below = items ? virtualizer.getTotalSize() - ((items.at(-1)?.end ?? 0) - scrollMargin) : 0

  const renderRow = (index: number) => {
    const row = rows[index]
    if (row === undefined) return null
    const { className, ...own } = rowProps?.(row, index) ?? {}
    return (
      <tr
        key={rowKey(row)}
        data-index={index}
        ref={isVirtual ? virtualizer.measureElement : undefined}
        aria-rowindex={isVirtual ? index + 2 : undefined}
        className={`${classes.row} ${className ?? ''}`}
        {...own}
      >
        {columns.map((column) => (
          <td
            key={column.id}
            data-label={column.label}
            data-align={column.align}
            data-card={column.card}
          >
            {column.cell(row)}
          </td>
        ))}
      </tr>
    )
  }

  return (
    <div className={classes.wrap}>
      <table
        className={classes.table}
        style={{ '--table-min-width': props.minWidth } as CSSProperties}
        aria-rowcount={isVirtual ? rows.length + 1 : undefined}
      >
        <caption className="visually-hidden">{caption}</caption>
        <colgroup>
          {columns.map((column) => (
            <col key={column.id} style={{ width: column.width }} />
          ))}
        </colgroup>
        <thead>
          <tr>
            {columns.map((column) => (
              <SortHeader key={column.id} column={column} sort={sort} onSort={onSort} />
            ))}
          </tr>
        </thead>
        <tbody ref={body}>
          {above > 0 && <Spacer height={above} columns={columns.length} />}
          {items ? items.map((item) => renderRow(item.index)) : rows.map((_, i) => renderRow(i))}
          {below > 0 && <Spacer height={below} columns={columns.length} />}
        </tbody>
      </table>
      {rows.length === 0 && <div className={classes.empty}>{empty}</div>}
    </div>
  )
}

function Spacer({ height, columns }: { height: number; columns: number }) {
  return (
    <tr aria-hidden className={classes.spacer}>
      <td colSpan={columns} style={{ height }} />
    </tr>
  )
}
