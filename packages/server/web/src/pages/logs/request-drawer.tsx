import { Drawer, Stack } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import { useRequestDetail } from '../../api/logs.js'
import { QueryBody } from '../../components/query-body.js'
import { AttemptDetail } from './attempt-detail.js'
import { CapturedAttempts } from './captured-attempts.js'
import { RecordedPlans } from './recorded-plans.js'
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
        {({ attempts }) => (
          <Stack gap="lg">
            <RequestFacts attempts={attempts} />
            <Waterfall attempts={attempts} />
            {attempts.map((attempt) => (
              <AttemptDetail key={attempt.id} attempt={attempt} isOnly={attempts.length === 1} />
            ))}
            <CapturedAttempts requestId={requestId} />
            <RecordedPlans attempts={attempts} />
          </Stack>
        )}
      </QueryBody>
    </Drawer>
  )
}
