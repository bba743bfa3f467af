import { Button, Group, Text } from '@mantine/core'
import { useEffect, useRef } from 'react'
import { useTranslation } from 'react-i18next'
import { Link } from 'wouter'
import { ApiError } from '../../api/api-error.js'
import { useFailureText } from '../../components/failure-text.js'
import { useFormats } from '../../lib/format.js'
import classes from './playground.module.css'
import type { Chat } from './use-chat.js'

/** The conversation so far. Text stays text, whatever a model writes. */
export function ChatLog({ chat }: { chat: Chat }) {
  const { t } = useTranslation()
  const { duration } = useFormats()
  const toText = useFailureText()
  const end = useRef<HTMLDivElement>(null)
  const { turns, isBusy, failure, timing } = chat
  const length = turns.reduce((sum, turn) => sum + turn.content.length, 0)

  // biome-ignore lint/correctness/useExhaustiveDependencies: the end is kept in view as it moves.
  useEffect(() => {
    void end.current?.scrollIntoView({ block: 'nearest' })
  }, [length, failure])

  return (
    <div className={classes.log} role="log" aria-label={t('playground.conversation')}>
      {turns.length === 0 && failure === null && !isBusy && (
        <Text c="dimmed" size="sm" ta="center" m="auto">
          {t('playground.empty')}
        </Text>
      )}
      {turns.map((turn, i) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: turns are only ever added at the end.
        <div key={i} className={classes.turn} data-role={turn.role}>
          {turn.content}
        </div>
      ))}
      {isBusy && turns.at(-1)?.role === 'user' && (
        <div className={classes.turn} data-role="assistant" role="status">
          <span className={classes.waiting}>{t('playground.waiting')}</span>
        </div>
      )}
      {failure !== null && (
        <div className={classes.turn} data-role="failure" role="alert">
          {toText(failure)}
          {failure instanceof ApiError && failure.status === 401 && (
            <div>
              <Link href="/tokens.html?edit=new">{t('playground.needsToken')}</Link>
            </div>
          )}
        </div>
      )}
      {turns.length > 0 && !isBusy && (
        <Group gap="xs" justify="space-between">
          <Text size="xs" c="dimmed">
            {timing?.durationMs != null &&
              t('playground.timing', {
                first: timing.firstTextMs === null ? '–' : duration(timing.firstTextMs),
                all: duration(timing.durationMs),
              })}
          </Text>
          <Button variant="subtle" size="compact-xs" onClick={chat.clear}>
            {t('playground.clear')}
          </Button>
        </Group>
      )}
      <div ref={end} />
    </div>
  )
}
