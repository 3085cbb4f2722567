/**
 * Checking a certificate with what this installation knows: its own ledgers, the issuers that publish themselves here, and what became of what
 * they issued. Nobody else is asked, so that an address in a stranger's file leads nowhere: what others would say could not be checked.
 */
import { fromHex } from "#lib/core/text/bytes.ts";
import { trustFor } from "#lib/core/verify/site-trust.ts";
import { publicUrl } from "#lib/env.ts";
import { didDocument, formatHistory, issuerProfile } from "#lib/features/certificates/issuers/drawing/documents.ts";
import { findIssuerBySlug, listDomains, listKeys, listSealPolicies } from "#lib/features/certificates/issuers/rows.ts";
import { findList, readSubject } from "#lib/features/certificates/status/rows.ts";
import { LIST_KINDS } from "#lib/features/certificates/status/types.ts";
import { signedList } from "#lib/features/certificates/status/verbs/sign-list.ts";
import { siteTrust } from "#lib/features/evidence/verification/rows.ts";
import { readPemCertificates } from "#lib/pki/pem.ts";
import { collectSources } from "#lib/verify/certificate/collect.ts";
import { joinCertificates, openCertificate } from "#lib/verify/certificate/open.ts";
import { verifyCertificate } from "#lib/verify/certificate/verify.ts";
import type { CertificateVerification } from "#lib/verify/certificate/words.ts";

export interface CertificateAsked {
  bytes: Uint8Array;
  /** Beside a credential or a presentation. */
  receipt?: Uint8Array | undefined;
  /** RFC 3339. */
  at?: string | undefined;
}

/** Undefined for what is no certificate. */
export async function checkCertificate(asked: CertificateAsked): Promise<CertificateVerification | undefined> {
  const { bytes, receipt, at } = asked;
  const [first, second] = [await openCertificate(bytes), receipt && (await openCertificate(receipt))];
  if (first === undefined) return undefined;
  const opened = second ? joinCertificates(first, second) : first;
  const sources = await collectSources(opened, readHere);
  // Read last: what was just found may be in a larger tree than there was before.
  const site = await siteTrust();
  return await verifyCertificate(opened, {
    sources,
    trust: (each) => {
      const trust = trustFor(each, site);
      return trust && { ...trust, authorities: readPemCertificates(trust.authorities) };
    },
    now: new Date(),
    ...(at === undefined ? {} : { at: new Date(at) }),
  });
}

const ISSUER_FILE = /^\/issuers\/([a-z0-9-]{1,64})\/(did|keys|profile)\.json$/;
const LIST = /^\/issuers\/([a-z0-9-]{1,64})\/(status|token-status)\/([1-9][0-9]{0,8})$/;
const SUBJECT = /^\/api\/v1\/ledgers\/([a-z0-9-]{1,63})\/subjects\/([0-9a-f]{64})$/;

/** What stands at an address of this installation's own, without asking itself over the network. */
async function readHere(address: string): Promise<string | undefined> {
  const { host, pathname, searchParams } = new URL(address);
  if (host !== new URL(publicUrl).host) return undefined;
  const [, slug, file] = ISSUER_FILE.exec(pathname) ?? [];
  if (slug !== undefined) return await readIssuerFile(slug, file);
  const [, lister, kind, number] = LIST.exec(pathname) ?? [];
  if (lister !== undefined) {
    const head = await findList({ slug: lister, number: Number(number) });
    const listKind = LIST_KINDS.find((each) => each === kind);
    return head && listKind && (await signedList(head, { kind: listKind, now: new Date() }));
  }
  const [, ledger, subject] = SUBJECT.exec(pathname) ?? [];
  if (ledger === undefined) return undefined;
  const [about, leaf] = [fromHex(subject ?? ""), fromHex(searchParams.get("leaf") ?? "")];
  return about && JSON.stringify(await readSubject({ ledger, subject: about, leaf }));
}

async function readIssuerFile(slug: string, file: string | undefined): Promise<string | undefined> {
  const issuer = await findIssuerBySlug(slug);
  if (issuer === undefined) return undefined;
  const [keys, domains] = await Promise.all([listKeys(issuer.id), listDomains(issuer.id)]);
  if (file === "did") return JSON.stringify(didDocument(issuer, { keys, domains }));
  if (file !== "keys") return JSON.stringify(issuerProfile(issuer, domains));
  return formatHistory(issuer.did, { keys, policies: await listSealPolicies(issuer.id) });
}
