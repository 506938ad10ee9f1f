import type { Controller, ControllerContext } from './controller.ts'
import { deploymentController } from './deployment/controller.ts'
import { endpointsController } from './endpoints/controller.ts'
import { replicaSetController } from './replicaset/controller.ts'
import { scheduler } from './scheduler/controller.ts'
import { statefulSetController } from './statefulset/controller.ts'
import { volumeBinder } from './volume/binder.ts'

/** All controllers of the cluster and its scheduler, as one. */
export function controllerManager(context: ControllerContext): Controller {
  const make = [
    deploymentController,
    replicaSetController,
    statefulSetController,
    endpointsController,
    scheduler,
    volumeBinder,
  ]
  const controllers = make.map(controller => controller(context))
  return {
    start: () => {
      for (const controller of controllers) controller.start()
    },
    stop: async () => {
      await Promise.all(controllers.map(controller => controller.stop()))
    },
  }
}
