import type { Cause } from '../http/status.ts'
import type { KubeObject } from '../object.ts'
export const validateConfigMap = (_: KubeObject): Cause[] => []
export const validateConfigMapUpdate = (_: KubeObject, __: KubeObject): Cause[] => []
export const validateSecret = (_: KubeObject): Cause[] => []
export const validateSecretUpdate = (_: KubeObject, __: KubeObject): Cause[] => []
