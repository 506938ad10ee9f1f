/** A difference below this is the way of the message, not the clocks. */
const TOLERANCE_MS = 1_500

/**
 * Milliseconds to add to this browser's clock to have the server's. Kept while it explains what arrives,
 * so that clocks on the page do not jump with the network.
 */
export function clockOffset(known: number | null, serverTime: string, localNow: number): number {
  const measured = Date.parse(serverTime) - localNow
  return known !== null && Math.abs(measured - known) <= TOLERANCE_MS ? known : measured
}
