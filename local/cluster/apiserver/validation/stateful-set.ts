import type { Cause } from '../http/status.ts'
import type { KubeObject } from '../object.ts'
export const validateStatefulSet = (_: KubeObject): Cause[] => []
export const validateStatefulSetUpdate = (_: KubeObject, __: KubeObject): Cause[] => []
