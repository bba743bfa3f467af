import { Button, Group, Text } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import { Link } from 'wouter'
import type { ListedChannel, ListedCooldown } from '../../api/channels.js'
import { Countdown } from '../../components/countdown.js'
import { IconCheck } from '../../components/icons.js'
import { StateBadge } from '../../components/state-badge.js'
import { useCauseText } from '../../lib/cause-text.js'
import { useNow } from '../../lib/use-now.js'
import { useChannelActions } from '../channels/use-channel-actions.js'
import { findProblems, type Problem } from './find-problems.js'
import classes from './overview.module.css'

/** What is wrong now and the click that helps; one quiet line when nothing is. */
export function AttentionPanel(props: {
  readonly channels: readonly ListedChannel[]
  readonly cooldowns: readonly ListedCooldown[]
}) {
  const { channels, cooldowns } = props
  const { t } = useTranslation()
  const now = useNow()
  const problems = findProblems(channels, cooldowns, now)
  if (problems.length === 0) {
    return (
      <div className={classes.fine} role="status">
        <IconCheck size={16} aria-hidden />
        {t('attention.fine', { count: channels.filter(({ enabled }) => enabled).length })}
      </div>
    )
  }
  const isBad = problems.some(({ kind }) => kind !== 'partly' && kind !== 'full')
  return (
    <section
      className={classes.problems}
      data-look={isBad ? 'bad' : 'warn'}
      aria-label={t('attention.title')}
    >
      {problems.map((problem) => (
        <ProblemRow key={toKey(problem)} problem={problem} />
      ))}
    </section>
  )
}

function ProblemRow({ problem }: { problem: Problem }) {
  const { t } = useTranslation()
  const toCause = useCauseText()
  const { wake } = useChannelActions()
  if (problem.kind === 'no-channel') {
    return (
      <div className={classes.problem} role="alert">
        <div className={classes.problemName}>
          <StateBadge look="bad">{t('attention.noChannel')}</StateBadge>
        </div>
        <Text className={classes.problemText}>{t('attention.noChannelText')}</Text>
        <Button component={Link} href="/channels.html" variant="default">
          {t('nav.channels')}
        </Button>
      </div>
    )
  }
  const { channel } = problem
  const { look, label, text, until } = toWords()
  return (
    <div className={classes.problem}>
      <div className={classes.problemName}>
        {channel.name}
        <StateBadge look={look}>
          {label} {until !== undefined && <Countdown until={until} />}
        </StateBadge>
      </div>
      <Text className={classes.problemText}>{text}</Text>
      <Group gap={6}>
        {until !== undefined && (
          <Button variant="light" onClick={() => void wake(channel)}>
            {t('channels.wake')}
          </Button>
        )}
        <Button component={Link} href={`/channels.html?test=${channel.id}`} variant="default">
          {t('channels.test')}
        </Button>
        <Button component={Link} href={`/channels.html?edit=${channel.id}`} variant="default">
          {t('channels.edit')}
        </Button>
      </Group>
    </div>
  )

  function toWords(): Words {
    switch (problem.kind) {
      case 'cooling': {
        const { cause } = problem
        const text = cause ? t('attention.coolingText', toCause(cause)) : ''
        return { look: 'bad', label: t('state.cooling'), text, until: problem.until }
      }
      case 'no-key':
        return { look: 'bad', label: t('attention.noKey'), text: t('attention.noKeyText') }
      case 'full':
        return { look: 'warn', label: t('state.full'), text: t('attention.fullText') }
      case 'partly': {
        const { cooldown } = problem
        const subject = cooldown.model ?? t('attention.aKey')
        const cause = toCause(cooldown.cause)
        const text = t('attention.partlyText', { subject, cause: cause.label })
        return { look: 'warn', label: t('attention.partly'), text, until: cooldown.endsAt }
      }
      case 'no-channel':
        return { look: 'bad', label: '', text: '' }
    }
  }
}

interface Words {
  readonly look: 'bad' | 'warn'
  readonly label: string
  readonly text: string
  readonly until?: number
}

function toKey(problem: Problem): string {
  return 'channel' in problem ? `${problem.kind} ${problem.channel.id}` : problem.kind
}
