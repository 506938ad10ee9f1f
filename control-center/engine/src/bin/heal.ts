import { userInfo } from 'node:os'
import { resolve } from 'node:path'
import { systemClock } from '../clock.ts'
import { loadKubeConfig } from '../cluster/kubeconfig.ts'
import { KubernetesCluster } from '../cluster/kubernetes.ts'
import { messageOf } from '../errors.ts'
import { findCluster, healCommand } from '../heal-command.ts'
import { ToxiproxyControl } from '../toxic/toxiproxy.ts'

async function main(): Promise<void> {
  const target = findCluster(process.env, resolve(process.env.RUN_FILE ?? '.local/run.json'))
  const cluster = new KubernetesCluster({
    config: loadKubeConfig(target.access),
    namespace: target.namespace,
    clock: systemClock,
  })
  const toxiproxy = target.toxiproxyUrl === null ? null : new ToxiproxyControl(target.toxiproxyUrl)
  const print = (line: string) => console.log(line)
  process.exitCode = await healCommand(
    { cluster, toxiproxy },
    `${userInfo().username} (npm run heal)`,
    systemClock,
    print,
  )
}

main().catch(error => {
  console.error(`Could not heal: ${messageOf(error)}`)
  process.exitCode = 1
})
