import { systemClock } from '../clock.ts'
import { loadKubeConfig } from '../cluster/kubeconfig.ts'
import { KubernetesCluster } from '../cluster/kubernetes.ts'
import { messageOf } from '../errors.ts'
import { serviceLog } from '../log.ts'
import { readReconcilerEnvironment } from '../reconciler/environment.ts'
import { probeServer } from '../reconciler/http.ts'
import { Reconciler } from '../reconciler/reconciler.ts'
import { ToxiproxyControl } from '../toxic/toxiproxy.ts'

async function main(): Promise<void> {
  const env = readReconcilerEnvironment(process.env)
  const log = serviceLog('chaos-reconciler', env.logLevel)
  const cluster = new KubernetesCluster({
    config: loadKubeConfig(env.access),
    namespace: env.namespace,
    clock: systemClock,
  })
  let draining = false
  const workloads = cluster.watchWorkloads(problem => {
    if (problem) log.warn({ problem }, 'the watch of workloads is broken')
    else log.info('the watch of workloads answers')
  })
  const toxiproxy = env.toxiproxyUrl === null ? null : new ToxiproxyControl(env.toxiproxyUrl)
  const reconciler = new Reconciler({ cluster, toxiproxy, workloads, clock: systemClock, holder: env.holder, log })
  const server = probeServer({
    logger: log,
    allowedHosts: env.allowedHosts,
    ready: () => !draining,
    problems: () => ({
      ...Object.fromEntries(reconciler.problems),
      ...(workloads.current() === null ? { workloads: 'not listed yet' } : {}),
    }),
  })
  reconciler.start()

  const stop = async (signal: string) => {
    if (draining) return
    draining = true
    log.info({ signal }, 'stopping')
    await reconciler.stop()
    workloads.stop()
    await server.close()
  }
  for (const signal of ['SIGTERM', 'SIGINT'] as const) {
    process.once(signal, () => {
      stop(signal).then(
        () => process.exit(0),
        error => {
          log.error({ problem: messageOf(error) }, 'did not stop cleanly')
          process.exit(1)
        },
      )
    })
  }
  await server.listen({ host: env.host, port: env.port })
}

main().catch(error => {
  process.stderr.write(`chaos-reconciler: ${messageOf(error)}\n`)
  process.exit(1)
})
