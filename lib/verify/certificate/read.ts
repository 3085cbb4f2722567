/** The credentials that came with a certificate, read. */
import { type ReadCredential, readJsonCredential, readSdJwtCredential } from "./credential.ts";
import type { OpenedCertificate } from "./opened.ts";
import { readUnlinkableCredential } from "./unlinkable.ts";

/** Those that can be read: what the holder chose to show goes before the whole of it. */
export function readCredentials({ credential, sdJwt, unlinkable }: OpenedCertificate): ReadCredential[] {
  const token = sdJwt === undefined ? undefined : readSdJwtCredential(sdJwt);
  const json = credential === undefined ? undefined : readJsonCredential(credential);
  const single = unlinkable === undefined ? undefined : readUnlinkableCredential(unlinkable);
  return [single, token, json].filter((each) => each !== undefined);
}
