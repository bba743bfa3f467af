import { Button, Group, Modal, Text } from '@mantine/core'
import i18next from 'i18next'
import { useSyncExternalStore } from 'react'

/** A question before something that cannot be undone. */
interface Question {
  readonly title: string
  readonly text: string
  /** The button that does it, named after what it does. */
  readonly confirm: string
}

let asked: (Question & { readonly answer: (isSure: boolean) => void }) | null = null
const listeners = new Set<() => void>()

function set(next: typeof asked): void {
  asked = next
  for (const listener of [...listeners]) listener()
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener)
  return () => void listeners.delete(listener)
}

/** Resolves to whether the person confirmed. {@link ConfirmDialog} has to be on the page. */
export function askToConfirm(question: Question): Promise<boolean> {
  asked?.answer(false)
  return new Promise((resolve) => set({ ...question, answer: resolve }))
}

/** Where questions appear. */
export function ConfirmDialog() {
  const question = useSyncExternalStore(subscribe, () => asked)
  const finish = (isSure: boolean) => {
    question?.answer(isSure)
    set(null)
  }
  return (
    <Modal
      opened={question !== null}
      onClose={() => finish(false)}
      title={question?.title}
      zIndex={500}
      closeButtonProps={{ 'aria-label': i18next.t('common.close') }}
    >
      <Text size="sm" mb="lg" style={{ overflowWrap: 'anywhere' }}>
        {question?.text}
      </Text>
      <Group justify="flex-end" gap="xs">
        <Button variant="default" onClick={() => finish(false)}>
          {i18next.t('common.cancel')}
        </Button>
        <Button color="red" onClick={() => finish(true)} data-autofocus>
          {question?.confirm}
        </Button>
      </Group>
    </Modal>
  )
}
