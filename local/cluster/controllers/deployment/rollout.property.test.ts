import fc from 'fast-check'
import { expect, it } from 'vitest'
import type { Pod } from '../../client/types.ts'
import { isActive, isReady } from '../pods.ts'
import { replicaSetController } from '../replicaset/controller.ts'
import { newDeployment, Simulation, setImage } from '../testing/simulation.ts'
import { deploymentController } from './controller.ts'
import { specReplicas, sum } from './replica-sets.ts'
import { maxSurge, maxUnavailable } from './rolling-update.ts'

const share = fc.oneof(
  fc.integer({ min: 0, max: 4 }),
  fc.integer({ min: 0, max: 100 }).map(part => `${part}%`),
)

/** What happens between two reactions of the controllers. */
const step = fc.oneof(
  { weight: 6, arbitrary: fc.record({ type: fc.constant('ready' as const), which: fc.nat(20) }) },
  { weight: 1, arbitrary: fc.record({ type: fc.constant('image' as const), which: fc.nat(2) }) },
)

it('never has more pods than replicas + maxSurge, nor fewer available than the rollout may leave', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.integer({ min: 1, max: 6 }),
      share,
      share,
      fc.array(step, { minLength: 5, maxLength: 40 }),
      async (replicas, surge, unavailable, steps) => {
        const simulation = new Simulation(deploymentController, replicaSetController)
        await simulation.start()
        const rollingUpdate = { maxSurge: surge, maxUnavailable: unavailable }
        const strategy = { type: 'RollingUpdate', rollingUpdate }
        await simulation.api.create('Deployment', newDeployment({ replicas, strategy }))
        await simulation.runPods()

        const deployment = await simulation.deployment()
        const most = replicas + maxSurge(deployment)
        const fewest = replicas - maxUnavailable(deployment)
        const check = () => {
          const active = simulation.pods().filter(isActive)
          expect(sum(simulation.api.all('ReplicaSet').map(specReplicas))).toBeLessThanOrEqual(most)
          expect(active.length).toBeLessThanOrEqual(most)
          expect(active.filter(isReady).length).toBeGreaterThanOrEqual(fewest)
        }

        await simulation.edit(live => setImage(live, 'web:new'))
        for (const { type, which } of steps) {
          const waiting: Pod[] = simulation.pods().filter(pod => !isReady(pod))
          const pod = waiting[which % Math.max(1, waiting.length)]
          if (type === 'image') await simulation.edit(live => setImage(live, `web:${which}`))
          else if (pod) await simulation.report(pod, true)
          await simulation.settle()
          check()
        }

        await simulation.runPods()
        check()
        const final = await simulation.deployment()
        const image = final.spec.template.spec?.containers[0]?.image
        const images = simulation.pods().map(pod => pod.spec.containers[0]?.image)
        expect(images).toEqual(Array.from({ length: replicas }, () => image))
        await simulation.stop()
      },
    ),
    { numRuns: 40, seed: 7 },
  )
}, 60_000)
