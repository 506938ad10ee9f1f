import type { Cause } from '../http/status.ts'
import type { KubeObject } from '../object.ts'
export const validatePod = (_: KubeObject): Cause[] => []
export const validatePodUpdate = (_: KubeObject, __: KubeObject): Cause[] => []
