import { Stack, Text } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import { useChannels } from '../../api/channels.js'
import type { LogRow, RecordedPlan } from '../../api/logs.js'
import classes from '../../components/plan-table.module.css'
import { RoutingPlan } from '../../components/routing-plan.js'
import { useFormats } from '../../lib/format.js'
import { useReasonText } from '../../lib/reason-text.js'
import { toPlans } from './to-plans.js'

/**
 * What the plans of a request had tried, and what they left out and why, as it was recorded. Where there is nothing on
 * record, how a request like it would go now.
 */
export function RecordedPlans({ attempts }: { attempts: readonly LogRow[] }) {
  const { t } = useTranslation()
  const [first] = attempts
  const plans = toPlans(attempts)
  if (plans.length === 0) {
    return (
      <RoutingPlan
        model={first?.model ?? ''}
        session={first?.session_id ?? undefined}
        note={t('request.planNow')}
      />
    )
  }
  return (
    <Stack gap="sm" component="section" aria-label={t('request.plan')}>
      {plans.map(({ plan, attempts: tried }) => (
        <Plan
          key={tried[0]?.attempt}
          plan={plan}
          tried={tried}
          title={
            plans.length === 1
              ? t('request.plan')
              : t('request.planOf', { attempts: tried.map(({ attempt }) => attempt).join(', ') })
          }
        />
      ))}
    </Stack>
  )
}

function Plan(props: {
  readonly plan: RecordedPlan
  readonly tried: readonly LogRow[]
  readonly title: string
}) {
  const { plan, tried, title } = props
  const { t } = useTranslation()
  const { time } = useFormats()
  const toReason = useReasonText()
  const channels = useChannels()
  const nameOf = (id: number) => channels.data?.find((channel) => channel.id === id)?.name
  return (
    <Stack gap={6}>
      <Text size="sm" fw={600}>
        {title}
      </Text>
      <Text size="xs" c="dimmed">
        {t('request.planReady', { count: plan.ready })}
        {plan.strategy !== null && ` · ${plan.strategy}`}
      </Text>
      <ol className={classes.plan}>
        {tried.map(({ id, attempt, channel_name: name }) => (
          <li key={id} className={classes.row}>
            <span className={classes.position}>{attempt}</span>
            <span className={classes.name}>{name ?? t('logs.noChannel')}</span>
            <span className={classes.reason}>
              {t(name === null ? 'request.planNone' : 'request.planTried')}
            </span>
          </li>
        ))}
        {plan.left_out.map(({ channel_id: id, reason, until }) => (
          <li key={`out-${id}`} className={classes.row} data-included="false">
            <span className={classes.position}>–</span>
            <span className={classes.name}>{nameOf(id) ?? `#${id}`}</span>
            <span className={classes.reason}>
              {toReason(reason)}
              {until !== null && ` ${t('request.planUntil', { time: time(until) })}`}
            </span>
          </li>
        ))}
      </ol>
      {plan.more > 0 && (
        <Text size="xs" c="dimmed">
          {t('request.planMore', { count: plan.more })}
        </Text>
      )}
    </Stack>
  )
}
