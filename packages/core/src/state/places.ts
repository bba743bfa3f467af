import type { PriorityGroup } from '../domain/candidate.js'

/** What a priority group is known by across snapshots. */
export interface Place {
  readonly model: string
  readonly priority: number
}

/** How many places are remembered: behind a wildcard clients choose the models' names. */
const PLACE_LIMIT = 10_000

/**
 * Something for each priority group that outlives the snapshot that the group belongs to. Groups
 * seen before are found by identity, which costs less than by name.
 */
export class Places<T> {
  readonly #byName = new Map<string, T>()
  readonly #byGroup = new WeakMap<PriorityGroup, T>()
  readonly #create: (group: PriorityGroup) => T
  readonly #adopt: (value: T, group: PriorityGroup) => void

  /** `adopt` is called when a known place shows up as the group of a newer snapshot. */
  constructor(
    create: (group: PriorityGroup) => T,
    adopt: (value: T, group: PriorityGroup) => void = () => {},
  ) {
    this.#create = create
    this.#adopt = adopt
  }

  at(group: PriorityGroup): T {
    const known = this.#byGroup.get(group)
    if (known !== undefined) return known
    const earlier = this.#byName.get(toName(group))
    const value = earlier ?? this.#create(group)
    if (earlier === undefined) this.set(group, value)
    else this.#adopt(earlier, group)
    this.#byGroup.set(group, value)
    return value
  }

  set(place: Place, value: T): void {
    if (this.#byName.size >= PLACE_LIMIT) {
      const [oldest] = this.#byName.keys()
      if (oldest !== undefined) this.#byName.delete(oldest)
    }
    this.#byName.set(toName(place), value)
  }
}

function toName({ model, priority }: Place): string {
  return `${priority} ${model}`
}
