import { cpuMsOf, machineBusyMs } from '../lib/proc.js'

/**
 * Measures a stretch of time: how long it was, and the CPU time that the target, this process with
 * mock and load, and everything else on the machine used in it. Reading /proc at both ends takes
 * well under a millisecond.
 *
 * @param {readonly number[]} target process ids
 */
export function startMeter(target) {
  const rig = [process.pid]
  const startedAt = performance.now()
  const targetMs = cpuMsOf(target)
  const rigMs = cpuMsOf(rig)
  const machineMs = machineBusyMs()
  return () => {
    const wallMs = performance.now() - startedAt
    const targetCpuMs = cpuMsOf(target) - targetMs
    const rigCpuMs = cpuMsOf(rig) - rigMs
    const otherCpuMs = Math.max(0, machineBusyMs() - machineMs - targetCpuMs - rigCpuMs)
    return { wallMs, targetCpuMs, rigCpuMs, otherCpuMs }
  }
}
