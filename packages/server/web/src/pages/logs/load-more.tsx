import { Button, Center, Text } from '@mantine/core'
import { useEffect, useRef } from 'react'
import { useTranslation } from 'react-i18next'

/** Loads the next page when the end comes near, or by a click. */
export function LoadMore(props: {
  readonly hasMore: boolean
  readonly isBusy: boolean
  readonly onMore: () => void
}) {
  const { hasMore, isBusy, onMore } = props
  const { t } = useTranslation()
  const place = useRef<HTMLDivElement>(null)
  const more = useRef(onMore)
  more.current = onMore

  useEffect(() => {
    if (!hasMore || isBusy || !place.current) return
    const observer = new IntersectionObserver(
      ([entry]) => {
        if (entry?.isIntersecting) more.current()
      },
      { rootMargin: '600px' },
    )
    observer.observe(place.current)
    return () => observer.disconnect()
  }, [hasMore, isBusy])

  return (
    <Center ref={place} py="md">
      {hasMore ? (
        <Button variant="default" loading={isBusy} onClick={onMore}>
          {t('logs.more')}
        </Button>
      ) : (
        <Text size="xs" c="dimmed">
          {t('logs.end')}
        </Text>
      )}
    </Center>
  )
}
