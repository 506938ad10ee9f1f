import type { Cause } from '../http/status.ts'
import type { KubeObject } from '../object.ts'
export const validateControllerRevisionUpdate = (_: KubeObject, __: KubeObject): Cause[] => []
export const validateDeployment = (_: KubeObject): Cause[] => []
export const validateDeploymentUpdate = (_: KubeObject, __: KubeObject): Cause[] => []
export const validateReplicaSet = (_: KubeObject): Cause[] => []
export const validateReplicaSetUpdate = (_: KubeObject, __: KubeObject): Cause[] => []
