/** What values of the configuration may look like. */
import { z } from "zod";

export const port = z.coerce.number().int().min(1).max(65535);
export const optionalText = z
  .string()
  .optional()
  .transform((value) => value || undefined);

/** Long enough that nobody guesses it, of characters that a header may hold. */
const SECRET_CHARS_MIN = 16;
export const secret = optionalText
  .refine((text) => text === undefined || /^[\x21-\x7e]+$/.test(text), {
    message: "holds characters that are not printable ASCII",
  })
  .refine((text) => text === undefined || text.length >= SECRET_CHARS_MIN, {
    message: `has to be at least ${SECRET_CHARS_MIN} characters long`,
  });

/** One of these, or unset. */
export const choice = <const Choice extends string>(choices: readonly Choice[]) =>
  z
    .enum(choices)
    .optional()
    .or(z.literal("").transform(() => undefined));

/** `host:port`, separated by commas. */
export const hosts = z
  .string()
  .default("")
  .transform((text) =>
    text
      .split(",")
      .map((host) => host.trim())
      .filter((host) => host !== ""),
  );

/** `Name <address>`, or the address alone. */
export const ADDRESS = /^[^\s<>@]+@[^\s<>@]+$/;
export const SENDER = /^(?:[^<>\r\n]{1,200}<[^\s<>@]+@[^\s<>@]+>|[^\s<>@]+@[^\s<>@]+)$/;

/** What `setServers` of node:dns takes: an IPv4 or IPv6 address, the latter in brackets before a port. */
export const DNS_SERVER = /^(?:\d{1,3}(?:\.\d{1,3}){3}|\[[0-9a-f:]+\]|[0-9a-f]*:[0-9a-f:]+)(?::\d{1,5})?$/i;

/** Scheme, host and port alone. */
export function isOrigin(text: string): boolean {
  const { origin, href } = new URL(text);
  return href === `${origin}/`;
}
