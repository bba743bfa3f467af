/** Where a priority group's round robin stands, as it is stored. */
export interface Cursor {
  readonly model: string
  readonly priority: number
  /** Position, in the group's full list by channel id, of the member whose turn is next. */
  readonly nextIndex: number
}
