import { Accordion, Group, NumberInput, Stack, Switch, Textarea, TextInput } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import { CountLimit, MoneyLimit } from '../../components/limit-inputs.js'
import { PairFields } from './pair-fields.js'
import type { ChannelFormState } from './use-channel-form.js'

const FIELDS = [
  'requests_per_minute',
  'concurrent',
  'daily_usd',
  'cost_multiplier',
  'proxy_url',
  'ca',
  'from',
  'to',
  'headers',
] as const

/** What few channels need: limits, hours, headers and the connection. Opens by itself on mistakes. */
export function AdvancedFields({ form }: { form: ChannelFormState }) {
  const { t } = useTranslation()
  const hasMistake = FIELDS.some((field) => form.errors[field])
  const { values } = form
  return (
    <Accordion variant="contained" {...(hasMistake && { value: 'advanced' })}>
      <Accordion.Item value="advanced">
        <Accordion.Control>{t('form.advanced')}</Accordion.Control>
        <Accordion.Panel>
          <Stack gap="md">
            <Group grow align="start">
              <CountLimit label={t('form.rpm')} {...form.getInputProps('requests_per_minute')} />
              <CountLimit label={t('form.concurrent')} {...form.getInputProps('concurrent')} />
            </Group>
            <Group grow align="start">
              <MoneyLimit label={t('form.dailyUsd')} {...form.getInputProps('daily_usd')} />
              <NumberInput
                label={t('form.multiplier')}
                description={t('form.multiplierHelp')}
                min={0}
                step={0.1}
                {...form.getInputProps('cost_multiplier')}
              />
            </Group>
            <Switch
              label={t('form.hours')}
              {...form.getInputProps('hasHours', { type: 'checkbox' })}
            />
            {values.hasHours && (
              <Group grow align="start">
                <TextInput type="time" label={t('form.from')} {...form.getInputProps('from')} />
                <TextInput type="time" label={t('form.to')} {...form.getInputProps('to')} />
                <TextInput
                  label={t('form.zone')}
                  placeholder="Asia/Shanghai"
                  {...form.getInputProps('time_zone')}
                />
              </Group>
            )}
            <PairFields
              form={form}
              field="headers"
              title={t('form.headers')}
              help={t('form.headersHelp')}
              nameLabel={t('form.headerName')}
              valueLabel={t('form.headerValue')}
              addLabel={t('form.addHeader')}
            />
            <TextInput
              label={t('form.proxy')}
              placeholder="socks5://127.0.0.1:1080"
              spellCheck={false}
              {...form.getInputProps('proxy_url')}
            />
            <Switch
              label={t('form.http2')}
              {...form.getInputProps('http2', { type: 'checkbox' })}
            />
            <Switch
              label={t('form.insecure')}
              description={t('form.insecureHelp')}
              color="red"
              {...form.getInputProps('insecure_tls', { type: 'checkbox' })}
            />
            <Textarea
              label={t('form.ca')}
              description={t('form.caHelp')}
              placeholder="-----BEGIN CERTIFICATE-----"
              autosize
              minRows={2}
              maxRows={8}
              spellCheck={false}
              {...form.getInputProps('ca')}
            />
          </Stack>
        </Accordion.Panel>
      </Accordion.Item>
    </Accordion>
  )
}
