import type { Cause } from '../http/status.ts'
import type { KubeObject } from '../object.ts'
export const validateBinding = (_: KubeObject): Cause[] => []
export const validateBindingUpdate = (_: KubeObject, __: KubeObject): Cause[] => []
export const validateRole = (_: KubeObject): Cause[] => []
