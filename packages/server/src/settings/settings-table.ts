import { DEFAULT_SETTINGS, type Secret, STRATEGIES } from '@ccload/core'
import { type Setting, toSettingValue } from './setting.js'

const DAY_MS = 86_400_000
const GIB = 1024 ** 3

const duration = (name: keyof typeof DEFAULT_SETTINGS & `${string}Ms`) =>
  ({ type: 'integer', default: DEFAULT_SETTINGS[name], min: 0, max: DAY_MS, unit: 'ms' }) as const

const days = (count: number) =>
  ({ type: 'integer', default: count, min: 1, max: 3650, unit: 'days' }) as const

/**
 * Everything that can be changed while the server runs, in the order in which it is shown. The API,
 * the web UI, the environment variables and the documentation are made of this table.
 */
export const SETTINGS = {
  connectTimeoutMs: {
    ...duration('connectTimeoutMs'),
    group: 'timeouts',
    description: {
      en: 'Until a connection to an upstream is open, TLS included; 0 turns it off.',
      'zh-CN': '与上游建立连接（含 TLS）的时限；0 表示不限。',
    },
  },
  streamFirstEventTimeoutMs: {
    ...duration('streamFirstEventTimeoutMs'),
    group: 'timeouts',
    description: {
      en: 'Streams: until the first event that means something; then the next channel is tried. 0 turns it off.',
      'zh-CN': '流式请求：等待首个有效事件的时限，超时则换下一个渠道；0 表示不限。',
    },
  },
  firstEventTimeoutMs: {
    ...duration('firstEventTimeoutMs'),
    group: 'timeouts',
    description: {
      en: 'Other requests: until the first byte of the answer; then the next channel is tried. 0 turns it off.',
      'zh-CN': '非流式请求：等待响应首字节的时限，超时则换下一个渠道；0 表示不限。',
    },
  },
  idleTimeoutMs: {
    ...duration('idleTimeoutMs'),
    group: 'timeouts',
    description: {
      en: 'Between two pieces of an answer; 0 turns it off.',
      'zh-CN': '响应的两段数据之间的最长间隔；0 表示不限。',
    },
  },
  requestTimeoutMs: {
    ...duration('requestTimeoutMs'),
    group: 'timeouts',
    description: {
      en: 'For a whole request, all attempts and the answer included; 0 turns it off.',
      'zh-CN': '整个请求（含全部尝试和完整响应）的时限；0 表示不限。',
    },
  },
  keepAliveMs: {
    ...duration('keepAliveMs'),
    group: 'timeouts',
    description: {
      en: 'How long an unused connection is kept where the upstream does not say; 0 keeps none.',
      'zh-CN': '上游未声明时，空闲连接的保留时间；0 表示不保留。',
    },
  },
  maxBodyBytes: {
    type: 'integer',
    default: DEFAULT_SETTINGS.maxBodyBytes,
    min: 1024,
    max: GIB,
    unit: 'bytes',
    group: 'answers',
    description: {
      en: 'Largest request body of a client.',
      'zh-CN': '客户端请求体的上限。',
    },
  },
  maxHeldBytes: {
    type: 'integer',
    default: DEFAULT_SETTINGS.maxHeldBytes,
    min: 0,
    max: 16 * 1024 * 1024,
    unit: 'bytes',
    group: 'answers',
    description: {
      en: 'How much of an answer is held back until its first event that means something.',
      'zh-CN': '首个有效事件到来之前最多暂存的响应数据。',
    },
  },
  maxSilenceMs: {
    ...duration('maxSilenceMs'),
    group: 'answers',
    description: {
      en: 'How long an answer that has begun is held back at most, so that the client is not left in silence.',
      'zh-CN': '已开始的响应最多暂存多久，避免客户端长时间收不到数据。',
    },
  },
  maxPingOnlyMs: {
    ...duration('maxPingOnlyMs'),
    group: 'answers',
    description: {
      en: 'How long a stream may consist of pings alone before it is broken off; 0 turns it off.',
      'zh-CN': '只有 ping 的流最多持续多久后断开；0 表示不限。',
    },
  },
  strategy: {
    type: 'enum',
    default: 'affinity',
    options: STRATEGIES,
    group: 'routing',
    description: {
      en: 'How channels of one priority share requests: affinity keeps a conversation on its channel, so that its prompt cache is found again.',
      'zh-CN':
        '同一优先级的渠道如何分担请求：affinity 让同一会话固定在一个渠道，以命中提示词缓存。',
    },
  },
  maxQueueMs: {
    ...duration('maxQueueMs'),
    group: 'routing',
    description: {
      en: 'How long a request may wait for room where all its channels have as many requests as they may; 0: not at all.',
      'zh-CN': '所有可用渠道都达到并发上限时，请求最多排队等待的时间；0 表示不等待。',
    },
  },
  maxCooldownMs: {
    ...duration('maxCooldownMs'),
    min: 1000,
    group: 'routing',
    description: {
      en: 'The longest rest after repeated failures.',
      'zh-CN': '连续失败后的最长冷却时间。',
    },
  },
  maxResetMs: {
    ...duration('maxResetMs'),
    min: 1000,
    max: 31 * DAY_MS,
    group: 'routing',
    description: {
      en: 'The longest rest that an upstream may ask for with retry-after or a quota reset.',
      'zh-CN': '上游通过 retry-after 或额度重置时间所能要求的最长冷却时间。',
    },
  },
  jitter: {
    type: 'number',
    default: DEFAULT_SETTINGS.jitter,
    min: 0,
    max: 1,
    group: 'routing',
    description: {
      en: 'Part by which a rest is made shorter or longer by chance: 0.1 is 10 %.',
      'zh-CN': '冷却时间随机缩短或延长的比例：0.1 即 10%。',
    },
  },
  logRetentionDays: {
    ...days(7),
    group: 'storage',
    description: {
      en: 'How long log entries are kept.',
      'zh-CN': '日志的保留天数。',
    },
  },
  minuteStatsRetentionDays: {
    ...days(30),
    group: 'storage',
    description: {
      en: 'How long statistics by the minute are kept.',
      'zh-CN': '分钟级统计的保留天数。',
    },
  },
  hourStatsRetentionDays: {
    ...days(730),
    group: 'storage',
    description: {
      en: 'How long statistics by the hour and by session are kept.',
      'zh-CN': '小时级统计和会话统计的保留天数。',
    },
  },
  maxDatabaseMb: {
    type: 'integer',
    default: 0,
    min: 0,
    max: 10_000_000,
    unit: 'MB',
    group: 'storage',
    description: {
      en: 'The oldest log entries go early where the database grows beyond this; 0: no limit.',
      'zh-CN': '数据库超过此大小时提前删除最旧的日志；0 表示不限。',
    },
  },
  publicSummary: {
    type: 'boolean',
    default: false,
    group: 'access',
    description: {
      en: 'Shows totals to everybody at /public/summary.',
      'zh-CN': '在 /public/summary 向所有人公开汇总数据。',
    },
  },
  allowOpen: {
    type: 'boolean',
    default: false,
    group: 'access',
    description: {
      en: 'While there is no client token: serves everybody, not only programs on this machine.',
      'zh-CN': '未配置客户端令牌时：为所有人服务，而不仅限本机程序。',
    },
  },
  blockPrivateUpstreams: {
    type: 'boolean',
    default: false,
    group: 'access',
    description: {
      en: 'Refuses upstreams at loopback and private addresses, when a channel is written and when it is connected to.',
      'zh-CN': '拒绝回环和私有地址的上游，写入渠道时和建立连接时都会检查。',
    },
  },
  alertWebhookUrl: {
    type: 'text',
    form: 'url',
    default: '',
    maxLength: 2000,
    group: 'alerts',
    description: {
      en: 'Where alerts are sent to by POST; empty: nowhere.',
      'zh-CN': '通过 POST 接收告警的地址；留空则不发送。',
    },
  },
  alertWebhookSecret: {
    type: 'text',
    form: 'secret',
    default: '',
    maxLength: 200,
    group: 'alerts',
    description: {
      en: 'Signs each alert by HMAC-SHA-256, so that the receiver knows it is ours; empty: unsigned.',
      'zh-CN': '用 HMAC-SHA-256 为每条告警签名，供接收方验证来源；留空则不签名。',
    },
  },
  alertChannelDown: {
    type: 'boolean',
    default: true,
    group: 'alerts',
    description: {
      en: 'Alerts when a channel rests for half a minute or longer, and when it answers again.',
      'zh-CN': '渠道冷却达半分钟或更久时，以及恢复时发出告警。',
    },
  },
  alertModelCooling: {
    type: 'boolean',
    default: true,
    group: 'alerts',
    description: {
      en: 'Alerts when all channels of a model rest for half a minute or longer.',
      'zh-CN': '某个模型的全部渠道都冷却达半分钟或更久时发出告警。',
    },
  },
  alertTokenBudget: {
    type: 'boolean',
    default: true,
    group: 'alerts',
    description: {
      en: 'Alerts when a token has used 80 % of its budget for the day or the month.',
      'zh-CN': '令牌用去当日或当月预算的 80% 时发出告警。',
    },
  },
} as const satisfies Readonly<Record<string, Setting>>

/** The name of a setting in code. */
export type SettingName = keyof typeof SETTINGS

type ValueOf<S> = S extends { readonly type: 'boolean' }
  ? boolean
  : S extends { readonly options: readonly (infer O)[] }
    ? O
    : S extends { readonly form: 'secret' }
      ? Secret
      : S extends { readonly type: 'text' }
        ? string
        : number

/** A value for each setting. */
export type SettingValues = { readonly [N in SettingName]: ValueOf<(typeof SETTINGS)[N]> }

/** The same as it is written: secrets may be in plain. */
export type SettingInputs = {
  readonly [N in SettingName]: SettingValues[N] extends Secret ? string | Secret : SettingValues[N]
}

/** All settings with their names, as they are listed. */
export const SETTING_LIST = Object.entries(SETTINGS) as [SettingName, Setting][]

/** The value that each setting has unless told. */
export const DEFAULT_VALUES = Object.fromEntries(
  SETTING_LIST.map(([name, setting]) => [name, toSettingValue(setting, setting.default)]),
) as SettingValues
