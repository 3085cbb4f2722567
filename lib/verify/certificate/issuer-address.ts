/**
 * Addresses at which installations answer what a verdict needs of them (./collect.ts). Whoever asks others for a reader asks these and no
 * other ones: a certificate is a stranger's file, and says itself whom to ask.
 */
const CHARS_MAX = 512;
const SEGMENTS = "(?:/[A-Za-z0-9._-]+)+";
const PLACES = [
  new RegExp(`^${SEGMENTS}/(?:did|keys|profile)\\.json$`),
  new RegExp(`^${SEGMENTS}/(?:status|token-status)/[1-9][0-9]{0,8}$`),
  /^\/api\/v1\/ledgers\/[a-z0-9][a-z0-9-]{0,62}\/subjects\/[0-9a-f]{64}\?leaf=[0-9a-f]{64}$/,
];

/** Whether an address, in its one spelling, is one of those. Who may be asked at all is not looked at here. */
export function isIssuerAddress(address: string): boolean {
  if (address.length > CHARS_MAX || !URL.canParse(address)) return false;
  const url = new URL(address);
  const { username, password, protocol } = url;
  if (url.href !== address || username !== "" || password !== "") return false;
  const place = address.slice(url.origin.length);
  return /^https?:$/.test(protocol) && PLACES.some((known) => known.test(place));
}
