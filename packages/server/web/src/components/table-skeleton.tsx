import { Skeleton, Stack } from '@mantine/core'

/** A table's outline while its rows are on their way. */
export function TableSkeleton({ label, rows = 8 }: { label: string; rows?: number }) {
  return (
    <Stack gap={6} role="status" aria-label={label}>
      <Skeleton h={32} />
      {Array.from({ length: rows }, (_, i) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: the rows are all alike.
        <Skeleton key={i} h={44} />
      ))}
    </Stack>
  )
}
