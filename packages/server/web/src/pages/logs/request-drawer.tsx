import { Drawer, Stack, Text } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import { useRequestDetail } from '../../api/logs.js'
import { PlanTable } from '../../components/plan-table.js'
import { QueryBody } from '../../components/query-body.js'
import { RoutingPlan } from '../../components/routing-plan.js'
import { AttemptDetail } from './attempt-detail.js'
import { RequestFacts } from './request-facts.js'
import { Waterfall } from './waterfall.js'

/** One request in full: its attempts in time, the plan they followed, and what each one said. */
export function RequestDrawer({ requestId, onClose }: { requestId: string; onClose: () => void }) {
  const { t } = useTranslation()
  const detail = useRequestDetail(requestId)
  return (
    <Drawer
      opened={requestId !== ''}
      onClose={onClose}
      position="right"
      size={720}
      title={t('request.title')}
      closeButtonProps={{ 'aria-label': t('common.close') }}
      styles={{ title: { fontWeight: 600, fontSize: '1rem' } }}
    >
      <QueryBody query={detail} height={240}>
        {({ attempts, plan }) => (
          <Stack gap="lg">
            <RequestFacts attempts={attempts} />
            <Waterfall attempts={attempts} />
            {attempts.map((attempt) => (
              <AttemptDetail key={attempt.id} attempt={attempt} isOnly={attempts.length === 1} />
            ))}
            {plan === null ? (
              <RoutingPlan
                model={attempts[0]?.model ?? ''}
                session={attempts[0]?.session_id ?? undefined}
              />
            ) : (
              <Stack gap={6}>
                <Text size="sm" fw={600}>
                  {t('request.plan')}
                </Text>
                <PlanTable rows={plan} />
              </Stack>
            )}
          </Stack>
        )}
      </QueryBody>
    </Drawer>
  )
}
