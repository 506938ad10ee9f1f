import type { Cause } from '../http/status.ts'
import type { KubeObject } from '../object.ts'
export const validateService = (_: KubeObject): Cause[] => []
export const validateServiceUpdate = (_: KubeObject, __: KubeObject): Cause[] => []
