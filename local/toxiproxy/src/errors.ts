/** An error of the HTTP API, worded and numbered as Toxiproxy's. */
export class ToxiproxyError extends Error {
  override name = 'ToxiproxyError'
  constructor(
    message: string,
    readonly status: number,
  ) {
    super(message)
  }
}

export const badRequestBody = (why: string) => new ToxiproxyError(`bad request body: ${why}`, 400)
export const missingField = (field: string) => new ToxiproxyError(`missing required field: ${field}`, 400)
export const proxyNotFound = () => new ToxiproxyError('proxy not found', 404)
export const proxyExists = () => new ToxiproxyError('proxy already exists', 409)
export const invalidStream = () => new ToxiproxyError('stream was invalid, can be either upstream or downstream', 400)
export const invalidToxicType = () => new ToxiproxyError('invalid toxic type', 400)
export const toxicExists = () => new ToxiproxyError('toxic already exists', 409)
export const toxicNotFound = () => new ToxiproxyError('toxic not found', 404)
export const userAgentNotAllowed = () => new ToxiproxyError('User agent not allowed', 403)
