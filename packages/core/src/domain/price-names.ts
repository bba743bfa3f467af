/**
 * Names under which a price list may know a model, the given one first, then one after another
 * with less of what hosts and clients add to a model's own name: the context marker `[1m]`, vendor
 * paths (`anthropic/`), Bedrock's region and version (`us.anthropic.` ... `-v1:0`), Vertex's `@`
 * before the date, the date itself, `-latest`. A name is never made more general than its model.
 */
export function toPriceNames(model: string): readonly string[] {
  const names = new Set([model])
  let name = model
  for (const [addition, replacement] of ADDITIONS) {
    name = name.replace(addition, replacement)
    names.add(name)
  }
  names.delete('')
  return [...names]
}

const ADDITIONS: readonly (readonly [RegExp, string])[] = [
  [/\[[^\]]*\]$/, ''],
  [/^.*\//, ''],
  [/^(?:[a-z]{2,6}\.)?anthropic\./, ''],
  [/-v\d+(?::\d+)?$/, ''],
  [/@(?=\d{8}$)/, '-'],
  [/@(?:default|latest)$/, ''],
  [/-(?:\d{8}|\d{4}-\d\d-\d\d|latest)$/, ''],
]
