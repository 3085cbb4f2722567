/** Ranges of addresses in CIDR (RFC 4632, RFC 4291 section 2.3): `203.0.113.0/24`, `2001:db8::/32`, or one address. */
import { BlockList, isIP } from "node:net";

const BITS = { 4: 32, 6: 128 } as const;
const MAPPED = 0xffffn;

interface Range {
  address: string;
  bits: number;
  family: "ipv4" | "ipv6";
}

/** @returns undefined for what is no range, or has bits beyond its prefix: whoever writes 10.1.2.3/8 may mean either */
export function parseRange(text: string): Range | undefined {
  const [, address = "", prefix] = /^([0-9a-f.:]+)(?:\/(0|[1-9]\d{0,2}))?$/i.exec(text) ?? [];
  const version = isIP(address);
  if (version !== 4 && version !== 6) return undefined;
  const bits = prefix === undefined ? BITS[version] : Number(prefix);
  if (bits > BITS[version]) return undefined;
  const rest = BITS[version] - bits;
  const number = numberOf(address, version);
  if (number % (1n << BigInt(rest)) !== 0n) return undefined;
  // Clients' addresses come without the prefix of IPv4 in IPv6, RFC 4291 section 2.5.5.2.
  if (version === 6 && number >> 32n === MAPPED) return undefined;
  return { address: address.toLowerCase(), bits, family: version === 4 ? "ipv4" : "ipv6" };
}

/** Whether an address lies in one of the ranges; what is no address lies in none. */
export function isWithin(address: string, ranges: readonly string[]): boolean {
  const version = isIP(address);
  if (version !== 4 && version !== 6) return false;
  const family = version === 4 ? "ipv4" : "ipv6";
  const list = new BlockList();
  for (const text of ranges) {
    const range = parseRange(text);
    // A list takes IPv4 for a part of IPv6 too.
    if (range?.family === family) list.addSubnet(range.address, range.bits, family);
  }
  return list.check(address, family);
}

/** Whether a range lies in one of the others as a whole. */
export function isRangeWithin(text: string, ranges: readonly string[]): boolean {
  const inner = parseRange(text);
  if (!inner) return false;
  return ranges.some((each) => {
    const outer = parseRange(each);
    return outer?.family === inner.family && outer.bits <= inner.bits && isWithin(inner.address, [each]);
  });
}

function numberOf(address: string, version: 4 | 6): bigint {
  if (version === 4) return address.split(".").reduce((value, part) => (value << 8n) + BigInt(part), 0n);
  // The URL standard writes every IPv6 address in groups of hex, without IPv4 at its end.
  const host = new URL(`http://[${address}]`).hostname.slice(1, -1);
  const [before = "", after] = host.split("::");
  const groups = (text: string | undefined) => (text ? text.split(":") : []);
  const [left, right] = [groups(before), groups(after)];
  const all = [...left, ...Array<string>(8 - left.length - right.length).fill("0"), ...right];
  return all.reduce((value, group) => (value << 16n) + BigInt(`0x${group}`), 0n);
}
