import { cpuMsOf, machineBusyMs } from '../lib/proc.js'

/**
 * Measures a stretch of time: how long it was, and the CPU time that the target, the mock with this
 * process, and everything else on the machine used in it. Reading /proc at both ends takes well under a millisecond.
 *
 * @param {{ target: number[], mock: number[] }} pids
 */
export function startMeter(pids) {
  const rig = [process.pid, ...pids.mock]
  const startedAt = performance.now()
  const targetMs = cpuMsOf(pids.target)
  const rigMs = cpuMsOf(rig)
  const machineMs = machineBusyMs()
  return () => {
    const wallMs = performance.now() - startedAt
    const targetCpuMs = cpuMsOf(pids.target) - targetMs
    const rigCpuMs = cpuMsOf(rig) - rigMs
    const otherCpuMs = Math.max(0, machineBusyMs() - machineMs - targetCpuMs - rigCpuMs)
    return { wallMs, targetCpuMs, rigCpuMs, otherCpuMs }
  }
}
