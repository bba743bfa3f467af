import { describe, expect, it } from 'vitest'
import {
  busyScene,
  compareReplicas,
  idleScene,
  simulateReplicas,
  TOLERANCE,
  toReplicaModel,
} from './simulation.js'

/** A small edition of what `npm run bench -- scale --only model` does with up to 1,000 of them. */
describe('replicas ask of the database what docs/scale.md reckons', () => {
  it.each([
    ['while nothing is asked of them', idleScene(5)],
    ['under load, told of changes', busyScene({ replicas: 5, perSecond: 100, failing: 0.01 })],
    [
      'under load, looking for changes',
      busyScene({ replicas: 5, perSecond: 100, failing: 0.01, listens: false }),
    ],
    [
      'while all of them wait for the same rows',
      busyScene({ replicas: 20, perSecond: 200, commitMs: 40 }),
    ],
  ])('%s', async (_, scene) => {
    const counts = await simulateReplicas(scene)
    const model = toReplicaModel(scene, counts)
    expect(counts.refused).toBe(0)
    expect(compareReplicas(model, counts, scene).filter(({ isNear }) => !isNear)).toEqual([])
    expect(counts.mostConnections).toBeLessThanOrEqual(model.connections)
  })

  it('comes out the same each time', async () => {
    const scene = busyScene({ replicas: 3, perSecond: 30, seconds: 3 })
    expect(await simulateReplicas(scene)).toEqual(await simulateReplicas(scene))
  })

  it('tells a model that is wrong from one that is right', async () => {
    const scene = busyScene({ replicas: 5, perSecond: 100 })
    const counts = await simulateReplicas(scene)
    const model = toReplicaModel(scene, counts)
    const wrong = {
      ...model,
      logs: model.logs * (1 + 5 * TOLERANCE),
      shares: model.shares * (1 - 5 * TOLERANCE),
    }
    const off = compareReplicas(wrong, counts, scene).filter(({ isNear }) => !isNear)
    expect(off.map(({ name }) => name)).toEqual(['logs', 'shares'])
  })
})
