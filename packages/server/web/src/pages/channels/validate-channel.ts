import { type ChannelValues, toSecrets } from './channel-form.js'

/** What can be wrong with a field. The words for it are in the catalogues. */
export type Mistake =
  | 'required'
  | 'tooLong'
  | 'noUrl'
  | 'hasVersion'
  | 'noKey'
  | 'noSecret'
  | 'noModel'
  | 'wholeNumber'
  | 'positive'
  | 'noProxy'
  | 'noTime'
  | 'sameTime'
  | 'noHeader'
  | 'reservedHeader'

type Mistakes = Partial<Record<keyof ChannelValues, Mistake>>

/** Credentials, and what the transport decides by itself. */
const RESERVED_HEADERS =
  /^(authorization|connection|content-(encoding|length|type)|cookie|expect|forwarded|host|keep-alive|te|trailer|transfer-encoding|upgrade|x-api-key|x-goog-api-key|proxy-.*)$/i

/** Every field that the server would refuse, found before it is asked. */
export function findMistakes(values: ChannelValues): Mistakes {
  const mistakes: Mistakes = {}
  const note = (field: keyof ChannelValues, mistake: Mistake | false) => {
    if (mistake) mistakes[field] = mistake
  }
  note('name', values.name.trim() === '' ? 'required' : values.name.length > 100 && 'tooLong')
  note('url', toUrlMistake(values.url.trim()))
  note('priority', !isWhole(values.priority, -1_000_000) && 'wholeNumber')
  note('weight', !isWhole(values.weight, 1) && 'positive')
  const secrets = toSecrets(values.newKeys)
  if (secrets.some((secret) => !/^[\x21-\x7e]+$/.test(secret))) note('newKeys', 'noSecret')
  else if (secrets.length + values.keys.length === 0) note('newKeys', 'noKey')
  note('models', values.models.length === 0 && 'noModel')
  for (const field of ['requests_per_minute', 'concurrent'] as const) {
    note(field, values[field] !== '' && !isWhole(values[field], 1) && 'positive')
  }
  note('daily_usd', values.daily_usd !== '' && !(Number(values.daily_usd) > 0) && 'positive')
  note('cost_multiplier', !(Number(values.cost_multiplier) >= 0) && 'positive')
  note('proxy_url', values.proxy_url.trim() !== '' && !isProxy(values.proxy_url) && 'noProxy')
  note('headers', toHeaderMistake(values))
  if (values.hasHours) {
    const isTime = (text: string) => /^([01]\d|2[0-3]):[0-5]\d$/.test(text)
    note('from', !isTime(values.from) && 'noTime')
    note('to', !isTime(values.to) ? 'noTime' : values.from === values.to && 'sameTime')
  }
  return mistakes
}

function toUrlMistake(text: string): Mistake | false {
  if (text === '') return 'required'
  if (!/^https?:\/\/[^/]/i.test(text) || !URL.canParse(text)) return 'noUrl'
  return /\/v1\/?$/.test(text) && 'hasVersion'
}

function toHeaderMistake({ headers }: ChannelValues): Mistake | false {
  const names = headers.map(({ name }) => name.trim()).filter(Boolean)
  if (names.some((name) => RESERVED_HEADERS.test(name))) return 'reservedHeader'
  return names.some((name) => !/^[\w!#$%&'*+.^`|~-]+$/.test(name)) && 'noHeader'
}

function isWhole(value: number | string, min: number): boolean {
  return value !== '' && Number.isInteger(Number(value)) && Number(value) >= min
}

function isProxy(text: string): boolean {
  return /^(https?|socks5):\/\/[^/]/i.test(text.trim())
}
