/**
 * A map that remembers about the last `limit` keys used, for names that clients choose freely.
 * Two generations stand in for an exact order of use: when the young one is full it becomes the
 * old one, and what the old one then still holds unused is forgotten. A hit costs one look-up.
 */
export class RecentMap<K, V> {
  readonly #limit: number
  #young = new Map<K, V>()
  #old = new Map<K, V>()

  constructor(limit: number) {
    this.#limit = limit
  }

  get(key: K): V | undefined {
    const value = this.#young.get(key)
    if (value !== undefined) return value
    const old = this.#old.get(key)
    if (old !== undefined) this.set(key, old)
    return old
  }

  set(key: K, value: V): void {
    if (this.#young.size >= this.#limit && !this.#young.has(key)) {
      this.#old = this.#young
      this.#young = new Map()
    }
    this.#young.set(key, value)
  }
}
