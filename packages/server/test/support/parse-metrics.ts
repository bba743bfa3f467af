/** One line of Prometheus' text format. */
export interface Sample {
  readonly name: string
  readonly labels: Readonly<Record<string, string>>
  readonly value: number
}

/** What a text in Prometheus' format says, strictly read: anything else throws. */
export interface ParsedMetrics {
  readonly samples: readonly Sample[]
  /** The kinds of metrics by their names. */
  readonly types: ReadonlyMap<string, string>
  /** The value of the one sample with a name and all of these labels. */
  value(name: string, labels?: Readonly<Record<string, string>>): number | undefined
}

export function parseMetrics(text: string): ParsedMetrics {
  const samples: Sample[] = []
  const types = new Map<string, string>()
  for (const line of text.split('\n')) {
    const type = /^# TYPE (\w+) (counter|gauge|histogram|summary)$/.exec(line)
    if (type) types.set(type[1] ?? '', type[2] ?? '')
    if (line === '' || line.startsWith('#')) continue
    const [, name = '', labels = '', value = ''] =
      /^([a-z_]\w*)(?:\{(.*)\})? (-?[\d.e+-]+|NaN|\+Inf|Nan)$/.exec(line) ?? []
    if (name === '') throw new Error(`No sample: ${line}`)
    const pairs = [...labels.matchAll(/(\w+)="((?:[^"\\]|\\.)*)"/g)]
    samples.push({
      name,
      labels: Object.fromEntries(pairs.map(([, key, text]) => [key ?? '', text ?? ''])),
      value: Number(value),
    })
  }
  return {
    samples,
    types,
    value: (name, labels = {}) =>
      samples.find(
        (sample) =>
          sample.name === name &&
          Object.entries(labels).every(([key, text]) => sample.labels[key] === text),
      )?.value,
  }
}
