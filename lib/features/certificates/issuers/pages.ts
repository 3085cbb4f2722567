/** What pages show of issuers: settings of one's own, and the page that strangers open. */

import { VALID_DAYS } from "#lib/credentials/bbs/form.ts";
import { publicUrl } from "#lib/env.ts";
import { namedPath } from "#lib/features/ledger/explorer/schema/named.ts";
import { explorerPath } from "#lib/features/ledger/sealing/types.ts";
import { may } from "#lib/gate/may.ts";
import { requireWholeMember } from "#lib/gate/page-member.ts";
import { publicKeyMultibase } from "./drawing/documents.ts";
import {
  countIssued,
  findIssuer,
  findIssuerBySlug,
  listDomains,
  listEntries,
  listHistory,
  listKeys,
  listSealPolicies,
  readOrganisationFacts,
} from "./rows.ts";
import {
  type Issuer,
  type IssuerAddresses,
  type IssuerDomain,
  type IssuerKey,
  type IssuerPage,
  isProven,
  keyUrl,
  type ShownDomain,
  type ShownKey,
} from "./types.ts";

const PATH = "/settings/issuer";

export async function loadIssuerSettings() {
  const actor = await requireWholeMember(PATH);
  const { organisationId, role } = actor;
  const [issuer, organisation] = await Promise.all([findIssuer(organisationId), readOrganisationFacts(organisationId)]);
  const whose = { role, mayManage: may(actor, "organisation:manage"), organisation: organisation.name, publicUrl };
  if (!issuer) return { ...whose, issuer: undefined };
  const [policies, domains, keys, history] = await Promise.all([
    listSealPolicies(issuer.id),
    listDomains(issuer.id),
    listKeys(issuer.id),
    listHistory(issuer.id),
  ]);
  return {
    ...whose,
    issuer,
    addresses: addressesOf(issuer),
    domains: domains.map(toShownDomain),
    keys: keys.map((key) => toShownKey(issuer.did, key)).reverse(),
    unlinkable: {
      on: keys.some(({ kind, until }) => kind === "bbs" && until === undefined),
      sealed: policies.some(({ until }) => until === undefined),
      days: VALID_DAYS,
    },
    unrecorded: history.filter(({ evidenceId }) => evidenceId === undefined).length,
  };
}

/** @returns undefined where there is no such issuer, or it shows no page */
export async function loadIssuerPage(slug: string): Promise<IssuerPage | undefined> {
  const issuer = await findIssuerBySlug(slug);
  if (!issuer?.publicPage) return undefined;
  const [{ state }, domains, keys, issued, entries] = await Promise.all([
    readOrganisationFacts(issuer.organisationId),
    listDomains(issuer.id),
    listKeys(issuer.id),
    countIssued(issuer.id),
    listEntries(issuer.did),
  ]);
  return {
    ...{ issuer, issued, addresses: addressesOf(issuer) },
    ended: state === "retired",
    domains: domains.map(toShownDomain),
    keys: keys.map((key) => ({ ...toShownKey(issuer.did, key), note: "" })).reverse(),
    entries: entries.map(({ ledger, index, kind, at }) => ({
      ...{ kind, index: Number(index), at: at.toISOString(), ledger },
      href: `${explorerPath(ledger)}/entries/${index}`,
    })),
    allEntries: [...new Set(entries.map(({ ledger }) => ledger))].map(
      (ledger) => `${explorerPath(ledger)}${namedPath({ what: "issuer", issuer: issuer.did })}`,
    ),
  };
}

function addressesOf({ did, slug }: Issuer): IssuerAddresses {
  const page = `${publicUrl}/issuers/${slug}`;
  return { did, page, document: `${page}/did.json`, keys: `${page}/keys.json` };
}

function toShownKey(did: string, key: IssuerKey): ShownKey {
  const { kind, number, from, until, compromisedAsOf, note } = key;
  return {
    ...{ kind, number, note, from: from.toISOString(), publicKey: publicKeyMultibase(key) },
    name: keyUrl(did, key).slice(did.length + 1),
    ...(until ? { until: until.toISOString() } : {}),
    ...(compromisedAsOf ? { compromisedAsOf: compromisedAsOf.toISOString() } : {}),
  };
}

function toShownDomain(domain: IssuerDomain): ShownDomain {
  const { checked, seenAt, method } = domain;
  return {
    ...{ domain: domain.domain, method, proven: isProven(domain) },
    ...(checked ? { outcome: checked.outcome, checkedAt: checked.at.toISOString() } : {}),
    ...(seenAt ? { seenAt: seenAt.toISOString() } : {}),
  };
}
