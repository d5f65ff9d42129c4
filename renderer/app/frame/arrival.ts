import { readArrival } from '../transport/loopback'

/**
 * What the address brought along. Read when this module is loaded, which must be before the router's: the router
 * rewrites the fragment as soon as it exists.
 */
export const arrival = readArrival(location, history)
