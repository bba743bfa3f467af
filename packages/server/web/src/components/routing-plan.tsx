import { Skeleton, Stack, Text } from '@mantine/core'
import { useDebouncedValue } from '@mantine/hooks'
import { useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { explainRouting } from '../api/channels.js'
import { toNextChangeMs } from '../lib/next-change.js'
import { FailureNotice } from './failure-notice.js'
import { PlanTable } from './plan-table.js'

/** Where a request for a model would go now: the plan, and why the others are left out. */
export function RoutingPlan(props: {
  readonly model: string
  /** Of a conversation: it may have a channel of its own. */
  readonly session?: string | undefined
  /** A channel that is looked at. */
  readonly highlight?: number
  /** What to say about it. */
  readonly note?: string
}) {
  const { model, session, highlight, note } = props
  const { t } = useTranslation()
  const [asked] = useDebouncedValue(model.trim(), 400)
  const plan = useQuery({
    queryKey: ['explain', asked, session],
    queryFn: ({ signal }) => explainRouting(asked, session, signal),
    enabled: asked !== '',
    staleTime: 0,
    refetchInterval: ({ state }) => toNextChangeMs(state.data, Date.now()),
  })
  return (
    <Stack gap={6}>
      <Text size="sm" fw={600}>
        {t('plan.title', { model: asked })}
      </Text>
      {note && (
        <Text size="xs" c="dimmed">
          {note}
        </Text>
      )}
      {plan.isError && <FailureNotice error={plan.error} retry={() => plan.refetch()} />}
      {plan.isPending && asked !== '' && <Skeleton h={60} />}
      {plan.data && <PlanTable rows={plan.data} highlight={highlight} />}
    </Stack>
  )
}
