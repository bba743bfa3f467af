// What the test and the benchmark, which bundles this file, have in common.
export { compareReplicas, TOLERANCE } from './compare-replicas.js'
export { toReplicaModel } from './replica-model.js'
export { busyScene, idleScene } from './scenes.js'
export { simulateReplicas } from './simulate-replicas.js'
