import { Switch, Text } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import type { Token } from '../../api/tokens.js'
import type { Column } from '../../components/data-table.js'
import { ModelChips } from '../../components/model-chips.js'
import { StateBadge } from '../../components/state-badge.js'
import { useFormats } from '../../lib/format.js'
import { useNow } from '../../lib/use-now.js'
import { TokenMenu } from './token-menu.js'
import { TOKEN_LOOKS, toTokenState } from './token-state.js'
import classes from './tokens.module.css'
import { UsageBar } from './usage-bar.js'
import { useTokenActions } from './use-token-actions.js'

/** The columns of the token table. */
export function useTokenColumns({ onEdit }: { onEdit: (id: number) => void }): Column<Token>[] {
  const { t } = useTranslation()
  const { count, money, relative, minute } = useFormats()
  const { toggle } = useTokenActions()
  const now = useNow()
  return [
    {
      id: 'name',
      label: t('tokens.name'),
      width: '18%',
      card: 'title',
      cell: (token) => (
        <>
          <button type="button" className={classes.name} onClick={() => onEdit(token.id)}>
            {token.name}
          </button>
          <div>
            <code className={classes.prefix}>{token.prefix}…</code>
          </div>
        </>
      ),
    },
    {
      id: 'state',
      label: t('tokens.state'),
      width: '112px',
      cell: (token) => {
        const state = toTokenState(token, now)
        return <StateBadge look={TOKEN_LOOKS[state]}>{t(`tokens.states.${state}`)}</StateBadge>
      },
    },
    {
      id: 'enabled',
      label: t('tokens.on'),
      width: '62px',
      cell: (token) => (
        <Switch
          size="sm"
          aria-label={t('tokens.onOf', { name: token.name })}
          checked={token.enabled}
          onChange={(event) => void toggle(token, event.currentTarget.checked)}
        />
      ),
    },
    {
      id: 'today',
      label: t('tokens.today'),
      width: '150px',
      cell: ({ usage, limits }) => (
        <UsageBar
          used={usage.cost_today_micro_usd}
          limit={limits.daily_cost_micro_usd}
          format={money}
          label={t('tokens.today')}
        />
      ),
    },
    {
      id: 'month',
      label: t('tokens.month'),
      width: '150px',
      cell: ({ usage, limits }) => (
        <UsageBar
          used={usage.cost_month_micro_usd}
          limit={limits.monthly_cost_micro_usd}
          format={money}
          label={t('tokens.month')}
        />
      ),
    },
    {
      id: 'requests',
      label: t('tokens.requests'),
      width: '116px',
      cell: ({ usage, limits }) => (
        <>
          {count(usage.requests_today)}
          <Text size="xs" c="dimmed">
            {limits.requests_per_minute !== null &&
              t('tokens.perMinute', { limit: count(limits.requests_per_minute) })}
          </Text>
        </>
      ),
    },
    {
      id: 'models',
      label: t('tokens.models'),
      cell: ({ models }) =>
        models === null ? (
          <Text size="xs" c="dimmed">
            {t('tokens.all')}
          </Text>
        ) : (
          <ModelChips models={models} shown={1} />
        ),
    },
    {
      id: 'expires',
      label: t('tokens.expires'),
      width: '124px',
      cell: ({ expires_at: at }) => (
        <Text size="xs" c={at === null ? 'dimmed' : undefined}>
          {at === null ? t('tokens.never') : minute(at)}
        </Text>
      ),
    },
    {
      id: 'used',
      label: t('tokens.lastUsed'),
      width: '104px',
      cell: ({ last_used_at: at }) => (
        <Text size="xs" c="dimmed">
          {at === null ? t('tokens.notYet') : relative(at, now)}
        </Text>
      ),
    },
    {
      id: 'actions',
      label: t('channels.actions'),
      header: <span className="visually-hidden">{t('channels.actions')}</span>,
      width: '52px',
      align: 'end',
      cell: (token) => <TokenMenu token={token} onEdit={() => onEdit(token.id)} />,
    },
  ]
}
